"""Recall over k with its band and the chance line, and ranks sorted into bins that people can read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.metrics.intervals import wilson_interval
from fvl_core.metrics.ranking import chance_recall_at_k, recall_at_k

RANK_BINS = ((1, 1), (2, 5), (6, 10), (11, 50), (51, 100), (101, math.inf))
"""First and last rank of each bin of a rank histogram."""


@dataclass(frozen=True)
class CurvePoint:
    """Hold recall@k with its 95 % Wilson interval, and what a ranking by lot reaches."""

    k: int
    recall: float
    low: float
    high: float
    chance: float


def recall_curve(
    ranks: ArrayLike, n_candidates: int, *, k_max: int = 50, level: float = 0.95
) -> tuple[CurvePoint, ...]:
    """Return recall@k for k = 1 … k_max, as far as there are candidates.

    The band holds point by point: each interval by itself covers the truth in 95 % of cases, not the
    whole curve at once. Empty input: recall and band are NaN.

    Raises:
        InvalidInputError: for fewer than one candidate, or a rank below 1.

    Example:
        >>> [(point.k, point.recall, point.chance) for point in recall_curve([1, 2, 4, 4], 4, k_max=2)]
        [(1, 0.25, 0.25), (2, 0.5, 0.5)]
    """
    if n_candidates < 1 or k_max < 1:
        raise InvalidInputError(
            f"{n_candidates} candidates and k up to {k_max} make no curve.", remedy="Give 1 or more."
        )
    row = np.asarray(ranks, dtype=np.float64)
    points = []
    for k in range(1, min(k_max, n_candidates) + 1):
        recall = recall_at_k(row, k)
        low, high = wilson_interval(int((row <= k).sum()), len(row), level=level)
        points.append(CurvePoint(k, recall, low, high, chance_recall_at_k(n_candidates, k)))
    return tuple(points)


def rank_bin_names(bins: Sequence[tuple[float, float]] = RANK_BINS) -> tuple[str, ...]:
    """Return the bins as people read them.

    Example:
        >>> rank_bin_names()
        ('1', '2–5', '6–10', '11–50', '51–100', '>100')
    """
    return tuple(
        f">{low - 1:.0f}" if math.isinf(high) else f"{low:.0f}" if low == high else f"{low:.0f}–{high:.0f}"
        for low, high in bins
    )


def rank_bins_of(ranks: ArrayLike, bins: Sequence[tuple[float, float]] = RANK_BINS) -> np.ndarray:
    """Return for each rank the position of its bin; what is never found (infinity) is in the last.

    Shapes: (n,) gives (n,) int64.

    Example:
        >>> rank_bins_of([1, 5, 10, 11, 1000, float("inf")]).tolist()
        [0, 1, 2, 3, 5, 5]
    """
    row = np.asarray(ranks, dtype=np.float64)
    if not np.all(row >= 1):
        raise InvalidInputError("Ranks are numbers from 1.", remedy="1 is the best rank, not 0.")
    return np.searchsorted([high for _, high in bins], row, side="left")
