"""Pictures by address and facts in a row: pieces of plain HTML that Streamlit has no element for."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Literal

import streamlit as st

_FRAMES = (2 / 3, 3 / 4, 4 / 5, 1.0, 5 / 4, 4 / 3)


def common_aspect(aspects: Sequence[float]) -> float:
    """Return the frame in which pictures that hang side by side look best: the one nearest to their median.

    No picture is cropped: one that has another shape stands in the lower left of its frame, on bare ground.
    Few shapes to choose from, so that the frames of one catalogue do not change with every search.

    Example:
        >>> common_aspect([1.0, 1.0, 0.5]), common_aspect([0.7, 0.76, 1.5]), common_aspect([])
        (1.0, 0.75, 1.0)
    """
    middle = median(aspects) if aspects else 1.0
    return min(_FRAMES, key=lambda frame: abs(frame - middle))


def picture(
    src: str, *, alt: str, kind: Literal["card", "preview", "large"], aspect: float, frame: float = 1.0
) -> None:
    """Draw a picture; studio.css says how each kind looks. `frame` is the shape of a card's place."""
    shape = "wide" if aspect > frame else "tall"
    image = (
        f'<img class="{shape}" src="{html.escape(src)}" alt="{html.escape(alt)}" loading="lazy" '
        f'style="aspect-ratio: {aspect:.4f}">'
    )
    st.html(
        f'<div class="fvl-{kind}" style="aspect-ratio: {frame:.4f}">{image}</div>'
        if kind == "card"
        else f'<div class="fvl-{kind}" style="--own: {aspect:.4f}">{image}</div>'
    )


def words(said: str, *, frame: float) -> None:
    """Draw words where the other cards have a picture."""
    st.html(f'<div class="fvl-words" style="aspect-ratio: {frame:.4f}">{html.escape(said)}</div>')


def facts(pairs: Mapping[str, tuple[str, str]]) -> None:
    """Draw name, value and note of each fact side by side; on a narrow screen below each other."""
    entries = "".join(
        f"<div><dt>{html.escape(name)}</dt><dd><b>{html.escape(value)}</b><span>{html.escape(note)}</span></dd></div>"
        for name, (value, note) in pairs.items()
    )
    st.html(f'<dl class="fvl-facts">{entries}</dl>')


def specification(pairs: Mapping[str, str]) -> None:
    """Draw names and values as two narrow columns."""
    entries = "".join(
        f"<dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd>" for name, value in pairs.items()
    )
    st.html(f'<dl class="fvl-specification">{entries}</dl>')
