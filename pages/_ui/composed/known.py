"""Questions whose right answers the catalogue knows, to choose one."""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd

import streamlit as st

import fvl_core as fvl
from pages._ui import address, gallery, keyboard, query_bar, thumbnails

OFFERED = 6
LOOKED_AT = 50
"""Garments that are looked at for a question of the wanted kind, before any other will do."""
STEP = 97
"""So that the questions of one lot are about garments far apart."""
KINDS = {
    "one": "one change",
    "two": "two changes",
    "negation": "something taken away",
    "comparison": "more or less of something",
    "category": "another kind of garment",
}
"""Kinds of edit triplets; a published question's kind is the name of its data set."""


def popover(catalogue: fvl.Catalogue) -> None:
    """Draw the button that offers questions with known answers; none where the catalogue has no such."""
    if not fvl.edited_items(catalogue):
        return
    with st.popover("Known answers", icon=":material/fact_check:", key="known", on_change="rerun") as opened:
        if not opened.open:
            return
        st.caption(
            "Questions whose right answers this catalogue knows, those about your garment first. "
            "Their ranks are told, targets framed."
        )
        own = fvl.known_edits(catalogue, address.text("item"))[:OFFERED]
        _offer(catalogue, [*own, *offered(catalogue, int(st.session_state.get("known_lot", 0)))])
        st.button("Others", icon=":material/casino:", key="known_next", on_click=_next_lot)


def offered(catalogue: fvl.Catalogue, lot: int) -> list[fvl.Triplet]:
    """Return questions about garments from all over the catalogue, of different kinds as far as there are."""
    chosen: list[fvl.Triplet] = []
    kinds, ids = list(KINDS), fvl.edited_items(catalogue)
    step = next(step for step in range(STEP, STEP + len(ids) + 1) if gcd(step, len(ids)) == 1)
    for n in range(len(ids)):
        held = fvl.known_edits(catalogue, ids[(lot * OFFERED + n) * step % len(ids)])
        wanted = kinds[len(chosen) % len(kinds)]
        fitting = [triplet for triplet in held if triplet.kind == wanted or triplet.kind not in KINDS]
        chosen += (fitting or (held if n > LOOKED_AT else []))[:1]
        if len(chosen) == OFFERED:
            break
    return chosen


def _offer(catalogue: fvl.Catalogue, triplets: Sequence[fvl.Triplet]) -> None:
    items = [catalogue.item(triplet.reference) for triplet in triplets]
    gallery.show(
        [
            gallery.Tile(
                id=str(place),
                src=small.src,
                aspect=small.aspect,
                alt=f"{item.title or item.id}: {triplet.modifier}",
                title=triplet.modifier,
                left=KINDS.get(triplet.kind, triplet.kind),
            )
            for place, (triplet, item, small) in enumerate(
                zip(triplets, items, thumbnails.of_all(items), strict=True)
            )
        ],
        key="known_questions",
        label="Questions with known answers",
        size="medium",
        on_pick=lambda place, _: _ask(triplets[int(place)]),
    )


def _ask(triplet: fvl.Triplet) -> None:
    query_bar.ask(words=triplet.modifier, item=triplet.reference)
    keyboard.give("hits")  # which closes this menu, for the answers stand behind it


def _next_lot() -> None:
    st.session_state["known_lot"] = int(st.session_state.get("known_lot", 0)) + 1
