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
    chosen = next(fit for fit in fits if fit.name == question.composer)
    trained = next((fit.name for fit in fits if fit.fits and not fit.additive), None)
    if trained is None or not chosen.additive or len(chosen.needs) < 2:
        return
    adds = f"{plain(chosen.name)} adds what the words name to the picture"
    if fvl.takes_away(question.words):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            lesson = "to take it away needs a composer that was trained on edits"
            st.caption(f":material/lightbulb: {adds}; {lesson}:", width="content")
            _offer(trained, "")
    else:
        _offer(trained, f"{adds}; {plain(trained)} was trained to read the two together.")


def _offer(name: str, why: str) -> None:
    st.button(
        f"Try {plain(name)}",
        key="try_trained",
        icon=":material/lightbulb:" if why else None,
        help=why or None,
        type="tertiary" if why else "secondary",
        on_click=_take,
        args=(name,),
    )


def _take(name: str) -> None:
    address.push(composer=name)
    keyboard.give("composer", mouse=False)
