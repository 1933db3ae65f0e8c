"""From picture only to words only: what the weight does, row by row; a press takes the weight."""

from __future__ import annotations

from functools import partial

import streamlit as st

import fvl_core as fvl
from pages._ui import address, asked, gallery, keyboard, thumbnails
from pages._ui.writing import plain

PER_ROW = 8
_ENDS = {0.0: "Picture only", 1.0: "Words only"}


def show(engine: fvl.SearchEngine, question: asked.Asked, share: float) -> None:
    """Draw five rows, the present weight marked.

    Raises:
        FvlError: when the query cannot be swept.
    """
    rows = fvl.sweep(engine, question.query(share), k=PER_ROW, without=question.without)
    st.caption(
        f"The first {PER_ROW} at five shares of the words, by {plain(rows[0].hits.composer)}. "
        "Press a picture or the name of a row to take its weight."
    )
    for row in rows:
        _row(engine, row, is_present=row.share == share)


def take(share: float) -> None:
    """Take the weight of a row, and go back to the results."""
    st.session_state["w"] = share
    address.push(view="")
    keyboard.give("hits")


def label(share: float) -> str:
    """Return what a row is called.

    Example:
        >>> label(0.0), label(0.25)
        ('Picture only', 'Words 25 %')
    """
    return _ENDS.get(share, f"Words {share:.0%}".replace("%", " %"))


def _row(engine: fvl.SearchEngine, row: fvl.SweepRow, *, is_present: bool) -> None:
    name, results = st.columns([1, 6], vertical_alignment="center")
    name.button(
        label(row.share),
        key=f"sweep_{row.share:g}",
        type="primary" if is_present else "secondary",
        width="stretch",
        help="This is the weight now" if is_present else "Take this weight",
        on_click=take,
        args=(row.share,),
    )
    items = [engine.catalogue.item(hit.item_id) for hit in row.hits]
    with results:
        gallery.show(
            [
                gallery.Tile(
                    id=item.id,
                    src=small.src,
                    aspect=small.aspect,
                    alt=f"{label(row.share)}: rank {hit.rank}, {item.title or item.id}",
                    right=f"{hit.score:.3f}",
                )
                for item, hit, small in zip(items, row.hits, thumbnails.of_all(items), strict=True)
            ],
            key=f"sweep_row_{row.share:g}",
            label=f"{label(row.share)}, best first",
            size="small",
            on_pick=partial(_picked, row.share),
        )


def _picked(share: float, item_id: str, action: str) -> None:
    del item_id, action
    take(share)
