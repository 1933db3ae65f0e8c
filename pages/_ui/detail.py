"""One garment in full: picture, attributes, score, neighbours, and the way to the one before and after."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import address, framed, neighbours, phrases, places, thumbnails
from pages._ui.composed import actions
from pages._ui.writing import plain

ACTIONS = (
    ("more", "More like this", ":material/search:"),
    ("reference", "Use as reference", ":material/edit:"),
    ("liked", "Add as liked", ":material/add:"),
    ("less", "Less like this", ":material/remove:"),
    ("save", "Shortlist", ":material/bookmark:"),
)


def show(engine: fvl.SearchEngine, hits: fvl.Hits) -> None:
    """Open the garment that the address names, if it names one of this catalogue."""
    if engine.catalogue.has(address.text("open")):
        _dialog(engine, hits)


def close() -> None:
    """Take the garment out of the address."""
    address.push(open="")


@st.dialog("Garment", width="large", on_dismiss=close)
def _dialog(engine: fvl.SearchEngine, hits: fvl.Hits) -> None:
    item_id = address.text("open")
    if not engine.catalogue.has(item_id):
        st.rerun()
    item = engine.catalogue.item(item_id)
    hit = next((hit for hit in hits if hit.item_id == item_id), None)
    left, facts = st.columns([5, 6], gap="large")
    with left:
        picture(item)
        _steps(hits, hit)
    with facts:
        _facts(engine, item, hit)
        _actions(item)
        _outfit(engine, item)
        phrases.show(engine.catalogue.name, item.id)
        neighbours.show(engine, item)


def picture(item: fvl.Item) -> None:
    """Draw the picture of a garment as large as the dialog allows."""
    large = thumbnails.of(item, edge=thumbnails.LARGE)
    if large.src:
        framed.picture(large.src, alt=f"{item.title or item.id}, large", kind="large", aspect=large.aspect)
    else:
        st.error(f"The picture of {plain(item.id)} cannot be read.", icon=":material/broken_image:")


def _facts(engine: fvl.SearchEngine, item: fvl.Item, hit: fvl.Hit | None) -> None:
    st.header(plain(item.title or item.id), anchor=False)
    if item.caption and item.caption != item.title:
        st.markdown(plain(item.caption))
    ranked = {"Rank": f"{hit.rank}", f"Cosine by {engine.model.name}": f"{hit.score:.4f}"} if hit else {}
    known = {name.capitalize(): value for name, value in item.attributes.items() if value}
    framed.specification({**ranked, **known, "Id": item.id})


def _actions(item: fvl.Item) -> None:
    with st.container(horizontal=True, gap="small"):
        for action, label, icon in ACTIONS:
            if st.button(
                label,
                icon=icon,
                key=f"detail_{action}",
                type="primary" if action == "more" else "secondary",
                on_click=_act,
                args=(item.id, action),
            ):
                st.rerun()
    st.page_link(
        places.ZERO_SHOT,
        label="What is it? Ask the labels",
        icon=":material/label:",
        query_params={"item": item.id},
    )


def _outfit(engine: fvl.SearchEngine, item: fvl.Item) -> None:
    """Lead to what goes with a garment, where the model can tell."""
    if "outfits" in engine.model.card.abilities:
        st.page_link(
            places.OUTFITS,
            label="What goes with it? Complete an outfit",
            icon=":material/apparel:",
            query_params={"worn": item.id},
        )


def _act(item_id: str, action: str) -> None:
    actions.pick(item_id, action)
    address.push(open="")


def _steps(hits: fvl.Hits, hit: fvl.Hit | None) -> None:
    if hit is None or len(hits) < 2:
        return
    before = hits[hit.rank - 2].item_id if hit.rank > 1 else ""
    after = hits[hit.rank].item_id if hit.rank < len(hits) else ""
    steps(before, after, f"{hit.rank} of {len(hits)}", hit.item_id)


def steps(before: str, after: str, place: str, here: str) -> None:
    """Draw the ways to the garment before and after; "" is an end."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.button(
            "Previous",
            icon=":material/arrow_back:",
            shortcut="Left",
            disabled=not before,
            on_click=address.push,
            kwargs={"open": before or here},
        )
        st.markdown(place, width="content")
        st.button(
            "Next",
            icon=":material/arrow_forward:",
            icon_position="right",
            shortcut="Right",
            disabled=not after,
            on_click=address.push,
            kwargs={"open": after or here},
        )
