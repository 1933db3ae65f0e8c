"""Catalogue: look through it, count what it holds, correct what is wrong, and take it away."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import corrections, notices, resources, sidebar
from pages._ui.browsing import changes, controls, downloads, item, shelf
from pages._ui.browsing import view as views
from pages._ui.writing import plain


def main() -> None:
    """Draw the page."""
    st.title("Catalogue", anchor=False)
    st.markdown("Look through the pictures, count what is known of them, and correct what is wrong.")
    with notices.caught():
        shown = resources.catalogue(sidebar.chosen().catalogue)
        original = corrections.original_of(shown)
        with fvl.stage("view", n=len(shown)):
            view = views.read(original, shown)
        notices.lost(view.lost)
        changes.bar(original)
        part, place = head(shown, view)
        bars, pictures = st.columns([1, 3], gap="large")
        with bars:
            controls.bars(shown, view)
        with pictures:
            show_pictures(shown, view)
        item.show(shown, view)
        downloads.parcel(part, place)


def head(shown: fvl.Catalogue, view: views.View) -> tuple[fvl.Catalogue, st.delta_generator.DeltaGenerator]:
    """Draw what narrows the catalogue down, and the way to take it away."""
    find, rest = st.columns([3, 2], gap="large", vertical_alignment="bottom")
    with find:
        controls.words(view)
    with rest, st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="bottom"):
        shelf.size(view)
        return downloads.popover(shown, view)


def show_pictures(shown: fvl.Catalogue, view: views.View) -> None:
    """Draw how many there are, what was chosen, and the page of pictures."""
    controls.parts(shown, view)
    controls.chips(view)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(said(shown, view), width="content")
        shelf.pager(view, key="pager_above")
    if not view.items:
        st.info(
            "No picture passes. Remove a filter, or look for other words.", icon=":material/filter_alt_off:"
        )
        return
    taxonomy = fvl.find_taxonomy(shown)
    names = shown.attribute_names
    shelf.show(shown, view, labelled_by=taxonomy.kind if taxonomy else names[0] if names else "")
    shelf.pager(view, key="pager_below")


def said(shown: fvl.Catalogue, view: views.View) -> str:
    """Say how many pictures of how many are shown."""
    n, total = len(view.items), len(shown)
    of_all = "" if view.everything else f" of {total:,}"
    return f"**{n:,}**{of_all} picture{'s' * (max(n, total) != 1)} of {plain(shown.name)}"


main()
