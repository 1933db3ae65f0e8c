"""One file out of an archive that somebody else made: nothing else is written, no name of it is a path."""

from __future__ import annotations

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from fvl_core.foundation.errors import CorruptFileError, InvalidInputError
from fvl_core.foundation.files import atomic_write
from fvl_core.models.base import OnProgress

MOST_MEMBERS = 10_000
MOST_BYTES = 20_000_000_000
_STEP = 1 << 20
_FAILURES = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
)


class _Member(NamedTuple):
    name: str
    size: int
    stream: IO[bytes]


def is_archive(path: Path) -> bool:
    """Tell whether a file is a tar (packed or not) or a zip; what torch writes is a zip of its own kind.

    Example:
        >>> is_archive(Path("absent.tgz"))
        False
    """
    name = path.name.lower()
    return path.is_file() and name.endswith((".tgz", ".tar", ".tar.gz", ".tar.bz2", ".tar.xz", ".zip"))


def take_from_archive(
    archive: Path, wanted: str, target: Path, *, on_progress: OnProgress | None = None
) -> None:
    """Copy the one file of an archive that is called `wanted`, in whatever folder, to `target`.

    Links, devices and everything else in the archive are left alone. The copy is whole, or there is none.

    Raises:
        InvalidInputError: when the archive holds no such file, or several.
        CorruptFileError: when it is damaged, or holds more than 10,000 entries or 20 GB.
    """
    try:
        with _open_member(archive, wanted) as member:
            _copy(member, target, on_progress)
    except (CorruptFileError, InvalidInputError):
        raise
    except _FAILURES as error:
        raise CorruptFileError(f"{archive.name} is damaged.", remedy="Download it again.") from error


@contextmanager
def _open_member(archive: Path, wanted: str) -> Iterator[_Member]:
    if archive.suffix.lower() == ".zip":
        with zipfile.ZipFile(archive) as packed:
            infos = [info for info in packed.infolist() if not info.is_dir()]
            place = _only(archive, wanted, [info.filename for info in infos])
            with packed.open(infos[place]) as stream:
                yield _Member(wanted, infos[place].file_size, stream)
        return
    with tarfile.open(archive) as packed_tar:
        files = []
        for number, info in enumerate(packed_tar):
            if number >= MOST_MEMBERS:
                raise _too_much(archive)
            if info.isreg():
                files.append(info)
        chosen = files[_only(archive, wanted, [info.name for info in files])]
        held = packed_tar.extractfile(chosen)
        assert held is not None  # a regular file always opens
        with held:
            yield _Member(wanted, chosen.size, held)


def _only(archive: Path, wanted: str, names: list[str]) -> int:
    """Return the place of the one name whose last part is `wanted`."""
    if len(names) > MOST_MEMBERS:
        raise _too_much(archive)
    found = [place for place, name in enumerate(names) if PurePosixPath(name).name == wanted]
    if len(found) != 1:
        listed = ", ".join(PurePosixPath(name).name for name in names[:5]) or "nothing"
        said = f"no file {wanted}" if not found else f"{len(found)} files {wanted}"
        raise InvalidInputError(
            f"{archive.name} holds {said}, but {listed}.", remedy="Unpack it, and name the file itself."
        )
    return found[0]


def _copy(member: _Member, target: Path, on_progress: OnProgress | None) -> None:
    """Copy as many bytes as the entry promises, and refuse one that has more or fewer."""
    if member.size > MOST_BYTES:
        raise _too_much(target)
    done = 0
    with atomic_write(target) as stream:
        while chunk := member.stream.read(min(_STEP, member.size - done + 1)):
            done += len(chunk)
            if done > member.size:
                break
            stream.write(chunk)
            if on_progress is not None:
                on_progress(done, member.size)
        if done != member.size:
            raise CorruptFileError(
                f"{member.name} is not as long as its archive says.", remedy="Download the archive again."
            )


def _too_much(path: Path) -> CorruptFileError:
    return CorruptFileError(
        f"{path.name} holds more than {MOST_MEMBERS:,} entries or {MOST_BYTES / 1e9:.0f} GB.",
        remedy="Unpack it yourself, if you trust it.",
    )
