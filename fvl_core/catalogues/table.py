"""Read and write the table of a catalogue on disk: `items.csv` beside its pictures."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.files import atomic_write
from fvl_core.foundation.items import Catalogue, Item

TABLE = "items.csv"
ABOUT = "about.json"
COLUMNS = (
    "id",
    "image",
    "title",
    "description",
    "category",
    "parent",
    "colour",
    "pattern",
    "sleeve",
    "length",
    "neckline",
    "fabric",
    "closure",
    "fit",
)
_WORDS = ("id", "image", "title", "description")
_SPARE = "cells beyond the last column"


def read_table(folder: Path, name: str) -> Catalogue:
    """Open the catalogue of a folder with an `items.csv`.

    The columns id and image (a path inside the folder, or inside the one that `pictures_at` in `about.json`
    names) are needed, title and description are words, every other column is an attribute; an empty cell
    says that the attribute does not apply.

    Raises:
        InvalidInputError: When the table cannot be read, lacks a column or has no rows; the message names
            the row at fault.
    """
    about = read_about(folder)
    pictures = folder / about.get("pictures_at", "")
    items = [_item(pictures, folder, number, row) for number, row in enumerate(_rows(folder / TABLE), 2)]
    if not items:
        raise InvalidInputError(
            f"{folder / TABLE} has no rows.", remedy="Draw or export the catalogue again."
        )
    return Catalogue(name, items, source=about.get("source", str(folder)), licence=about.get("licence", ""))


def write_table(
    folder: Path,
    rows: Iterable[Mapping[str, str]],
    *,
    about: Mapping[str, object],
    columns: Sequence[str] = COLUMNS,
) -> None:
    """Write `items.csv` and what is to be said about the catalogue as a whole."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_about(folder, about)
    with atomic_write(folder / TABLE) as stream:
        stream.write(text.getvalue().encode())


def _rows(file: Path) -> list[dict[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, restkey=_SPARE, restval="")
            missing = {"id", "image"} - set(reader.fieldnames or ())
            rows = list(reader)
    except (OSError, UnicodeError, csv.Error) as error:
        raise InvalidInputError(
            f"{file} cannot be read: {error}.", remedy="Save it as CSV in UTF-8."
        ) from error
    if missing:
        lacking = " and ".join(sorted(missing))
        raise InvalidInputError(f"{file} lacks the column {lacking}.", remedy="Name it in the first line.")
    return rows


def _item(pictures: Path, folder: Path, number: int, row: Mapping[str, str]) -> Item:
    identity, image = row["id"].strip(), row["image"].strip()
    if not identity or not image or _SPARE in row:
        raise InvalidInputError(
            f"Line {number} of {folder / TABLE} has no id, no image, or too many cells.",
            remedy="Correct the line.",
        )
    if image.startswith(("/", "\\")) or ".." in image.replace("\\", "/").split("/"):
        raise InvalidInputError(
            f"Line {number} of {folder / TABLE} names a picture outside of the folder: {image}.",
            remedy="Put the pictures into the folder, and name them from there.",
        )
    attributes = {name: value for name, value in row.items() if name and value and name not in _WORDS}
    return Item(identity, pictures / image, row.get("title", ""), row.get("description", ""), attributes)


def read_about(folder: Path) -> dict[str, str]:
    """Return what is said about the catalogue as a whole; nothing where nothing readable is said."""
    try:
        told = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in told.items()} if isinstance(told, dict) else {}


def write_about(folder: Path, about: Mapping[str, object]) -> None:
    """Write what is to be said about the catalogue as a whole."""
    with atomic_write(folder / ABOUT) as stream:
        stream.write(json.dumps(about, indent=1).encode() + b"\n")
