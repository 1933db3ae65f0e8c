"""One garment of the catalogue in full: seen, corrected, removed and put back, with what is nearest to it."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import address, corrections, detail, framed, neighbours, places, resources, sidebar
from pages._ui.browsing import changes, form
from pages._ui.browsing.view import View, neighbours_on_page, original_differs
from pages._ui.writing import plain


def show(shown: fvl.Catalogue, view: View) -> None:
    """Open the garment that the address names, if it names one."""
    item_id = address.text("open")
    if item_id in {*shown.ids, *corrections.original_of(shown).ids}:
        _dialog(shown, view)


def _close() -> None:
    address.push(open="", edit="")


@st.dialog("Garment", width="large", on_dismiss=_close)
def _dialog(shown: fvl.Catalogue, view: View) -> None:
    item_id = address.text("open")
    original = corrections.original_of(shown)
    if item_id not in {*shown.ids, *original.ids} or resources.catalogue(shown.name) is not shown:
        st.rerun()  # a press in here runs only this dialog; what it corrected is to be seen behind it as well
    item = (shown if shown.has(item_id) else original).item(item_id)
    left, right = st.columns([5, 6], gap="large")
    with left:
        detail.picture(item)
        _steps(view, item)
    with right:
        if not shown.has(item_id):
            _is_removed(original, item)
        elif address.text("edit"):
            st.header(plain(item.title or item.id), anchor=False)
            form.show(shown, item)
        else:
            _facts(shown, original, item)
            neighbours.show_by(sidebar.chosen().model, shown, item)


def _facts(shown: fvl.Catalogue, original: fvl.Catalogue, item: fvl.Item) -> None:
    st.header(plain(item.title or item.id), anchor=False)
    if item.caption and item.caption != item.title:
        st.markdown(plain(item.caption))
    known = {name.capitalize(): value for name, value in item.attributes.items() if value}
    lacking = [name for name in shown.attribute_names if not item.attributes.get(name)]
    framed.specification({**known, **({"Missing": ", ".join(lacking)} if lacking else {}), "Id": item.id})
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Correct", icon=":material/edit:", on_click=address.push, kwargs={"edit": "1"}, type="primary"
        )
        if len(shown) > 1:
            st.button("Remove", icon=":material/delete:", on_click=remove, args=(original, item.id))
    if original_differs(original, item):
        st.caption("Corrected. The catalogue's files say what they always did.")
        changes.undo(original, key="item")
    for page, label, icon in (
        (places.SEARCH, "Search for more like this", ":material/search:"),
        (places.ZERO_SHOT, "What is it? Ask the labels", ":material/label:"),
    ):
        st.page_link(page, label=label, icon=icon, query_params={"item": item.id})


def _is_removed(original: fvl.Catalogue, item: fvl.Item) -> None:
    st.header(plain(item.title or item.id), anchor=False)
    st.info("This picture is removed from the catalogue.", icon=":material/delete:")
    st.button(
        "Put it back", icon=":material/restore_from_trash:", on_click=put_back, args=(original, item.id)
    )


def _steps(view: View, item: fvl.Item) -> None:
    before, after, place = neighbours_on_page(view, item.id)
    if place:
        detail.steps(before, after, f"{place:,} of {len(view.items):,}", item.id)


def remove(original: fvl.Catalogue, item_id: str) -> None:
    """Take a garment out, and close it."""
    changes.made(original, fvl.Correction(item_id, removed=True))
    address.push(open="", edit="")


def put_back(original: fvl.Catalogue, item_id: str) -> None:
    """Take a garment in again."""
    changes.made(original, fvl.Correction(item_id, removed=False))
