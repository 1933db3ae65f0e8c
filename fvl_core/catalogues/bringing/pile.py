"""A pile of pictures that somebody brought: stored by content, remembered by the names they came with."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import secrets
import shutil
from collections.abc import Container, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.files import atomic_write
from fvl_core.foundation.images import IMAGE_SUFFIXES, check_image

MAX_PICTURE_BYTES = 60_000_000
MAX_PICTURES = 250_000
MIN_FREE_BYTES = 1 << 30
"""So much of the disk stays free, whatever is brought."""
PICTURES = "pictures"
_NOTES = "pile.json"
_MOST_PARTS = 12
_LONGEST_PART = 150
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DRIVE = re.compile(r"[A-Za-z]:")


class Stream(Protocol):
    """Something to read bytes from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most so many bytes, none at the end."""
        ...


@dataclass(frozen=True)
class Brought:
    """One file: its label, where it lies, and what is wrong with it, as far as its header tells."""

    label: str
    stored: str
    problem: str = ""


@dataclass
class PicturePile:
    """Hold brought pictures in a folder; a label never becomes a path, and equal bytes are stored once.

    Attributes:
        folder: where the pictures and the notes lie. max_bytes: what may be stored in all.
        root: the folder in which the pictures stay, when they are only referred to. problems: (label, why)
        of what could not even be stored. n_others: files that are no pictures by their names.
    """

    folder: Path
    max_bytes: int = 4 << 30
    root: str = ""
    pictures: list[Brought] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    n_others: int = 0
    n_bytes: int = 0
    _labels: dict[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path, *, max_bytes: int = 4 << 30) -> PicturePile:
        """Go on with the pile of a folder, or begin one."""
        pile = cls(folder, max_bytes)
        try:
            told = json.loads((folder / _NOTES).read_text(encoding="utf-8"))
            pile.pictures = [Brought(**each) for each in told["pictures"]]
            pile.problems = [(label, why) for label, why in told["problems"]]
            pile._labels = {each.label: each.stored for each in pile.pictures}
            pile.root, pile.n_others, pile.n_bytes = told["root"], told["n_others"], told["n_bytes"]
        except (OSError, ValueError, KeyError, TypeError):
            return cls(folder, max_bytes)
        return pile

    def save(self) -> None:
        """Write the notes; pictures that were put since the last time are lost without it."""
        notes = {
            "pictures": [asdict(each) for each in self.pictures],
            "problems": self.problems,
            "root": self.root,
            "n_others": self.n_others,
            "n_bytes": self.n_bytes,
        }
        with atomic_write(self.folder / _NOTES) as stream:
            stream.write(json.dumps(notes).encode())

    def put(self, name: str, content: bytes | Stream) -> str:
        """Store one file and return the label under which it lies, numbered when that is another's.

        "" for what is not stored: a file that is no picture by its name is counted, one that is too large is
        named among the problems.

        Raises:
            InvalidInputError: when the pile is full, or the disk is.
        """
        label = label_of(name)
        if not label or Path(label).suffix.lower() not in IMAGE_SUFFIXES:
            self.n_others += bool(label)
            return ""
        self._refuse_beyond_limits()
        stream: Stream = io.BytesIO(content) if isinstance(content, bytes) else content
        try:
            stored, problem = self._store(stream, label)
            if self._labels.get(label) != stored:
                label = free_name(label, self._labels)
                self._labels[label] = stored
                self.pictures.append(Brought(label, stored, problem))
        except InvalidInputError as error:
            self.problems.append((label, str(error)))
            return ""
        return label

    def refer(self, folder: Path) -> None:
        """Take all pictures of a folder of this machine where they are, without copying them."""
        self.root = str(folder)
        for path in sorted(pictures_in(folder)):
            inside = path.relative_to(folder).as_posix()
            self.pictures.append(Brought(inside, inside, ""))

    def discard_except(self, kept: set[str]) -> None:
        """Delete the stored files that are not among `kept`, and the notes; the catalogue is made."""
        for path in (self.folder / PICTURES).glob("*"):
            if f"{PICTURES}/{path.name}" not in kept:
                path.unlink(missing_ok=True)
        (self.folder / _NOTES).unlink(missing_ok=True)

    def _refuse_beyond_limits(self) -> None:
        if len(self.pictures) >= MAX_PICTURES:
            raise InvalidInputError(
                f"There are more than {MAX_PICTURES:,} pictures.", remedy="Bring them in several catalogues."
            )
        if self.n_bytes > self.max_bytes:
            raise InvalidInputError(
                f"The pictures have more than {self.max_bytes / (1 << 30):.0f} GB in all.",
                remedy="Bring smaller pictures, or index a folder from the command line.",
            )
        if shutil.disk_usage(self.folder).free < MIN_FREE_BYTES:
            raise InvalidInputError(
                "The disk of this server is nearly full.", remedy="Delete catalogues that are not needed."
            )

    def _store(self, stream: Stream, label: str) -> tuple[str, str]:
        """Write a file and return where it lies and what its header says is wrong with it."""
        place = self.folder / PICTURES
        place.mkdir(exist_ok=True)
        beside = place / f".{secrets.token_hex(8)}.part"
        try:
            digest, n_bytes = _copy(stream, beside, label)
            stored = place / f"{digest}{Path(label).suffix.lower()}"
            if not stored.exists():
                self.n_bytes += n_bytes
                os.replace(beside, stored)
        finally:
            beside.unlink(missing_ok=True)
        problem = ""
        try:
            check_image(stored, name=Path(label).name)
        except InvalidInputError as error:
            problem = str(error)
        return f"{PICTURES}/{stored.name}", problem


def label_of(name: str) -> str:
    r"""Turn a file's name as somebody else wrote it into a label; "" for hidden files.

    Example:
        >>> label_of("../../etc/dresses/1.jpg"), label_of("C:\\shop\\a.png"), label_of("__MACOSX/._a.jpg")
        ('etc/dresses/1.jpg', 'shop/a.png', '')
    """
    parts = [_CONTROL.sub("", part).strip() for part in name.replace("\\", "/").split("/")]
    parts = [part for part in parts if part not in ("", ".", "..") and not _DRIVE.fullmatch(part)]
    if any(part.startswith(".") or part == "__MACOSX" for part in parts):
        return ""
    return "/".join(part[-_LONGEST_PART:] for part in parts[-_MOST_PARTS:])


def free_name(name: str, taken: Container[str]) -> str:
    """Return the name, with a number before its suffix when it is taken.

    Example:
        >>> free_name("a/1.jpg", {"a/1.jpg", "a/1 (2).jpg"}), free_name("7", {"7"})
        ('a/1 (3).jpg', '7 (2)')
    """
    stem, dot, suffix = name.rpartition(".")
    head, tail = (stem, dot + suffix) if stem and "/" not in suffix and len(suffix) < 6 else (name, "")
    free, number = name, 2
    while free in taken:
        free = f"{head} ({number}){tail}"
        number += 1
    return free


def pictures_in(folder: Path) -> Iterator[Path]:
    """Find the pictures of a folder and its sub-folders; hidden files and folders are left alone."""
    for place, folders, files in os.walk(folder):
        folders[:] = [each for each in folders if not each.startswith(".")]
        for file in files:
            if not file.startswith(".") and Path(file).suffix.lower() in IMAGE_SUFFIXES:
                yield Path(place, file)


def _copy(stream: Stream, target: Path, label: str) -> tuple[str, int]:
    """Copy at most `MAX_PICTURE_BYTES` and return the digest's beginning and the number of bytes."""
    digest = hashlib.sha256()
    n_bytes = 0
    with target.open("wb") as out:
        while chunk := stream.read(1 << 20):
            n_bytes += len(chunk)
            if n_bytes > MAX_PICTURE_BYTES:
                raise InvalidInputError(
                    f"{label} has more than {MAX_PICTURE_BYTES // 1_000_000} MB.", remedy="Make it smaller."
                )
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest()[:32], n_bytes
