"""Ranks of composed queries: a picture and words, several right answers, the reference left out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.metrics.ranking import best_ranks

SCORES_AT_ONCE = 4_000_000
"""Scores computed at once: 32 MB in float64."""


class ComposedRanks(NamedTuple):
    """Hold for each query the rank of its best-placed right answer, and the place of the item in front."""

    ranks: np.ndarray
    first: np.ndarray


def composed_ranks(
    queries: np.ndarray, items: np.ndarray, references: Sequence[int], targets: Sequence[Sequence[int]]
) -> ComposedRanks:
    """Rank the best-placed right answer of each query; its own reference takes no part in the ranking.

    Scores are computed in float64 and rounded to float32, so that equal vectors tie in every place; of
    equals the earlier item stands first.

    Shapes:
        queries: (q, d) and items: (n, d), unit rows. references: (q,) places among the items.
        targets: for each query the places of all right answers.
    Range:
        Ranks are (q,) float64 whole numbers from 1 to n - 1, infinity for a query without a right answer;
        first is (q,) places.

    Raises:
        InvalidInputError: when the lengths differ, or a reference is among its own targets.

    Example:
        >>> found = composed_ranks(np.array([[0.9, 0.4, 0.1]]), np.eye(3), [0], [[2]])
        >>> found.ranks.tolist(), found.first.tolist()
        ([2.0], [1])
    """
    if not len(queries) == len(references) == len(targets):
        raise InvalidInputError(
            f"{len(queries)} queries, {len(references)} references and {len(targets)} targets came.",
            remedy="Give as many of each.",
        )
    if any(own in places for own, places in zip(references, targets, strict=True)):
        raise InvalidInputError("A reference is its own target.", remedy="Leave it out of the targets.")
    columns = items.astype(np.float64).T  # (d, n)
    step = max(1, SCORES_AT_ONCE // max(1, len(items)))
    ranks, first = np.empty(len(queries)), np.empty(len(queries), dtype=np.int64)
    for start in range(0, len(queries), step):
        block = slice(start, start + step)
        scores = (queries[block].astype(np.float64) @ columns).astype(np.float32)  # (b, n)
        scores[np.arange(len(scores)), np.asarray(references[block], dtype=np.int64)] = -np.inf
        right = np.zeros(scores.shape, dtype=bool)
        for row, places in enumerate(targets[block]):
            right[row, list(places)] = True
        ranks[block], first[block] = best_ranks(scores, right), scores.argmax(axis=1)
    return ComposedRanks(ranks, first)


def chance_of_any(n_candidates: int, n_right: int, k: int) -> float:
    """Return how likely a draw of k among the candidates holds at least one of the right ones.

    Source: the hypergeometric distribution, 1 - C(n - m, k) / C(n, k).

    Example:
        >>> chance_of_any(4, 1, 1), chance_of_any(4, 3, 2)
        (0.25, 1.0)
    """
    if not n_candidates:
        return math.nan
    k = min(k, n_candidates)
    return 1 - math.comb(n_candidates - n_right, k) / math.comb(n_candidates, k)
