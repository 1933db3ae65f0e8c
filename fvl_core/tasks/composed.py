"""Ask composed questions of a gallery: the one way from pictures and words to ranks, whatever the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

import fvl_core.metrics as metrics
from fvl_core.catalogues.questions import Question, QuestionSet
from fvl_core.embedding.pipeline import encode_catalogue
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.trace import stage
from fvl_core.tasks.attribute_reading import AttributeReader
from fvl_core.tasks.composed_queries import query_vectors
from fvl_core.tasks.figures import share
from fvl_core.tasks.measured import records
from fvl_core.tasks.question_words import worded

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from fvl_core.embedding.pipeline import EncodingReport
    from fvl_core.models.base import OnProgress
    from fvl_core.tasks.composed_setting import Setting
    from fvl_core.tasks.report import Figure


@dataclass(frozen=True, eq=False)
class Answers:
    """Hold what became of the questions of one set.

    Attributes:
        questions: those that could be asked, with those of their targets that could be encoded. words: what
        each asked; of several wordings the first. ranking: as `metrics.composed_ranking` gives it, in
        their order. encoding: of the gallery. n_left_out:
        questions whose reference, or whose every target, is not there. n_candidates: in each ranking.
    """

    questions: tuple[Question, ...]
    words: tuple[str, ...]
    ranking: metrics.ComposedRanking
    encoding: EncodingReport
    n_left_out: int
    n_candidates: int

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of the gallery that places refer to."""
        return self.encoding.embeddings.ids

    def per_query(self) -> tuple[Mapping[str, Any], ...]:
        """Return every question with its rank, the bounds of it under ties, and what came first."""
        ranking, asked = self.ranking, self.questions
        return records(
            query_id=[question.id for question in asked],
            reference=[question.reference for question in asked],
            modifier=self.words,
            kind=[question.kind for question in asked],
            target=[question.targets[0] if question.targets else "" for question in asked],
            n_targets=[len(question.targets) for question in asked],
            rank=whole(ranking.ranks),
            best_rank=whole(ranking.best),
            worst_rank=whole(ranking.worst),
            first_id=[self.ids[place] for place in ranking.top[:, 0]],
        )


def ask(
    questions: QuestionSet, setting: Setting, *, hidden: bool = False, on_progress: OnProgress | None = None
) -> Answers:
    """Encode a gallery, ask it all questions, and rank.

    Args:
        questions: with their gallery.
        setting: how to ask.
        hidden: whether questions without a target are asked too (the test splits).
        on_progress: called with (done, total) while pictures are encoded.

    Raises:
        InvalidInputError: when no question can be asked.
    """
    encoding = encode_catalogue(
        questions.gallery, setting.model, cache=setting.cache, on_progress=on_progress
    )
    places = {item_id: place for place, item_id in enumerate(encoding.embeddings.ids)}
    asked = _answerable(questions.questions, places, hidden=hidden)
    if not asked:
        raise InvalidInputError(
            f"No question of {questions.gallery.name!r} can be asked.",
            remedy="Check that its pictures are there, and that the answers are known.",
        )
    references = [places[question.reference] for question in asked]
    with stage("compose", composer=setting.composer.name, n=len(asked)):
        reader = AttributeReader(questions.gallery, setting.model, encoding.embeddings, setting.cache)
        said = [worded(question.captions, setting.words) for question in asked]
        queries = query_vectors(setting, reader, references, said)
    vectors = encoding.embeddings.vectors
    has_members = all(question.members for question in asked)
    with stage("rank", n_queries=len(asked), n_items=len(vectors)):
        ranking = metrics.composed_ranking(
            queries,
            vectors,
            [[places[target] for target in question.targets] for question in asked],
            leave_out=references if setting.without_reference else None,
            members=[[places[m] for m in q.members if m in places] for q in asked] if has_members else None,
            n_top=setting.n_top,
        )
    n_left_out, n_candidates = len(questions.questions) - len(asked), len(vectors) - setting.without_reference
    words = tuple(texts[0] for texts in said)
    return Answers(asked, words, ranking, encoding, n_left_out, n_candidates)


def recall_figure(
    measure: str, k: int, ranks: np.ndarray, n_right: ArrayLike, n_candidates: int, protocol: str
) -> Figure:
    """Build the figure of recall@k with Wilson's interval and its chance, which knows how many are right."""
    counts, times = np.unique(np.asarray(n_right), return_counts=True)
    chance = np.repeat([metrics.chance_of_any(n_candidates, int(count), k) for count in counts], times)
    found = int((ranks <= k).sum())
    return share(measure, found, len(ranks), protocol, chance=float(np.mean(chance)), ceiling=1.0)


def whole(ranks: np.ndarray) -> list[int | None]:
    """Return ranks as whole numbers, None where there is none."""
    return [int(rank) if np.isfinite(rank) else None for rank in ranks]


def _answerable(
    questions: Sequence[Question], places: Mapping[str, int], *, hidden: bool
) -> tuple[Question, ...]:
    """Keep the questions whose reference could be encoded, with those of their targets that could."""
    readable = [
        replace(question, targets=tuple(target for target in question.targets if target in places))
        for question in questions
        if question.reference in places
    ]
    return tuple(question for question in readable if question.targets or hidden)
