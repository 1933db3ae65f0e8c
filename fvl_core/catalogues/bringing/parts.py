"""A data set in several files: which belong together, and how they become one table."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from fvl_core.catalogues.bringing.cells import refuse_too_many_rows
from fvl_core.catalogues.bringing.parquet import OURS

_PART = re.compile(r"(.+)-\d{5}-of-(\d{5})")


def packed(columns: Mapping[str, Sequence[str]], *, parts: Sequence[str], notes: Sequence[str]) -> bytes:
    """Write columns of words as a table, with the files that they came from and what was done."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})
    told = json.dumps({"parts": parts, "notes": notes}).encode()
    buffer = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({OURS: told}), buffer)
    return buffer.getvalue()


def joined(before: bytes, after: bytes) -> bytes | None:
    """Return two tables of `packed` as one: parts of one data set.

    None when the first is none of them, has other columns, or is (or holds) the very part that came again.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        tables = [pq.read_table(io.BytesIO(content)) for content in (before, after)]
        told = [json.loads((table.schema.metadata or {})[OURS]) for table in tables]
    except (pa.ArrowException, OSError, ValueError, KeyError):
        return None
    first, second = tables
    parts = [*told[0]["parts"], *told[1]["parts"]]
    if first.column_names != second.column_names or len(set(parts)) != len(parts):
        return None
    refuse_too_many_rows(first.num_rows + second.num_rows, parts[-1])
    whole = pa.concat_tables([table.replace_schema_metadata() for table in tables])
    notes = list(dict.fromkeys([*told[0]["notes"], *told[1]["notes"]]))
    return packed(whole.to_pydict(), parts=parts, notes=notes)


def base_name(name: str) -> str:
    """Return a table's name without its suffix, and without the number of a part.

    Example:
        >>> base_name("train-00000-of-00002.parquet"), base_name("shop.csv")
        ('train', 'shop')
    """
    stem = PurePosixPath(name).stem
    found = _PART.fullmatch(stem)
    return found[1] if found else stem


def parts_of(table: Path) -> tuple[Path, ...]:
    """Return all parts of a data set that lie beside one of them ("train-00000-of-00002.parquet")."""
    found = _PART.fullmatch(table.stem)
    if found is None or table.suffix.lower() != ".parquet":
        return (table,)
    beside = [path for path in table.parent.iterdir() if path.suffix == table.suffix]
    names = re.compile(rf"{re.escape(found[1])}-\d{{5}}-of-{found[2]}")
    return tuple(sorted(path for path in beside if names.fullmatch(path.stem)))
