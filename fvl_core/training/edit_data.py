"""Edits to learn from: frozen features of drawings and of modifiers, and batches of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from fvl_core.catalogues.edit_sampling import make_triplets
from fvl_core.catalogues.garment import Garment
from fvl_core.catalogues.triplets import Triplet
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.files import bytes_digest
from fvl_core.training.data import PX, OnProgress, pack_drawings

if TYPE_CHECKING:
    from fvl_core.foundation.embeddings import Embeddings
    from fvl_core.models.base import VisionLanguageModel

_ENCODED_AT_ONCE = 500


@dataclass(frozen=True, eq=False)
class EditBatch:
    """Hold raw features (b, d) of references and modifiers, unit rows of targets, and who answers whom."""

    image: np.ndarray
    text: np.ndarray
    target: np.ndarray
    right: np.ndarray


@dataclass(frozen=True, eq=False)
class EditData:
    """Hold the features of n garments and of m different modifiers, and the edits between them.

    Edit number i asks for `answers[starts[i] : starts[i + 1]]`, of the garment `references[i]`, in the words
    `texts[i]`; garments and modifiers are places in `pictures` and `words`. Where texts is (edits, w), an
    edit has w wordings, and every batch draws one of them for each.
    """

    pictures: Embeddings
    words: Embeddings
    kinds: tuple[str, ...]
    references: np.ndarray
    texts: np.ndarray
    answers: np.ndarray
    starts: np.ndarray

    def __len__(self) -> int:
        return len(self.references)

    @property
    def targets(self) -> list[list[int]]:
        """Return the right answers of every edit."""
        answers = self.answers.tolist()
        return [answers[start:stop] for start, stop in pairwise(self.starts.tolist())]

    @property
    def fingerprint(self) -> str:
        """Return twelve hexadecimal digits that change with any edit or feature."""
        arrays = (self.pictures.raw, self.words.raw, self.references, self.texts, self.answers, self.starts)
        return bytes_digest(*(np.ascontiguousarray(array).tobytes() for array in arrays))[:12]

    def batch(self, number: int, *, size: int, seed: int) -> EditBatch:
        """Draw the batch of any step: it depends on seed and number alone; an edit comes once an epoch."""
        per_epoch = self.steps(size)
        epoch, place = divmod(number, per_epoch)
        order = np.random.default_rng((seed, epoch)).permutation(len(self))
        edits = order[place * size : (place + 1) * size]
        counts = self.starts[edits + 1] - self.starts[edits]
        draws = np.random.default_rng((seed, epoch, place)).random(len(edits))
        targets = self.answers[self.starts[edits] + (draws * counts).astype(np.int64)]
        return EditBatch(
            self.pictures.raw[self.references[edits]],
            self.words.raw[self._drawn_texts(edits, (seed, epoch, place, 1))],
            self.pictures.vectors[targets],
            self._right(edits, targets),
        )

    def steps(self, size: int) -> int:
        """Return how many full batches an epoch has."""
        if size > len(self):
            raise InvalidInputError(
                f"A batch of {size} is more than the {len(self)} edits there are.",
                remedy="Take a smaller batch or more drawings.",
            )
        return len(self) // size

    def _drawn_texts(self, edits: np.ndarray, seed: tuple[int, ...]) -> np.ndarray:
        texts = self.texts[edits]
        if texts.ndim == 1:
            return texts
        ways = np.random.default_rng(seed).integers(0, texts.shape[1], len(edits))
        return np.asarray(texts[np.arange(len(edits)), ways])

    def _right(self, edits: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """Tell for each edit which targets of the batch answer it, (b, b)."""
        shown, column = np.unique(targets, return_inverse=True)
        answers = np.zeros((len(edits), len(shown)), dtype=bool)
        for row, edit in enumerate(edits):
            wanted = self.answers[self.starts[edit] : self.starts[edit + 1]]
            answers[row] = np.isin(shown, wanted)
        return answers[:, column]


def gather_edits(
    model: VisionLanguageModel,
    folder: Path,
    *,
    count: int,
    seed: int,
    variants: int = 1,
    px: int = PX,
    name: str = "drawings",
    workers: int = 2,
    on_progress: OnProgress | None = None,
) -> EditData:
    """Draw garments (or read them back), make edits of them, and encode both with a frozen model.

    Drawings are kept under FOLDER/NAME-SEED, vectors under FOLDER/vectors: a second call encodes nothing.

    Args:
        model: its features are learned from; its card's query template is put round the modifiers.
        folder: where drawings and vectors are kept.
        count: how many garments.
        seed: which garments and edits.
        variants: how many rounds of edits over the same garments.
        px: side of the drawings.
        name: of the drawings' folder.
        workers: processes that draw.
        on_progress: called with (done, total), first while drawing, then while encoding.
    """
    pack = pack_drawings(
        folder / f"{name}-{seed}", count=count, seed=seed, px=px, workers=workers, on_progress=on_progress
    )
    attributes = [Garment(**record).attributes() for record in pack.records]
    ids = [str(place) for place in range(count)]
    triplets = [
        triplet
        for variant in range(variants)
        for triplet in make_triplets(ids, attributes, seed=seed, variant=variant)
    ]
    cache = EmbeddingCache(folder / "vectors")
    for start in range(0, count, _ENCODED_AT_ONCE):
        part = pack.pictures[start : start + _ENCODED_AT_ONCE]
        cache.encode_images(model, [Image.fromarray(picture) for picture in part])
        if on_progress is not None:
            on_progress(min(start + _ENCODED_AT_ONCE, count), count)
    pictures = cache.encode_images(model, [Image.fromarray(picture) for picture in pack.pictures])
    return edits_of(model, cache, pictures, triplets)


def edits_of(
    model: VisionLanguageModel, cache: EmbeddingCache, pictures: Embeddings, triplets: Sequence[Triplet]
) -> EditData:
    """Encode the modifiers, and number triplets whose ids are the places of the pictures."""
    modifiers = sorted({triplet.modifier for triplet in triplets})
    place = {modifier: number for number, modifier in enumerate(modifiers)}
    template = model.card.query_template
    words = cache.encode_texts(model, [template.replace("{}", modifier) for modifier in modifiers])
    counts = [len(triplet.targets) for triplet in triplets]
    return EditData(
        pictures,
        words,
        tuple(triplet.kind for triplet in triplets),
        references=np.array([int(triplet.reference) for triplet in triplets], dtype=np.int64),
        texts=np.array([place[triplet.modifier] for triplet in triplets], dtype=np.int64),
        answers=np.array([int(t) for triplet in triplets for t in triplet.targets], dtype=np.int64),
        starts=np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]),
    )
