"""Look over what was brought: what becomes an item, and what does not and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from fvl_core.catalogues.bringing.columns import ColumnChoice
from fvl_core.catalogues.bringing.finder import PictureFinder
from fvl_core.catalogues.bringing.pile import Brought, PicturePile
from fvl_core.catalogues.bringing.sheet import Sheet
from fvl_core.catalogues.loading import humanise

Row = dict[str, str]
WORDS = ("id", "image", "title", "description")
_LONGEST_ID = 200


@dataclass(frozen=True)
class Survey:
    """Say what would become of a pile and its table.

    Attributes:
        rows: one per item: id, image, title, description and attributes. attributes: their names.
        problems: (row or file, why) of what cannot be read or found; files whose header is no picture's are
        items all the same, for a person may mend them.
        n_rows: rows of the table, or pictures without one. n_without_picture: rows left out.
        n_repeated_ids: rows whose id was numbered. n_equal: items that show the same bytes as an earlier one.
        n_unused: pictures that no row names. n_others: files that are no pictures by their names.
        notes: what else should be looked at.
    """

    rows: tuple[Row, ...]
    attributes: tuple[str, ...]
    problems: tuple[tuple[str, str], ...]
    n_rows: int
    n_without_picture: int = 0
    n_repeated_ids: int = 0
    n_equal: int = 0
    n_unused: int = 0
    n_others: int = 0
    notes: tuple[str, ...] = ()


def survey_pile(pile: PicturePile) -> Survey:
    """Make an item of every picture; the first folder that they do not share becomes a label."""
    shared = _shared_folders([picture.label for picture in pile.pictures])
    rows = []
    for picture in pile.pictures:
        inside = picture.label.split("/")[shared:]
        row = {
            "id": "/".join(inside),
            "image": picture.stored,
            "title": _title(picture.label),
            "description": "",
        }
        rows.append(row | ({"folder": inside[0]} if len(inside) > 1 else {}))
    attributes = ("folder",) if any("folder" in row for row in rows) else ()
    return Survey(
        tuple(rows),
        attributes,
        (*pile.problems, *_unreadable(pile.pictures)),
        n_rows=len(rows),
        n_equal=_n_equal(rows),
        n_others=pile.n_others,
    )


def survey_table(pile: PicturePile, sheet: Sheet, choice: ColumnChoice) -> Survey:
    """Make an item of every row whose picture is there.

    Raises:
        InvalidInputError: for a column that the table does not have.
    """
    choice.require(sheet)
    cells = sheet.columns[choice.image]
    finder = PictureFinder(pile.pictures, cells)
    found = [finder.find(cell) for cell in cells]
    names = {name: _attribute_name(name) for name in choice.attributes}
    titles = {picture.label: _title(picture.label) for picture in found if picture is not None}
    rows: list[Row] = []
    taken: dict[str, int] = {}
    n_repeated = 0
    for number, picture in enumerate(found):
        if picture is None:
            continue
        told = _cell(sheet, choice.id, number)[:_LONGEST_ID] or picture.label
        identity = _free_id(told, taken)
        n_repeated += identity != told
        row = {
            "id": identity,
            "image": picture.stored,
            "title": _cell(sheet, choice.title, number) or titles[picture.label],
            "description": _cell(sheet, choice.caption, number),
        }
        told_of = {names[name]: sheet.columns[name][number] for name in choice.attributes}
        rows.append(row | {name: value for name, value in told_of.items() if value})
    used = {picture.stored: picture for picture in found if picture is not None}
    return Survey(
        tuple(rows),
        tuple(names.values()),
        (*pile.problems, *_unreadable(used.values()), *_without_picture(cells, found)),
        n_rows=sheet.n_rows,
        n_without_picture=sum(picture is None for picture in found),
        n_repeated_ids=n_repeated,
        n_equal=_n_equal(rows),
        n_unused=sum(picture.stored not in used for picture in pile.pictures),
        n_others=pile.n_others,
        notes=(*sheet.notes, *_by_name(finder.by_name)),
    )


def _cell(sheet: Sheet, column: str, number: int) -> str:
    return sheet.columns[column][number] if column else ""


def _title(label: str) -> str:
    return humanise(PurePosixPath(label).stem)


def _attribute_name(column: str) -> str:
    return f"{column} (table)" if column in WORDS else column


def _free_id(told: str, next_number: dict[str, int]) -> str:
    """Return the id, numbered when it is taken; `next_number` knows where counting goes on."""
    if told not in next_number:
        next_number[told] = 2
        return told
    number = next_number[told]
    while (free := f"{told} ({number})") in next_number:
        number += 1
    next_number |= {told: number + 1, free: 2}
    return free


def _n_equal(rows: Sequence[Row]) -> int:
    return sum(count - 1 for count in Counter(row["image"] for row in rows).values())


def _unreadable(pictures: Iterable[Brought]) -> Iterator[tuple[str, str]]:
    for picture in pictures:
        if picture.problem:
            yield picture.label, picture.problem


def _without_picture(cells: Sequence[str], found: Sequence[Brought | None]) -> Iterator[tuple[str, str]]:
    for number, (cell, picture) in enumerate(zip(cells, found, strict=True), 1):
        if picture is None:
            why = f"there is no picture {cell!r}, or more than one" if cell else "it names no picture"
            yield f"row {number}", f"Row {number} is left out: {why}."


def _by_name(n: int) -> Iterator[str]:
    if n:
        yield f"{n:,} rows were matched by the file's name alone, because their folders differ."


def _shared_folders(labels: Sequence[str]) -> int:
    """Count the leading folders that all labels have in common."""
    if not labels:
        return 0
    folders = [label.split("/")[:-1] for label in (min(labels), max(labels))]
    return next(
        (depth for depth, pair in enumerate(zip(*folders, strict=False)) if pair[0] != pair[1]),
        min(map(len, folders)),
    )
