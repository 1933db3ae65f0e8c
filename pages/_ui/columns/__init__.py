"""Rankings side by side: equal ranks in one row, the same garment joined from column to column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from pages._ui import framed

_FOLDER = Path(__file__).parent
_COLUMNS = st.components.v2.component(
    "fvl_columns",
    html=(_FOLDER / "columns.html").read_text(encoding="utf-8"),
    css=(_FOLDER / "columns.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "columns.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True, kw_only=True)
class Note:
    """Say where a garment stands in another column: `kind` is "up", "down", "same" or "new"."""

    kind: str
    words: str
    colour: int


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Describe one garment of a column; cells of one id are joined and light up together."""

    id: str
    src: str
    alt: str
    aspect: float
    rank: int
    title: str
    score: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Column:
    """Hold one ranking under its name; `colour` is its number among the contenders."""

    name: str
    cells: tuple[Cell, ...]
    colour: int


def show(columns: Sequence[Column], *, key: str, on_pick: Callable[[str], None]) -> None:
    """Draw the columns; `on_pick(id)` is called before the rerun when a garment is pressed."""

    def picked() -> None:
        if value := st.session_state[key].picked:
            on_pick(str(value["id"]))

    aspects = [cell.aspect for column in columns for cell in column.cells if cell.src]
    _COLUMNS(
        key=key,
        data={"columns": [asdict(column) for column in columns], "frame": framed.common_aspect(aspects)},
        on_picked_change=picked,
    )
