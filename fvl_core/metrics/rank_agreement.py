"""How alike two rankings are, and how alike two sets of answers."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from fvl_core.foundation.errors import InvalidInputError


def overlap_at_k(first: Sequence[Hashable], second: Sequence[Hashable], k: int) -> float:
    """Return the share of the first k items that two rankings have in common.

    Range: 0 to 1. Where one ranking has fewer than k items, the longer of the two (up to k) counts as
    whole. Two empty rankings: NaN.

    Raises:
        InvalidInputError: for k below 1, or an item that stands twice in one ranking.

    Example:
        >>> overlap_at_k(["a", "b", "c"], ["b", "a", "x"], 3) == 2 / 3
        True
    """
    if k < 1:
        raise InvalidInputError(f"k is {k}.", remedy="Compare the first 1 or more.")
    _require_distinct(first, second)
    left, right = set(first[:k]), set(second[:k])
    whole = max(len(left), len(right))
    return len(left & right) / whole if whole else math.nan


def rank_biased_overlap(first: Sequence[Hashable], second: Sequence[Hashable], *, p: float = 0.9) -> float:
    """Return the extrapolated rank-biased overlap (RBO_EXT) of two rankings: the top counts most.

    A reader who goes on to the next rank with probability p sees, on average, this share in common. What
    lies below the end of the lists is taken to agree as the end does. With p = 0.9 the first ten ranks
    carry 86 % of the weight.

    Range: 0 (disjoint) to 1 (equal). The lists may differ in length. Two empty rankings: NaN; an empty
    one beside another: 0.

    Raises:
        InvalidInputError: unless 0 < p < 1, or for an item that stands twice in one ranking.
    Source: Webber, Moffat and Zobel, A similarity measure for indefinite rankings, ACM TOIS 28(4), 2010,
    equation 32 (equation 30 where the lists are equally long).

    Example:
        >>> round(rank_biased_overlap("abc", "acb"), 6), rank_biased_overlap("ab", "xy")
        (0.955, 0.0)
    """
    if not 0 < p < 1:
        raise InvalidInputError(f"p is {p}.", remedy="Give a number between 0 and 1, such as 0.9.")
    _require_distinct(first, second)
    short, long = sorted((list(first), list(second)), key=len)
    if not short:
        return 0.0 if long else math.nan
    n_short, n_long = len(short), len(long)
    common = _overlaps(short, long)  # common[d - 1] items within the first d ranks
    at_short, at_long = common[n_short - 1], common[-1]
    seen = sum(common[d - 1] / d * p**d for d in range(1, n_long + 1))
    assumed = sum(at_short * (d - n_short) / (n_short * d) * p**d for d in range(n_short + 1, n_long + 1))
    tail = ((at_long - at_short) / n_long + at_short / n_short) * p**n_long
    return min(1.0, (1 - p) / p * (seen + assumed) + tail)


def cohens_kappa(counts: ArrayLike) -> float:
    """Return Cohen's kappa of a table of A's answers (rows) by B's (columns): agreement beyond chance.

    Range: 1 (always the same answer) through 0 (as often as by chance) down to -1. NaN for an empty table,
    and where both always give one and the same answer, which chance explains in full.

    Shapes: (L, L) counts, as `confusion_matrix` gives them.

    Raises:
        InvalidInputError: for a table that is not square or has a negative count.
    Source: Cohen, A coefficient of agreement for nominal scales, 1960.

    Example:
        >>> round(cohens_kappa([[20, 5], [10, 15]]), 6)
        0.4
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2 or table.shape[0] != table.shape[1] or (table < 0).any():
        raise InvalidInputError(
            f"A table of shape {table.shape} holds no agreement.", remedy="Give square counts of 0 or more."
        )
    n = table.sum()
    if not n:
        return math.nan
    agreed = np.trace(table) / n
    by_chance = float(table.sum(axis=0) @ table.sum(axis=1)) / n**2
    return float((agreed - by_chance) / (1 - by_chance)) if by_chance < 1 else math.nan


def _overlaps(short: list[Hashable], long: list[Hashable]) -> list[int]:
    """Return, for each depth up to the longer list's end, how many items both have within it."""
    seen: set[Hashable] = set()
    common: list[int] = []
    n = 0
    for depth, item in enumerate(long):
        for entry in (item, short[depth]) if depth < len(short) else (item,):
            n += entry in seen
            seen.add(entry)
        common.append(n)
    return common


def _require_distinct(*rankings: Sequence[Hashable]) -> None:
    for ranking in rankings:
        if len(set(ranking)) != len(ranking):
            raise InvalidInputError("An item stands twice in one ranking.", remedy="List every item once.")
