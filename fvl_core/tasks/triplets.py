"""Measure composed retrieval on edit triplets: a picture, what should change, and all right answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.catalogues.questions import Question, QuestionSet
from fvl_core.catalogues.triplets import Triplet
from fvl_core.composition.base import Composer
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.tasks.composed import Answers, ask, recall_figure
from fvl_core.tasks.composed_setting import setting_for
from fvl_core.tasks.measured import facts_of
from fvl_core.tasks.report import Report

if TYPE_CHECKING:
    from fvl_core.foundation.items import Catalogue
    from fvl_core.models.base import OnProgress, VisionLanguageModel
    from fvl_core.tasks.report import Figure

PROTOCOL = "triplets, reference left out"
RULES = (
    "Every triplet's picture and modifier are a query against the whole catalogue without its reference; "
    "found is a query with any of its right targets among the first k; equal scores stand in catalogue order."
)
RECALL_K = (1, 10, 50)


def evaluate_triplets(
    catalogue: Catalogue,
    triplets: Sequence[Triplet],
    model: VisionLanguageModel,
    *,
    composer: str | Composer = "sum",
    text_weight: float = 0.5,
    cache: EmbeddingCache | None = None,
    on_progress: OnProgress | None = None,
) -> Report:
    """Measure how well picture and words together find what an edit asks for.

    Args:
        catalogue: its items are references, targets and candidates.
        triplets: the queries, as `load_triplets` gives them.
        model: encodes both sides; its card's query template is put round the modifier.
        composer: puts picture and words together; a name of `list_composers`, or a composer.
        text_weight: the words' share, 0 to 1; counts for weighted composers only.
        cache: where vectors are kept.
        on_progress: called with (done, total) while pictures are encoded.

    Returns:
        A report with recall@1, @10 and @50 over all triplets, then for each kind ("recall@10 negation"),
        each with chance and ceiling (1: every query that takes part has a right target); per_query holds
        every query's rank and what came first. Several queries share a reference, which the intervals
        (Wilson's) do not know. Triplets whose reference, or whose every target, cannot be read are left
        out and counted.

    Raises:
        InvalidInputError: when no triplet is left, one names an item that the catalogue has not, or the
            composer does not fit the model.
        UnknownNameError: for a composer that does not exist.
    """
    setting = setting_for(
        model, composer, cache=cache or EmbeddingCache(), without_reference=True, text_weight=text_weight
    )
    _require_known(catalogue, triplets)
    asked = QuestionSet(catalogue.name, catalogue, tuple(map(_question, range(len(triplets)), triplets)))
    answers = ask(asked, setting, on_progress=on_progress)
    facts = {
        **facts_of(catalogue, model, answers.encoding),
        **setting.facts,
        "n_candidates": answers.n_candidates,
        "n_references": len({question.reference for question in answers.questions}),
        "n_left_out": answers.n_left_out,
    }
    return Report(
        task="composed retrieval",
        protocol=RULES,
        figures=_figures(answers),
        facts=facts,
        per_query=answers.per_query(),
    )


def _question(number: int, triplet: Triplet) -> Question:
    return Question(
        id=str(number),
        reference=triplet.reference,
        captions=(triplet.modifier,),
        targets=triplet.targets,
        kind=triplet.kind,
    )


def _require_known(catalogue: Catalogue, triplets: Sequence[Triplet]) -> None:
    known = set(catalogue.ids)
    for triplet in triplets:
        for item_id in (triplet.reference, *triplet.targets):
            if item_id not in known:
                raise InvalidInputError(
                    f"A triplet names {item_id!r}, which the catalogue {catalogue.name!r} has not.",
                    remedy="Take catalogue and triplets from one drawing.",
                )


def _figures(answers: Answers) -> tuple[Figure, ...]:
    asked, ranks = answers.questions, answers.ranking.ranks
    kinds = dict.fromkeys(question.kind for question in asked)
    groups = [("", np.ones(len(asked), dtype=bool))]
    groups += [(f" {kind}", np.array([question.kind == kind for question in asked])) for kind in kinds]
    counts = np.array([len(question.targets) for question in asked])
    return tuple(
        recall_figure(f"recall@{k}{name}", k, ranks[chosen], counts[chosen], answers.n_candidates, PROTOCOL)
        for name, chosen in groups
        for k in RECALL_K
    )
