"""The way from a composer that adds words to a picture to one that was trained to read the two together."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import address, asked, keyboard, resources
from pages._ui.writing import plain


def draw(model: fvl.VisionLanguageModel, question: asked.Asked) -> None:
    """Offer a trained composer where the chosen one only adds; say so plainly where words ask for less."""
    if not question.paired:
        return
    fits = resources.fits(model)
    if not next(fit.additive for fit in fits if fit.name == question.composer):
        return
    trained = next((fit.name for fit in fits if fit.fits and not fit.additive), None)
    if trained is None:
        return
    adds = f":material/lightbulb: {plain(question.composer)} adds what the words name to the picture; "
    better = (
        "to take it away needs a composer that was trained on edits:"
        if fvl.takes_away(question.words)
        else f"{plain(trained)} was trained to read the two together:"
    )
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="trained"):
        st.caption(adds + better, width="content")
        st.button(f"Try {plain(trained)}", key="try_trained", on_click=_take, args=(trained,))


def _take(name: str) -> None:
    address.push(composer=name)
    keyboard.give("composer", mouse=False)
