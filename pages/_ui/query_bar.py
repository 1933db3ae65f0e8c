"""The two ways to ask: words, and a picture. Either alone, or both together."""

from __future__ import annotations

import random
from collections.abc import Sequence

import streamlit as st

import fvl_core as fvl
from pages._ui import address, framed, uploads
from pages._ui.asked import COUNTS, DEFAULT_COUNT, Asked
from pages._ui.resources import composer
from pages._ui.writing import plain

_PLACEHOLDERS = {
    False: "red dress with long sleeves",
    True: "the same, but what should change?",
}


def draw(asked: Asked) -> None:
    """Draw the words on the left and the picture on the right."""
    words, picture = st.columns([3, 2], gap="large")
    with words:
        _words(asked)
    with picture:
        _picture(asked)


def blend(asked: Asked) -> float:
    """Draw how picture and words meet, as far as both are there; return the share of the words."""
    if not asked.composed:
        return 0.5
    how, weight = st.columns([2, 3], gap="large")
    with how:
        address.follow("composer_choice", asked.composer)
        st.selectbox(
            "How they meet",
            fvl.list_composers(),
            key="composer_choice",
            on_change=lambda: address.push(composer=st.session_state.composer_choice),
        )
        st.caption(composer(asked.composer).summary)
    with weight:
        return share_of_words() if composer(asked.composer).weighted else 0.5


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
    address.follow("count_choice", asked.k)
    st.selectbox(
        "Results",
        options,
        key="count_choice",
        on_change=_count_chosen,
        label_visibility="collapsed",
        format_func=lambda n: f"Show {n}",
        width=140,
    )


def ask(words: str = "", item: str = "", **more: str | Sequence[str]) -> None:
    """Put a new question into the address; everything else of the old one stays."""
    address.push(**{"q": words, "item": item, "picture": "", "open": "", **more})


def surprise(catalogue: fvl.Catalogue) -> None:
    """Ask for what resembles a garment drawn at random."""
    ask(item=random.choice(catalogue.ids))


def _words(asked: Asked) -> None:
    address.follow("words", asked.words)
    with st.form("ask", border=False, enter_to_submit=True):
        field, button = st.columns([4, 1], vertical_alignment="bottom")
        field.text_input(
            "Describe what you are looking for",
            key="words",
            placeholder=_PLACEHOLDERS[asked.picture is not None],
            max_chars=500,
        )
        button.form_submit_button("Search", type="primary", width="stretch", on_click=_submitted)


def _picture(asked: Asked) -> None:
    uploads.inlet("Or bring a picture", name="query_picture", on_upload=_uploaded)
    if asked.picture is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="query_preview"):
        framed.picture(
            asked.picture.preview.src,
            alt=f"The picture of the query: {asked.picture.name}",
            kind="preview",
            aspect=asked.picture.preview.aspect,
        )
        st.markdown(f"**{plain(asked.picture.name)}**  \n:small[{asked.picture.note}]")
        st.button(
            "Remove picture",
            icon=":material/close:",
            type="tertiary",
            on_click=address.push,
            kwargs={"item": "", "picture": ""},
        )


def _submitted() -> None:
    address.push(q=st.session_state.words.strip(), open="")


def _uploaded(brought: Sequence[uploads.Upload]) -> None:
    address.push(picture=brought[0].digest, item="", open="")


def _count_chosen() -> None:
    chosen = st.session_state.count_choice
    address.push(k="" if chosen == DEFAULT_COUNT else str(chosen))


def _equal_shares() -> None:
    st.session_state.w = 0.5
