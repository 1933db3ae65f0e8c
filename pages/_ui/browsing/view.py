"""Which garments of a catalogue the address asks for, and which page of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import fvl_core as fvl
from pages._ui import address

SIZES = (24, 48, 96)
DEFAULT_SIZE = 48
CORRECTED, REMOVED = "corrected", "removed"


@dataclass(frozen=True)
class View:
    """Hold what is to be seen: all garments that pass, the page of them, and what was asked in vain.

    `candidates` pass everything but the filters on attributes: the counts are over these.
    """

    where: address.Filters
    words: str
    only: str
    candidates: tuple[fvl.Item, ...]
    items: tuple[fvl.Item, ...]
    page: int
    size: int
    lost: tuple[str, ...]

    @property
    def n_pages(self) -> int:
        """Return the number of pages, 1 when nothing passes."""
        return max(1, -(-len(self.items) // self.size))

    @property
    def on_page(self) -> tuple[fvl.Item, ...]:
        """Return the garments of this page."""
        return self.items[(self.page - 1) * self.size : self.page * self.size]

    @property
    def everything(self) -> bool:
        """Tell whether nothing is left out."""
        return not (self.where or self.words or self.only)


def read(original: fvl.Catalogue, shown: fvl.Catalogue) -> View:
    """Read the address; what it asks for and cannot be given is left out and named."""
    where, unknown = address.filters(shown)
    lost = [f"The filter “{entry}” does not fit this catalogue and is left out." for entry in unknown]
    only = address.text("only")
    if only not in ("", CORRECTED, REMOVED):
        lost.append(f"“{only}” is no part of a catalogue; all pictures are shown.")
        only = ""
    words = address.text("q")
    among = {REMOVED: removed(original, shown), CORRECTED: corrected(original, shown)}.get(only, shown.items)
    candidates = tuple(_holding(words, among)) if words else tuple(among)
    items = tuple(item for item in candidates if item.matches(where)) if where else candidates
    size = _number("k", DEFAULT_SIZE, SIZES[-1], lost)
    n_pages = max(1, -(-len(items) // size))
    page = _number("page", 1, n_pages, lost)
    if (gone := address.text("open")) and gone not in {*shown.ids, *original.ids}:
        lost.append(f"The garment “{gone}” is not in the catalogue “{shown.name}”.")
    return View(where, words, only, candidates, items, page, size, tuple(lost))


def removed(original: fvl.Catalogue, shown: fvl.Catalogue) -> tuple[fvl.Item, ...]:
    """Return the garments that a correction takes out."""
    left = set(shown.ids)
    return tuple(item for item in original if item.id not in left)


def corrected(original: fvl.Catalogue, shown: fvl.Catalogue) -> tuple[fvl.Item, ...]:
    """Return the garments that say something else than the files do."""
    return () if original is shown else tuple(item for item in shown if original.item(item.id) is not item)


def matching(words: str, item: fvl.Item) -> bool:
    """Tell whether an item's id, words and values hold every one of some words, whatever their case.

    Example:
        >>> matching("blue DRES", fvl.Item("1", "a.jpg", title="A dress", attributes={"colour": "Blue"}))
        True
    """
    text = "\n".join((item.id, item.title, item.caption, *item.attributes.values())).casefold()
    return all(word in text for word in words.casefold().split())


def neighbours_on_page(view: View, item_id: str) -> tuple[str, str, int]:
    """Return the ids before and after one, "" at the ends, and its place from 1 on; 0 when it is not here."""
    ids = [item.id for item in view.items]
    if item_id not in ids:
        return "", "", 0
    place = ids.index(item_id)
    return ids[place - 1] if place else "", next(islice(ids, place + 1, None), ""), place + 1


def original_differs(original: fvl.Catalogue, item: fvl.Item) -> bool:
    """Tell whether a garment says something else than its files do."""
    return original.item(item.id) is not item


def _holding(words: str, items: Sequence[fvl.Item]) -> Iterator[fvl.Item]:
    return (item for item in items if matching(words, item))


def _number(name: str, default: int, most: int, lost: list[str]) -> int:
    """Return a number of the address from 1 to `most`."""
    asked = address.text(name)
    if asked.isdecimal() and int(asked) > 0:
        return min(int(asked), most)
    if asked:
        lost.append(f"“{asked}” is no number from 1 on; {default} is taken.")
    return default
