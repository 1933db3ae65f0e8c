"""What a press on a result does: open it, search on from it, push away from it, or set it aside."""

from __future__ import annotations

from pages._ui import address, keyboard
from pages._ui.composed import alike, parts, shortlist, walk


def pick(item_id: str, action: str) -> None:
    """Do what was pressed on a tile or in the detail of a garment."""
    if action == "open":
        address.push(open=item_id)
    elif action == "more":
        walk.go_on(item=item_id)
    elif action == "reference":
        refer(item_id)
    elif action in ("less", "liked"):
        parts.add(parts.DISLIKED if action == "less" else parts.LIKED, "item", item_id)
        keyboard.give("recipe", mouse=False)
    elif action == "save":
        shortlist.toggle(item_id)
    elif action == "alike":
        alike.unfold(item_id)


def refer(item_id: str) -> None:
    """Make a garment the next reference.

    Words that had no reference yet stay, to be applied to this one; words that already changed a picture
    have done their work.
    """
    had_reference = address.text("item") or address.text("picture")
    walk.go_on(item=item_id, q="" if had_reference else address.text("q"))
    keyboard.give("words")
