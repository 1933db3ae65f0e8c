"""Batches for fvl-tiny: varied pictures, fresh sentences, and what is true of which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

from fvl_core.catalogues.captions import describe, title
from fvl_core.catalogues.garment import Garment, lightness
from fvl_core.models.tiny.tokenizer import TinyTokenizer
from fvl_core.training.augment import augment
from fvl_core.training.banks import BANKS, DRAWING_BANKS, answers
from fvl_core.training.data import Pack
from fvl_core.training.facts import Knowledge, claim_vector, fact_index, tone_of
from fvl_core.training.losses import PairTruth, pair_truth
from fvl_core.training.photos import photo_knowledge
from fvl_core.training.sentences import Sentence, write_sentence

MAX_TOKENS = 40


class View(Protocol):
    """Turn rows of pictures into what the net is fed, `px` a side."""

    def __call__(self, pictures: Tensor, /, *, px: int, generator: torch.Generator) -> Tensor:
        """Return one entry per row; chance comes from the generator alone."""
        ...


_ALWAYS_ASKED = ("category", "pattern")
_DESCRIBED = ("category", "colour", "pattern", "second", "sleeve", "neckline", "length", "fit", "fabric")


@dataclass(frozen=True)
class TinyBatch:
    """One step's data: pictures, caption ids, who matches whom, and the banks asked with right places."""

    pictures: Tensor
    captions: Tensor
    truth: PairTruth
    banks: tuple[int, ...]
    bank_ids: Tensor
    right: Tensor


class TinyBatches:
    """Draw the batch of any step; a step's batch depends on the seed and the step alone.

    `pictures` stand for the packs' own, row by row, and `view` makes rows of them what the net is fed;
    as a rule these are the packs' pictures, varied.
    """

    def __init__(
        self,
        drawings: Pack,
        photos: Pack,
        tokenizer: TinyTokenizer,
        *,
        size: int,
        seed: int = 0,
        pictures: tuple[np.ndarray, np.ndarray] | None = None,
        view: View = augment,
    ) -> None:
        self._records = (*drawings.records, *photos.records)
        self._pictures = pictures or (drawings.pictures, photos.pictures)
        self._view = view
        self._n_drawings = len(drawings.records)
        self._tokenizer = tokenizer
        self._spare = tokenizer.spare_ids()
        self._seed = seed
        self._size = size
        known = [knowledge_of(record) for record in self._records]
        vectors = [entry.vectors() for entry in known]
        self._values = [entry.values for entry in known]
        self._true = torch.from_numpy(np.stack([true for true, _ in vectors]))
        self._false = torch.from_numpy(np.stack([false for _, false in vectors]))
        self._right = torch.from_numpy(np.stack([answers(record) for record in self._records]))

    def draw(self, step: int, *, px: int, photo_share: float) -> TinyBatch:
        """Return a batch: pictures of side `px`, `photo_share` of them real where there are both kinds."""
        rng = np.random.default_rng((self._seed, step))
        generator = torch.Generator().manual_seed(self._seed * 1_000_003 + step)
        raw, places = self._choose(rng, photo_share)
        sentences = [self._sentence(int(place), rng) for place in places]
        claims = torch.from_numpy(np.stack([claim_vector(entry.claims) for entry in sentences])).float()
        denials = torch.from_numpy(np.stack([claim_vector(entry.denials) for entry in sentences])).float()
        rows = torch.from_numpy(places)
        asked = _asked_banks(rng)
        return TinyBatch(
            pictures=self._view(torch.from_numpy(raw), px=px, generator=generator),
            captions=self._ids([entry.text for entry in sentences], rng),
            truth=pair_truth(self._true[rows].float(), self._false[rows].float(), claims, denials),
            banks=tuple(asked),
            bank_ids=self._ids([text for number in asked for text in BANKS[number].texts(rng)], None),
            right=self._right[rows][:, asked],
        )

    def _choose(self, rng: np.random.Generator, photo_share: float) -> tuple[np.ndarray, np.ndarray]:
        """Return pictures and their places among all records, drawings first."""
        n_photos = len(self._records) - self._n_drawings
        real = self._size if not self._n_drawings else round(self._size * photo_share) if n_photos else 0
        drawn = (
            rng.integers(self._n_drawings, size=self._size - real)
            if real < self._size
            else np.zeros(0, np.int64)
        )
        taken = rng.integers(n_photos, size=real) if real else np.zeros(0, np.int64)
        raw = np.concatenate([self._pictures[0][drawn], self._pictures[1][taken]])
        return raw, np.concatenate([drawn, self._n_drawings + taken])

    def _sentence(self, place: int, rng: np.random.Generator) -> Sentence:
        if place < self._n_drawings and rng.random() < 0.25:
            return _catalogue_caption(Garment(**self._records[place]), rng)
        return write_sentence(self._values[place], rng)

    def _ids(self, texts: Sequence[str], rng: np.random.Generator | None) -> Tensor:
        ids = self._tokenizer.encode(texts, max_tokens=MAX_TOKENS)
        return torch.from_numpy(ids if rng is None else _strew(ids, self._spare, rng))


def knowledge_of(record: Mapping[str, Any]) -> Knowledge:
    """Say what a drawing's or a photo's record makes known."""
    if "label" in record:
        return photo_knowledge(record["label"], record["colour"])
    values = {name: value for name, value in record.items() if value}
    tone = tone_of(lightness(record["colour_hex"]))
    return Knowledge({**values, "tone": tone}, open_attributes=() if tone else ("tone",))


def _asked_banks(rng: np.random.Generator) -> list[int]:
    """Choose this batch's questions: category, pattern, both about photos, three others by turns."""
    others = [n for n, bank in enumerate(DRAWING_BANKS) if bank.name not in _ALWAYS_ASKED]
    asked = set(range(len(BANKS))).difference(others)
    return sorted(asked.union(int(n) for n in rng.choice(others, 3, replace=False)))


def _catalogue_caption(garment: Garment, rng: np.random.Generator) -> Sentence:
    """Return a title or a description in the catalogue's own style."""
    if rng.random() < 0.3:
        plain = () if garment.pattern == "plain" else (f"pattern={garment.pattern}",)
        return Sentence(title(garment), (f"category={garment.category}", f"colour={garment.colour}", *plain))
    named = [f"{name}={getattr(garment, name)}" for name in _DESCRIBED]
    return Sentence(describe(garment, rng).description, tuple(n for n in named if n in fact_index()))


def _strew(ids: np.ndarray, spare: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Put a piece without meaning into every tenth sentence, so that unknown words learn to say nothing."""
    if not len(spare):
        return ids
    out = np.pad(ids, ((0, 0), (0, 1)))
    for row in np.flatnonzero(rng.random(len(out)) < 0.1):
        length = int((out[row] != 0).sum())
        place = int(rng.integers(1, length + 1))
        out[row, place + 1 :] = out[row, place:-1]
        out[row, place] = spare[int(rng.integers(len(spare)))]
    return out[:, : max(1, int((out != 0).any(0).sum()))]
