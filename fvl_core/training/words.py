"""The words people use for what garments are, read from words.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Words = Mapping[str, tuple[str, ...]]

_FILE = Path(__file__).with_suffix(".toml")
_ENGLISH: Mapping[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _table(name: str) -> Words:
    return {value: tuple(phrases) for value, phrases in _ENGLISH[name].items()}


NOUNS = _table("noun")
"""What people call each category, the plain word first."""

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

FRAMES: tuple[str, ...] = ("{}",) * (_ENGLISH["plain_frames"] - 1) + tuple(_ENGLISH["frames"])
"""What a phrase is put into; the bare phrase stands among them several times."""
