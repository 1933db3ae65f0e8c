"""Captions in several registers on disk: what a person might type for each garment of a catalogue."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.files import atomic_write

CAPTIONS = "captions.csv"
_HEADER = ["id", "register", "text"]

Captions: TypeAlias = Mapping[str, tuple[tuple[str, str], ...]]
"""Pairs (register, words) by the item's id."""


def write_captions(folder: Path, captions: Captions) -> None:
    """Write `captions.csv`, one caption a line: the item's id, the register, the words."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEADER)
    writer.writerows((item_id, *pair) for item_id, pairs in captions.items() for pair in pairs)
    with atomic_write(folder / CAPTIONS) as stream:
        stream.write(text.getvalue().encode())


def read_captions(folder: Path) -> Captions:
    """Read the captions of a folder; without the file there are none.

    Raises:
        InvalidInputError: when the file is there and cannot be read, or a line of it is no caption.
    """
    path = folder / CAPTIONS
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header, *rows = [*csv.reader(stream)] or [[]]
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeError, csv.Error) as error:
        raise InvalidInputError(
            f"{path} cannot be read: {error}.", remedy="Save it as CSV in UTF-8."
        ) from error
    found: dict[str, list[tuple[str, str]]] = {}
    for number, row in enumerate(rows, 2):
        if header != _HEADER or len(row) != len(_HEADER) or not all(cell.strip() for cell in row):
            raise InvalidInputError(
                f"Line {number} of {path} is no caption.",
                remedy=f"Give the columns {', '.join(_HEADER)}, none of them empty.",
            )
        found.setdefault(row[0], []).append((row[1], row[2]))
    return {item_id: tuple(pairs) for item_id, pairs in found.items()}
