"""Questions to begin with, made from what the chosen catalogue really holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import fvl_core as fvl
from pages._ui import places

_WORDS = ("pattern", "colour", "category")
_FALLBACK = ("red dress", "blue jeans", "striped shirt", "black shoes")


@dataclass(frozen=True)
class Starter:
    """One question: what it says, what kind it is, its parameters, and a garment to show beside it."""

    kind: str
    label: str
    page: Path
    params: dict[str, str]
    item: fvl.Item


def for_search(catalogue: fvl.Catalogue) -> tuple[Starter, ...]:
    """Return six: three by words, one by picture, two by picture and words."""
    items = _spread(catalogue, 6)
    by_words = [_by_words(item, n) for n, item in enumerate(items[:3])]
    by_picture = [
        Starter("Picture", f"More like: {_name(item)}", places.SEARCH, {"item": item.id}, item)
        for item in items[3:4]
    ]
    return (*by_words, *by_picture, *(_changed(catalogue, item) for item in items[4:6]))


def for_home(catalogue: fvl.Catalogue) -> tuple[Starter, ...]:
    """Return four, one of each kind of question."""
    items = _spread(catalogue, 4)
    if not items:
        return ()
    words, picture, both, labels = (items * 4)[:4]
    return (
        _by_words(words, 0),
        Starter(
            "Search by picture", f"More like: {_name(picture)}", places.SEARCH, {"item": picture.id}, picture
        ),
        _changed(catalogue, both),
        Starter(
            "Zero-shot labels",
            f"What is this: {_name(labels)}?",
            places.ZERO_SHOT,
            {"item": labels.id},
            labels,
        ),
    )


def _by_words(item: fvl.Item, place: int) -> Starter:
    known = [item.attributes[name] for name in _WORDS if item.attributes.get(name) not in (None, "", "plain")]
    words = " ".join(known) if len(known) > 1 else _FALLBACK[place % len(_FALLBACK)]
    if sleeve := item.attributes.get("sleeve"):
        words += f" with {sleeve} sleeves" if "sleeve" not in sleeve else f", {sleeve}"
    return Starter("Search by words", words, places.SEARCH, {"q": words}, item)


def _changed(catalogue: fvl.Catalogue, item: fvl.Item) -> Starter:
    own = item.attributes.get("colour")
    others = [colour for colour in catalogue.values("colour") if colour != own] or ["red"]
    words = f"in {others[len(item.id) % len(others)]}"
    return Starter(
        "Picture and words", f"{_name(item)}, but {words}", places.SEARCH, {"item": item.id, "q": words}, item
    )


def _spread(catalogue: fvl.Catalogue, n: int) -> list[fvl.Item]:
    """Choose n items far apart in the catalogue, of different categories as far as there are."""
    step = max(1, len(catalogue) // max(n, 1))
    return (
        list(_distinct(catalogue[place * step % len(catalogue)] for place in range(n)))
        if len(catalogue)
        else []
    )


def _distinct(items: Iterable[fvl.Item]) -> Iterable[fvl.Item]:
    yield from {item.id: item for item in items}.values()


def _name(item: fvl.Item) -> str:
    return item.title or item.id
