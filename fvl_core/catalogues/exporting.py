"""Write a catalogue where others can read it: a table, or a table with the pictures as a folder or a zip.

`load_catalogue` reads the folder, and the unpacked zip, back to the same ids, words, attributes and pictures.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from fvl_core.catalogues.export_table import place_of, write_csv, write_parquet
from fvl_core.catalogues.table import ABOUT, TABLE
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.files import atomic_write
from fvl_core.foundation.items import Catalogue, Item

_CHUNK = 1 << 20
_THEN = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a zip, so that one catalogue always gives the same bytes."""
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class ExportReport:
    """State what was written; `without_picture` are (item id, why) of those that have none to copy."""

    path: Path
    n_items: int
    without_picture: tuple[tuple[str, str], ...] = ()


def export_catalogue(
    catalogue: Catalogue, out: Path, *, on_progress: OnProgress | None = None
) -> ExportReport:
    """Write a catalogue to `out`, whole or not at all.

    Args:
        catalogue: what to write.
        out: ``.csv`` or ``.parquet`` gets the table alone, ``.zip`` table and pictures, any other name is a
            new folder with the two. In the tables, image is the picture's place in the zip and the folder.
        on_progress: called with (done, total) items.

    Pictures are copied as they are, a piece at a time; one that is missing is listed, and its line stays.

    Raises:
        InvalidInputError: when the folder is there already, or the disk refuses.

    Example:
        >>> import tempfile
        >>> shop = Catalogue("shop", [Item("1", "a.jpg", attributes={"colour": "red"})])
        >>> report = export_catalogue(shop, Path(tempfile.mkdtemp()) / "shop.csv")
        >>> report.path.read_text().splitlines()
        ['id,image,title,description,colour', '1,images/00001-1.jpg,,,red']
    """
    out = Path(out).expanduser()
    try:
        if out.suffix.lower() == ".csv":
            with atomic_write(out) as stream:
                write_csv(catalogue, stream)
        elif out.suffix.lower() == ".parquet":
            with atomic_write(out) as stream:
                write_parquet(catalogue, stream)
        elif out.suffix.lower() == ".zip":
            with atomic_write(out) as stream, zipfile.ZipFile(stream, "w", allowZip64=True) as archive:
                missing = _fill(catalogue, _in_zip(archive), on_progress)
            return ExportReport(out, len(catalogue), missing)
        else:
            missing = _write_folder(catalogue, out, on_progress)
            return ExportReport(out, len(catalogue), missing)
    except OSError as error:
        raise InvalidInputError(
            f"{out} cannot be written: {error.strerror}.", remedy="Choose another place, or make room."
        ) from error
    return ExportReport(out, len(catalogue))


Open = Callable[[str, int], AbstractContextManager[IO[bytes]]]
"""Begin a file of that many bytes at a place of the export."""


def _write_folder(
    catalogue: Catalogue, out: Path, on_progress: OnProgress | None
) -> tuple[tuple[str, str], ...]:
    if out.exists():
        raise InvalidInputError(f"{out} is there already.", remedy="Name a new folder.")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as temporary:
        begun = Path(temporary) / out.name
        (begun / "images").mkdir(parents=True)
        missing = _fill(catalogue, lambda place, _: (begun / place).open("wb"), on_progress)
        begun.rename(out)
    return missing


def _in_zip(archive: zipfile.ZipFile) -> Open:
    def begin(place: str, size: int) -> AbstractContextManager[IO[bytes]]:
        info = zipfile.ZipInfo(place, _THEN)
        info.file_size = size
        info.external_attr = 0o644 << 16
        info.compress_type = zipfile.ZIP_STORED if place.startswith("images/") else zipfile.ZIP_DEFLATED
        return archive.open(info, "w")

    return begin


def _fill(catalogue: Catalogue, begin: Open, on_progress: OnProgress | None) -> tuple[tuple[str, str], ...]:
    """Write pictures, table and facts, and return what has no picture."""
    missing = []
    for number, item in enumerate(catalogue, 1):
        try:
            source, size = _open_picture(item)
        except (OSError, InvalidInputError) as error:
            missing.append((item.id, getattr(error, "strerror", None) or str(error)))
        else:
            with source, begin(place_of(number, item), size) as stream:
                shutil.copyfileobj(source, stream, _CHUNK)
        if on_progress is not None:
            on_progress(number, len(catalogue))
    with begin(TABLE, 0) as stream:
        write_csv(catalogue, stream)
    with begin(ABOUT, 0) as stream:
        stream.write(json.dumps(_facts(catalogue), indent=1).encode() + b"\n")
    return tuple(missing)


def _open_picture(item: Item) -> tuple[IO[bytes], int]:
    if item.path is not None:
        stream = item.path.open("rb")
        return stream, os.fstat(stream.fileno()).st_size
    content = item.image if isinstance(item.image, bytes) else _as_png(item)
    return io.BytesIO(content), len(content)


def _as_png(item: Item) -> bytes:
    buffer = io.BytesIO()
    item.open().save(buffer, "PNG")
    return buffer.getvalue()


def _facts(catalogue: Catalogue) -> dict[str, object]:
    """Say whose the pictures are; a folder of this machine is nobody else's business."""
    source = "" if Path(catalogue.source).is_absolute() else catalogue.source
    told = {"name": catalogue.name, "source": source, "licence": catalogue.licence}
    return {**{name: words for name, words in told.items() if words}, "n_items": len(catalogue)}
