"""Questions to begin with, made from what the chosen catalogue really holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import fvl_core as fvl
from pages._ui import places, thumbnails

_WORDS = ("pattern", "colour", "category")
_BOLD = ("red", "blue", "green", "yellow", "black")
"""Colours that everybody tells apart at a glance, so that a change of colour is seen to be right."""
FALLBACK = ("red dress", "blue jeans", "striped shirt", "black shoes")
_TRIES = 5
_NEAR = 60


@dataclass(frozen=True)
class Starter:
    """One question: what it says, its kind, its parameters, and the garment that it is about, if any."""

    kind: str
    label: str
    page: Path
    params: dict[str, str]
    item: fvl.Item | None


def for_search(catalogue: fvl.Catalogue) -> tuple[Starter, ...]:
    """Return six: three by words, one by picture, two by picture and words."""
    items = _spread(catalogue, 6)
    return (
        *(_by_words(item, n) for n, item in enumerate(items[:3])),
        *(_by_picture(item) for item in items[3:4]),
        *(_changed(catalogue, item) for item in items[4:6]),
    )


def for_home(catalogue: fvl.Catalogue) -> tuple[Starter, ...]:
    """Return four, one of each kind of question."""
    items = _spread(catalogue, 4)
    if not items:
        return ()
    words, picture, both, labels = (items * 4)[:4]
    what = f"What is this: {labels.title}?" if _is_described(labels) else "What is this?"
    return (
        _by_words(words, 0),
        _by_picture(picture),
        _changed(catalogue, both),
        Starter("Zero-shot labels", what, places.ZERO_SHOT, {"item": labels.id}, labels),
    )


def words_for(item: fvl.Item) -> str:
    """Say in words what an item is known to show, "" when too little is known."""
    known = [item.attributes[name] for name in _WORDS if item.attributes.get(name) not in (None, "", "plain")]
    if len(known) < 2:
        return ""
    words = " ".join(known)
    if sleeve := item.attributes.get("sleeve"):
        words += f" with {sleeve} sleeves" if "sleeve" not in sleeve else f", {sleeve}"
    return words


def _by_words(item: fvl.Item, place: int) -> Starter:
    words = words_for(item)
    if not words:  # nothing is known to be in the picture, so none stands beside the words
        words = FALLBACK[place % len(FALLBACK)]
        return Starter("Search by words", words, places.SEARCH, {"q": words}, None)
    return Starter("Search by words", words, places.SEARCH, {"q": words}, item)


def _by_picture(item: fvl.Item) -> Starter:
    return Starter("Search by picture", f"More like {_name(item)}", places.SEARCH, {"item": item.id}, item)


def _changed(catalogue: fvl.Catalogue, item: fvl.Item) -> Starter:
    item = _plain_near(catalogue, item)
    others = [colour for colour in _BOLD if colour not in item.attributes.get("colour", "")]
    words = f"in {others[sum(item.id.encode()) % len(others)]}"
    label = f"{_name(item).capitalize()}, but {words}"
    return Starter("Picture and words", label, places.SEARCH, {"item": item.id, "q": words}, item)


def _spread(catalogue: fvl.Catalogue, n: int) -> list[fvl.Item]:
    """Choose up to n items far apart in the catalogue whose pictures can be shown."""
    step = max(1, len(catalogue) // n)
    chosen: dict[str, fvl.Item] = {}
    for start in range(0, min(n * step, len(catalogue)), step):
        near = (catalogue[place] for place in range(start, min(start + _TRIES, len(catalogue))))
        if item := next((item for item in near if thumbnails.of(item).src), None):
            chosen[item.id] = item
    return list(chosen.values())


def _plain_near(catalogue: fvl.Catalogue, item: fvl.Item) -> fvl.Item:
    """Return the item, or one soon after it that has one colour only: what a change of colour is clear on."""
    place = catalogue.position(item.id)
    near = (catalogue[n % len(catalogue)] for n in range(place, place + _NEAR))
    plain = (item for item in near if item.attributes.get("pattern") == "plain" and thumbnails.of(item).src)
    return next(plain, item)


def _is_described(item: fvl.Item) -> bool:
    """Tell whether the title says what is in the picture, and is not just the name of a file."""
    return bool(item.title and item.attributes.get("category"))


def _name(item: fvl.Item) -> str:
    if not _is_described(item):
        return "this one"
    name = item.title.lower()
    many = name.endswith("s") and not name.endswith("ss")  # shoes and trousers, but not a dress
    return f"{'these' if many else 'this'} {name}"
