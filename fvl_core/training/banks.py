"""Label banks: every value of an attribute as a short text, so that zero-shot labelling itself is trained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fvl_core.catalogues.taxonomy import CATEGORIES, COLOURS, PARENTS, PATTERNS, SLEEVES
from fvl_core.training.colours import BASIC_COLOURS, COLOUR_TABLE
from fvl_core.training.photos import TEST_WORDS
from fvl_core.training.sentences import pick
from fvl_core.training.words import GROUP_NOUNS, NOUNS, PHRASES

_NOUN_FRAMES = (
    "{}",
    "{}",
    "a photo of a {}",
    "a photo of {}",
    "a {}",
    "a picture of a {}",
    "an image of a {}",
    "this is a {}",
    "a product photo of a {}",
    "fashion photo of a {}",
    "photo of the {}",
)
_WORD_FRAMES = (
    "{}",
    "{}",
    "{} clothes",
    "a {} garment",
    "a photo of a {} garment",
    "{} clothing",
    "a photo of {} clothes",
    "a {} item",
    "a photo of something {}",
    "a photo of a {} item of clothing",
    "a photo of a {} piece of clothing",
    "it is {}",
)


@dataclass(frozen=True)
class Bank:
    """The labels of one question; `words` lists ways of saying each, the plain one first.

    `weight` is what the question counts in the loss beside the others.
    """

    name: str
    labels: tuple[str, ...]
    words: Mapping[str, Sequence[str]]
    frames: tuple[str, ...] = _WORD_FRAMES
    weight: float = 1.0

    def texts(self, rng: np.random.Generator) -> list[str]:
        """Return one text per label, all in one frame; half of the time every label in its plain word."""
        frame = pick(self.frames, rng)
        plain = rng.random() < 0.5
        return [
            frame.format(label if plain else pick((label, *self.words[label]), rng)) for label in self.labels
        ]

    def place(self, label: str) -> int:
        """Return a label's place, -1 for one that the bank does not ask about."""
        return self.labels.index(label) if label in self.labels else -1


_BASIC_WORDS = {name: PHRASES["colour"][name] for name in BASIC_COLOURS}
_TEST_NOUNS = {
    **{
        word: NOUNS[word]
        for word in ("t-shirt", "long-sleeved top", "trousers", "shirt", "dress", "shorts", "skirt")
    },
    "shoes": GROUP_NOUNS["footwear"],
    "hat": GROUP_NOUNS["headwear"],
    "jacket or coat": GROUP_NOUNS["outerwear"],
}

DRAWING_BANKS: tuple[Bank, ...] = (
    Bank("category", tuple(CATEGORIES), NOUNS, _NOUN_FRAMES),
    Bank("colour", tuple(COLOURS), PHRASES["colour"]),
    Bank("pattern", tuple(PATTERNS), PHRASES["pattern"], weight=3.0),
    Bank("sleeve", tuple(SLEEVES), PHRASES["sleeve"]),
    Bank("neckline", tuple(PHRASES["neckline"]), PHRASES["neckline"]),
    Bank("length", tuple(PHRASES["length"]), {name: (name,) for name in PHRASES["length"]}),
    Bank("fabric", tuple(PHRASES["fabric"]), PHRASES["fabric"]),
    Bank("fit", tuple(PHRASES["fit"]), {name: (name,) for name in PHRASES["fit"]}),
    Bank("closure", tuple(PHRASES["closure"]), PHRASES["closure"]),
    Bank("parent", PARENTS, GROUP_NOUNS, _NOUN_FRAMES),
)
PHOTO_BANKS: tuple[Bank, ...] = (
    Bank("photo category", tuple(TEST_WORDS.values()), _TEST_NOUNS, _NOUN_FRAMES),
    Bank("photo colour", BASIC_COLOURS, _BASIC_WORDS),
)
BANKS = (*DRAWING_BANKS, *PHOTO_BANKS)


def answers(record: Mapping[str, Any]) -> np.ndarray:
    """Return a record's right place in every bank, -1 where a bank does not apply."""
    if "label" not in record:
        return np.array([bank.place(record[bank.name]) for bank in DRAWING_BANKS] + [-1] * len(PHOTO_BANKS))
    colour = COLOUR_TABLE[record["colour"]][1] if record["colour"] else ""
    asked = (TEST_WORDS.get(record["label"], ""), colour)
    return np.array([-1] * len(DRAWING_BANKS) + [b.place(w) for b, w in zip(PHOTO_BANKS, asked, strict=True)])
