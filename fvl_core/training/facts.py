"""What is known of a picture, as facts that are true, false or open, and what a sentence claims."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from fvl_core.catalogues.taxonomy import COLOURS, PARENTS
from fvl_core.training.words import NOUNS, PHRASES

GENERIC_PATTERNS: Mapping[str, tuple[str, ...]] = {
    "striped": ("horizontal stripes", "vertical stripes"),
    "patterned": (
        "horizontal stripes",
        "vertical stripes",
        "checks",
        "tartan",
        "polka dots",
        "floral",
        "leopard print",
        "camouflage",
        "tie-dye",
    ),
}
RELATED_COLOURS: Mapping[str, tuple[str, ...]] = {
    "navy": ("blue",),
    "light blue": ("blue",),
    "beige": ("brown",),
    "olive": ("green",),
    "burgundy": ("red",),
    "teal": ("blue", "green"),
    "mint": ("green",),
    "mustard": ("yellow", "brown"),
    "lilac": ("purple", "pink"),
}
RELATED_CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "t-shirt": ("bodysuit",),
    "jumper": ("long-sleeved top", "sweatshirt"),
    "sweatshirt": ("long-sleeved top", "jumper"),
    "puffer jacket": ("jacket",),
    "hoodie": ("sweatshirt", "long-sleeved top"),
    "jumpsuit": ("bodysuit",),
    "tank top": ("t-shirt",),
    "long-sleeved top": ("t-shirt",),
}


@dataclass(frozen=True)
class Knowledge:
    """Everything known of one picture.

    `values` are attributes that people would name; `open_facts` may be true or not, `open_attributes` nobody
    looked at, `also` are further true facts. What remains is false.
    """

    values: Mapping[str, str]
    also: Collection[str] = ()
    open_facts: Collection[str] = ()
    open_attributes: Collection[str] = ()

    def vectors(self) -> tuple[np.ndarray, np.ndarray]:
        """Return known-true and known-false facts, two bool arrays (n_facts,)."""
        index, attribute_of = fact_index(), _attribute_of()
        true = np.zeros(len(index), bool)
        for name in (*self._named(), *self.also):
            true[index[name]] = True
        false = ~true & ~np.isin(attribute_of, list(self.open_attributes))
        for name in (*self.open_facts, *self._nearly()):
            if not true[index[name]]:
                false[index[name]] = False
        return true, false

    def _named(self) -> Iterable[str]:
        for attribute, value in self.values.items():
            name = f"{attribute}={value}"
            if name in fact_index():
                yield name
        for generic, patterns in GENERIC_PATTERNS.items():
            if self.values.get("pattern") in patterns:
                yield f"pattern={generic}"

    def _nearly(self) -> Iterable[str]:
        for colour in RELATED_COLOURS.get(self.values.get("colour", ""), ()):
            yield f"colour={colour}"
        for category in RELATED_CATEGORIES.get(self.values.get("category", ""), ()):
            yield f"category={category}"


@cache
def fact_index() -> Mapping[str, int]:
    """Return the place of every fact, named "attribute=value"."""
    names = [f"category={name}" for name in NOUNS] + [f"parent={name}" for name in PARENTS]
    names += [f"{attribute}={value}" for attribute, table in PHRASES.items() for value in table]
    names += [f"second={colour}" for colour in COLOURS]
    return {name: place for place, name in enumerate(names)}


@cache
def _attribute_of() -> np.ndarray:
    return np.array([name.partition("=")[0] for name in fact_index()])


def tone_of(lightness: float) -> str:
    """Say how a main colour of this lightness (0 to 1) is called: "dark", "medium", "light"; "" in between.

    Example:
        >>> [tone_of(value) for value in (0.1, 0.32, 0.5, 0.9)]
        ['dark', '', 'medium', 'light']
    """
    if lightness < 0.27:
        return "dark"
    if lightness > 0.68:
        return "light"
    return "medium" if 0.37 < lightness < 0.58 else ""


def claim_vector(claims: Iterable[str]) -> np.ndarray:
    """Return a sentence's claims as a bool array (n_facts,).

    Example:
        >>> int(claim_vector(["colour=red", "category=dress"]).sum())
        2
    """
    vector = np.zeros(len(fact_index()), bool)
    for claim in claims:
        vector[fact_index()[claim]] = True
    return vector
