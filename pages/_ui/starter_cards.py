"""Starters as cards: a picture, the question, and one press to ask it."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

import fvl_core as fvl
from pages._ui import starters, thumbnails


def for_search(catalogue: fvl.Catalogue) -> None:
    """Draw the Search page's starters."""
    st.subheader("Start with one of these", anchor=False)
    _cards(starters.for_search(catalogue), n_columns=6)


def for_home(catalogue: fvl.Catalogue) -> None:
    """Draw Home's starters."""
    _cards(starters.for_home(catalogue), n_columns=4)


def _cards(cards: Sequence[starters.Starter], *, n_columns: int) -> None:
    pictures = thumbnails.urls([card.item for card in cards])
    for column, card, src in zip(st.columns(n_columns, gap="medium"), cards, pictures, strict=False):
        with column, st.container(key=f"starter_{card.page.stem}_{'_'.join(card.params)}_{card.item.id}"):
            if src:
                st.html(f'<img class="fvl-card" src="{html.escape(src)}" alt="{html.escape(card.item.title)}" loading="lazy">')
            st.caption(card.kind)
            st.page_link(card.page, label=card.label, query_params=card.params, width="stretch")
