"""What could change about the reference: modifiers from what its neighbours in the catalogue have instead."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import address, asked, keyboard, pictures

MOST = 5


def draw(engine: fvl.SearchEngine, question: asked.Asked) -> None:
    """Draw a chip per suggestion; a press makes it the words.

    Raises:
        FvlError: when the reference cannot be read.
    """
    picture = question.picture
    if picture is None:
        return
    whole = picture.item if picture is question.whole else None
    found = _suggested(
        engine.model.space, engine.catalogue.fingerprint, picture.content, engine, picture, whole
    )
    if not found:
        return
    with st.container(
        horizontal=True, gap="small", vertical_alignment="center", width="content", key="suggestions"
    ):
        st.caption("Try", width="content")
        for place, suggestion in enumerate(found):
            st.button(
                suggestion.text,
                key=f"suggest_{place}",
                type="primary" if suggestion.text == question.words else "secondary",
                help=f"{suggestion.n} of its nearest neighbours: {suggestion.attribute} {suggestion.value}",
                on_click=_ask,
                args=(suggestion.text, place),
            )


@st.cache_resource(show_spinner=False, max_entries=256)
def _suggested(
    space: str,
    fingerprint: str,
    content: str,
    _engine: fvl.SearchEngine,
    _picture: pictures.Picture,
    _item: fvl.Item | None,
) -> tuple[fvl.Suggestion, ...]:
    """Look at the neighbours once for as long as the reference, the model and the catalogue are the same."""
    del space, fingerprint, content
    return fvl.suggest_modifiers(_engine, _item or _picture.source)[:MOST]


def _ask(words: str, place: int) -> None:
    address.push(q=words, open="")
    keyboard.give(
        f"suggest_{place}", mouse=False
    )  # its button is drawn anew, in the colour of what is chosen
