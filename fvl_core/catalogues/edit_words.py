"""The words that people use for the values of a garment's attributes, to read an edit and to word one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from fvl_core.catalogues.edits import DARKENING, LENGTHS_IN_ORDER, SLEEVES_IN_ORDER
from fvl_core.catalogues.modifiers import TOLD, WITHOUT
from fvl_core.catalogues.taxonomy import CATEGORIES, COLOURS, PATTERNS, SLEEVES

Sense = Literal["want", "deny", "more", "less"]

FORMS = ("with", "is", "do")
VERBS = ("with", "has", "have", "give it")
ORDERS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "colour": DARKENING,
    "length": (LENGTHS_IN_ORDER,),
    "sleeve": (("sleeveless", *SLEEVES_IN_ORDER),),
}
"""Values in lines from less to more: lighter to darker, shorter to longer."""


class Phrase(NamedTuple):
    """Say that words, found in an edit, want or deny a value, or want more or less of an attribute."""

    words: str
    attribute: str
    value: str
    sense: Sense


@lru_cache(maxsize=1)
def known_phrases() -> tuple[Phrase, ...]:
    """Return all phrases of the drawn garments' attributes, in lower case.

    Example:
        >>> Phrase("make it plaid", "pattern", "tartan", "want") in known_phrases()
        True
    """
    return tuple(
        dict.fromkeys(phrase._replace(words=normal_words(phrase.words)) for phrase in _all_phrases())
    )


def normal_words(text: str) -> str:
    """Return words in lower case, with hyphens as spaces, one space between, British spelling of grey.

    Example:
        >>> normal_words("  Long-sleeved,  GRAY ")
        'long sleeved, grey'
    """
    spaced = re.sub(r"[\s\-‐-–]+", " ", text.lower().replace("’", "'")).strip()
    return re.sub(r"\bgray", "grey", re.sub(r"\bcolor", "colour", spaced))


def further(attribute: str, own: str, step: str) -> frozenset[str] | None:
    """Return the values that are "more" or "less" of an attribute than `own`; None where there is no order.

    Example:
        >>> sorted(further("colour", "blue", "more")), further("colour", "orange", "more")
        (['navy'], None)
    """
    for line in ORDERS.get(attribute, ()):
        if own in line:
            place = line.index(own)
            return frozenset(line[place + 1 :] if step == "more" else line[:place])
    return None


def word_value(attribute: str, value: str) -> str:
    """Return words that ask for a value as an edit of a garment.

    Example:
        >>> word_value("colour", "blue"), word_value("sleeve", "long"), word_value("category", "skirt")
        ('in blue', 'with long sleeves', 'a skirt instead')
        >>> word_value("weave", "twill")
        'twill'
    """
    if attribute == "category":
        kind = CATEGORIES.get(value)
        bare = kind is not None and (kind.pair or kind.plural == kind.name)
        article = "" if bare or value.endswith("s") else "an " if value[:1] in "aeiou" else "a "
        return f"{article}{value} instead"
    if attribute == "colour":
        return f"in {value}"
    told = TOLD.get(attribute, {}).get(value)
    if told is None:
        return {"fabric": "in {}", "fit": "with a {} fit"}.get(attribute, "{}").format(value)
    return f"with {told[0]}" if isinstance(told, list) else str(told["with"][0])


def word_step(attribute: str, step: str) -> str:
    """Return words that ask for "more" or "less" of an attribute, "" where people have none.

    Example:
        >>> word_step("colour", "more"), word_step("length", "less"), word_step("fabric", "more")
        ('darker', 'shorter', '')
    """
    wordings = TOLD.get(step, {}).get(attribute, ())
    return str(wordings[0]) if wordings else ""


def _all_phrases() -> Iterator[Phrase]:
    for name, colour in COLOURS.items():
        for shade in (name, *colour.shades):
            yield Phrase(shade, "colour", name, "want")
        yield from (Phrase(form.format(name), "colour", name, "deny") for form in TOLD["colour"]["less"])
    for attribute, synonyms in (("pattern", PATTERNS), ("sleeve", SLEEVES)):
        for value, words in synonyms.items():
            yield from (Phrase(each, attribute, value, "want") for each in words)
    for attribute in ("pattern", "sleeve", "length"):
        for value, told in TOLD[attribute].items():
            yield from _forms(attribute, value, told)
    for attribute in ("neckline", "closure"):
        for value, nouns in TOLD[attribute].items():
            for noun in nouns:
                yield from (Phrase(f"{verb} {noun}", attribute, value, "want") for verb in VERBS)
                if value not in CATEGORIES:
                    yield Phrase(noun, attribute, value, "want")
            yield from _taken(attribute, value, TOLD["taken"].get(value, ()))
    for name, kind in CATEGORIES.items():
        yield from (Phrase(each, "category", name, "want") for each in (name, kind.plural, *kind.synonyms))
    for sense in ("more", "less"):
        for name, wordings in TOLD[sense].items():
            attribute = "length" if name == "height" else name
            yield from (Phrase(each, attribute, "", sense) for each in wordings)


def _forms(attribute: str, value: str, told: Mapping[str, Any]) -> Iterator[Phrase]:
    for form in FORMS:
        yield from (Phrase(each, attribute, value, "want") for each in told.get(form, ()))
    if attribute == "sleeve":
        yield from (Phrase(each, attribute, value, "want") for each in told.get("less", ()))
    else:
        yield from _taken(attribute, value, told.get("less", ()))


def _taken(attribute: str, value: str, nouns: Iterator[str] | tuple[str, ...]) -> Iterator[Phrase]:
    for noun in nouns:
        yield from (Phrase(form.format(noun), attribute, value, "deny") for form in dict.fromkeys(WITHOUT))
        if noun not in CATEGORIES:  # "a belt" alone is a garment
            yield Phrase(noun, attribute, value, "want")
