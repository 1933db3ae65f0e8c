"""Composed questions to learn from: FashionIQ, CIRR, or a catalogue's edit triplets."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from fvl_core.catalogues.cirr import load_cirr
from fvl_core.catalogues.fashioniq import load_fashioniq
from fvl_core.catalogues.loading import load_catalogue, load_triplets
from fvl_core.catalogues.questions import Question, QuestionSet, drawn_wording, joined
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.embedding.pipeline import encode_catalogue
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.items import Catalogue
from fvl_core.training.edit_data import EditData
from fvl_core.training.held_out import HeldOutSet

if TYPE_CHECKING:
    from fvl_core.foundation.embeddings import Embeddings
    from fvl_core.models.base import OnProgress, VisionLanguageModel

Kind = Literal["fashioniq", "cirr", "triplets"]
WAYS = (0.1, 0.3, 0.6, 0.8)
"""A draw in each quarter: CLIP4Cir's four wordings of two captions."""


@dataclass(frozen=True, eq=False)
class LearningData:
    """Hold the questions that a run learns from, and those that it is judged by.

    Attributes:
        kind: by whose rules. gallery: every picture of the training questions, each once. questions: whose
        reference and target are there. held_out: one set per gallery. n_left_out: training questions that
        miss a picture.
    """

    kind: Kind
    gallery: Catalogue
    questions: tuple[Question, ...]
    held_out: tuple[QuestionSet, ...]
    n_left_out: int


def load_learning_data(kind: Kind, source: str | Path, *, images: str | Path | None = None) -> LearningData:
    """Open data to learn from.

    FashionIQ and CIRR bring their own split, val, to be judged by. Of a catalogue's triplets those are held
    out whose reference's sha1 ends in 3, one in sixteen.

    Raises:
        InvalidInputError: as `load_fashioniq`, `load_cirr` and `load_triplets` do, and when nothing is left
            to learn from or to be judged by.
    """
    if kind == "fashioniq":
        learnt = load_fashioniq(source, split="train", images=images)
        held_out = load_fashioniq(source, split="val", images=images)
    elif kind == "cirr":
        learnt = (load_cirr(source, split="train", images=images),)
        held_out = (load_cirr(source, split="val", images=images),)
    else:
        learnt, held_out = _of_triplets(source)
    items = {item.id: item for each in learnt for item in each.gallery}
    asked = [question for each in learnt for question in _answerable(each)]
    judged = tuple(replace(each, questions=_answerable(each)) for each in held_out)
    if not asked or not all(each.questions for each in judged):
        raise InvalidInputError(
            f"Too few questions of {source} have their pictures.", remedy="Fetch more of its pictures."
        )
    used = {name for question in asked for name in (question.reference, *question.targets)}
    gallery = Catalogue(f"{kind} train", [item for item in items.values() if item.id in used])
    n_left_out = sum(len(each.questions) for each in learnt) - len(asked)
    return LearningData(kind, gallery, tuple(asked), judged, n_left_out)


def wordings(captions: Sequence[str]) -> tuple[str, ...]:
    """Return the texts among which training draws: four of two captions, or the one.

    Example:
        >>> wordings(["is red", "long"])
        ('Is red and long', 'Long and is red', 'Is red', 'Long')
    """
    found = (drawn_wording(captions, draw) for draw in (WAYS if len(captions) > 1 else WAYS[:1]))
    return tuple(text if text.strip() else joined(captions) for text in found)


def edits_to_learn(
    model: VisionLanguageModel,
    data: LearningData,
    cache: EmbeddingCache,
    on_progress: OnProgress | None = None,
) -> EditData:
    """Encode pictures and all wordings of the training questions with a frozen model.

    Raises:
        InvalidInputError: when no question's pictures can be read.
    """
    pictures = encode_catalogue(data.gallery, model, cache=cache, on_progress=on_progress).embeddings
    place = {item_id: number for number, item_id in enumerate(pictures.ids)}
    asked = [q for q in data.questions if {q.reference, *q.targets} <= place.keys()]
    if not asked:
        raise InvalidInputError("No question's pictures can be read.", remedy="Check the pictures.")
    told = [wordings(question.captions) for question in asked]
    texts = sorted({text for ways in told for text in ways})
    number = {text: row for row, text in enumerate(texts)}
    counts = [len(question.targets) for question in asked]
    return EditData(
        pictures,
        _encode_words(model, cache, texts),
        tuple(question.kind for question in asked),
        references=np.array([place[question.reference] for question in asked], dtype=np.int64),
        texts=np.array([[number[text] for text in ways] for ways in told], dtype=np.int64),
        answers=np.array([place[t] for question in asked for t in question.targets], dtype=np.int64),
        starts=np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]),
    )


def encode_held_out(
    model: VisionLanguageModel,
    data: LearningData,
    cache: EmbeddingCache,
    on_progress: OnProgress | None = None,
) -> tuple[HeldOutSet, ...]:
    """Encode what a frozen model's run is judged by, once."""
    found = []
    for each in data.held_out:
        pictures = encode_catalogue(each.gallery, model, cache=cache, on_progress=on_progress).embeddings
        there = set(pictures.ids)
        asked = tuple(q for q in each.questions if {q.reference, *q.targets} <= there)
        words = _encode_words(model, cache, [joined(question.captions) for question in asked])
        found.append(HeldOutSet(each.name, pictures, words, asked))
    return tuple(found)


def _encode_words(model: VisionLanguageModel, cache: EmbeddingCache, texts: Sequence[str]) -> Embeddings:
    template = model.card.query_template
    return cache.encode_texts(model, [template.replace("{}", text) for text in texts])


def _answerable(questions: QuestionSet) -> tuple[Question, ...]:
    there = set(questions.gallery.ids)
    return tuple(q for q in questions.questions if q.targets and {q.reference, *q.targets} <= there)


def _of_triplets(source: str | Path) -> tuple[tuple[QuestionSet, ...], tuple[QuestionSet, ...]]:
    catalogue = load_catalogue(source)
    questions = [
        Question(id=str(n), reference=t.reference, captions=(t.modifier,), targets=t.targets, kind=t.kind)
        for n, t in enumerate(load_triplets(source))
    ]
    judged = [hashlib.sha1(q.reference.encode()).hexdigest().endswith("3") for q in questions]
    parts = [
        QuestionSet(
            catalogue.name,
            catalogue,
            tuple(q for q, own in zip(questions, judged, strict=True) if own is part),
        )
        for part in (False, True)
    ]
    return (parts[0],), (parts[1],)
