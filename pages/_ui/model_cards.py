"""What is known about models, in words: where they run, whose they are, how to get the absent ones."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import fvl_core as fvl
from pages._ui import places, resources
from pages._ui.writing import plain

BIN = ".venv/bin/"
"""Where `make run` puts the Python that has the studio's libraries; the system's own lacks them."""
EMBEDDED = "Our own small model, made for this demonstration. Larger models know far more words and looks."


def about_chosen(card: fvl.ModelCard | None) -> None:
    """Say in a line or two what one should know before trusting the chosen model."""
    if card is None:
        return
    if card.source == "embedded":
        st.caption(EMBEDDED)
    st.caption(can_and_cannot(card))
    if card.non_commercial or card.untrained:
        st.markdown(badges(card))
    if card.untrained:
        st.caption("Its weights are random: whatever it answers means nothing.")


def can_and_cannot(card: fvl.ModelCard) -> str:
    """Return what a model can do, and what it cannot."""
    cannot = f"; cannot: {', '.join(card.lacks)}" if card.lacks else ""
    return f"Can: {', '.join(card.abilities)}{cannot}"


def tell_place(slot: DeltaGenerator, model: str) -> None:
    """Say where the model runs, as far as it has been loaded."""
    if where := resources.model_facts(model):
        told = f"{model} runs on {where[0]} in {where[1]}"
        if resources.is_untrained(model) and not _said_by_its_card(model):
            told += "  \n:red-badge[untrained] Its weights are random: its answers mean nothing."
        slot.caption(told)
    else:
        slot.caption(f"{model} loads when it is first needed")


def _said_by_its_card(model: str) -> bool:
    return any(card.name == model and card.untrained for card in fvl.list_models())


def stand_in(wanted: str, model: str) -> None:
    """Say that the wanted model is not here, how to get it, and which one works in its place."""
    state = fvl.model_state(wanted)
    st.warning(
        f"**{plain(wanted)}** cannot be used yet: {plain(state.sentence)} "
        f"The studio goes on with **{plain(model)}**.",
        icon=":material/cloud_download:",
    )
    if state.fetch_command:
        st.page_link(places.MODELS, label="Fetch it on the Models page", icon=":material/download:")


def badges(card: fvl.ModelCard) -> str:
    """Return the marks of a model as Markdown: is it here, may a business use it, has it learnt anything."""
    here = fvl.model_state(card.name).on_disk
    marks = [":green-badge[on this machine]" if here else ":gray-badge[not on this machine]"]
    if card.non_commercial:
        marks.append(":orange-badge[non-commercial]")
    if card.untrained:
        marks.append(":red-badge[untrained]")
    return " ".join(marks)
