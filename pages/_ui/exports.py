"""A table to take away: the same columns as CSV for a spreadsheet and as Parquet for a notebook."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

Columns = Mapping[str, Sequence[str | int | float | None]]
"""Values by the name of their column, all of one length and each column of one kind; None is unknown."""


def buttons(columns: Callable[[], Columns], name: str, *, holds: str) -> None:
    """Draw both downloads; the table is made when somebody presses. `holds` says what is in it."""
    with st.container(horizontal=True, width="content", gap="small"):
        for kind, write, mime in (
            ("CSV", as_csv, "text/csv"),
            ("Parquet", as_parquet, "application/vnd.apache.parquet"),
        ):
            st.download_button(
                kind,
                partial(_written, write, columns),
                file_name=f"{name}.{kind.lower()}",
                mime=mime,
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
                help=holds,
                key=f"{kind.lower()}_{name}",
            )


def _written(write: Callable[[Columns], str | bytes], columns: Callable[[], Columns]) -> str | bytes:
    return write(columns())


def as_csv(columns: Columns) -> str:
    """Return the table as text, numbers with six digits behind the point, None as nothing.

    Example:
        >>> as_csv({"id": ["a", "b"], "cosine": [0.25, None]}).splitlines()
        ['id,cosine', 'a,0.250000', 'b,']
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    for row in zip(*columns.values(), strict=True):
        writer.writerow(f"{cell:.6f}" if isinstance(cell, float) else cell for cell in row)
    return buffer.getvalue()


def as_parquet(columns: Columns) -> bytes:
    """Return the table as a Parquet file: numbers stay numbers, at full precision."""
    import pyarrow as pa
    import pyarrow.parquet

    buffer = io.BytesIO()
    pyarrow.parquet.write_table(pa.table({name: list(values) for name, values in columns.items()}), buffer)
    return buffer.getvalue()
