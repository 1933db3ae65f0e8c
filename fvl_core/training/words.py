"""The words people use for what garments are, read from words.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_JOINED = re.compile(r" (of|with|without|for|in|that|like|worn|against) ")
Words = Mapping[str, tuple[str, ...]]

_FILE = Path(__file__).with_suffix(".toml")
_ENGLISH: Mapping[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _table(name: str) -> Words:
    return {value: tuple(phrases) for value, phrases in _ENGLISH[name].items()}


def other_number(noun: str) -> str:
    """Return the plural of a singular noun and the reverse; nothing where only one of them is said.

    Example:
        >>> [other_number(noun) for noun in ("boots", "dress", "scarf", "hoody", "pair of jeans")]
        ['boot', 'dresses', 'scarves', 'hoodies', '']
    """
    if noun in _ENGLISH["one_number"] or _JOINED.search(noun) or noun.endswith("wear"):
        return ""
    if noun.endswith("ss") or noun.endswith(("sh", "ch", "x")):
        return noun + "es"
    if noun.endswith("s"):
        return noun.removesuffix("s")
    if noun.endswith("scarf"):
        return noun.removesuffix("f") + "ves"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun.removesuffix("y") + "ies"
    return noun + "s"


def _in_both_numbers(nouns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*nouns, *filter(None, map(other_number, nouns)))))


NOUNS: Words = {name: _in_both_numbers(nouns) for name, nouns in _table("noun").items()}
"""What people call each category, the plain word first, then in the other number."""

GROUP_NOUNS = _table("group")
"""What people call each parent of the taxonomy."""

PHRASES: Mapping[str, Words] = {
    name: _table(name)
    for name in ("colour", "tone", "pattern", "sleeve", "length", "neckline", "fabric", "fit", "closure")
}
"""Attribute, then value, then ways of saying it."""

SECOND_PHRASES = _table("second")
"""Patterns in two colours, with {0} for the second."""

ANYTHING: tuple[str, ...] = tuple(_ENGLISH["anything"])
"""Nouns that say nothing about the garment."""

FILLERS: tuple[str, ...] = tuple(_ENGLISH["fillers"])
"""Words before a noun that say nothing of what a picture shows."""

FRAMES: tuple[str, ...] = ("{}",) * (_ENGLISH["plain_frames"] - 1) + tuple(_ENGLISH["frames"])
"""What a phrase is put into; the bare phrase stands among them several times."""
