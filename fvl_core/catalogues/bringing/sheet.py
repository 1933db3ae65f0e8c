"""Tables that somebody brought (CSV, Parquet, JSON) as columns of words, or one sentence why not."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

from fvl_core.catalogues.bringing.cells import refuse_too_many_bytes, refuse_too_many_rows, word
from fvl_core.catalogues.bringing.encodings import LANGUAGES, east_asian
from fvl_core.catalogues.bringing.parquet import read_columns
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.images import IMAGE_SUFFIXES

TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".parquet", ".json", ".jsonl"})
_DELIMITERS = ",;\t|"
_LOST = "\ufffd"
"""What stands in place of a letter that could not be read."""
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True)
class Sheet:
    """Hold a table: `columns` are equally long lists of stripped words, "" where a cell is missing.

    `notes` say what was done to read it.
    """

    name: str
    columns: Mapping[str, Sequence[str]]
    notes: tuple[str, ...] = ()

    @property
    def n_rows(self) -> int:
        """Return the number of rows."""
        return len(next(iter(self.columns.values()), ()))


def read_sheet(content: bytes, name: str) -> Sheet:
    r"""Read a table by its name's suffix: .csv, .tsv, .parquet, .json (a list of objects) or .jsonl.

    CSV may be UTF-8, UTF-16 with its mark, an East Asian encoding where that is certain, or Windows-1252,
    separated by comma, semicolon, tab or bar.

    Raises:
        InvalidInputError: when it cannot be read, has no rows, or too many.
        MissingLibraryError: for Parquet without pyarrow.

    Example:
        >>> sheet = read_sheet(b"image;colour\n1.jpg; red \n2.jpg;\n", "shop.csv")
        >>> dict(sheet.columns)
        {'image': ['1.jpg', '2.jpg'], 'colour': ['red', '']}
    """
    suffix = Path(name).suffix.lower()
    refuse_too_many_bytes(len(content), name)
    if suffix == ".parquet":
        columns, notes = read_columns(content, name)
        sheet = Sheet(name, columns, tuple(notes))
    elif suffix in (".json", ".jsonl"):
        sheet = _json(content, name)
    elif suffix in (".csv", ".tsv"):
        sheet = _csv(content, name)
    else:
        raise InvalidInputError(f"{name} is no table that can be read.", remedy="Save it as CSV in UTF-8.")
    if not sheet.n_rows:
        raise InvalidInputError(f"{name} has no rows.", remedy="Bring a table with a line for each picture.")
    return sheet


def _csv(content: bytes, name: str) -> Sheet:
    text, notes = _text(content, name)
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header, rows = _headed(reader, name, notes)
        columns: list[list[str]] = [[] for _ in header]
        known: dict[str, str] = {}
        n_long = 0
        for row in rows:
            if not row:
                continue
            n_long += len(row) > len(header)
            refuse_too_many_rows(len(columns[0]) + 1, name)
            for place, cells in enumerate(columns):
                cell = row[place].strip() if place < len(row) else ""
                cells.append(known.setdefault(cell, cell))  # equal words of a long table are one in memory
    except csv.Error as error:
        raise InvalidInputError(
            f"Line {reader.line_num} of {name} cannot be read: {error}.", remedy="Save it as CSV in UTF-8."
        ) from error
    if n_long:
        notes.append(f"{n_long:,} rows have more cells than the first line; what is beyond it is left out.")
    return Sheet(name, dict(zip(header, columns, strict=True)), tuple(notes))


def _headed(
    reader: Iterator[list[str]], name: str, notes: list[str]
) -> tuple[list[str], Iterable[list[str]]]:
    """Return the names of the columns and the rows; a first line that is a row itself is one of them."""
    first = next(reader, [])
    if not any(PurePosixPath(cell.strip()).suffix.lower() in IMAGE_SUFFIXES for cell in first):
        return _names(first), reader
    notes.append(f"The first line of {name} names a picture, not the columns, so it was read as a row.")
    return _names([""] * len(first)), chain([first], reader)


def _text(content: bytes, name: str) -> tuple[str, list[str]]:
    """Decode a text file; a guess is told."""
    if content[:4] == b"PK\x03\x04":
        raise InvalidInputError(
            f"{name} is a packed file (perhaps a spreadsheet), not CSV.", remedy="Save it as CSV in UTF-8."
        )
    marked = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    notes: list[str] = []
    try:
        text = content.decode(marked)
    except UnicodeError:
        text, note = _guessed(content, name)
        notes.append(note)
    if _NOT_TEXT.search(text[:100_000]):
        raise InvalidInputError(f"{name} is not a text table.", remedy="Save it as CSV in UTF-8.")
    return text, notes


def _guessed(content: bytes, name: str) -> tuple[str, str]:
    """Read what is no clean UTF-8: as UTF-8 where most of its letters are, else as its letters suggest."""
    text = content.decode("utf-8-sig", "replace")
    n_lost = text.count(_LOST)
    if sum(1 for letter in text if letter > "\x7f") > 2 * n_lost:
        line = text[: text.index(_LOST)].count("\n") + 1
        return text, f"{n_lost:,} letters of {name} are not UTF-8 and are lost, the first in line {line:,}."
    found = east_asian(content)
    told = f"{name} is not UTF-8 and was read as {LANGUAGES.get(found, 'Windows-1252')}"
    text = content.decode(found or "cp1252", "replace")
    return text, f"{told}: look whether the letters are right, else save it as CSV in UTF-8."


def _json(content: bytes, name: str) -> Sheet:
    text, notes = _text(content, name)
    try:
        told = json.loads(text)
    except ValueError as whole:
        try:
            told = [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError:
            raise InvalidInputError(
                f"{name} cannot be read as JSON: {whole}.", remedy="Give a list of objects."
            ) from whole
    except RecursionError as error:
        raise InvalidInputError(f"{name} is nested too deeply.", remedy="Give a list of objects.") from error
    if not isinstance(told, list) or not all(isinstance(row, dict) for row in told):
        raise InvalidInputError(
            f"{name} is no list of objects.",
            remedy='Give [{"id": "1", "image": "1.jpg", "caption": "a red dress"}, …].',
        )
    return _of_rows(told, name, notes)


def _of_rows(rows: list[dict[str, Any]], name: str, notes: list[str]) -> Sheet:
    refuse_too_many_rows(len(rows), name)
    header = list(dict.fromkeys(str(key) for row in rows for key in row))
    columns = {key: [word(row.get(key)) for row in rows] for key in header}
    return Sheet(name, columns, tuple(notes))


def _names(header: Iterable[str]) -> list[str]:
    """Give every column a name of its own."""
    names: list[str] = []
    for place, told in enumerate(header, 1):
        name = free = told.strip() or f"column {place}"
        number = 2
        while free in names:
            free = f"{name} ({number})"
            number += 1
        names.append(free)
    return names
