"""The colours of charts, in step with the theme that the visitor sees."""

from __future__ import annotations

import streamlit as st

_LIGHT = ("#7b1e48", "#2f6f73", "#b4652a", "#4b4e8f")
_DARK = ("#f0b6cb", "#7cc4c4", "#e8a06c", "#a9acec")


def is_dark() -> bool:
    """Tell whether the visitor sees the dark theme."""
    return st.context.theme.type == "dark"


def own(place: int, strength: float = 1.0) -> str:
    """Return the colour of a contender by its place; `strength` below 1 is see-through.

    Example:
        >>> own(0, 0.5)
        'rgba(123, 30, 72, 0.5)'
    """
    colour = (_DARK if is_dark() else _LIGHT)[place % len(_LIGHT)]
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {strength:g})"


def ink() -> str:
    """Return the colour of writing."""
    return "#f6f1ea" if is_dark() else "#14110f"


def scale() -> list[list[float | str]]:
    """Return the shades of a heat map, from paper to the accent."""
    dark, light = ("#1f1c20", "#5c1435", "#d97fa3"), ("#f5f1eb", "#dea3b9", "#7b1e48")
    paper, middle, full = dark if is_dark() else light
    return [[0.0, paper], [0.35, middle], [1.0, full]]
