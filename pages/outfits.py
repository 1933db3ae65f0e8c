"""Outfits: what goes with what is worn, by a model that was trained on outfits."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import garment, notices, resources, sidebar
from pages._ui.outfits import able, found, worn


def main() -> None:
    """Draw the page."""
    st.title("Outfits", anchor=False)
    st.markdown("What goes with what is worn: name one to several garments, and the kind that is missing.")
    choice = sidebar.chosen()
    with notices.caught():
        if not able.told(choice.model):
            return
        catalogue = resources.catalogue(choice.catalogue)
        lost: list[str] = []
        ids = worn.read(catalogue, lost)
        with st.container():
            notices.lost(lost)
        worn.draw(catalogue, ids)
        if ids:
            complete(catalogue, choice.model, ids)


def complete(catalogue: fvl.Catalogue, model: str, ids: tuple[str, ...]) -> None:
    """Rank first and draw after, so that no picture stands under a name that did not rank it."""
    choice, waiting, place = st.container(), st.empty(), st.container()
    engine = fvl.OutfitEngine.of(resources.engine(catalogue, model, waiting))
    with choice:
        wanted = found.choose(engine, ids)
    hits = engine.complete(ids, wanted, k=found.MOST)
    with place:
        found.show(engine, wanted, hits)
    garment.show(catalogue, found.facts_of(hits), model=model)


main()
