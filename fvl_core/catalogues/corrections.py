"""Say what is now true of a garment, on top of what its catalogue says.

What a correction says is absolute ("colour is blue"), so that one made twice is one made once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.items import Catalogue, Item

MAX_WORDS = 5_000
"""Characters of one title, caption or value."""
MAX_NAME = 60
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_RESERVED = frozenset({"id", "image", "title", "description"})


@dataclass(frozen=True)
class Correction:
    """Say what is now true of one item; None and names that are absent leave things as they are.

    An attribute's "" says that it does not apply. `removed` takes the item out, or puts it back.

    Raises:
        InvalidInputError: for words that are too long or hold control signs, and for an attribute under
            the name of a column with another meaning (id, image, title, description).

    Example:
        >>> Correction("1", title=" Blue shirt ", attributes={"colour": "blue"}).title
        'Blue shirt'
    """

    item_id: str
    title: str | None = None
    caption: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    removed: bool | None = None

    def __post_init__(self) -> None:
        for name in ("title", "caption"):
            if (words := getattr(self, name)) is not None:
                object.__setattr__(self, name, _clean(name, words))
        named = {_attribute(name): _clean(name, value) for name, value in self.attributes.items()}
        object.__setattr__(self, "attributes", named)

    def then(self, later: Correction) -> Correction:
        """Return one correction that does what both do, one after the other."""
        return Correction(
            self.item_id,
            title=self.title if later.title is None else later.title,
            caption=self.caption if later.caption is None else later.caption,
            attributes={**self.attributes, **later.attributes},
            removed=self.removed if later.removed is None else later.removed,
        )

    def applied(self, item: Item) -> Item:
        """Return the item as corrected; itself when it says all of that already."""
        attributes = {name: value for name, value in {**item.attributes, **self.attributes}.items() if value}
        title = item.title if self.title is None else self.title
        caption = item.caption if self.caption is None else self.caption
        if (title, caption, attributes) == (item.title, item.caption, dict(item.attributes)):
            return item
        return replace(item, title=title, caption=caption, attributes=attributes)


def merge_corrections(corrections: Iterable[Correction]) -> dict[str, Correction]:
    """Return one correction per item that does what all of them do in their order.

    Example:
        >>> merge_corrections([Correction("1", title="A"), Correction("1", title="B")])["1"].title
        'B'
    """
    merged: dict[str, Correction] = {}
    for each in corrections:
        merged[each.item_id] = merged[each.item_id].then(each) if each.item_id in merged else each
    return merged


def correct_items(catalogue: Catalogue, merged: Mapping[str, Correction]) -> Catalogue:
    """Return the catalogue with its corrections; itself when nothing in it changes.

    Example:
        >>> shop = Catalogue("shop", [Item("1", "a.jpg", attributes={"colour": "red"}), Item("2", "b.jpg")])
        >>> said = [Correction("1", attributes={"colour": "blue"}), Correction("2", removed=True)]
        >>> [(i.id, i.attributes["colour"]) for i in correct_items(shop, merge_corrections(said))]
        [('1', 'blue')]
    """
    items = [
        merged[item.id].applied(item) if item.id in merged else item
        for item in catalogue
        if item.id not in merged or not merged[item.id].removed
    ]
    if len(items) == len(catalogue) and all(new is old for new, old in zip(items, catalogue, strict=True)):
        return catalogue
    return Catalogue(catalogue.name, items, source=catalogue.source, licence=catalogue.licence)


def to_plain(correction: Correction) -> dict[str, object]:
    """Return a correction as JSON holds it: only what it says.

    Example:
        >>> to_plain(Correction("1", removed=True))
        {'id': '1', 'removed': True}
    """
    said = {
        "id": correction.item_id,
        "title": correction.title,
        "caption": correction.caption,
        "attributes": dict(correction.attributes) or None,
        "removed": correction.removed,
    }
    return {name: value for name, value in said.items() if value is not None}


def from_plain(said: Any) -> Correction:
    """Return the correction that JSON holds.

    Raises:
        ValueError: when it holds none.
    """
    if not isinstance(said, dict) or not isinstance(said.get("removed"), bool | None):
        raise ValueError("no correction")
    title, caption, attributes = said.get("title"), said.get("caption"), said.get("attributes") or {}
    if not isinstance(attributes, dict):
        raise ValueError("no correction")
    words = (said.get("id"), *attributes, *attributes.values())
    if not all(isinstance(word, str) for word in words) or not all(
        isinstance(word, str | None) for word in (title, caption)
    ):
        raise ValueError("no correction")
    return Correction(
        str(said["id"]), title=title, caption=caption, attributes=attributes, removed=said.get("removed")
    )


def _clean(name: str, words: str) -> str:
    words = words.strip()
    if len(words) > MAX_WORDS or _UNPRINTABLE.search(words):
        raise InvalidInputError(
            f"The {name} is longer than {MAX_WORDS:,} characters or holds control signs.",
            remedy="Shorten it, or type it anew.",
        )
    return words


def _attribute(name: str) -> str:
    name = name.strip()
    if not name or name.lower() in _RESERVED or "\n" in name or len(name) > MAX_NAME or ":" in name:
        raise InvalidInputError(
            f"{name!r} cannot be an attribute's name.",
            remedy=f"Take up to {MAX_NAME} characters, no colon, and not {', '.join(sorted(_RESERVED))}.",
        )
    return name
