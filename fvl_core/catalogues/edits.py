"""What an edit of a garment asks for, and which garments of a catalogue answer it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

import numpy as np

from fvl_core.catalogues.taxonomy import CATEGORIES

T = TypeVar("T")

KINDS = ("one", "two", "negation", "comparison", "category")
"""How hard an edit is: one attribute, two attributes, something taken away, more or less of something,
another kind of garment."""

NAMED = ("category", "colour", "pattern", "sleeve", "length")
"""The attributes that a person names at a glance: what an edit does not speak of stays as it is here."""

EDITABLE = ("colour", "pattern", "sleeve", "length", "neckline", "closure")

SLEEVES_IN_ORDER = ("short", "three-quarter", "long")
LENGTHS_IN_ORDER = (
    "mini",
    "short",
    "cropped",
    "ankle",
    "knee-length",
    "midi",
    "knee-high",
    "regular",
    "full-length",
    "maxi",
    "long",
)
DARKENING = (
    ("white", "grey", "black"),
    ("light blue", "blue", "navy"),
    ("pink", "red", "burgundy"),
    ("lilac", "purple"),
    ("mint", "green"),
    ("beige", "brown"),
    ("yellow", "mustard"),
)
"""Colours of one hue, light to dark: "darker" asks for a later one of the same line."""

_FIXED_SLEEVE = ("tank top", "t-shirt", "long-sleeved top")
"""One garment with three names, by its sleeve: where the sleeve changes, so may the name."""
_CLOTHES = frozenset({"tops", "bottoms", "dresses", "outerwear"})
_COLOUR_DENIED = 0.3
"""How often "not in red" is among the things that may be taken away; nearly every garment would offer it."""
_SAYABLE = {"closure": frozenset({"buttons", "zip", "belt", "drawstring", "laces", "buckle"})}


@dataclass(frozen=True)
class Edit:
    """Hold what is asked: allowed values of the edited attributes, and the attributes that stay.

    `step` says, for a comparison, in which direction ("more" or "less" of the one attribute in `wanted`).
    """

    kind: str
    wanted: Mapping[str, frozenset[str]]
    kept: tuple[str, ...]
    step: str = ""


class Wardrobe:
    """Answer edits over garments whose attributes are known; an absent attribute is "".

    A garment is a right target of (reference, edit) when it is not the reference itself, each edited
    attribute has a value that the words allow, and every other attribute in `NAMED` equals the reference's
    (both without it counts as equal). Neckline, closure, fit, fabric and shade may differ unless the words
    speak of them: keeping those too would leave most edits without an answer among 1,200 garments. Three
    kinds keep less, or differently:

    - where the sleeve changes, tank top, t-shirt and long-sleeved top count as one category;
    - "darker" and "lighter" ask for another colour of the same hue (`DARKENING`), not for any dark one;
    - where the category changes, only colour and pattern stay, for the new garment has a length and
      sleeves of its own.

    Example:
        >>> red, blue = {"category": "cap", "colour": "red"}, {"category": "cap", "colour": "blue"}
        >>> wardrobe = Wardrobe([red, blue, {"category": "tie", "colour": "blue"}])
        >>> edit = Edit("one", {"colour": frozenset({"blue"})}, ("category",))
        >>> wardrobe.targets(0, edit).tolist()
        [1]
    """

    def __init__(self, attributes: Sequence[Mapping[str, str]]) -> None:
        self.attributes = attributes
        self._values: dict[str, list[str]] = {}
        self._codes: dict[str, np.ndarray] = {}
        for name in dict.fromkeys((*NAMED, *EDITABLE, "cut")):
            column = [_value(held, name) for held in attributes]
            known = sorted(set(column))
            place = {value: code for code, value in enumerate(known)}
            self._values[name] = known
            self._codes[name] = np.array([place[value] for value in column], dtype=np.int64)
        self._groups: dict[tuple[str, ...], tuple[np.ndarray, list[np.ndarray]]] = {}

    def targets(self, reference: int, edit: Edit) -> np.ndarray:
        """Return the places of all right targets, ascending."""
        places = self._alike(reference, edit.kept)
        right = places != reference
        for name, allowed in edit.wanted.items():
            right &= self._among(name, allowed, places)
        return places[right]

    def propose(self, reference: int, kind: str, rng: np.random.Generator) -> Edit | None:
        """Return an edit of this kind that has a target here, or None where there is none."""
        edits: Iterator[Edit] = getattr(self, f"_{kind}")(reference, rng)
        return next((edit for edit in edits if len(self.targets(reference, edit))), None)

    def _one(self, reference: int, rng: np.random.Generator) -> Iterator[Edit]:
        yield from self._changes(reference, rng, "one", 1)

    def _two(self, reference: int, rng: np.random.Generator) -> Iterator[Edit]:
        yield from self._changes(reference, rng, "two", 2)

    def _changes(self, reference: int, rng: np.random.Generator, kind: str, count: int) -> Iterator[Edit]:
        """Take the new values from a garment that differs in just these attributes, so that one exists."""
        for names in _shuffled(list(combinations(EDITABLE, count)), rng):
            kept = _kept(names)
            places = self._alike(reference, kept)
            for name in names:
                own = self._values[name][self._codes[name][reference]]
                sayable = _SAYABLE.get(name, frozenset(self._values[name])) - {own, ""}
                places = places[self._among(name, sayable, places)]
            if len(places):
                model = self.attributes[int(rng.choice(places))]
                yield Edit(kind, {name: frozenset({model[name]}) for name in names}, kept)

    def _negation(self, reference: int, rng: np.random.Generator) -> Iterator[Edit]:
        held, edits = self.attributes[reference], []
        if held.get("pattern", "plain") != "plain":
            edits.append(Edit("negation", {"pattern": frozenset({"plain"})}, _kept(("pattern",))))
        if held.get("sleeve", "") in SLEEVES_IN_ORDER:
            edits.append(Edit("negation", {"sleeve": frozenset({"sleeveless"})}, _kept(("sleeve",))))
        if held.get("neckline") == "hood":
            edits.append(self._without("neckline", "hood"))
        if held.get("closure") in _SAYABLE["closure"]:
            edits.append(self._without("closure", held["closure"]))
        if rng.random() < _COLOUR_DENIED and held.get("colour"):
            edits.append(self._without("colour", held["colour"]))
        yield from _shuffled(edits, rng)

    def _without(self, name: str, value: str) -> Edit:
        return Edit("negation", {name: frozenset(self._values[name]) - {value}}, _kept((name,)))

    def _comparison(self, reference: int, rng: np.random.Generator) -> Iterator[Edit]:
        held, edits = self.attributes[reference], []
        orders = [("length", LENGTHS_IN_ORDER), ("sleeve", SLEEVES_IN_ORDER)]
        for name, order in [*orders, *(("colour", line) for line in DARKENING)]:
            if held.get(name, "") not in order:
                continue
            place = order.index(held[name])
            for step, values in (("more", order[place + 1 :]), ("less", order[:place])):
                edits.append(Edit("comparison", {name: frozenset(values)}, _kept((name,)), step))
        yield from _shuffled(edits, rng)

    def _category(self, reference: int, rng: np.random.Generator) -> Iterator[Edit]:
        own = self.attributes[reference]["category"]
        parent = CATEGORIES[own].parent
        group = _CLOTHES if parent in _CLOTHES else {parent}
        for name in _shuffled([name for name, kind in CATEGORIES.items() if kind.parent in group], rng):
            if name != own:
                yield Edit("category", {"category": frozenset({name})}, ("colour", "pattern"))

    def _alike(self, reference: int, names: tuple[str, ...]) -> np.ndarray:
        """Return the places of all garments that agree with the reference in these attributes."""
        if names not in self._groups:
            table = np.stack([self._codes[name] for name in names], axis=1)  # (n, attributes)
            group = np.unique(table, axis=0, return_inverse=True)[1].reshape(-1)  # (n,)
            ends = np.cumsum(np.bincount(group))[:-1]
            self._groups[names] = group, np.split(np.argsort(group, kind="stable"), ends)
        group, members = self._groups[names]
        return members[group[reference]]

    def _among(self, name: str, allowed: frozenset[str], places: np.ndarray) -> np.ndarray:
        """Tell of each place whether its value is allowed."""
        table = np.array([value in allowed for value in self._values[name]], dtype=bool)
        return table[self._codes[name][places]]


def _shuffled(values: Sequence[T], rng: np.random.Generator) -> list[T]:
    return [values[place] for place in rng.permutation(len(values))]


def _kept(edited: Sequence[str]) -> tuple[str, ...]:
    """Return what stays; with another sleeve, the cut stays instead of the category's name."""
    kept = tuple(name for name in NAMED if name not in edited)
    return tuple("cut" if name == "category" and "sleeve" in edited else name for name in kept)


def _value(held: Mapping[str, str], name: str) -> str:
    if name == "cut":
        category = held.get("category", "")
        return "top" if category in _FIXED_SLEEVE else category
    return held.get(name, "")
