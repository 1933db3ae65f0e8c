"""The difference between two models on the same items, with an interval that is honest for few of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.metrics.intervals import Interval

RESAMPLES = 5000
COUNTS_AT_ONCE = 4_000_000
"""Drawn counts held at a time: 32 MB."""

OfMeans = Callable[[np.ndarray], np.ndarray]
"""From (r, f) means over items to (r,) values of a figure."""


@dataclass(frozen=True, eq=False)
class PairedBootstrap:
    """Hold the difference A - B of a figure and what resampling the items made of it.

    Attributes:
        value_a, value_b: the figure of each. difference: A - B. standard_error: of the difference.
        n: items. n_informative: items on which A and B differ at all; the others tell nothing about
        which is better. resampled: (r,) sorted differences, NaN left out.
    """

    value_a: float
    value_b: float
    difference: float
    standard_error: float
    n: int
    n_informative: int
    resampled: np.ndarray

    @property
    def p(self) -> float:
        """Return the smallest alpha whose interval leaves out 0; 1 when there is nothing to tell apart."""
        below = int(np.searchsorted(self.resampled, 0.0, side="right"))
        above = len(self.resampled) - int(np.searchsorted(self.resampled, 0.0, side="left"))
        return self._p_of_place(1 + min(below, above))

    def interval(self, alpha: float = 0.05) -> Interval:
        """Return the interval that misses the true difference in a share `alpha` of all cases.

        A percentile interval of the resampled differences, widened for few informative items as Student's
        t is wider than the normal; (-1, 1), the ends of every share, when these are too few for alpha.

        Raises:
            InvalidInputError: unless 0 < alpha < 1.
        Source: Hesterberg, What Teachers Should Know About the Bootstrap, The American Statistician 69,
        2015, section 5.3 ("expanded percentile interval").
        """
        if not 0 < alpha < 1:
            raise InvalidInputError(f"alpha is {alpha}.", remedy="Give a number between 0 and 1: 0.05.")
        if math.isnan(self.difference):
            return Interval(math.nan, math.nan)
        low, high = 0, (len(self.resampled) + 1) // 2  # the last place whose p is at most alpha
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._p_of_place(middle) <= alpha else (low, middle - 1)
        if low == 0:
            return Interval(-1.0, 1.0)
        return Interval(float(self.resampled[low - 1]), float(self.resampled[-low]))

    def _p_of_place(self, place: int) -> float:
        """Return the alpha of the interval between the place-th lowest and highest difference."""
        share = place / (len(self.resampled) + 1)
        freedom = self.n_informative - 1
        if share >= 0.5 or freedom < 1:
            return 1.0
        z = -NormalDist().inv_cdf(share)
        return 2 * student_tail(z / math.sqrt(self.n_informative / freedom), freedom)


def paired_bootstrap(
    values_a: ArrayLike,
    values_b: ArrayLike,
    statistic: OfMeans | None = None,
    *,
    groups: Sequence[Hashable] | None = None,
    n_resamples: int = RESAMPLES,
    seed: int = 0,
) -> PairedBootstrap:
    """Resample items, the two models' values of one item always together, and compare a figure.

    Args:
        values_a: (n,) or (n, f), one row per item: whether A is right, or any columns whose means the
            figure is a function of (see `f1_columns`).
        values_b: the same of B.
        statistic: from (r, f) means to (r,) figures; by default the mean itself.
        groups: (n,) the product of each picture: then whole products are drawn.
        n_resamples: how many times to draw.
        seed: same seed, same result.

    Empty input: NaN everywhere, p = 1.

    Raises:
        InvalidInputError: for shapes that disagree, or no resamples.
    Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapters 6 and 13.

    Example:
        >>> found = paired_bootstrap([1] * 60 + [0] * 40, [1] * 20 + [0] * 80)
        >>> round(found.difference, 3), found.interval().low > 0, found.p < 0.01
        (0.4, True, True)
    """
    a, b = _columns(values_a), _columns(values_b)
    if a.shape != b.shape or (groups is not None and len(groups) != len(a)) or n_resamples < 1:
        raise InvalidInputError(
            f"Values {a.shape} and {b.shape}, {n_resamples} resamples.",
            remedy="Give one row of each model (and one group) per item, and resample at least once.",
        )
    figure = statistic or (lambda means: means[:, 0])
    if not len(a):
        return PairedBootstrap(math.nan, math.nan, math.nan, math.nan, 0, 0, np.empty(0))
    sides = np.concatenate([np.ones((len(a), 1)), a, b], axis=1)  # (n, 1 + 2f): the 1 counts items
    units = _summed(sides, groups)
    whole = _difference(units.sum(axis=0, keepdims=True), figure)
    drawn = _resample(units, figure, n_resamples, seed)
    n_features = a.shape[1]
    differing = (units[:, 1 : 1 + n_features] != units[:, 1 + n_features :]).any(axis=1)
    return PairedBootstrap(
        value_a=float(whole[0, 0]),
        value_b=float(whole[0, 1]),
        difference=float(whole[0, 0] - whole[0, 1]),
        standard_error=float(drawn.std()) if len(drawn) else math.nan,
        n=len(a),
        n_informative=int(differing.sum()),
        resampled=np.sort(drawn),
    )


def f1_columns(truth: Sequence[str], predicted: Sequence[str], labels: Sequence[str]) -> np.ndarray:
    """Return the columns whose means give every F1: hits, truths and answers of each label, (n, 3L).

    Raises:
        InvalidInputError: for a label that is not among `labels`.

    Example:
        >>> f1_columns(["a"], ["b"], ["a", "b"]).tolist()
        [[0.0, 0.0, 1.0, 0.0, 0.0, 1.0]]
    """
    place = {label: position for position, label in enumerate(labels)}
    if unknown := sorted({*truth, *predicted} - place.keys()):
        raise InvalidInputError(f"{unknown[0]!r} is not among the labels.", remedy="Add it to the labels.")
    occurs = np.eye(len(labels))[[place[label] for label in truth]].reshape(-1, len(labels))
    given = np.eye(len(labels))[[place[label] for label in predicted]].reshape(-1, len(labels))
    return np.concatenate([occurs * given, occurs, given], axis=1)


def macro_f1_of_means(means: np.ndarray) -> np.ndarray:
    """Return macro F1 for rows of means of `f1_columns`, over the labels that occur or are given.

    Shapes: (r, 3L) gives (r,).

    Example:
        >>> macro_f1_of_means(f1_columns(["a", "b"], ["a", "a"], ["a", "b", "c"]).mean(axis=0, keepdims=True))
        array([0.33333333])
    """
    hits, occurs, given = np.split(means, 3, axis=1)
    total = occurs + given
    scores = np.divide(2 * hits, total, out=np.zeros_like(hits), where=total > 0)
    n_defined = (total > 0).sum(axis=1)
    return np.divide(scores.sum(axis=1), n_defined, out=np.full(len(means), math.nan), where=n_defined > 0)


@lru_cache(maxsize=4096)
def student_tail(t: float, freedom: int) -> float:
    """Return the chance that Student's t with whole degrees of freedom exceeds t ≥ 0.

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4; beyond 200
    degrees 26.7.8, which is within 3e-6 there.

    Example:
        >>> round(student_tail(2.776445, 4), 6)
        0.025
    """
    if freedom > 200:
        x = t * (1 - 1 / (4 * freedom)) / math.sqrt(1 + t * t / (2 * freedom))
        return 0.5 * math.erfc(x / math.sqrt(2))
    angle = math.atan2(t, math.sqrt(freedom))
    cosine, sine = math.cos(angle), math.sin(angle)
    odd = freedom % 2
    term, total = (cosine, cosine) if odd else (1.0, 1.0)
    for step in range(2 + odd, freedom - 1, 2):
        term *= cosine * cosine * (step - 1) / step
        total += term
    inside = 2 / math.pi * (angle + sine * total * (freedom > 1)) if odd else sine * total
    return max(0.0, (1 - inside) / 2)


def _columns(values: ArrayLike) -> np.ndarray:
    table = np.asarray(values, dtype=np.float64)
    return table[:, None] if table.ndim == 1 else table


def _summed(rows: np.ndarray, groups: Sequence[Hashable] | None) -> np.ndarray:
    """Add up the rows of each group; without groups every row stands for itself."""
    if groups is None:
        return rows
    places: dict[Hashable, int] = {}
    of_row = [places.setdefault(group, len(places)) for group in groups]
    sums = np.zeros((len(places), rows.shape[1]))
    np.add.at(sums, of_row, rows)
    return sums


def _difference(sums: np.ndarray, figure: OfMeans) -> np.ndarray:
    """Return (r, 2) figures of A and B from (r, 1 + 2f) sums."""
    means = sums[:, 1:] / sums[:, :1]
    half = means.shape[1] // 2
    return np.stack([figure(means[:, :half]), figure(means[:, half:])], axis=1)


def _resample(units: np.ndarray, figure: OfMeans, n_resamples: int, seed: int) -> np.ndarray:
    """Draw how often each distinct row comes: the same law as drawing rows, and much faster."""
    kinds, counts = np.unique(units, axis=0, return_counts=True)
    draws = np.random.default_rng(seed)
    block = max(1, COUNTS_AT_ONCE // len(kinds))
    results = []
    for start in range(0, n_resamples, block):
        size = min(block, n_resamples - start)
        drawn = draws.multinomial(len(units), counts / len(units), size=size)
        both = _difference(drawn @ kinds, figure)
        results.append(both[:, 0] - both[:, 1])
    differences = np.concatenate(results)
    return differences[~np.isnan(differences)]
