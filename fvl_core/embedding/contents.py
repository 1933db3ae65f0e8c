"""What a picture's content is called: a digest of its bytes, remembered while the file does not change."""

from __future__ import annotations

import json
import math
import os
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.files import atomic_write, bytes_digest, file_digest
from fvl_core.foundation.images import image_digest, open_image

if TYPE_CHECKING:
    from fvl_core.foundation.images import ImageSource

_SETTLED_NS = 2_000_000_000
"""A file younger than this may change again within one tick of its clock: it is not remembered."""


@dataclass
class PictureContents:
    """Name picture contents by 32-byte keys.

    A file's digest is remembered by path, size, and its times of modification and change, so that a
    second run over a catalogue reads no picture. A forgotten or damaged note costs reading the file.
    """

    folder: Path
    _notes: dict[str, dict[str, list[str]]] = field(default_factory=dict)  # by the pictures' folder
    _changed: set[str] = field(default_factory=set)
    # Likewise, by the monotonic clock:
    _looked_at: defaultdict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def key(self, source: ImageSource) -> bytes:
        """Return the key of a picture: of a file's bytes, or of a PIL picture's pixels.

        Raises:
            InvalidInputError: when the file is missing or cannot be read.
        """
        if isinstance(source, bytes):
            return _key("bytes", sha256(source).hexdigest())
        if not isinstance(source, str | Path):
            return _key("pixels", image_digest(open_image(source)))
        try:
            return _key("bytes", self._digest(os.path.abspath(source)))
        except OSError as error:
            raise InvalidInputError(
                f"{Path(source).name}: the file cannot be read ({error.strerror}).", remedy="Check the path."
            ) from error

    def known_key(self, source: ImageSource, *, trusted_s: float = 0.0) -> bytes | None:
        """Return the key of a file whose content was read before and has not changed since, else None.

        A file that this process looked at in the last `trusted_s` seconds is not looked at again: beside busy
        threads it costs a third of a millisecond, thousands of files more than a page may.
        """
        if not isinstance(source, str | Path):
            return None
        path = os.path.abspath(source)
        parent, name = os.path.split(path)
        now = time.monotonic()
        with self._lock:
            known = self._of_folder(parent).get(name)
            looked = self._looked_at[parent].get(name, -math.inf)
        if known is None:
            return None
        if now - looked >= trusted_s:
            try:
                facts = os.stat(path)
            except OSError:
                return None
            if known[0] != _stamp(facts):
                return None
            with self._lock:
                self._looked_at[parent][name] = now
        return _key("bytes", known[1])

    def save(self) -> None:
        """Write what was learnt since the last time; a disk that refuses is not worth an error here."""
        with self._lock:
            for parent in self._changed:
                notes = self._notes[parent]
                try:
                    with atomic_write(self._note_path(parent)) as stream:
                        stream.write(json.dumps({"check": _check(notes), "files": notes}).encode())
                except OSError:
                    continue
            self._changed.clear()

    def _digest(self, path: str) -> str:
        facts = os.stat(path)
        stamp = _stamp(facts)
        parent, name = os.path.split(path)
        now = time.monotonic()
        with self._lock:
            known = self._of_folder(parent).get(name)
            if known is not None and known[0] == stamp:
                self._looked_at[parent][name] = now
                return known[1]
        digest = file_digest(Path(path))
        if time.time_ns() - max(facts.st_mtime_ns, facts.st_ctime_ns) > _SETTLED_NS:
            with self._lock:
                self._of_folder(parent)[name] = [stamp, digest]
                self._changed.add(parent)
                self._looked_at[parent][name] = now
        return digest

    def _of_folder(self, parent: str) -> dict[str, list[str]]:
        if parent not in self._notes:
            self._notes[parent] = _read_notes(self._note_path(parent))
        return self._notes[parent]

    def _note_path(self, parent: str) -> Path:
        return self.folder / f"{bytes_digest(parent)[:32]}.json"


def _stamp(facts: os.stat_result) -> str:
    return f"{facts.st_size}:{facts.st_mtime_ns}:{facts.st_ctime_ns}"


def _read_notes(path: Path) -> dict[str, list[str]]:
    try:
        content = json.loads(path.read_bytes())
        notes: dict[str, list[str]] = content["files"]
        return notes if content["check"] == _check(notes) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _check(notes: dict[str, list[str]]) -> str:
    return bytes_digest(json.dumps(notes, sort_keys=True))


@lru_cache(maxsize=1 << 16)  # a page over thousands of pictures asks for all of their keys
def _key(kind: str, digest: str) -> bytes:
    return bytes.fromhex(bytes_digest("picture", kind, digest))
