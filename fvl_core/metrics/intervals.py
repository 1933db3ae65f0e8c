"""How far a figure may be from the truth, given how few items it was measured on."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from fvl_core.foundation.errors import InvalidInputError

MAX_DRAWN = 1 << 17
"""Places drawn at once: enough to be quick, few enough to stay near the processor."""
PER_KIND = 8
"""So many items of a kind there must be on average before kinds are drawn instead of items."""


class Interval(NamedTuple):
    """Hold the two ends of an interval, low first; both NaN when there was nothing to measure."""

    low: float
    high: float


def wilson_interval(n_right: int, n: int, *, level: float = 0.95) -> Interval:
    """Return Wilson's score interval for a share of right answers.

    Range: 0 to 1; unlike the textbook's normal interval it stays inside and is honest near 0 and 1.
    Empty input: n = 0 gives (NaN, NaN).

    Raises:
        InvalidInputError: unless 0 ≤ n_right ≤ n and 0 < level < 1.
    Source: Wilson, Probable inference, JASA 22, 1927.

    Example:
        >>> low, high = wilson_interval(9, 10)
        >>> round(low, 4), round(high, 4)
        (0.5958, 0.9821)
    """
    _require_level(level)
    if not 0 <= n_right <= n:
        raise InvalidInputError(f"{n_right} of {n} is no share.", remedy="Give 0 ≤ n_right ≤ n.")
    if n == 0:
        return Interval(math.nan, math.nan)
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, spread = n_right / n, z * z / n
    centre = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    # At the ends the formula is exact in real numbers; in floating point it misses by one unit.
    low = 0.0 if n_right == 0 else max(0.0, centre - half)
    high = 1.0 if n_right == n else min(1.0, centre + half)
    return Interval(low, high)


def bootstrap_interval(
    values: ArrayLike,
    statistic: Callable[[np.ndarray], float] = np.mean,
    *,
    n_resamples: int = 2000,
    level: float = 0.95,
    seed: int = 0,
) -> Interval:
    """Return the percentile bootstrap interval of a statistic over items.

    Args:
        values: (n,) or (n, m), one row per item; rows are drawn with replacement, so values of one item
            (truth and answer, or two models' scores) stay together.
        statistic: takes rows as drawn, gives one number. NaN results are left out.
        n_resamples: how many times to draw.
        level: share of the results that lie inside.
        seed: same seed, same interval.

    Empty input: (NaN, NaN), as when the statistic is never defined.

    Raises:
        InvalidInputError: for no resamples, or a level outside 0 … 1.
    Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.

    Example:
        >>> bootstrap_interval([3.0, 3.0, 3.0])
        Interval(low=3.0, high=3.0)
    """
    _require_resamples(n_resamples, level)
    rows = np.asarray(values)
    if not len(rows):
        return Interval(math.nan, math.nan)
    lots = _drawn(len(rows), n_resamples, seed)
    return _middle(np.array([float(statistic(rows[places])) for lot in lots for places in lot]), level)


def bootstrap_intervals(
    sizes: ArrayLike,
    statistics: Callable[[np.ndarray], np.ndarray],
    n_statistics: int,
    *,
    n_resamples: int = 2000,
    level: float = 0.95,
    seed: int = 0,
) -> tuple[Interval, ...]:
    """Return the percentile bootstrap intervals of several statistics over the same draws of items.

    Args:
        sizes: (k,) how many items there are of each kind. Items of one kind are interchangeable, so a draw
            comes down to how often each kind is in it; where all items differ, these are ones.
        statistics: takes how often each kind is in each draw, (r, k), many draws at once, and gives
            (r, n_statistics) numbers; NaN where one is not defined.
        n_statistics: how many numbers `statistics` gives.
        n_resamples: as for `bootstrap_interval`.
        level: likewise.
        seed: likewise; with many kinds the draws are those of `bootstrap_interval`, kind by kind.

    Empty input, raises, source: as `bootstrap_interval`.

    Example:
        >>> heights = np.array([3.0, 3.0])
        >>> bootstrap_intervals([4, 1], lambda counts: (counts @ heights / 5)[:, None], 1)
        (Interval(low=3.0, high=3.0),)
    """
    _require_resamples(n_resamples, level)
    kinds = np.asarray(sizes, dtype=np.int64)
    if not kinds.sum():
        return (Interval(math.nan, math.nan),) * n_statistics
    results = np.concatenate([statistics(counts) for counts in _counted(kinds, n_resamples, seed)])
    return tuple(_middle(column, level) for column in results.T)


def _drawn(n: int, n_resamples: int, seed: int) -> Iterator[np.ndarray]:
    """Draw n places of n, `n_resamples` times, many at once: (r, n)."""
    draws = np.random.default_rng(seed)
    at_once = max(1, MAX_DRAWN // n)
    for done in range(0, n_resamples, at_once):
        yield draws.integers(0, n, (min(at_once, n_resamples - done), n))


def _counted(sizes: np.ndarray, n_resamples: int, seed: int) -> Iterator[np.ndarray]:
    """Draw how often each kind comes: (r, k), many at once."""
    n, k = int(sizes.sum()), len(sizes)
    if k * PER_KIND < n:  # the same law as drawing items, and much faster
        draws = np.random.default_rng(seed)
        at_once = max(1, MAX_DRAWN // k)
        for done in range(0, n_resamples, at_once):
            yield draws.multinomial(n, sizes / n, min(at_once, n_resamples - done))
        return
    kinds = np.repeat(np.arange(k), sizes)
    for places in _drawn(n, n_resamples, seed):
        cells = places if k == n else kinds[places]
        cells += k * np.arange(len(places))[:, None]
        yield np.bincount(cells.ravel(), minlength=k * len(places)).reshape(len(places), k)


def _middle(results: np.ndarray, level: float) -> Interval:
    results = results[~np.isnan(results)]
    if not len(results):
        return Interval(math.nan, math.nan)
    # Interpolating between infinite ranks would give NaN; taking one of the results never does.
    low, high = np.quantile(results, [(1 - level) / 2, (1 + level) / 2], method="inverted_cdf")
    return Interval(float(low), float(high))


def _require_resamples(n_resamples: int, level: float) -> None:
    _require_level(level)
    if n_resamples < 1:
        raise InvalidInputError(
            f"{n_resamples} resamples came.", remedy="Draw at least once; 2,000 is usual."
        )


def _require_level(level: float) -> None:
    if not 0 < level < 1:
        raise InvalidInputError(
            f"The level is {level}.", remedy="Give a number between 0 and 1, such as 0.95."
        )
