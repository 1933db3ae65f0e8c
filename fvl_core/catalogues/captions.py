"""Say what a garment is in natural words: a title, a description, and what a person might type for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fvl_core.catalogues.garment import Garment
from fvl_core.catalogues.taxonomy import CATEGORIES, PATTERNS, SLEEVES

_WITH: Mapping[str, tuple[str, ...]] = {
    "horizontal stripes": ("with {second} horizontal stripes", "with {second} stripes across"),
    "vertical stripes": ("with {second} vertical stripes", "with thin {second} stripes running down"),
    "checks": ("with {second} checks", "in a {second} gingham check"),
    "tartan": ("in a tartan with {second}", "in plaid with {second} lines"),
    "polka dots": ("with {second} polka dots", "with {second} dots"),
    "floral": ("with a {second} floral print", "with {second} flowers"),
    "leopard print": ("in leopard print", "with {second} leopard spots"),
    "camouflage": ("in camouflage", "with a camo pattern"),
    "colour block": ("with a {second} colour block", "in two colours with {second}"),
    "graphic print": ("with a {second} graphic print", "with a {second} print"),
    "cable knit": ("in cable knit", "with knitted cables"),
    "washed": ("with a faded wash", "in a stonewashed finish"),
    "tie-dye": ("in {second} tie-dye", "with {second} swirls"),
}
_SHORT_SENSE = {"crew neck": "round neck", "roll neck": "turtleneck", "thin straps": "spaghetti straps"}
_SLANG = (
    "cute {0}",
    "nice {0}",
    "my {0} for the weekend",
    "something like this {0}",
    "looking for that {0}",
    "{0} pls",
)


REGISTERS = ("one attribute", "several attributes", "colloquial")


@dataclass(frozen=True)
class Caption:
    """What is said about one garment, all of it true.

    ``title`` is a short name, ``description`` one full sentence, ``phrases`` pairs (register, words) of what
    a person might type for it; the registers are `REGISTERS`.
    """

    title: str
    description: str
    phrases: tuple[tuple[str, str], ...]


def describe(garment: Garment, rng: np.random.Generator) -> Caption:
    """Write the captions of a garment.

    Args:
        garment: The true attributes.
        rng: Chooses among synonyms and word orders; the same state gives the same words.

    Example:
        >>> from fvl_core.catalogues.garment import sample_garment
        >>> garment = sample_garment(np.random.default_rng(1), category="jeans", colour="navy")
        >>> caption = describe(garment, np.random.default_rng(1))
        >>> "navy" in caption.description, ("one attribute", "navy") in caption.phrases
        (True, True)
    """
    return Caption(title(garment), description(garment, rng), _phrases(garment, rng))


def title(garment: Garment) -> str:
    """Return the short name: colour, pattern and category in the taxonomy's own words."""
    pattern = "" if garment.pattern == "plain" else PATTERNS[garment.pattern][0]
    return _join(garment.colour, pattern, garment.category).capitalize()


def description(garment: Garment, rng: np.random.Generator) -> str:
    """Return one sentence that names every attribute that applies."""
    length = "" if garment.length == "regular" else garment.length
    pattern = PATTERNS[garment.pattern][0] if rng.random() < 0.6 or not garment.second else ""
    lead = _join(length, garment.colour, pattern, _fabric(garment), garment.category)
    clauses = [_pattern_clause(garment, rng).removeprefix("with ") if garment.second else ""]
    clauses.append({"": "", "sleeveless": "no sleeves"}.get(garment.sleeve, f"{garment.sleeve} sleeves"))
    clauses.append(_neck(garment.neckline))
    clauses.append(_CLOSURES.get(garment.closure, ""))
    return f"{_article(lead, garment)}{lead}{_list(clauses)}{_fit(garment)}.".capitalize()


_CLOSURES = {
    "buttons": "buttons",
    "zip": "a zip",
    "belt": "a belt",
    "drawstring": "a drawstring",
    "elastic": "an elastic waist",
    "buckle": "a buckle",
    "laces": "laces",
}


def _list(clauses: list[str]) -> str:
    """Turn clauses into ``with a, b and c``; those that bring their own preposition stand first."""
    own = [clause for clause in clauses if clause.startswith("in ")]
    rest = [clause for clause in clauses if clause and clause not in own]
    first = f" {own[0]}" if own else ""
    if not rest:
        return first
    *early, last = rest
    return f"{first} with {', '.join(early)} and {last}" if early else f"{first} with {last}"


def _fit(garment: Garment) -> str:
    return (
        f", {garment.fit} fit"
        if garment.fit not in {"", "wide-leg", "a-line", "pleated"}
        else f", {garment.fit}" * bool(garment.fit)
    )


def _neck(neckline: str) -> str:
    if neckline in {"", "lapel"}:
        return "lapels" * bool(neckline)
    return f"{_article(neckline)}{neckline}"


def _phrases(garment: Garment, rng: np.random.Generator) -> tuple[tuple[str, str], ...]:
    noun = _noun(garment, rng).removeprefix("pair of ")
    pattern = _choose(rng, PATTERNS[garment.pattern])
    before = "" if pattern.startswith("with ") or garment.pattern == "plain" else pattern
    after = pattern if pattern.startswith("with ") else ""
    sleeve = _choose(rng, SLEEVES[garment.sleeve]) if garment.sleeve else ""
    sleeve_before, sleeve_after = ("", sleeve) if sleeve.startswith("with") else (sleeve, "")
    core = _join(garment.colour, before, noun, after)
    slang = _choose(rng, _SLANG) if not CATEGORIES[garment.category].pair else "some {0}"
    told = {
        "one attribute": [noun, garment.colour, garment.parent, pattern, sleeve],
        "several attributes": [
            _join(garment.colour, noun),
            _join(garment.shade, noun),
            core,
            _join(garment.colour, sleeve_before, before, noun, after, sleeve_after),
            _join(garment.colour, noun, _pattern_clause(garment, rng)),
            noun if _fabric(garment) in noun else _join(_fabric(garment), noun),
            *_details(garment, rng, noun),
        ],
        "colloquial": [slang.format(core)],
    }
    register_of: dict[str, str] = {}
    for register, phrases in told.items():
        for phrase in filter(None, phrases):
            register_of.setdefault(phrase, register)
    return tuple((register, phrase) for phrase, register in register_of.items())


def _details(garment: Garment, rng: np.random.Generator, noun: str) -> list[str]:
    """Return phrases of the kind of garment and one more attribute."""
    phrases = []
    if garment.neckline:
        neck = (
            _SHORT_SENSE.get(garment.neckline, garment.neckline) if rng.random() < 0.4 else garment.neckline
        )
        phrases.append(f"{noun} with {_neck(neck)}")
    if garment.length and garment.length != "regular":
        phrases.append(_join(garment.length, noun))
    if garment.fit and garment.fit != "regular":
        phrases.append(_join(garment.fit, noun))
    if garment.closure in {"buttons", "laces"}:
        phrases.append(f"{noun} with {garment.closure}")
    elif garment.closure in {"zip", "belt", "drawstring", "buckle"}:
        phrases.append(f"{noun} with a {garment.closure}")
    return phrases


def _pattern_clause(garment: Garment, rng: np.random.Generator) -> str:
    choices = _WITH.get(garment.pattern)
    return _choose(rng, choices).format(second=garment.second) if choices else ""


def _fabric(garment: Garment) -> str:
    redundant = garment.fabric in garment.category or (garment.category, garment.fabric) == ("jeans", "denim")
    return "" if redundant else {"knit": "knitted", "wool": "woollen"}.get(garment.fabric, garment.fabric)


def _noun(garment: Garment, rng: np.random.Generator) -> str:
    kind = CATEGORIES[garment.category]
    return garment.category if rng.random() < 0.6 else _choose(rng, (kind.plural, *kind.synonyms))


def _article(words: str, garment: Garment | None = None) -> str:
    if garment is not None and CATEGORIES[garment.category].pair:
        return "a pair of "
    return "" if words.endswith("straps") else "an " if words[0] in "aeiou" else "a "


def _join(*words: str) -> str:
    return " ".join(word for word in words if word)


def _choose(rng: np.random.Generator, values: tuple[str, ...]) -> str:
    return values[int(rng.integers(len(values)))]
