"""Words that take something away: a composer that adds cannot follow them, one trained on edits can."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import address, asked, keyboard, resources
from pages._ui.writing import plain


def draw(model: fvl.VisionLanguageModel, question: asked.Asked) -> None:
    """Offer a trained composer where words ask for less and the chosen composer only adds."""
    if not question.paired or not fvl.takes_away(question.words):
        return
    fits = resources.fits(model)
    if not next(fit.additive for fit in fits if fit.name == question.composer):
        return
    trained = next((fit.name for fit in fits if fit.fits and not fit.additive), None)
    if trained is None:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="taking"):
        st.caption(
            f":material/lightbulb: {plain(question.composer)} adds what the words name to the picture; "
            "to take it away needs a composer that was trained on edits:",
            width="content",
        )
        st.button(f"Try {plain(trained)}", key="try_trained", on_click=_take, args=(trained,))


def _take(name: str) -> None:
    address.push(composer=name)
    keyboard.give("composer", mouse=False)
