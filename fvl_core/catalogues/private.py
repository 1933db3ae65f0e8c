"""What one browser brought: its catalogues and pictures, in a folder that only its secret finds."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from fvl_core.catalogues.loading import list_catalogues, load_catalogue, register_catalogue, require_name
from fvl_core.catalogues.table import ABOUT, read_about, write_about
from fvl_core.foundation.errors import InvalidInputError, UnknownNameError
from fvl_core.foundation.files import atomic_write, bytes_of, files_below
from fvl_core.foundation.items import Catalogue
from fvl_core.foundation.settings import cache_dir

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_DIGEST = re.compile(r"[0-9a-f]{8,64}")
_SEEN_EVERY_S = 60.0
_naming = threading.Lock()


@dataclass(frozen=True)
class PrivateStore:
    """Keep what one browser brought, apart from everybody else's.

    The folder is named by a digest of the browser's secret: nobody finds it without the secret, and nobody
    learns the secret from the disk. Names of catalogues and files never become parts of a path.

    Attributes:
        IDLE_H: hours for which a browser may be away before what it brought is deleted.
        MAX_BYTES: what one browser may store. MAX_PICTURES: query pictures that are kept, the newest.

    Example:
        >>> store = PrivateStore.open(PrivateStore.new_secret())
        >>> store.names()
        ()
        >>> PrivateStore.open("../../etc") is None
        True
    """

    secret: str = field(repr=False)

    IDLE_H: ClassVar[int] = 24
    MAX_BYTES: ClassVar[int] = 4 << 30
    MAX_PICTURES: ClassVar[int] = 40

    @staticmethod
    def new_secret() -> str:
        """Return a secret of 256 random bits, fit for a cookie."""
        return secrets.token_urlsafe(32)

    @classmethod
    def open(cls, secret: str) -> PrivateStore | None:
        """Return the store of a secret, None for what cannot be one."""
        return cls(secret) if _SECRET.fullmatch(secret) else None

    @property
    def owner(self) -> str:
        """Return who it belongs to: 32 hexadecimal digits that do not tell the secret."""
        return hashlib.sha256(self.secret.encode()).hexdigest()[:32]

    @property
    def folder(self) -> Path:
        """Return the folder of everything in here; it is made with the first thing that is brought."""
        return root() / self.owner

    def touch(self) -> None:
        """Note that the browser is here, at most once a minute; what has no folder gets none."""
        seen = self.folder / "seen"
        try:
            if self.folder.is_dir() and time.time() - _mtime(seen) > _SEEN_EVERY_S:
                seen.touch()
        except OSError:  # a full disk, or deleted just now
            return

    def make(self) -> Path:
        """Make the folder where it is missing, and return it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.touch()
        return self.folder

    def names(self) -> tuple[str, ...]:
        """Return the names of the catalogues in here, sorted."""
        return tuple(sorted(self._folders()))

    def folder_of(self, name: str) -> Path:
        """Return the folder of a catalogue.

        Raises:
            UnknownNameError: when none of this browser's has the name.
        """
        folders = self._folders()
        if name not in folders:
            raise UnknownNameError("catalogue of yours", name, folders)
        return folders[name]

    def load(self, name: str) -> Catalogue:
        """Open a catalogue of this browser; raises as `folder_of` and `load_catalogue` do."""
        return load_catalogue(self.folder_of(name), name=name)

    def begin(self) -> Path:
        """Return a new empty folder in which a catalogue is put together; `add` takes it in."""
        staged = self.make() / "staged" / secrets.token_hex(8)
        staged.mkdir(parents=True)
        return staged

    def staged(self) -> Path | None:
        """Return the newest folder that was begun and not taken in yet, None without one."""
        begun = [path for path in (self.folder / "staged").glob("*") if path.is_dir()]
        return max(begun, key=_mtime, default=None)

    def discard(self, staged: Path) -> None:
        """Delete a folder that was begun."""
        if staged.parent == self.folder / "staged":
            _remove(staged)

    def add(self, staged: Path, name: str) -> str:
        """Take in a finished catalogue and return its name, with a number when the name is taken.

        Raises:
            InvalidInputError: when the name cannot be a catalogue's.
        """
        require_name(name)
        with _naming:
            name = _free_name(name, {*self.names(), *list_catalogues()})
            write_about(staged, {**read_about(staged), "name": name})
            place = self.make() / "catalogues" / staged.name
            place.parent.mkdir(exist_ok=True)
            staged.rename(place)
        return name

    def keep(self, name: str, *, as_name: str | None = None) -> str:
        """Give a catalogue to everyone on this server, for good, and return its name there.

        Raises:
            UnknownNameError: when none of this browser's has the name.
            InvalidInputError: when everyone has a catalogue of that name already.
        """
        target = as_name or name
        require_name(target)
        with _naming:
            if target in list_catalogues():
                raise InvalidInputError(
                    f"There is a catalogue named {target!r} for everyone already.",
                    remedy="Choose another name.",
                )
            folder = self.folder_of(name)
            place = cache_dir() / "kept" / folder.name
            place.parent.mkdir(parents=True, exist_ok=True)
            folder.rename(place)
            try:
                register_catalogue(target, place)
            except BaseException:  # unregistered, nobody would find it again: it stays its owner's
                place.rename(folder)
                raise
        return target

    def delete(self, name: str) -> None:
        """Delete a catalogue with its pictures; raises UnknownNameError as `folder_of` does."""
        _remove(self.folder_of(name))
        _remove(self.folder / "thumbs")  # the others' are made again

    def delete_everything(self) -> None:
        """Delete all that this browser brought."""
        _remove(self.folder)

    @property
    def n_bytes(self) -> int:
        """Return how much is stored."""
        return bytes_of(files_below(self.folder))

    def put_picture(self, digest: str, content: bytes, facts: Mapping[str, object]) -> None:
        """Keep a query picture under its digest; beyond `MAX_PICTURES` the oldest leaves."""
        if not _DIGEST.fullmatch(digest):
            raise InvalidInputError(f"{digest!r} is no digest.", remedy="Give hexadecimal digits.")
        folder = self.make() / "pictures"
        folder.mkdir(exist_ok=True)
        for suffix, part in ((".picture", content), (".json", json.dumps(dict(facts)).encode())):
            with atomic_write(folder / f"{digest}{suffix}") as stream:
                stream.write(part)
        pictures = sorted(folder.glob("*.picture"), key=_mtime)
        for old in pictures[: max(0, len(pictures) - self.MAX_PICTURES)]:
            old.unlink(missing_ok=True)
            old.with_suffix(".json").unlink(missing_ok=True)

    def picture(self, digest: str) -> tuple[bytes, dict[str, object]] | None:
        """Return a query picture and what was noted with it, None when this browser has no such."""
        if not _DIGEST.fullmatch(digest):
            return None
        file = self.folder / "pictures" / f"{digest}.picture"
        try:
            return file.read_bytes(), json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    @staticmethod
    def holding(path: Path) -> Path | None:
        """Return the folder of the store in which a file lies, None for a file of everyone's."""
        base = root()
        return base / path.relative_to(base).parts[0] if path.is_relative_to(base) else None

    @classmethod
    def forget_idle(cls) -> int:
        """Delete the stores whose browser was away for `IDLE_H` hours; return how many."""
        longest_s = cls.IDLE_H * 3600
        gone = [folder for folder in _owners() if time.time() - _last_seen(folder) > longest_s]
        for folder in gone:
            _remove(folder)
        for left in root().glob(".gone-*"):  # a server that was stopped in the middle of it
            shutil.rmtree(left, ignore_errors=True)
        return len(gone)

    def _folders(self) -> dict[str, Path]:
        found = {}
        for about in sorted((self.folder / "catalogues").glob(f"*/{ABOUT}")):
            if name := read_about(about.parent).get("name", ""):
                found[name] = about.parent
        return found


def root() -> Path:
    """Return the folder of all stores."""
    return cache_dir() / "private"


def _owners() -> Iterator[Path]:
    try:
        yield from [path for path in root().iterdir() if path.is_dir() and not path.name.startswith(".")]
    except OSError:  # nobody has brought anything
        return


def _last_seen(folder: Path) -> float:
    return max(_mtime(folder / "seen"), _mtime(folder))


def _mtime(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _free_name(name: str, taken: set[str]) -> str:
    number = 2
    free = name
    while free in taken:
        free = f"{name[:90]} ({number})"
        number += 1
    return free


def _remove(folder: Path) -> None:
    """Take a folder out of sight in one step, then delete it."""
    gone = root() / f".gone-{secrets.token_hex(8)}"
    try:
        folder.rename(gone)
    except FileNotFoundError:  # somebody else has just taken it away
        return
    shutil.rmtree(gone, ignore_errors=True)
