"""Models: all of them with source, licence, abilities and state; fetch, load, add; what the cache holds."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import sidebar
from pages._ui.models import adding, arriving, card, storage, work

PARTS = ("All models", "Add a model", "Storage")


def main() -> None:
    """Draw the page; it loads no model and no heavy library."""
    st.title("Models", anchor=False)
    cards, loaded = fvl.list_models(), fvl.model_shelf().loaded()
    present = [each for each in cards if fvl.model_state(each.name).on_disk]
    memory = work.megabytes(sum(entry.n_bytes for entry in loaded))
    st.markdown(
        f"{len(cards)} models, {len(present)} on this machine, {len(loaded)} in memory ({memory} MB). "
        "Downloads go on while you use other pages."
    )
    models, more, stored = st.tabs(PARTS, key="part", on_change="rerun", bind="query-params")
    if models.open:
        with models:
            arriving.without_card(cards)
            for each in (*present, *(each for each in cards if each not in present)):
                card.show(each, loaded, sidebar.chosen().wanted)
    if more.open:
        with more:
            adding.show()
    if stored.open:
        with stored:
            storage.show()


main()
