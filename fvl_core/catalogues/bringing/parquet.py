"""Parquet tables, read in small batches: the columns that are words, and where pictures lie in them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from fvl_core.catalogues.bringing.cells import MAX_TABLE_BYTES, refuse_too_many_rows, word
from fvl_core.foundation.errors import InvalidInputError, MissingLibraryError

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

OURS = b"fashion vl studio"
"""The key under which a table that the studio wrote says what was done to make it."""
_HUGGING_FACE = b"huggingface"
_WORDS_AT_ONCE = 1024


def open_parquet(source: bytes | Path | BinaryIO, name: str) -> pq.ParquetFile:
    """Open a table without reading its rows.

    Raises:
        InvalidInputError: when it is none, or has too many rows. MissingLibraryError: without pyarrow.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise MissingLibraryError("pyarrow", purpose="Reading a Parquet table") from error
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    try:
        opened = pq.ParquetFile(stream, pre_buffer=False, buffer_size=1 << 20)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(name) from error
    refuse_too_many_rows(opened.metadata.num_rows, name)
    return opened


def batches_of(
    opened: pq.ParquetFile, name: str, columns: Sequence[str], *, n_rows: int
) -> Iterator[pa.RecordBatch]:
    """Yield the rows, at most `n_rows` at once, from one row group after the other.

    Raises:
        InvalidInputError: when the file is damaged.
    """
    import pyarrow as pa

    try:
        yield from opened.iter_batches(batch_size=n_rows, columns=list(columns), use_threads=False)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(name) from error


def read_columns(content: bytes, name: str) -> tuple[dict[str, list[str]], list[str]]:
    """Return the columns of words, and sentences about what was left out.

    Raises:
        InvalidInputError: when it cannot be read, or unpacks to too much. MissingLibraryError: as above.
    """
    opened = open_parquet(content, name)
    words = word_columns(opened.schema_arrow)
    notes = list(_own_notes(opened.schema_arrow))
    notes += told_of_others(opened.schema_arrow, words)
    columns: dict[str, list[str]] = {column: [] for column in words}
    say = readers_of(opened.schema_arrow, words)
    n_bytes = 0
    for batch in batches_of(opened, name, words, n_rows=_WORDS_AT_ONCE):
        n_bytes += batch.nbytes
        refuse_unpacked(n_bytes, name)
        for column in words:
            columns[column].extend(map(say[column], batch.column(column).to_pylist()))
    return columns, notes


def refuse_unpacked(n_bytes: int, name: str) -> None:
    """Refuse a table whose words unpack to far more than a table may have.

    Raises:
        InvalidInputError: naming it.
    """
    if n_bytes > 2 * MAX_TABLE_BYTES:
        raise InvalidInputError(
            f"{name} unpacks to more than {2 * MAX_TABLE_BYTES // 1_000_000} MB.",
            remedy="Leave out the columns that are not needed.",
        )


def word_columns(schema: pa.Schema) -> list[str]:
    """Return the names of the columns whose cells are words or numbers."""
    return [field.name for field in schema if not _holds_no_words(field.type)]


def told_of_others(schema: pa.Schema, read: Sequence[str]) -> list[str]:
    """Say which columns are left out."""
    left = [name for name in schema.names if name not in read]
    return [f"These columns hold no words and are left out: {', '.join(left)}."] if left else []


def readers_of(schema: pa.Schema, columns: Sequence[str]) -> dict[str, Callable[[Any], str]]:
    """Return for every column how its cells become words: a class of Hugging Face's by its name.

    Their tables keep a label as a number, and the names in the schema; -1 is no label.
    """
    classes = _class_names(schema)
    return {column: _namer(classes[column]) if column in classes else word for column in columns}


def is_bytes(kind: pa.DataType) -> bool:
    """Tell a column of raw bytes."""
    import pyarrow as pa

    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def _holds_no_words(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_nested(kind)) or is_bytes(kind)


def _class_names(schema: pa.Schema) -> dict[str, list[str]]:
    told = (schema.metadata or {}).get(_HUGGING_FACE, b"{}")
    found: dict[str, list[str]] = {}
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        for column, facts in json.loads(told)["info"]["features"].items():
            if isinstance(facts, dict) and facts.get("_type") == "ClassLabel":
                found[column] = [str(each) for each in facts["names"]]
    return found


def _namer(names: Sequence[str]) -> Callable[[Any], str]:
    def name(value: Any) -> str:
        return names[value].strip() if isinstance(value, int) and 0 <= value < len(names) else ""

    return name


def _own_notes(schema: pa.Schema) -> tuple[str, ...]:
    with suppress(ValueError, KeyError, TypeError):
        return tuple(str(note) for note in json.loads((schema.metadata or {})[OURS])["notes"])
    return ()


def _damaged(name: str) -> InvalidInputError:
    return InvalidInputError(
        f"{name} cannot be read as a Parquet table.", remedy="Write it again, or save it as CSV."
    )
