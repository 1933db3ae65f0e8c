"""What stands out less: near-duplicates behind the first of them, and matches no better than chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

import fvl_core as fvl
from pages._ui import asked, gallery

FEWEST = 30
"""The mean over a smaller catalogue says nothing about what a weak match is."""
_OPEN = "unfolded"


def unfold(item_id: str) -> None:
    """Show what stands behind a tile, or put it back."""
    opened: set[str] = st.session_state.setdefault(_OPEN, set())
    opened ^= {item_id}


def folded(drawn: Sequence[gallery.Tile], engine: fvl.SearchEngine, hits: fvl.Hits) -> list[gallery.Tile]:
    """Return the tiles without those that are nearly the same as an earlier one, which says how many.

    A framed tile stays where it is: what is told to be framed on the page has to be seen there.
    """
    by_id = {tile.id: tile for tile in drawn}
    place = {tile.id: number for number, tile in enumerate(drawn)}
    opened: set[str] = st.session_state.get(_OPEN, set())
    shown: list[tuple[int, gallery.Tile]] = []
    for group in fvl.collapse_alike(engine, hits):
        first = by_id[group.first.item_id]
        alike = [by_id[hit.item_id] for hit in group.alike]
        behind = [tile for tile in alike if not tile.framed]
        shown += [(place[tile.id], tile) for tile in alike if tile.framed]
        if not behind:
            shown.append((place[first.id], first))
        elif first.id in opened:
            more = replace(first, more=f"hide {len(behind)} alike")
            shown += [(place[first.id], tile) for tile in (more, *behind)]
        else:
            shown.append((place[first.id], replace(first, more=f"+{len(behind)} alike")))
    return [tile for _, tile in sorted(shown, key=lambda entry: entry[0])]


def dimmed(
    drawn: Sequence[gallery.Tile],
    engine: fvl.SearchEngine,
    question: asked.Asked,
    share: float,
    hits: fvl.Hits,
) -> list[gallery.Tile]:
    """Return the tiles, weak matches paler and named so, and draw what "weak" means for this query."""
    if len(engine.ids) < FEWEST:
        return list(drawn)
    background = engine.background(question.query(share), without=question.without)
    weak = {hit.item_id for hit in hits if hit.score < background.cut}
    if weak:
        st.caption(
            f":material/contrast: **{len(weak)} of {len(hits)} are weak matches**, drawn paler: their cosine "
            f"is below {background.cut:.3f}.",
            help=f"That is more than a fifth of the way from this query's best ({background.best:.3f}) "
            f"back to its mean over the whole catalogue ({background.mean:.3f}).",
        )
    return [
        replace(tile, dim=True, right=f"weak, {tile.right}", alt=f"{tile.alt}, weak match")
        if tile.id in weak
        else tile
        for tile in drawn
    ]
