"""The two ways to ask: words, and a picture. Either alone, or both together."""

from __future__ import annotations

import random
from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import fvl_core as fvl
from pages._ui import address, inlet, keyboard, uploads
from pages._ui.asked import COUNTS, DEFAULT_COUNT, Asked
from pages._ui.composed import bring, recipe
from pages._ui.resources import composer

_PLACEHOLDERS = {
    False: "red dress with long sleeves",
    True: "the same, but what should change?",
}


def draw(asked: Asked) -> DeltaGenerator:
    """Draw the words on the left and the picture on the right; return where a page adds more tools."""
    words, picture = st.columns([3, 2], gap="large")
    with words:
        _words(asked)
        if not asked.empty:
            keyboard.skip("hits", "Skip to the results")
        tools = st.container(horizontal=True, gap="small", key="query_tools")
        with tools:
            recipe.tools(asked)
    with picture:
        inlet.draw("Or bring a picture", name="query_picture", on_upload=lambda brought: _use(brought[0]))
        bring.draw(_use)
    return tools


def parts(asked: Asked) -> DeltaGenerator:
    """Draw the recipe that words and picture make; return the place beside it, for how they are weighed."""
    left, beside = st.columns([3, 2], gap="large") if asked.paired else (st.container(), st.container())
    with left:
        recipe.draw(asked, weighs=composer(asked.composer).weighted)
    return beside


def share_of_words() -> float:
    """Draw how much the words weigh against the picture, and return it."""
    share: float = st.slider(
        "Share of the words", 0.0, 1.0, 0.5, 0.05, key="w", bind="query-params", on_change="rerun"
    )
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption("picture", width="content")
        st.button("Equal shares", type="tertiary", on_click=_equal_shares, disabled=share == 0.5)
        st.caption("words", width="content")
    return share


def count(asked: Asked) -> None:
    """Draw the number of results."""
    options = sorted({*COUNTS, asked.k})
    chosen = address.follow("count_choice", asked.k)
    st.selectbox(
        "Results",
        options,
        index=options.index(chosen),
        key="count_choice",
        on_change=_count_chosen,
        label_visibility="collapsed",
        format_func=lambda n: f"Show {n}",
        width=140,
    )


def ask(words: str = "", item: str = "", **more: str | Sequence[str]) -> None:
    """Put a new question into the address; everything else of the old one stays."""
    address.push(
        **{
            "q": words,
            "item": item,
            "picture": "",
            "part": (),
            "crop": "",
            "turn": (),
            "after": "",
            "open": "",
            **more,
        }
    )


def surprise(catalogue: fvl.Catalogue) -> None:
    """Ask for what resembles a garment drawn at random."""
    ask(item=random.choice(catalogue.ids))


def _words(asked: Asked) -> None:
    words = address.follow("words", asked.words)
    with st.form("ask", border=False, enter_to_submit=True):
        field, button = st.columns([4, 1], vertical_alignment="bottom")
        field.text_input(
            "Describe what you are looking for",
            words,
            key="words",
            placeholder=_PLACEHOLDERS[asked.picture is not None],
            max_chars=500,
        )
        button.form_submit_button("Search", type="primary", width="stretch", on_click=_submitted)


def _submitted() -> None:
    address.push(q=st.session_state.words.strip(), open="")


def _use(upload: uploads.Upload) -> None:
    address.push(picture=upload.digest, item="", crop="", open="")
    keyboard.give("words")


def _count_chosen() -> None:
    chosen = st.session_state.count_choice
    address.push(k="" if chosen == DEFAULT_COUNT else str(chosen))


def _equal_shares() -> None:
    st.session_state.w = 0.5
    keyboard.give("w", mouse=False)
