"""What every score is made of: shares of the ingredients, or what is lost without each of them."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import streamlit as st

import fvl_core as fvl
from pages._ui import asked, gallery
from pages._ui.composed.recipe import N_COLOURS

MOST_WORDS = 2
"""Ingredients that are named under a tile; with more, the numbers stand alone and the legend names them."""


def onto(
    drawn: Sequence[gallery.Tile],
    engine: fvl.SearchEngine,
    question: asked.Asked,
    share: float,
    hits: fvl.Hits,
) -> list[gallery.Tile]:
    """Return the tiles with a bar each, after drawing the legend above them.

    Raises:
        FvlError: when the query cannot be asked.
    """
    query, names = question.query(share), question.names()
    short = _short(question)
    split = engine.split(query, hits)
    if split is not None:
        _legend(names, "Each score is the sum of its ingredients' shares, to the last digit:")
        return _split(drawn, split.shares, short)
    found = fvl.ablate(engine, query, hits, without=question.without)
    _legend(
        names,
        f"{hits.composer} {engine.composer.unsplit}. Bars show by how much a score falls when an ingredient "
        "is left out:",
    )
    return _ablated(drawn, found, short)


def told(shares: Iterable[float], names: Sequence[str]) -> str:
    """Say shares in words.

    Example:
        >>> told([0.31, -0.05], ["picture", "stripes"])
        'picture +0.31, stripes −0.05'
    """
    return ", ".join(f"{name} {_signed(value)}" for name, value in zip(names, shares, strict=True))


def _split(drawn: Sequence[gallery.Tile], shares: np.ndarray, names: Sequence[str]) -> list[gallery.Tile]:
    return [
        _with_bar(tile, row, widest=_widest(shares), said=_numbers(row, names), spoken=told(row, names))
        for tile, row in zip(drawn, shares, strict=True)
    ]


def _ablated(drawn: Sequence[gallery.Tile], found: fvl.Ablation, names: Sequence[str]) -> list[gallery.Tile]:
    losses = np.where(np.isfinite(found.losses), found.losses, 0.0)  # (n, p); what is no query loses nothing
    tiles = []
    for tile, row, ranks in zip(drawn, losses, found.ranks, strict=True):
        without = "; ".join(
            f"without {name} rank {rank}" for name, rank in zip(names, ranks, strict=True) if rank
        )
        tiles.append(_with_bar(tile, row, widest=_widest(losses), said=without, spoken=without))
    return tiles


def _with_bar(tile: gallery.Tile, row: np.ndarray, *, widest: float, said: str, spoken: str) -> gallery.Tile:
    bar = tuple(
        gallery.Segment(share=round(float(value) / widest, 4), colour=place % N_COLOURS)
        for place, value in enumerate(row)
    )
    return replace(tile, bar=bar, said=said, alt=f"{tile.alt}: {spoken}" if spoken else tile.alt)


def _widest(shares: np.ndarray) -> float:
    """Return the longest side of any bar, so that all have one scale."""
    sides = [np.clip(sign * shares, 0, None).sum(axis=1) for sign in (1, -1)]
    return max(float(np.max(sides)), 1e-9)


def _numbers(row: np.ndarray, names: Sequence[str]) -> str:
    if len(names) <= MOST_WORDS:
        return told(row, names)
    return " ".join(_signed(value) for value in row)


def _short(question: asked.Asked) -> list[str]:
    main = ["picture"] if question.picture else []
    main += ["words"] if question.words else []
    return [*main, *(part.name for part in question.extras)]


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def _legend(names: Sequence[str], sentence: str) -> None:
    entries = " ".join(
        f'<span><i class="fvl-own-{place % N_COLOURS}"></i>{html.escape(name)}</span>'
        for place, name in enumerate(names)
    )
    st.html(f'<p class="fvl-legend">{html.escape(sentence)} {entries}</p>')
