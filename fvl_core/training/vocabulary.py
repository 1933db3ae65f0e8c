"""The vocabulary of fvl-tiny: word pieces, and the words that count as known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np

from fvl_core.catalogues.captions import describe
from fvl_core.catalogues.garment import sample_garment
from fvl_core.models.tiny.tokenizer import TOKENIZER_FILE, TinyTokenizer
from fvl_core.training.banks import BANKS
from fvl_core.training.photos import LABELS, photo_knowledge
from fvl_core.training.sentences import write_sentence
from fvl_core.training.words import ANYTHING, FRAMES, GROUP_NOUNS, NOUNS, PHRASES, SECOND_PHRASES


def tokenizer_for(*, size: int, seed: int, shipped: Path) -> TinyTokenizer:
    """Return the shipped word pieces where they are, else a vocabulary made from the recipe's English.

    What counts as a known word is read from the English as it is now.
    """
    if (shipped / TOKENIZER_FILE).is_file():
        return TinyTokenizer.load(shipped).knowing(_english(seed))
    return make_vocabulary(size=size, seed=seed)


def make_vocabulary(*, size: int, seed: int, more: Iterable[str] = ()) -> TinyTokenizer:
    """Train the word pieces on the recipe's own English; `more` lends pieces, not known words."""
    return TinyTokenizer.train(_english(seed), size=size, more=more)


def _english(seed: int) -> Iterator[str]:
    rng = np.random.default_rng(seed)
    for table in (NOUNS, GROUP_NOUNS, SECOND_PHRASES, *PHRASES.values()):
        for words in table.values():
            yield from words
    yield from (*ANYTHING, *FRAMES)
    for bank in BANKS:
        yield from (frame.format(bank.labels[0]) for frame in bank.frames)
    for _ in range(20_000):
        garment = sample_garment(rng)
        values = {name: value for name, value in asdict(garment).items() if value}
        yield write_sentence(values, rng).text
        caption = describe(garment, rng)
        yield from (caption.title, caption.description)
    for label in LABELS:
        yield from (write_sentence(photo_knowledge(label, "blue").values, rng).text for _ in range(20))
