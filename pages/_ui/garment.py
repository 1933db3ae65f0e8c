"""One garment in a dialog: its picture, what is known of it, and what every model says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import fvl_core as fvl
from pages._ui import address, detail, framed, neighbours, notices, places
from pages._ui.writing import plain

More = Callable[[DeltaGenerator], Mapping[str, str]]


def show(
    catalogue: fvl.Catalogue, said: Mapping[str, str], *, more: More = lambda _: {}, model: str = ""
) -> None:
    """Open the garment that the address names, if it names one; `said` stands above its attributes.

    `more` adds to that what takes its time, and shows meanwhile how far it is. With a model, the garments
    that it finds nearest stand below.
    """
    if catalogue.has(address.text("open")):
        _dialog(catalogue, said, more, model)


def _close() -> None:
    address.push(open="")


@st.dialog("Garment", width="large", on_dismiss=_close)
def _dialog(catalogue: fvl.Catalogue, said: Mapping[str, str], more: More, model: str) -> None:
    item = catalogue.item(address.text("open"))
    left, right = st.columns([5, 6], gap="large")
    with left:
        detail.picture(item)
    with right:
        st.header(plain(item.title or item.id), anchor=False)
        if item.caption and item.caption != item.title:
            st.markdown(plain(item.caption))
        with notices.caught():
            framed.specification({**said, **more(st.empty())})
        known = {name.capitalize(): value for name, value in item.attributes.items() if value}
        framed.specification({**known, "Id": item.id})
        for page, label, icon in (
            (places.SEARCH, "Search for more like this", ":material/search:"),
            (places.ZERO_SHOT, "What is it? Ask the labels", ":material/label:"),
        ):
            st.page_link(page, label=label, icon=icon, query_params={"item": item.id})
        if model:
            neighbours.show_by(model, catalogue, item)
