"""The table of an exported catalogue: a line per item, and where its picture lies beside the table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import IO, BinaryIO

from fvl_core.foundation.items import Catalogue, Item

WORDS = ("id", "image", "title", "description")


def place_of(number: int, item: Item) -> str:
    """Return where the picture of an item lies in an export; `number` counts from 1.

    Example:
        >>> place_of(7, Item("Röcke/Red skirt.JPG", "/shop/Red skirt.JPG"))
        'images/00007-r-cke-red-skirt.jpg'
    """
    if item.path is not None:
        suffix = item.path.suffix.lower()
    else:
        suffix = _suffix_of(item.image) if isinstance(item.image, bytes) else ".png"
    stem = item.id.lower().removesuffix(suffix)
    words = re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:40].strip("-")
    return f"images/{number:05d}{'-' if words else ''}{words}{suffix}"


def _names(catalogue: Catalogue) -> list[str]:
    """Return the names of the columns; an attribute with the name of a column of words gets another."""
    own = [f"{name} (attribute)" if name in WORDS else name for name in catalogue.attribute_names]
    return [*WORDS, *own]


def _rows(catalogue: Catalogue) -> Iterator[list[str]]:
    names = catalogue.attribute_names
    for number, item in enumerate(catalogue, 1):
        known = [item.attributes.get(name, "") for name in names]
        yield [item.id, place_of(number, item), item.title, item.caption, *known]


def export_columns(catalogue: Catalogue) -> dict[str, list[str]]:
    """Return the table of an exported catalogue by columns; an attribute that does not apply is "".

    Example:
        >>> export_columns(Catalogue("shop", [Item("1", "a.jpg", "Shirt")]))
        {'id': ['1'], 'image': ['images/00001-1.jpg'], 'title': ['Shirt'], 'description': ['']}
    """
    rows = list(_rows(catalogue))
    return {name: [row[n] for row in rows] for n, name in enumerate(_names(catalogue))}


def write_csv(catalogue: Catalogue, stream: IO[bytes]) -> None:
    """Write the table line by line, in UTF-8."""
    text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_names(catalogue))
    writer.writerows(_rows(catalogue))
    text.flush()
    text.detach()


def write_parquet(catalogue: Catalogue, stream: BinaryIO) -> None:
    """Write the table column by column; an attribute that does not apply is null."""
    import pyarrow as pa
    import pyarrow.parquet

    table = pa.table(
        {
            name: pa.array(cells if name in WORDS else [cell or None for cell in cells], pa.string())
            for name, cells in export_columns(catalogue).items()
        }
    )
    pyarrow.parquet.write_table(table, stream)


def _suffix_of(content: bytes) -> str:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as image:
            return f".{(image.format or 'img').lower()}"
    except (UnidentifiedImageError, OSError):
        return ".img"
