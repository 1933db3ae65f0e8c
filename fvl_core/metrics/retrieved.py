"""Measures of the first k that came back, where a query may have many right answers.

"Recall@1" has two meanings in the literature: the share of queries that found any right answer
(`recall_at_k`, of ranks), and the share of its right answers that a query found (`fractional_recall_at_k`,
here). With one right answer each they are equal; with seven, the second is 1/7 at most.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from fvl_core.foundation.errors import InvalidInputError


def first_places(scores: ArrayLike, k: int) -> np.ndarray:
    """Return the places of the k best items of each query, best first; of equals the earlier.

    Shapes: scores (q, n) gives (q, min(k, n)) int64.

    Raises:
        InvalidInputError: for k below 1, or scores that are no table.

    Example:
        >>> first_places([[0.1, 0.9, 0.9, 0.5]], 3).tolist()
        [[1, 2, 3]]
    """
    table = np.asarray(scores)
    if table.ndim != 2 or k < 1:
        raise InvalidInputError(
            f"Scores {table.shape} and k {k} do not work.", remedy="Give (queries, items) and k from 1."
        )
    return np.argsort(-table, axis=1, kind="stable")[:, :k].astype(np.int64)


def fractional_recall_at_k(hits: ArrayLike, n_right: ArrayLike, k: int) -> np.ndarray:
    """Return the share of its right answers that each query has among its first k.

    Shapes: hits (q, K) booleans, best first; n_right (q,) right answers there are; gives (q,).
    Range: 0 to min(k, n_right) / n_right. A query without any right answer gives NaN.
    Source: recall_k of trec_eval.

    Example:
        >>> fractional_recall_at_k([[1, 0, 1]], [4], 3).tolist()
        [0.5]
    """
    table, counts = _checked(hits, n_right, k)
    found = table[:, :k].sum(axis=1).astype(np.float64)
    return np.divide(found, counts, out=np.full(len(table), np.nan), where=counts > 0)


def precision_at_k(hits: ArrayLike, k: int) -> np.ndarray:
    """Return the share of the first k that is right; k stays k where fewer came back.

    Shapes: hits (q, K) booleans, best first; gives (q,). Range: 0 to 1.
    Source: P_k of trec_eval.

    Example:
        >>> precision_at_k([[1, 0, 1]], 10).tolist()
        [0.2]
    """
    table, _ = _checked(hits, None, k)
    return table[:, :k].sum(axis=1) / float(k)


def reciprocal_ranks(hits: ArrayLike) -> np.ndarray:
    """Return 1 / rank of the first right answer of each query; 0 where none came back.

    Shapes: hits (q, K) booleans, best first; gives (q,). The mean over ten columns is MRR@10.

    Example:
        >>> reciprocal_ranks([[0, 1, 1], [0, 0, 0]]).tolist()
        [0.5, 0.0]
    """
    table = np.asarray(hits, dtype=bool)
    first = table.argmax(axis=1) if table.shape[1] else np.zeros(len(table), np.int64)
    return np.where(table.any(axis=1), 1.0 / (1 + first), 0.0)


def average_precision_at_k(hits: ArrayLike, n_right: ArrayLike, k: int) -> np.ndarray:
    """Return the mean, over all right answers, of the precision where each stands; 0 for those beyond k.

    Shapes: as `fractional_recall_at_k`. Range: 0 to min(k, n_right) / n_right.
    Source: map_cut_k of trec_eval, which divides by all right answers and not by k.

    Example:
        >>> average_precision_at_k([[1, 0, 1]], [2], 3).round(4).tolist()  # (1/1 + 2/3) / 2
        [0.8333]
    """
    table, counts = _checked(hits, n_right, k)
    cut = table[:, :k]
    precisions = cut.cumsum(axis=1) / np.arange(1, cut.shape[1] + 1)
    total = (precisions * cut).sum(axis=1)
    return np.divide(total, counts, out=np.full(len(table), np.nan), where=counts > 0)


def ndcg_at_k(hits: ArrayLike, n_right: ArrayLike, k: int) -> np.ndarray:
    """Return the discounted gain of the first k against the best possible; each right answer gains 1.

    Shapes: as `fractional_recall_at_k`. Range: 0 to 1.
    Source: ndcg_cut_k of trec_eval; Järvelin and Kekäläinen, 2002, with the discount 1 / log2(rank + 1).

    Example:
        >>> ndcg_at_k([[0, 1]], [1], 2).round(4).tolist()
        [0.6309]
    """
    table, counts = _checked(hits, n_right, k)
    discounts = 1.0 / np.log2(np.arange(2, k + 2))
    cut = table[:, :k]
    gained = (cut * discounts[: cut.shape[1]]).sum(axis=1)
    best = np.concatenate([[0.0], discounts.cumsum()])[np.minimum(counts, k)]
    return np.divide(gained, best, out=np.full(len(table), np.nan), where=best > 0)


def _checked(hits: ArrayLike, n_right: ArrayLike | None, k: int) -> tuple[np.ndarray, np.ndarray]:
    table = np.asarray(hits, dtype=bool)
    counts = np.asarray(table.sum(axis=1) if n_right is None else n_right, dtype=np.int64)
    if table.ndim != 2 or counts.shape != (len(table),) or k < 1:
        raise InvalidInputError(
            f"Hits {table.shape}, counts {counts.shape} and k {k} do not work.",
            remedy="Give (queries, places) hits, one count per query, and k from 1.",
        )
    if np.any(counts < table.sum(axis=1)):
        raise InvalidInputError(
            "A query has more hits than right answers.", remedy="Count every right answer there is."
        )
    return table, counts
