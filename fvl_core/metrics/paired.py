"""Whether two sets of answers to the same items differ by more than luck: exact tests, and Holm's order."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from fvl_core.foundation.errors import InvalidInputError


@dataclass(frozen=True)
class McNemar:
    """Count how two sets of answers fall out on the same items; p is of the exact two-sided test.

    The test looks at the items that only one side has right: if the sides were equally good, each would
    be as likely to have the one item as the other.
    """

    both_right: int
    only_a: int
    only_b: int
    both_wrong: int
    p: float

    @property
    def n(self) -> int:
        """Return the number of items."""
        return self.both_right + self.only_a + self.only_b + self.both_wrong


def mcnemar(right_a: ArrayLike, right_b: ArrayLike) -> McNemar:
    """Test with the exact binomial McNemar test whether A and B are right equally often.

    Shapes: two (n,) rows of booleans, item by item. Range: p from 0 to 1; 1 when nothing is discordant.
    Empty input: zeros and p = 1.

    Raises:
        InvalidInputError: when the rows differ in length.
    Source: McNemar, Psychometrika 12, 1947; exact form: a sign test of the discordant pairs.

    Example:
        >>> mcnemar([1, 1, 1, 1, 1, 1, 0], [0, 0, 0, 0, 0, 0, 0])
        McNemar(both_right=0, only_a=6, only_b=0, both_wrong=1, p=0.03125)
    """
    a, b = np.asarray(right_a, dtype=bool), np.asarray(right_b, dtype=bool)
    if a.ndim != 1 or a.shape != b.shape:
        raise InvalidInputError(
            f"Answers of shapes {a.shape} and {b.shape} are no pairs.", remedy="Give one of each per item."
        )
    only_a, only_b = int((a & ~b).sum()), int((b & ~a).sum())
    return McNemar(int((a & b).sum()), only_a, only_b, int((~a & ~b).sum()), sign_test(only_a, only_b))


def sign_test(n_a: int, n_b: int) -> float:
    """Return the exact two-sided p of n_a wins against n_b, were each win a toss of a fair coin.

    Ties are left out beforehand. Range: 0 to 1; 1 when nothing was won.

    Raises:
        InvalidInputError: for a negative count.
    Source: Arbuthnott, 1710; Conover, Practical Nonparametric Statistics, section 3.4.

    Example:
        >>> sign_test(6, 0), sign_test(3, 3)
        (0.03125, 1.0)
    """
    if n_a < 0 or n_b < 0:
        raise InvalidInputError(f"{min(n_a, n_b)} wins are no count.", remedy="Give 0 or more.")
    n, fewer = n_a + n_b, min(n_a, n_b)
    ways, tail = 1, 0  # whole numbers of any size: exact
    for i in range(fewer + 1):
        tail += ways
        ways = ways * (n - i) // (i + 1)
    return min(1.0, 2 * tail / 2**n)


def holm(p_values: ArrayLike) -> np.ndarray:
    """Return Holm's adjusted p of each of several tests: below 0.05 is clear with all of them in mind.

    Shapes: (m,) gives (m,) float64 in the same order; NaN (not tested) stays NaN and does not count.
    Empty input: an empty row.

    Raises:
        InvalidInputError: for a p outside 0 … 1.
    Source: Holm, A simple sequentially rejective multiple test procedure, Scand. J. Statistics 6, 1979.

    Example:
        >>> holm([0.01, 0.04, 0.03]).round(6).tolist()
        [0.03, 0.06, 0.06]
    """
    row = np.asarray(p_values, dtype=np.float64)
    if np.any((row < 0) | (row > 1)):
        raise InvalidInputError("A p is outside 0 … 1.", remedy="Give probabilities.")
    adjusted = np.full(row.shape, math.nan)
    order = np.argsort(row, kind="stable")[: int((~np.isnan(row)).sum())]  # NaN sorts last
    steps = (len(order) - np.arange(len(order))) * row[order]
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(steps)) if len(order) else steps
    return adjusted
