"""The table of a draft, in the draft's folder: taken in, joined with the next part of it, read, let go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from fvl_core.catalogues.bringing.cells import refuse_too_many_bytes
from fvl_core.catalogues.bringing.embedded import take_pictures
from fvl_core.catalogues.bringing.parts import joined
from fvl_core.catalogues.bringing.pile import PicturePile
from fvl_core.catalogues.bringing.sheet import Sheet, read_sheet
from fvl_core.foundation.files import atomic_write

Source = bytes | Path | BinaryIO
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class StoredTable:
    """Keep at most one table in a folder; it is there after a reload."""

    folder: Path

    @property
    def name(self) -> str:
        """Return the name with which the table came, "" without one."""
        return self._told("name")

    @property
    def catalogue(self) -> str:
        """Return the name of the exported catalogue whose table it is, "" for any other."""
        return self._told("catalogue")

    def add(
        self,
        name: str,
        source: Source,
        pile: PicturePile,
        *,
        catalogue: str = "",
        on_progress: OnProgress | None = None,
    ) -> None:
        """Take in a table, in place of the one before, and put the pictures that it may hold on the pile.

        `catalogue` is the name of the exported catalogue whose table it is. Of a data set in several Parquet
        files with pictures, each part joins those before it.

        Raises:
            InvalidInputError: when it cannot be read, or is too much; what was there before stays.
        """
        content = self._take_pictures(name, source, pile, on_progress)
        if content is None:
            content = _bytes_of(name, source)
        elif self.name and (whole := joined(self._place("content").read_bytes(), content)) is not None:
            name, content = self.name, whole
        read_sheet(content, name)
        for part, told in (
            ("content", content),
            ("catalogue", catalogue.encode()),
            ("name", name.encode()),
        ):
            with atomic_write(self._place(part)) as stream:
                stream.write(told)

    def sheet(self) -> Sheet | None:
        """Read the table, None without one."""
        if not (name := self.name):
            return None
        return read_sheet(self._place("content").read_bytes(), name)

    def remove(self) -> None:
        """Let go of the table."""
        for part in ("name", "catalogue", "content"):
            self._place(part).unlink(missing_ok=True)

    def _take_pictures(
        self, name: str, source: Source, pile: PicturePile, on_progress: OnProgress | None
    ) -> bytes | None:
        if Path(name).suffix.lower() != ".parquet":
            return None
        try:
            return take_pictures(source, name, pile, on_progress=on_progress)
        finally:
            pile.save()

    def _told(self, part: str) -> str:
        try:
            return self._place(part).read_text(encoding="utf-8")
        except OSError:
            return ""

    def _place(self, part: str) -> Path:
        return self.folder / f"draft-table.{part}"


def _bytes_of(name: str, source: Source) -> bytes:
    """Read a table of words, unless it is too large to be held in memory."""
    if isinstance(source, Path):
        refuse_too_many_bytes(source.stat().st_size, name)
        return source.read_bytes()
    if isinstance(source, bytes):
        return source
    source.seek(0)
    return source.read()
