"""Parquet tables that hold the pictures themselves, as Hugging Face's datasets do.

Every picture goes onto the pile, like one that came by itself, and its label into the table in its place.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO

from fvl_core.catalogues.bringing.cells import word
from fvl_core.catalogues.bringing.parquet import (
    batches_of,
    is_bytes,
    open_parquet,
    readers_of,
    refuse_unpacked,
    told_of_others,
    word_columns,
)
from fvl_core.catalogues.bringing.parts import base_name, packed
from fvl_core.catalogues.bringing.pile import PicturePile, label_of
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.images import IMAGE_SUFFIXES

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

AT_ONCE = 16
"""Rows with pictures that are in memory at once."""
_USUAL_NAMES = ("image", "img", "picture", "photo")
_BEGINNINGS = (
    (b"\xff\xd8\xff", ".jpg"),
    (b"\x89PNG", ".png"),
    (b"GIF8", ".gif"),
    (b"BM", ".bmp"),
    (b"II*\0", ".tif"),
    (b"MM\0*", ".tif"),
)


@dataclass
class _Taking:
    """One pass over a table: its pictures' column, and all columns as words so far."""

    name: str
    pictures: str
    pile: PicturePile
    columns: dict[str, list[str]]
    say: dict[str, Callable[[Any], str]]
    notes: list[str]
    n_bytes: int = 0

    def take(self, batch: pa.RecordBatch) -> None:
        """Put a batch's pictures on the pile and its words into the columns."""
        for column, say in self.say.items():
            cells = batch.column(column)
            self.n_bytes += cells.nbytes
            self.columns[column].extend(map(say, cells.to_pylist()))
        refuse_unpacked(self.n_bytes, self.name)
        self.columns[self.pictures].extend(map(self._cell, batch.column(self.pictures).to_pylist()))

    def _cell(self, told: Any) -> str:
        """Return what the table says in place of a picture: the label under which it lies."""
        content, path = (told.get("bytes"), told.get("path")) if isinstance(told, dict) else (told, None)
        if not content:
            return word(path)  # a picture that comes, or came, by itself
        label = self._label(str(path or ""), content)
        return self.pile.put(label, content) or label

    def _label(self, path: str, content: bytes) -> str:
        named = label_of(path)
        if PurePosixPath(named).suffix.lower() in IMAGE_SUFFIXES:
            return named
        stem = named or f"{base_name(self.name)}-{len(self.pile.pictures) + 1:06}"
        return f"{stem}{_suffix(content) or '.jpg'}"


def take_pictures(
    source: bytes | Path | BinaryIO,
    name: str,
    pile: PicturePile,
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> bytes | None:
    """Put the pictures of a table on a pile; return the table with their labels in place of them.

    None for a table that holds no pictures. At most `AT_ONCE` rows are in memory at once, whatever the size.

    Raises:
        InvalidInputError: when it cannot be read, or holds more than the pile may take.
        MissingLibraryError: without pyarrow.
    """
    opened = open_parquet(source, name)
    found = _picture_columns(opened, name)
    if not found:
        return None
    _refuse_too_much(opened, name, found[0], pile)
    words = word_columns(opened.schema_arrow)
    read = [column for column in opened.schema_arrow.names if column in (*words, found[0])]
    notes = told_of_others(opened.schema_arrow, read)
    say = readers_of(opened.schema_arrow, words)
    taking = _Taking(name, found[0], pile, {column: [] for column in read}, say, notes)
    n_done, n_rows = 0, opened.metadata.num_rows
    for batch in batches_of(opened, name, read, n_rows=AT_ONCE):
        taking.take(batch)
        n_done += batch.num_rows
        if on_progress is not None:
            on_progress(n_done, n_rows)
    return packed(taking.columns, parts=[name], notes=notes)


def _picture_columns(opened: pq.ParquetFile, name: str) -> list[str]:
    """Return the columns that hold pictures, the one that is called so first."""
    schema = opened.schema_arrow
    found = [each.name for each in schema if _is_hugging_faces(each.type)]
    raw = [each.name for each in schema if is_bytes(each.type)]
    for first in itertools.islice(batches_of(opened, name, raw, n_rows=AT_ONCE), 1 if raw else 0):
        contents = {column: next(filter(None, first.column(column).to_pylist()), b"") for column in raw}
        found += [column for column in raw if _suffix(contents[column])]
    usual = [column for column in found if column.casefold() in _USUAL_NAMES]
    return [*usual, *(column for column in found if column not in usual)]


def _is_hugging_faces(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return pa.types.is_struct(kind) and any(each.name == "bytes" and is_bytes(each.type) for each in kind)


def _refuse_too_much(opened: pq.ParquetFile, name: str, column: str, pile: PicturePile) -> None:
    facts = opened.metadata
    chunks = [
        facts.row_group(n).column(m) for n in range(facts.num_row_groups) for m in range(facts.num_columns)
    ]
    total = sum(chunk.total_uncompressed_size for chunk in chunks if _is_of(chunk.path_in_schema, column))
    if total + pile.n_bytes > pile.max_bytes:
        raise InvalidInputError(
            f"{name} holds {total / 1e9:,.1f} GB of pictures; {pile.max_bytes / 1e9:.1f} GB may be stored.",
            remedy="Bring fewer or smaller pictures, or index it from the command line.",
        )


def _is_of(path: str, column: str) -> bool:
    return path == column or path.startswith(f"{column}.")


def _suffix(content: bytes) -> str:
    """Return the suffix of a picture's file by its first bytes, "" when they are no picture's."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return ".webp"
    return next((suffix for beginning, suffix in _BEGINNINGS if content.startswith(beginning)), "")
