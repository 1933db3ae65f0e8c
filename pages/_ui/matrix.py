"""A matrix of labels by labels whose cells can be pressed, and its twin as a table for the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from pages._ui import address, matrix_figure
from pages._ui.writing import plain

MOST = 16
"""Labels shown at first; the rest stand together as OTHER."""
OTHER = "(other)"
SCALES = {"counts": "Counts", "rows": "Share of row", "columns": "Share of column"}


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Hold (L, L) counts over labels, and what stands along the two sides."""

    labels: tuple[str, ...]
    counts: np.ndarray
    rows: str
    columns: str


def show(found: Matrix, *, key: str, on_pick: Callable[[str, str], None]) -> None:
    """Draw the matrix; `on_pick(row, column)` is called before the rerun when a cell is pressed."""
    everything, scale = _controls(found, key)
    labels, counts = shown(found.labels, found.counts, everything=everything)

    def pressed_in_picture() -> None:
        points = st.session_state[f"{key}_picture"]["selection"]["points"]
        row, column, n = points[0]["customdata"] if points else ("", "", 1)
        if n and OTHER not in (row, column):
            on_pick(row, column)

    def pressed_in_table() -> None:
        cells = st.session_state[f"{key}_table"]["selection"]["cells"]
        row, column = (labels[cells[0][0]], cells[0][1]) if cells else ("", "")
        if column in found.labels and row in found.labels:
            on_pick(row, column)

    picture, table = st.tabs(["Matrix", "As a table"])
    with picture:
        st.plotly_chart(
            matrix_figure.draw(
                labels,
                counts,
                scale=scale,
                sides=(found.rows, found.columns),
                chosen=cell_of_address(labels),
            ),
            key=f"{key}_picture",
            on_select=pressed_in_picture,
            selection_mode="points",
            config={"displayModeBar": False},
            alt=f"Matrix of {len(labels)} labels, {found.rows} in rows, {found.columns} in columns; "
            "the tab beside it holds the same as a table",
        )
    with table:
        st.dataframe(
            {f"{found.rows} ↓": list(labels), **{label: counts[:, n] for n, label in enumerate(labels)}},
            hide_index=True,
            key=f"{key}_table",
            on_select=pressed_in_table,
            selection_mode="single-cell",
        )


def cell_of_address(labels: Sequence[str]) -> tuple[str, str] | None:
    """Return the cell that the address names, None without one."""
    named = address.text("cell")
    bars = (place for place, letter in enumerate(named) if letter == "|")  # a label may have one of its own
    pairs = ((named[:place], named[place + 1 :]) for place in bars)
    return next((pair for pair in pairs if pair[0] in labels and pair[1] in labels), None)


def chip(words: str, *, key: str, parameter: str) -> None:
    """Draw what is chosen as a chip that a press removes."""
    st.button(
        plain(words),
        key=key,
        icon=":material/close:",
        icon_position="right",
        help="Remove this choice",
        on_click=address.push,
        kwargs={parameter: "", "n": ""},
    )


def _controls(found: Matrix, key: str) -> tuple[bool, str]:
    with st.container(horizontal=True, vertical_alignment="center"):
        scale = st.segmented_control(
            "Shades",
            list(SCALES),
            default="rows",
            format_func=SCALES.__getitem__,
            key=f"{key}_scale",
            required=True,
            label_visibility="collapsed",
        )
        if len(found.labels) <= MOST:
            return True, str(scale)
        return st.toggle(f"All {len(found.labels)} labels", key=f"{key}_all"), str(scale)


def shown(
    labels: tuple[str, ...], counts: np.ndarray, *, everything: bool
) -> tuple[tuple[str, ...], np.ndarray]:
    """Keep the labels that are confused most; what is left over is added up, so that the total stays."""
    if everything or len(labels) <= MOST:
        return labels, counts
    off = counts - np.diag(np.diag(counts))
    most = np.sort(np.argsort(-(off.sum(axis=0) + off.sum(axis=1)), kind="stable")[: MOST - 1])
    group = np.full(len(labels), MOST - 1)
    group[most] = np.arange(MOST - 1)
    merged = np.zeros((MOST, MOST), dtype=counts.dtype)
    np.add.at(merged, (group[:, None], group[None, :]), counts)
    return (*(labels[place] for place in most), OTHER), merged
