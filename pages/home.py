"""Home: what is loaded, what to try, and what has been measured."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import notices, resources, sidebar, starter_cards
from pages._ui.writing import plain


def main() -> None:
    """Draw the page; nothing here needs a model in memory."""
    st.title("Fashion VL Studio", anchor=False)
    st.markdown("Put any fashion vision-language model to work on any catalogue, and see which one to trust.")
    with notices.caught():
        catalogue = resources.catalogue(sidebar.chosen().catalogue)
        loaded(catalogue)
        st.subheader("Try one of these", anchor=False)
        starter_cards.for_home(catalogue)
        measured()


def loaded(catalogue: fvl.Catalogue) -> None:
    """Say which model and catalogue the pages work with."""
    choice = sidebar.chosen()
    facts = resources.model_facts(choice.model)
    state = f"in memory, {facts[0]}, {facts[1]}" if facts else "on this machine, loads when first needed"
    st.markdown(
        f"**{plain(choice.model)}** is {state}. "
        f"**{plain(catalogue.name)}** holds {len(catalogue):,} pictures"
        + (
            f" over {len(catalogue.values('category'))} categories."
            if "category" in catalogue.attribute_names
            else "."
        )
    )


def measured() -> None:
    """Draw the figures of the model's card, each with its interval and its number of cases."""
    card = next((card for card in fvl.list_models() if card.name == sidebar.chosen().model), None)
    if card is None or not card.measured:
        return
    st.subheader(f"What has been measured of {plain(card.name)}", anchor=False)
    rows = [
        f"| {plain(m.measure)} | **{m.value:.3f}** | {m.low:.3f} to {m.high:.3f} | {m.n:,} | {plain(m.protocol)} |"
        for m in card.measured
    ]
    st.markdown("| Figure | Value | 95 % interval | n | How |\n|---|---|---|---|---|\n" + "\n".join(rows))


main()
