"""A pile of pictures that somebody wants to look through: a gallery that grows by a press."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

import fvl_core as fvl
from pages._ui import address, gallery, thumbnails

FIRST = 24


def show(
    catalogue: fvl.Catalogue,
    ids: Sequence[str],
    *,
    key: str,
    label: str,
    said: Callable[[str], tuple[str, str]],
) -> None:
    """Draw the first pictures and a button for more; `said(id)` gives the two words under a picture."""
    wanted = address.text("n")
    shown = ids[: int(wanted) if wanted.isdecimal() and int(wanted) > 0 else FIRST]
    items = [catalogue.item(item_id) for item_id in shown]
    tiles = []
    for item, small in zip(items, thumbnails.of_all(items), strict=True):
        left, right = said(item.id)
        tiles.append(
            gallery.Tile(
                id=item.id,
                src=small.src,
                aspect=small.aspect,
                alt=", ".join(part for part in (item.title or item.id, left, right) if part),
                title=item.title or item.id,
                left=left,
                right=right,
            )
        )
    gallery.show(
        tiles, key=key, label=label, on_pick=lambda item_id, _: address.push(open=item_id), size="medium"
    )
    if len(shown) < len(ids):
        st.button(
            f"Show more of {len(ids):,}",
            key=f"{key}_more",
            on_click=address.push,
            kwargs={"n": str(len(shown) + FIRST)},
        )
