"""Where the right answers stand in a ranking, and what that amounts to.

Everything but the two ranking functions takes ranks (1 = best) and never scores, so that a measure
cannot depend on the sign or the scale of the scores. A rank of infinity says that the right answer
was not among the candidates: it counts as never found.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from fvl_core.foundation.errors import InvalidInputError


def ranks_of_targets(
    scores: ArrayLike, targets: ArrayLike, *, candidates: ArrayLike | None = None
) -> np.ndarray:
    """Rank one right answer per query; items of equal score stand in catalogue order.

    Shapes:
        scores: (q, n), higher is better. targets: (q,) positions in 0 … n - 1.
        candidates: (q, n) or (n,) booleans; items that are no candidates do not take part.
    Range:
        (q,) float64 whole numbers from 1 to n; infinity where the target is no candidate.
    Empty input:
        No queries give an empty array.

    Raises:
        InvalidInputError: for shapes that disagree, a target outside the catalogue, or a score that is NaN.

    Example:
        >>> ranks_of_targets([[0.9, 0.5, 0.9], [-0.2, -0.1, -0.3]], [2, 1]).tolist()
        [2.0, 1.0]
    """
    table = _score_table(scores)
    places = _target_row(targets, table.shape)
    rows = np.arange(len(table))
    own = table[rows, places][:, None]  # (q, 1)
    allowed = _candidate_table(candidates, table.shape)
    earlier = np.arange(table.shape[1]) < places[:, None]  # (q, n)
    ahead = ((table > own) | ((table == own) & earlier)) & allowed
    return np.where(allowed[rows, places], 1.0 + ahead.sum(axis=1), math.inf)


def rank_bounds(scores: ArrayLike, targets: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return the best and the worst rank that a target can have, however ties are broken.

    Both are equal where nothing ties with the target. A model that scores everything alike gives
    (1, n): a wide interval says that a figure hangs on the order of the catalogue.

    Shapes: as `ranks_of_targets`; two (q,) float64 arrays.

    Example:
        >>> best, worst = rank_bounds([[0.5, 0.5, 0.5, 0.1]], [1])
        >>> best.tolist(), worst.tolist()
        ([1.0], [3.0])
    """
    table = _score_table(scores)
    own = table[np.arange(len(table)), _target_row(targets, table.shape)][:, None]  # (q, 1)
    return 1.0 + (table > own).sum(axis=1), (table >= own).sum(axis=1).astype(np.float64)


def best_ranks(scores: ArrayLike, relevant: ArrayLike) -> np.ndarray:
    """Rank the best-placed of several right answers per query; ties stand in catalogue order.

    Shapes: scores (q, n), relevant (q, n) booleans; gives (q,) float64.
    Empty input: a query without any right answer gives infinity.

    Raises:
        InvalidInputError: for shapes that disagree or a score that is NaN.

    Example:
        >>> best_ranks([[0.9, 0.5, 0.7], [0.1, 0.2, 0.3]], [[0, 1, 1], [0, 0, 0]]).tolist()
        [2.0, inf]
    """
    table, right = _score_table(scores), np.asarray(relevant, dtype=bool)
    if right.shape != table.shape:
        raise InvalidInputError(
            f"Scores {table.shape} and relevant {right.shape} differ in shape.",
            remedy="Give both as (queries, items).",
        )
    if not table.size:
        return np.full(len(table), math.inf)
    # argmax returns the first of equals, which is the earlier item.
    first = np.where(right, table, -np.inf).argmax(axis=1)
    chosen = np.where(right[np.arange(len(table)), first], first, right.argmax(axis=1))
    return np.where(right.any(axis=1), ranks_of_targets(table, chosen), math.inf)


def recall_at_k(ranks: ArrayLike, k: int) -> float:
    """Return the share of queries whose right answer is among the first k.

    Range: 0 to 1, higher is better. Empty input: NaN.

    Raises:
        InvalidInputError: for k below 1 or a rank below 1.
    Source: with one right answer per query, Recall@k of cross-modal retrieval (Faghri et al., VSE++, 2018).

    Example:
        >>> recall_at_k([1, 3, 12], 5) == 2 / 3
        True
    """
    if k < 1:
        raise InvalidInputError(f"k is {k}.", remedy="Ask for the first 1 or more.")
    found = _rank_row(ranks)
    return float(np.mean(found <= k)) if len(found) else math.nan


def median_rank(ranks: ArrayLike) -> float:
    """Return the middle rank (of an even number, the mean of the two in the middle).

    Range: 1 to n, lower is better; infinity when half of the queries never find theirs. Empty input: NaN.

    Example:
        >>> median_rank([1, 2, 10, 40])
        6.0
    """
    found = _rank_row(ranks)
    return float(np.median(found)) if len(found) else math.nan


def mean_rank(ranks: ArrayLike) -> float:
    """Return the mean rank, counted from 1.

    Range: 1 to n, lower is better; infinity when one query never finds its answer. Empty input: NaN.

    Example:
        >>> mean_rank([1, 2, 6])
        3.0
    """
    found = _rank_row(ranks)
    return float(np.mean(found)) if len(found) else math.nan


def mean_reciprocal_rank(ranks: ArrayLike, *, k: int | None = None) -> float:
    """Return the mean of 1 / rank; with k, ranks beyond k count as 0.

    Range: 0 to 1, higher is better. Empty input: NaN.
    Source: Voorhees, TREC-8 question answering track, 1999; MRR@k as in MS MARCO.

    Example:
        >>> mean_reciprocal_rank([1, 2, 4]), mean_reciprocal_rank([1, 2, 4], k=2)
        (0.5833333333333334, 0.5)
    """
    if k is not None and k < 1:
        raise InvalidInputError(f"k is {k}.", remedy="Ask for the first 1 or more.")
    found = _rank_row(ranks)
    if not len(found):
        return math.nan
    reciprocal = 1.0 / found
    return float(np.mean(reciprocal if k is None else np.where(found <= k, reciprocal, 0.0)))


def chance_recall_at_k(n_candidates: int, k: int) -> float:
    """Return recall@k of a ranking by lot, with one right answer among `n_candidates`.

    Example:
        >>> chance_recall_at_k(200, 10)
        0.05
    """
    return min(k, n_candidates) / n_candidates if n_candidates else math.nan


def chance_reciprocal_rank(n_candidates: int) -> float:
    """Return the mean reciprocal rank of a ranking by lot: the n-th harmonic number over n.

    Example:
        >>> chance_reciprocal_rank(2)
        0.75
    """
    if not n_candidates:
        return math.nan
    return float(np.sum(1.0 / np.arange(1, n_candidates + 1)) / n_candidates)


def _score_table(scores: ArrayLike) -> np.ndarray:
    table = np.asarray(scores, dtype=np.float64)
    if table.ndim != 2:
        raise InvalidInputError(f"Scores have shape {table.shape}.", remedy="Give (queries, items).")
    if np.isnan(table).any():
        raise InvalidInputError("A score is not a number.", remedy="Check the vectors that were compared.")
    return table


def _target_row(targets: ArrayLike, shape: tuple[int, ...]) -> np.ndarray:
    places = np.asarray(targets)
    if places.shape != shape[:1]:
        raise InvalidInputError(
            f"{shape[0]} queries came with targets of shape {places.shape}.", remedy="Give one per query."
        )
    if places.size and not np.issubdtype(places.dtype, np.integer):
        raise InvalidInputError(f"Targets are {places.dtype}.", remedy="Give positions: whole numbers.")
    if np.any((places < 0) | (places >= shape[1])):
        raise InvalidInputError("A target is no position in the catalogue.", remedy="Give 0 … n - 1.")
    return places.astype(np.int64)


def _candidate_table(candidates: ArrayLike | None, shape: tuple[int, ...]) -> np.ndarray:
    if candidates is None:
        return np.ones(shape, dtype=bool)
    mask = np.asarray(candidates, dtype=bool)
    if mask.shape not in (shape, shape[1:]):
        raise InvalidInputError(
            f"The mask of candidates {mask.shape} does not fit scores {shape}.",
            remedy="Give (queries, items) or (items,) booleans.",
        )
    return np.broadcast_to(mask, shape)


def _rank_row(ranks: ArrayLike) -> np.ndarray:
    row = np.asarray(ranks, dtype=np.float64)
    if row.ndim != 1 or not np.all(row >= 1):
        raise InvalidInputError("Ranks are a list of numbers from 1.", remedy="1 is the best rank, not 0.")
    return row
