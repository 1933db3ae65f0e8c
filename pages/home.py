"""Home: what is loaded, what to try, and what has been measured."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import framed, notices, places, resources, sidebar, starter_cards
from pages._ui.writing import plain


def main() -> None:
    """Draw the page; nothing here needs a model in memory."""
    st.title("Fashion VL Studio", anchor=False)
    with st.container(key="lead"):
        st.markdown(
            "Put any fashion vision-language model to work on any catalogue, and see which one to trust."
        )
    with notices.caught():
        catalogue = resources.catalogue(sidebar.chosen().catalogue)
        loaded(catalogue)
        st.header("Try one of these", anchor=False)
        starter_cards.for_home(catalogue)
        measured()
    own_pictures()


def loaded(catalogue: fvl.Catalogue) -> None:
    """Say which model and catalogue the pages work with, and where."""
    model = sidebar.chosen().model
    where = resources.model_facts(model)
    kinds = len(catalogue.values("category")) if "category" in catalogue.attribute_names else 0
    facts = {
        "Model": (
            model,
            f"in memory on {where[0]}, {where[1]}" if where else "loads when it is first needed",
        ),
        "Catalogue": (
            catalogue.name,
            f"{len(catalogue):,} pictures" + (f", {kinds} categories" if kinds else ""),
        ),
        "Your pictures": ("stay here", "nothing leaves this machine"),
    }
    framed.facts(facts)


def measured() -> None:
    """Draw the figures of the model's card, each with its interval and its number of cases."""
    card = next((card for card in fvl.list_models() if card.name == sidebar.chosen().model), None)
    if card is None or not card.measured:
        return
    st.header(f"What has been measured of {plain(card.name)}", anchor=False)
    rows = [
        f"| {plain(m.measure)} | **{m.value:.3f}** | {m.low:.3f} to {m.high:.3f} | {m.n:,} "
        f"| {plain(m.protocol)} |"
        for m in card.measured
    ]
    head = "| Figure | Value | 95 % interval | n | How |\n|---|---|---|---|---|\n"
    st.markdown(head + "\n".join(rows))


def own_pictures() -> None:
    """Say how a folder of pictures becomes a catalogue."""
    st.header("Bring your own pictures", anchor=False)
    st.markdown(
        "Pictures, a folder, a zip or a table become a catalogue of your own, indexed while you go on:"
    )
    st.page_link(places.BRING, label="Bring pictures", icon=":material/add_photo_alternate:")
    st.markdown(
        "On the command line, a folder, a zip or a table becomes a catalogue in the sidebar of everyone:"
    )
    st.code(".venv/bin/python -m fvl_core index FOLDER", language=None, wrap_lines=True)
    st.markdown(
        "A few pictures need no folder: the Search and Zero-shot pages take them as they are. "
        f"They stay with this browser, until it was away for {fvl.PrivateStore.IDLE_H} hours."
    )


main()
