"""Count what a catalogue holds, value by value, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fvl_core.foundation.items import Catalogue, Item, Where

TWO_LEVELS = (
    ("category", "parent"),
    ("articleType", "subCategory"),
    ("subCategory", "masterCategory"),
    ("subcategory", "category"),
    ("category", "department"),
    ("category", "family"),
    ("category", "group"),
)
"""Pairs of attribute names, kind before family, that are looked for in this order."""
AGREEING = 0.9


@dataclass(frozen=True)
class AttributeCounts:
    """State how often each value of one attribute occurs, the commonest first, and how many items lack it."""

    attribute: str
    values: Mapping[str, int]
    n_missing: int

    @property
    def n_items(self) -> int:
        """Return how many items were looked at."""
        return sum(self.values.values()) + self.n_missing


@dataclass(frozen=True)
class Taxonomy:
    """Name the two attributes that make two levels, and the family of each kind."""

    kind: str
    family: str
    family_of: Mapping[str, str]


def count_attributes(
    catalogue: Catalogue, where: Where | None = None, *, items: Iterable[Item] | None = None
) -> tuple[AttributeCounts, ...]:
    """Count every attribute's values among the items that pass a filter.

    An attribute of the filter is counted among the items that pass the rest of it, so that its numbers say
    what choosing another of its values would give.

    Args:
        catalogue: gives the attributes, in its order, with all of their values: one that no item counted
            has stands with 0.
        where: the filter.
        items: which items to look at, instead of all of the catalogue's; attributes that only these have are
            not counted.

    Example:
        >>> shop = Catalogue("shop", [
        ...     Item("1", "a.jpg", attributes={"colour": "red", "size": "S"}),
        ...     Item("2", "b.jpg", attributes={"colour": "blue"}),
        ... ])
        >>> [(c.attribute, dict(c.values), c.n_missing) for c in count_attributes(shop, {"colour": "red"})]
        [('colour', {'blue': 1, 'red': 1}, 0), ('size', {'S': 1}, 0)]
    """
    wanted = {
        name: {value} if isinstance(value, str) else set(value) for name, value in (where or {}).items()
    }
    counts: dict[str, Counter[str]] = {name: Counter() for name in catalogue.attribute_names}
    passing = 0
    passing_the_rest: Counter[str] = Counter()
    for item in catalogue if items is None else items:
        failed = [name for name, values in wanted.items() if item.attributes.get(name, "") not in values]
        if not failed:
            passing += 1
            for name in counts.keys() & item.attributes.keys():
                counts[name][item.attributes[name]] += bool(item.attributes[name])
        elif len(failed) == 1 and failed[0] in counts:
            passing_the_rest[failed[0]] += 1
            value = item.attributes.get(failed[0], "")
            counts[failed[0]][value] += bool(value)
    return tuple(
        _sorted(name, found, passing + passing_the_rest[name], catalogue) for name, found in counts.items()
    )


def find_taxonomy(catalogue: Catalogue) -> Taxonomy | None:
    """Return the two levels of a catalogue's kinds of garment; None when it has no such pair of attributes.

    A pair of `TWO_LEVELS` counts when there are fewer families than kinds and at least `AGREEING` of the
    items stand under the commonest family of their kind, so that one wrong label does not undo it.

    Example:
        >>> shirt = Item("1", "a.jpg", attributes={"category": "shirt", "parent": "tops"})
        >>> blouse = Item("2", "b.jpg", attributes={"category": "blouse", "parent": "tops"})
        >>> find_taxonomy(Catalogue("shop", [shirt, blouse])).family_of
        {'shirt': 'tops', 'blouse': 'tops'}
    """
    names = set(catalogue.attribute_names)
    for kind, family in TWO_LEVELS:
        if {kind, family} <= names and (family_of := _families(catalogue, kind, family)):
            return Taxonomy(kind, family, family_of)
    return None


def _families(catalogue: Catalogue, kind: str, family: str) -> dict[str, str]:
    """Return the commonest family of every kind; nothing when that says too little."""
    seen: dict[str, Counter[str]] = {}
    for item in catalogue:
        if kind in item.attributes and family in item.attributes:
            seen.setdefault(item.attributes[kind], Counter())[item.attributes[family]] += 1
    commonest = {value: families.most_common(1)[0] for value, families in seen.items()}
    n_agreeing = sum(n for _, n in commonest.values())
    n_items = sum(families.total() for families in seen.values())
    found = {value: name for value, (name, _) in commonest.items()}
    if n_agreeing < AGREEING * n_items or len(set(found.values())) >= len(found):
        return {}
    return found


def _sorted(name: str, found: Counter[str], n_items: int, catalogue: Catalogue) -> AttributeCounts:
    everywhere = {value: n for value, n in catalogue.values(name).items() if value}
    values = sorted(everywhere, key=lambda value: (-found[value], -everywhere[value], value))
    counts = {value: found[value] for value in values}
    return AttributeCounts(name, counts, n_items - sum(counts.values()))
