"""Measures of outfits: the missing item found within its category, and whole outfits told from mixed ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from fvl_core.foundation.errors import InvalidInputError


def ranks_within_category(
    scores: ArrayLike,
    right: Sequence[int],
    query_categories: Sequence[str],
    item_categories: Sequence[str],
    *,
    mask_value: float | None = None,
) -> np.ndarray:
    """Rank each query's right item among the items of its own category; ties go to the earlier item.

    Shapes: scores (n, m), higher is better; gives (n,) int64, 1 for the best.

    Args:
        scores: of every item for every query.
        right: (n,) the place of each query's right item; its category is the query's.
        query_categories: (n,) the category that is looked for.
        item_categories: (m,) the category of each item.
        mask_value: what items of other categories score instead of being left out. FashionViL's own
            evaluation writes -1 there, which overtakes right items that score less.

    Example:
        >>> ranks_within_category([[0.1, 0.9, 0.2]], [0], ["hat"], ["hat", "shoe", "hat"]).tolist()
        [2]
        >>> categories = ["hat", "shoe", "hat"]
        >>> ranks_within_category([[-3, 0.9, -4]], [0], ["hat"], categories, mask_value=-1).tolist()
        [2]
    """
    table = np.array(scores, dtype=np.float64)
    other = np.asarray(query_categories)[:, None] != np.asarray(item_categories)[None, :]
    table[other] = -np.inf if mask_value is None else mask_value
    own = table[np.arange(len(table)), list(right)][:, None]
    places = np.arange(table.shape[1])[None, :]
    before = (table > own) | ((table == own) & (places < np.asarray(right)[:, None]))
    return np.asarray(before.sum(axis=1) + 1, np.int64)


def category_mean(values: ArrayLike, categories: ArrayLike) -> float:
    """Average values within each category, then over the categories, so that a large one counts no more.

    Example:
        >>> category_mean([1, 1, 0], ["hat", "hat", "shoe"])
        0.5
    """
    numbers = np.asarray(values, np.float64)
    _, places = np.unique(np.asarray(categories), return_inverse=True)
    sums = np.bincount(places, weights=numbers)
    return float(np.mean(sums / np.bincount(places)))


def roc_auc(scores: ArrayLike, positive: ArrayLike) -> float:
    """Return the chance that a positive scores above a negative; ties count half.

    Raises:
        InvalidInputError: when there is no positive, or no negative.

    Source: the Mann-Whitney U statistic; equal to scikit-learn's roc_auc_score.

    Example:
        >>> roc_auc([0.9, 0.4, 0.4, 0.1], [True, True, False, False])
        0.875
    """
    numbers, right = np.asarray(scores, np.float64), np.asarray(positive, bool)
    n_right, n_wrong = int(right.sum()), int((~right).sum())
    if not n_right or not n_wrong:
        raise InvalidInputError(
            f"{n_right} positives and {n_wrong} negatives came.", remedy="Give at least one of each."
        )
    _, places, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    mean_ranks = ends - (counts - 1) / 2  # (values,)
    total = float(mean_ranks[places][right].sum())
    return (total - n_right * (n_right + 1) / 2) / (n_right * n_wrong)
