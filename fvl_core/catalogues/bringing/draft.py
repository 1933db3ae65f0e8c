"""A catalogue on its way in: pictures and perhaps a table, looked over before the catalogue is made."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from fvl_core.catalogues.bringing.archive import unpack
from fvl_core.catalogues.bringing.columns import ColumnChoice, guess_columns
from fvl_core.catalogues.bringing.parts import base_name
from fvl_core.catalogues.bringing.pile import PicturePile, Stream
from fvl_core.catalogues.bringing.sheet import Sheet
from fvl_core.catalogues.bringing.stored_table import StoredTable
from fvl_core.catalogues.bringing.survey import WORDS, Survey, survey_pile, survey_table
from fvl_core.catalogues.loading import DEMO, require_name
from fvl_core.catalogues.table import ABOUT, TABLE, write_table
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.files import atomic_write

REPORT = "brought.json"
_MOST_PROBLEMS = 10_000
_LONGEST_NAME = 80


@dataclass
class CatalogueDraft:
    r"""Gather pictures and a table in a folder, look them over, and turn the folder into a catalogue.

    Everything lies on disk after every call, so that a draft is opened again after a reload. Nothing is
    fetched from anywhere: a table that names pictures on the web finds them among those that were brought.

    Attributes:
        folder: where the draft lies. max_bytes: what its pictures may have in all.

    Raises:
        InvalidInputError: from every method that takes something in, when it cannot be read or is too much;
            a single bad file is a problem in the survey instead.

    Example:
        >>> import io, tempfile
        >>> from PIL import Image
        >>> from fvl_core.catalogues.loading import load_catalogue
        >>> picture = io.BytesIO()
        >>> Image.new("RGB", (4, 4), "red").save(picture, "PNG")
        >>> draft = CatalogueDraft(Path(tempfile.mkdtemp()))
        >>> draft.add_picture("shop/tops/1.png", picture.getvalue())
        >>> draft.add_table("shop.csv", b"sku,photo,colour\n7,1.png,red\n8,2.png,blue\n")
        >>> draft.survey().n_without_picture
        1
        >>> _ = draft.make(source="shop.csv")
        >>> load_catalogue(draft.folder).item("7").attributes["colour"]
        'red'
    """

    folder: Path
    max_bytes: int = 4 << 30

    @cached_property
    def pile(self) -> PicturePile:
        """Return the pictures that were brought so far."""
        return PicturePile.open(self.folder, max_bytes=self.max_bytes)

    @cached_property
    def table(self) -> StoredTable:
        """Return the place of the table that was brought, if any."""
        return StoredTable(self.folder)

    @property
    def table_name(self) -> str:
        """Return the name of the table that was brought, "" without one."""
        return self.table.name

    @property
    def empty(self) -> bool:
        """Tell whether nothing was brought yet."""
        return not (self.pile.pictures or self.pile.problems or self.table_name)

    def add_picture(self, name: str, content: bytes | Stream) -> None:
        """Take in one picture; `name` may hold folders, whose first becomes a label."""
        self.pile.put(name, content)
        self.pile.save()

    def add_pictures(
        self,
        files: list[tuple[str, Stream]],
        *,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Take in many pictures."""
        try:
            for number, (name, content) in enumerate(files, 1):
                self.pile.put(name, content)
                if on_progress is not None:
                    on_progress(number, len(files))
        finally:
            self.pile.save()

    def add_archive(
        self,
        name: str,
        archive: Path | BinaryIO,
        *,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Take in the pictures of a zip archive, and its table when it holds exactly one and none is here.

        Among several, the table of a catalogue that the studio exported is the one.
        """
        try:
            tables = unpack(archive, name, self.pile, on_progress=on_progress)
        finally:
            self.pile.save()
        chosen = [table for table in tables if Path(table[0]).name == TABLE] or tables
        if len(chosen) == 1 and not self.table_name:
            label, content = chosen[0]
            self.table.add(
                Path(label).name, content, self.pile, catalogue=_exported_name(label, dict(tables))
            )

    def add_folder(self, folder: Path) -> None:
        """Take in the pictures of a folder of this machine where they are; nothing is copied."""
        self.pile.refer(folder)
        self.pile.save()

    def add_table(
        self,
        name: str,
        source: bytes | Path | BinaryIO,
        *,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Take in a table, in place of the one before, and the pictures that a Parquet table may hold.

        Of a data set in several files with pictures, each part joins those before it.
        """
        self.table.add(name, source, self.pile, on_progress=on_progress)

    def remove_table(self) -> None:
        """Let go of the table."""
        self.table.remove()

    def sheet(self) -> Sheet | None:
        """Read the table, None without one."""
        return self.table.sheet()

    def survey(self, choice: ColumnChoice | None = None, *, sheet: Sheet | None = None) -> Survey:
        """Say what would become of it; columns are guessed where none are chosen."""
        sheet = sheet or self.sheet()
        if sheet is None:
            return survey_pile(self.pile)
        return survey_table(self.pile, sheet, choice or guess_columns(sheet))

    def make(self, choice: ColumnChoice | None = None, *, source: str) -> Survey:
        """Turn the folder into a catalogue and return what became of everything.

        Raises:
            InvalidInputError: when not one picture would be in it; the draft stays as it is.
        """
        survey = self.survey(choice)
        if not survey.rows:
            reason = survey.problems[0][1] if survey.problems else "There are no pictures."
            raise InvalidInputError(
                f"Nothing of this can become a catalogue. {reason}",
                remedy="Bring pictures, or other columns.",
            )
        about = {"source": source} | ({"pictures_at": self.pile.root} if self.pile.root else {})
        with atomic_write(self.folder / REPORT) as stream:
            stream.write(json.dumps(_report(survey)).encode())
        write_table(self.folder, survey.rows, about=about, columns=(*WORDS, *survey.attributes))
        self.pile.discard_except({row["image"] for row in survey.rows})
        self.remove_table()
        return survey

    @property
    def proposed_name(self) -> str:
        """Return a name: the exported catalogue's, the table's, or that of the folder of all pictures."""
        if self.table_name:
            return self.table.catalogue or base_name(self.table_name)
        roots = {picture.label.partition("/")[0] for picture in self.pile.pictures if "/" in picture.label}
        return roots.pop() if len(roots) == 1 else "my pictures"


def _exported_name(table: str, files: Mapping[str, bytes]) -> str:
    """Return what an exported catalogue was called, as told beside its table; "" where that is no name."""
    try:
        told = json.loads(files[str(PurePosixPath(table).with_name(ABOUT))])["name"]
    except (KeyError, ValueError, TypeError, RecursionError):
        return ""
    return _as_name(told) if isinstance(told, str) else ""


def _as_name(told: str) -> str:
    """Return words as a catalogue may be called: one line, no slashes, and the demo's is taken for good."""
    printable = "".join(letter if letter.isprintable() else " " for letter in told)
    name = " ".join(re.sub(r"[/\\]", "-", printable).split())[:_LONGEST_NAME].strip()
    name = f"my {name}" if name == DEMO else name
    try:
        require_name(name)
    except InvalidInputError:
        return ""
    return name


def _report(survey: Survey) -> dict[str, object]:
    told = asdict(replace(survey, rows=()))  # a copy of every row would take seconds and memory
    del told["rows"]
    return told | {"n_items": len(survey.rows), "problems": survey.problems[:_MOST_PROBLEMS]}
