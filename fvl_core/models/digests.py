"""What a file of weights is, by content: for the name of its space, and to see that it is still whole."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from fvl_core.foundation.errors import CorruptFileError
from fvl_core.foundation.files import atomic_write, bytes_digest, file_digest
from fvl_core.foundation.settings import cache_dir
from fvl_core.models.shards import files_of, is_index

RECORD = "fetched.json"
"""Written beside downloaded files: where they came from, and each one's bytes and sha256."""


def digest_of_file(path: Path) -> str:
    """Return a file's sha256, remembered in the cache folder while its size and time stay the same."""
    facts = path.stat()
    place = str(path.resolve())
    stamp = [place, facts.st_size, facts.st_mtime_ns]
    note = cache_dir() / "digests" / f"{bytes_digest(place)[:32]}.json"
    try:
        remembered = json.loads(note.read_text(encoding="utf-8"))
        if remembered["stamp"] == stamp:
            return str(remembered["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        pass  # never seen, or the note is damaged: read the file
    digest = file_digest(path)
    with contextlib.suppress(OSError), atomic_write(note) as stream:  # a read-only cache costs time only
        stream.write(json.dumps({"stamp": stamp, "sha256": digest}).encode())
    return digest


def digest_of_weights(path: Path) -> str:
    """Return a file's digest, or one over the digests of all files that an index names.

    Raises:
        CorruptFileError: for an index that is none.
    """
    if not is_index(path):
        return digest_of_file(path)
    return bytes_digest(*(digest_of_file(file) for file in files_of(path)))


def record_download(folder: Path, *, source: str, files: list[Path]) -> None:
    """Write down what was fetched from where, so that every later load can compare."""
    entries = {
        str(file.relative_to(folder)): {"bytes": file.stat().st_size, "sha256": digest_of_file(file)}
        for file in files
    }
    with atomic_write(folder / RECORD) as stream:
        stream.write(json.dumps({"source": source, "files": entries}, indent=1).encode())


def recorded_digest(file: Path) -> str:
    """Return the sha256 that was recorded when a file was fetched, "" when nobody did."""
    try:
        record = json.loads((file.parent / RECORD).read_text(encoding="utf-8"))
        return str(record["files"][file.name]["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def require_as_fetched(path: Path) -> None:
    """Refuse a downloaded file, or a folder with one, that has changed since.

    Raises:
        CorruptFileError: when a sha256 is not the recorded one, or a recorded file is gone.
    """
    files = _recorded_files(path) if path.is_dir() else [path]
    for file in files:
        recorded = recorded_digest(file)
        if recorded and (not file.is_file() or digest_of_file(file) != recorded):
            raise CorruptFileError(
                f"{file.name} is not as it was fetched: its sha256 has changed.",
                remedy=f"Delete {file.parent} and fetch the model again.",
            )


def record_first_use(path: Path) -> None:
    """Write down the digest of a file of weights that somebody put into our cache by hand."""
    if path.is_file() and path.is_relative_to(cache_dir()) and not (path.parent / RECORD).exists():
        with contextlib.suppress(OSError):  # a read-only cache: there is nothing to compare with next time
            record_download(path.parent, source="put there by hand", files=[path])


def _recorded_files(folder: Path) -> list[Path]:
    found = []
    for record in (folder / RECORD, *folder.glob(f"*/{RECORD}")):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            names = json.loads(record.read_text(encoding="utf-8"))["files"]
            found += [record.parent / name for name in names]
    return found
