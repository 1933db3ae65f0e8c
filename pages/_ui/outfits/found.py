"""What completes an outfit: the kind that is looked for, and its garments, best first."""

from __future__ import annotations

from collections import Counter

import streamlit as st

import fvl_core as fvl
from pages._ui import address, gallery, results
from pages._ui.outfits import worn
from pages._ui.writing import plain

MOST = 24
WEAR = gallery.Action("wear", "Wear it too", "M12 5v14M5 12h14")


def choose(engine: fvl.OutfitEngine, ids: tuple[str, ...]) -> str:
    """Draw which kind is looked for, and return it; at first one that is not worn yet."""
    kinds = _kinds(engine, ids)
    asked = address.text("want")
    have = {engine.category_of(item_id) for item_id in ids}
    usual = next((kind for kind in kinds if kind not in have), next(iter(kinds)))
    current = address.follow("want_choice", asked if asked in kinds else usual)
    wanted = st.selectbox(
        "Looked for",
        list(kinds),
        index=list(kinds).index(current),
        format_func=kinds.__getitem__,
        key="want_choice",
        on_change=lambda: address.push(want=st.session_state.want_choice, open=""),
        width=420,
    )
    if engine.categories.attribute != "category_id":
        number = engine.categories.number_of[wanted]
        st.caption(
            f"The model knows garments by Polyvore's categories: “{plain(wanted)}” counts as number {number}."
        )
    return wanted


def show(engine: fvl.OutfitEngine, wanted: str, hits: fvl.Hits) -> None:
    """Draw the garments that go with what is worn."""
    st.markdown(
        f"**{len(hits):,}** of {hits.n_candidates:,} garments of the kind “{plain(wanted)}” in "
        f"{plain(engine.catalogue.name)}, by how well they go with what is worn, "
        f"ranked by {plain(engine.model.name)}"
    )
    gallery.show(
        results.tiles(engine.catalogue, hits),
        key="completing",
        label=f"{len(hits)} garments that go with it, best first",
        actions=(WEAR,),
        on_pick=_picked,
    )


def facts_of(hits: fvl.Hits) -> dict[str, str]:
    """Return what the ranking says of the garment that the address opens."""
    hit = next((hit for hit in hits if hit.item_id == address.text("open")), None)
    return {"Rank": str(hit.rank), "Cosine to what is worn": f"{hit.score:.4f}"} if hit else {}


def _kinds(engine: fvl.OutfitEngine, ids: tuple[str, ...]) -> dict[str, str]:
    """Return the words for each kind that can be found, with how many there are, the commonest first."""
    told: dict[str, str] = {}
    counts = Counter(engine.category_of(item_id) for item_id in engine.ids if item_id not in ids)
    if engine.categories.attribute == "category_id":  # a number alone says nothing to a person
        for item in engine.catalogue:
            told.setdefault(engine.category_of(item.id), item.attributes.get("category", ""))
    return {
        kind: f"{kind}{f' ({told[kind]})' if told.get(kind) else ''}, {counts[kind]:,}"
        for kind, _ in counts.most_common()
        if kind in engine.categories.number_of
    }


def _picked(item_id: str, action: str) -> None:
    if action == "wear":
        worn.put_on(item_id)
    else:
        address.push(open=item_id)
