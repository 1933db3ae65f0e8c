"""Starters as cards: a picture, the question, and one press to ask it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

import fvl_core as fvl
from pages._ui import address, framed, gallery, starters, thumbnails


def for_search(catalogue: fvl.Catalogue) -> None:
    """Draw the Search page's starters; a press asks at once."""
    st.header("Start with one of these", anchor=False)
    cards = starters.for_search(catalogue)
    tiles = [
        gallery.Tile(
            id=str(place),
            src=small.src,
            aspect=small.aspect,
            alt=f"{card.kind}: {card.label}",
            title=card.label,
            left=card.kind,
            words=f"“{card.label}”",
        )
        for place, (card, small) in enumerate(zip(cards, _pictures(cards), strict=True))
    ]
    gallery.show(
        tiles,
        key="starters",
        label="Questions to start with",
        size="medium",
        on_pick=lambda place, _: address.push(**cards[int(place)].params),
    )


def for_home(catalogue: fvl.Catalogue) -> None:
    """Draw Home's starters: cards that lead to the other pages."""
    cards = starters.for_home(catalogue)
    grid = st.grid(4, min_column_width=150, gap="medium")
    pictures = _pictures(cards)
    frame = framed.common_aspect([small.aspect for small in pictures if small.src])
    for card, small in zip(cards, pictures, strict=True):
        with grid.cell(), st.container(key=f"card_{card.page.stem}_{'_'.join(card.params)}", gap="small"):
            if card.item:
                alt = card.item.title or card.item.id
                framed.picture(small.src, alt=alt, kind="card", aspect=small.aspect, frame=frame)
            else:
                framed.words(f"“{card.label}”", frame=frame)
            st.caption(card.kind)
            st.page_link(card.page, label=card.label, query_params=card.params, width="stretch")


def _pictures(cards: Sequence[starters.Starter]) -> list[thumbnails.Thumbnail]:
    return [thumbnails.of(card.item) if card.item else thumbnails.Thumbnail("") for card in cards]
