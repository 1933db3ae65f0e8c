"""The counter-words that the composer `difference` wants: one press puts them into the recipe."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import asked, keyboard, resources
from pages._ui.composed import parts
from pages._ui.writing import plain


def draw(engine: fvl.SearchEngine, question: asked.Asked) -> None:
    """Offer what the words would replace, under a composer that compares words and counter-words.

    Raises:
        FvlError: when the reference cannot be read.
    """
    if not question.paired or not resources.composer(question.composer).contrasts:
        return
    if any(part.weight < 0 and not part.picture for part in question.extras):
        return
    query = question.query(0.5)
    found = fvl.with_counter_words(engine, query, reference_id=next(iter(question.without), None))
    if found is query:
        st.caption(
            ":material/help: No counter-words are known for these words, so they are added as they are. "
            "Add disliked words to say what they replace."
        )
        return
    words = found.parts[-1].text or ""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="counter"):
        st.caption("difference steps away from what the words replace:", width="content")
        st.button(
            f"minus “{plain(words)}”",
            key="counter_words",
            help="Adds it to the recipe as disliked words.",
            on_click=_take,
            args=(words,),
        )


def _take(words: str) -> None:
    parts.add(-0.5, "words", words)
    keyboard.give("recipe", mouse=False)
