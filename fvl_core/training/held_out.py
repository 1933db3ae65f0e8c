"""What a run is judged by after every epoch: questions with known answers that it did not learn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, geometric_mean, harmonic_mean
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.metrics import composed_ranking, recall_at_k

if TYPE_CHECKING:
    from fvl_core.catalogues.questions import Question
    from fvl_core.composition.base import Composer
    from fvl_core.foundation.embeddings import Embeddings

FASHIONIQ_K = (10, 50)
CIRR_K = (1, 5, 10, 50)
CIRR_SUBSET_K = (1, 2, 3)
TRIPLETS_K = (1, 10, 50)
CHOSEN_BY = {"fashioniq": "average_recall", "cirr": "arithmetic_mean", "triplets": "recall@10"}
"""The measure that chooses the epoch, for each kind of data; the first two are CLIP4Cir's."""


@dataclass(frozen=True, eq=False)
class HeldOutSet:
    """Hold one gallery's features and the questions asked of it.

    Attributes:
        name: such as "dress". pictures: of the gallery. words: of the questions, in their order.
        questions: each with its reference and targets in the gallery.
    """

    name: str
    pictures: Embeddings
    words: Embeddings
    questions: tuple[Question, ...]


def measure(composer: Composer, kind: str, sets: Sequence[HeldOutSet]) -> dict[str, float]:
    """Return what a composer reaches, shares from 0 to 1, by the rules of its kind of data.

    "fashioniq": mean recall@10 and @50 over galleries, their mean, and each gallery's; references stay in.
    "cirr": recall and recall_subset, and the arithmetic, harmonic and geometric means of these seven.
    "triplets": recall@1, @10 and @50. In the last two, a query's reference is left out of its ranking.
    """
    if kind == "fashioniq":
        return _fashioniq({each.name: _ranks(composer, each, leave_out=False)[0] for each in sets})
    ranks, among = _ranks(composer, sets[0], leave_out=True)
    if kind == "triplets":
        return {f"recall@{k}": recall_at_k(ranks, k) for k in TRIPLETS_K}
    subset = {f"recall_subset@{k}": recall_at_k(among, k) for k in CIRR_SUBSET_K}
    recalls = {**subset, **{f"recall@{k}": recall_at_k(ranks, k) for k in CIRR_K}}
    seven = list(recalls.values())
    means = {"arithmetic_mean": fmean(seven), "harmonic_mean": harmonic_mean(seven)}
    return {**recalls, **means, "geometric_mean": geometric_mean(seven) if all(seven) else 0.0}


def _fashioniq(ranks: Mapping[str, np.ndarray]) -> dict[str, float]:
    by_gallery = {
        f"recall@{k} {name}": recall_at_k(found, k) for name, found in ranks.items() for k in FASHIONIQ_K
    }
    means = {f"recall@{k}": fmean(by_gallery[f"recall@{k} {name}"] for name in ranks) for k in FASHIONIQ_K}
    return {"average_recall": fmean(means.values()), **means, **by_gallery}


def _ranks(composer: Composer, held: HeldOutSet, *, leave_out: bool) -> tuple[np.ndarray, np.ndarray]:
    places = {item_id: place for place, item_id in enumerate(held.pictures.ids)}
    references = [places[question.reference] for question in held.questions]
    has_members = all(question.members for question in held.questions)
    found = composed_ranking(
        composer.fuse(held.pictures.raw[references], held.words.raw),
        held.pictures.vectors,
        [[places[target] for target in question.targets] for question in held.questions],
        leave_out=references if leave_out else None,
        members=[[places[m] for m in q.members if m in places] for q in held.questions]
        if has_members
        else None,
    )
    return found.ranks, found.among
