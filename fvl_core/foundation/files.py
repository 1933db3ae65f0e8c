"""Digests, and writes that are either whole or absent."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def file_digest(path: Path) -> str:
    """Return the sha256 of a file's bytes as 64 hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def bytes_digest(*parts: bytes | str) -> str:
    """Return the sha256 of parts, each preceded by its length so that no two lists of parts collide.

    Example:
        >>> bytes_digest("ab", "c") == bytes_digest("a", "bc")
        False
    """
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


def files_below(folder: Path) -> Iterator[Path]:
    """Find all files of a folder and its sub-folders; what vanishes meanwhile is passed over."""
    for place, _, names in os.walk(folder):
        yield from (Path(place, name) for name in names)


def bytes_of(paths: Iterable[Path]) -> int:
    """Add up the sizes of files; a folder counts nothing, nor does what is gone since it was listed.

    Example:
        >>> bytes_of([Path("gone.part")])
        0
    """
    total = 0
    for path in paths:
        try:
            facts = path.stat()
        except OSError:  # somebody has just moved it to its place, or deleted it
            continue
        total += facts.st_size if stat.S_ISREG(facts.st_mode) else 0
    return total


@contextmanager
def atomic_write(path: Path) -> Iterator[BinaryIO]:
    """Open a file that appears under its name only when it is complete and on disk.

    A crash or an exception inside the block leaves the old file, or none, and no half-written one under
    the name.

    Example:
        >>> import tempfile, pathlib
        >>> target = pathlib.Path(tempfile.mkdtemp()) / "facts.bin"
        >>> with atomic_write(target) as stream:
        ...     _ = stream.write(b"42")
        >>> target.read_bytes()
        b'42'
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(path)
    except BaseException:  # also Ctrl-C: no half-written file stays behind
        Path(temporary).unlink(missing_ok=True)
        raise
