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
        )
        for place, (card, small) in enumerate(zip(cards, _pictures(cards), strict=True))
    ]
    gallery.show(
        tiles,
        key="starters",
        label="Questions to start with",
        on_pick=lambda place, _: address.push(**cards[int(place)].params),
    )


def for_home(catalogue: fvl.Catalogue) -> None:
    """Draw Home's starters: cards that lead to the other pages."""
    cards = starters.for_home(catalogue)
    grid = st.grid(4, min_column_width=150, gap="medium")
    pictures = _pictures(cards)
    frame = framed.common_aspect([small.aspect for small in pictures])
    for card, small in zip(cards, pictures, strict=True):
        with grid.cell(), st.container(key=f"card_{card.page.stem}_{'_'.join(card.params)}", gap="small"):
            framed.picture(
                small.src, alt=card.item.title or card.item.id, kind="card", aspect=small.aspect, frame=frame
            )
            st.caption(card.kind)
            st.page_link(card.page, label=card.label, query_params=card.params, width="stretch")


def _pictures(cards: Sequence[starters.Starter]) -> list[thumbnails.Thumbnail]:
    return thumbnails.of_all([card.item for card in cards])
