"""Word an edit as people do: short wishes, orders, and sentences like FashionIQ's ("is red and has …")."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from fvl_core.catalogues.edits import Edit
from fvl_core.catalogues.taxonomy import CATEGORIES

TOLD: Mapping[str, Any] = tomllib.loads(
    Path(__file__).with_name("modifiers.toml").read_text(encoding="utf-8")
)
_HIGH = ("boots", "socks")
_ALIKE = (
    "the same {0}",
    "the same but {0}",
    "like this {0}",
    "this one {0}",
    "{0}",
    "{0}, otherwise the same",
)
_AND = ("{0} and {1}", "{0} and {1}", "{1} and {0}")
WITHOUT = ("without the {0}", "without the {0}", "no {0}", "take the {0} off", "has no {0}", "lose the {0}")
_AS = (
    "the same as {0}",
    "the same, but {0}",
    "{0} like this",
    "{0} in the same {1}",
    "is {0} instead",
    "turn it into {0}",
    "I want {0} in this {1}",
)


def write_modifier(edit: Edit, held: Mapping[str, str], rng: np.random.Generator) -> str:
    """Return words for an edit of a garment with the attributes `held`.

    Example:
        >>> edit = Edit("one", {"sleeve": frozenset({"long"})}, ())
        >>> "sleeve" in write_modifier(edit, {"category": "dress"}, np.random.default_rng(0))
        True
    """
    return _WRITERS[edit.kind](edit, held, rng)


def _change(edit: Edit, held: Mapping[str, str], rng: np.random.Generator) -> str:
    """Word one or two new values, all in one grammatical form."""
    form = ("with", "is", "do")[int(rng.integers(3))]
    parts = [_phrase(name, _only(values), form, rng) for name, values in edit.wanted.items()]
    words = parts[0] if len(parts) == 1 else _pick(rng, _AND).format(*parts)
    if form == "with":
        return _pick(rng, _ALIKE).format(words)
    if form == "is" and list(edit.wanted) == ["colour"] and rng.random() < 0.25:
        return f"{words} instead of {held['colour']}"
    return words


def _negation(edit: Edit, held: Mapping[str, str], rng: np.random.Generator) -> str:
    (name, values) = next(iter(edit.wanted.items()))
    if name == "colour":
        return _pick(rng, TOLD["colour"]["less"]).format(held["colour"])
    if name == "sleeve":
        return _pick(rng, TOLD["sleeve"][_only(values)]["less"])
    taken = TOLD["pattern"][held["pattern"]]["less"] if name == "pattern" else TOLD["taken"][held[name]]
    return _pick(rng, WITHOUT).format(_pick(rng, taken))


def _comparison(edit: Edit, held: Mapping[str, str], rng: np.random.Generator) -> str:
    name = next(iter(edit.wanted))
    if name == "length" and held["category"] in _HIGH:
        name = "height"
    return _pick(rng, TOLD[edit.step][name])


def _category(edit: Edit, held: Mapping[str, str], rng: np.random.Generator) -> str:
    kind = CATEGORIES[min(edit.wanted["category"])]
    noun = kind.name if rng.random() < 0.7 else _pick(rng, kind.synonyms)
    bare = kind.pair or kind.plural == kind.name or noun.endswith("s")
    looks = "colour" if held.get("pattern", "plain") == "plain" else "colour and pattern"
    return _pick(rng, _AS).format(noun if bare else f"{_article(noun)} {noun}", looks)


def _phrase(name: str, value: str, form: str, rng: np.random.Generator) -> str:
    if name == "colour":
        return _pick(rng, TOLD[name][form]).format(value)
    if name in ("neckline", "closure"):
        verb = {"with": "with", "is": "has", "do": "give it"}[form]
        return f"{verb} {_pick(rng, TOLD[name][value])}"
    return _pick(rng, TOLD[name][value][form])


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeio" else "a"


def _only(values: frozenset[str]) -> str:
    (value,) = values
    return value


def _pick(rng: np.random.Generator, values: Sequence[str]) -> str:
    return values[int(rng.integers(len(values)))]


_WRITERS: Mapping[str, Callable[[Edit, Mapping[str, str], np.random.Generator], str]] = {
    "one": _change,
    "two": _change,
    "negation": _negation,
    "comparison": _comparison,
    "category": _category,
}
