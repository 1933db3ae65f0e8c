"""Garments that a visitor holds on to, such as a shortlist: a row of small pictures, each with one action."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import fvl_core as fvl
from pages._ui import gallery, thumbnails


def show(
    items: Iterable[fvl.Item],
    *,
    where: str,
    key: str,
    label: str,
    action: gallery.Action,
    on_pick: Callable[[str, str], None],
) -> None:
    """Draw the row; `where` says behind each name what the garment is held for ("on the shortlist")."""
    held = list(items)
    tiles = [
        gallery.Tile(
            id=item.id,
            src=small.src,
            aspect=small.aspect,
            alt=f"{item.title or item.id}, {where}",
            title=item.title or item.id,
        )
        for item, small in zip(held, thumbnails.of_all(held), strict=True)
    ]
    gallery.show(tiles, key=key, label=label, size="small", actions=(action,), on_pick=on_pick)
