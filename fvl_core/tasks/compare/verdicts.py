"""Say of each pair whether one is better, by the paired bootstrap interval after Holm, McNemar beside it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

import fvl_core.metrics as metrics
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.metrics.paired_bootstrap import OfMeans

ALPHA = 0.05
MOST = 4
"""Contenders at most: four columns still fit beside each other, and six pairs still leave Holm some power."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """State how A and B compare on the same items.

    Attributes:
        measure: the figure that decides, such as "accuracy". value_a, value_b, difference: A - B.
        low, high: its paired bootstrap interval at 1 - `alpha`; alpha is 0.05, or less by Holm's order
        where several pairs are compared. p, p_holm: of the bootstrap, alone and with all pairs in mind.
        mcnemar, mcnemar_p_holm: the exact test of the same items, which decides nothing here.
        n: items. n_comparisons: pairs. needed: items in all that would settle it, None where no number does.
    """

    a: str
    b: str
    measure: str
    value_a: float
    value_b: float
    difference: float
    low: float
    high: float
    alpha: float
    p: float
    p_holm: float
    mcnemar: metrics.McNemar
    mcnemar_p_holm: float
    n: int
    n_comparisons: int
    needed: int | None

    @property
    def clear(self) -> bool:
        """Tell whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0

    @property
    def better(self) -> str | None:
        """Name the better one, None when there is no clear difference."""
        return (self.a if self.difference > 0 else self.b) if self.clear else None

    @property
    def more_needed(self) -> int | None:
        """Return how many more labelled items would settle it; 0 when it is settled."""
        if self.clear:
            return 0
        return None if self.needed is None else max(1, self.needed - self.n)

    @property
    def sentence(self) -> str:
        """Say it so that it can be read out."""
        level = f"{100 * (1 - self.alpha):.3g} %"
        # From the better one's side, so that a gain reads as a gain.
        ends = (self.low, self.high) if self.better != self.b else (-self.high, -self.low)
        span = f"{level} interval {100 * ends[0]:+.1f} to {100 * ends[1]:+.1f}, n = {self.n:,}"
        points = f"{100 * abs(self.difference):.1f} points of {self.measure.replace('_', ' ')}"
        if self.clear:
            worse = self.b if self.better == self.a else self.a
            return f"{self.better} is better than {worse} by {points} ({span})."
        told = f"No clear difference between {self.a} and {self.b}: {points} ({span})."
        if self.more_needed is None:
            return f"{told} Nothing here says that more items would settle it."
        return (
            f"{told} About {_rounded(self.more_needed):,} more labelled items would settle it, if it stays."
        )


@dataclass(frozen=True, eq=False)
class Scored:
    """Hold one contender's items: whether each is right, and the columns whose means give the figure."""

    right: np.ndarray
    columns: np.ndarray


def verdicts(
    scored: Mapping[str, Scored],
    *,
    measure: str,
    statistic: OfMeans | None = None,
    groups: Sequence[Hashable] | None = None,
    alpha: float = ALPHA,
    seed: int = 0,
) -> tuple[Verdict, ...]:
    """Compare every pair of contenders on the same items, in the order in which they came.

    Args:
        scored: by name, row i of each about the same item.
        measure: the figure's name.
        statistic: from means of the columns to the figure; by default the mean of the one column.
        groups: the product of each item, where products have several pictures.
        alpha: the chance that any of the pairs is called clear although none differs.
        seed: of the resampling.

    Raises:
        InvalidInputError: unless two to four contenders come.

    Example:
        >>> right = {"A": np.repeat([True, False], [70, 30]), "B": np.repeat([True, False], [40, 60])}
        >>> [found] = verdicts({name: Scored(r, r) for name, r in right.items()}, measure="accuracy")
        >>> found.better, found.mcnemar.only_a
        ('A', 30)
    """
    pairs = tuple(combinations(require_two_to_four(scored), 2))
    drawn = [
        metrics.paired_bootstrap(scored[a].columns, scored[b].columns, statistic, groups=groups, seed=seed)
        for a, b in pairs
    ]
    tests = [metrics.mcnemar(scored[a].right, scored[b].right) for a, b in pairs]
    alphas = _holm_alphas([found.p for found in drawn], alpha)
    adjusted = metrics.holm([found.p for found in drawn])
    tests_adjusted = metrics.holm([test.p for test in tests])
    return tuple(
        Verdict(
            a=a,
            b=b,
            measure=measure,
            value_a=found.value_a,
            value_b=found.value_b,
            difference=found.difference,
            low=interval.low,
            high=interval.high,
            alpha=own_alpha,
            p=found.p,
            p_holm=float(p_holm),
            mcnemar=test,
            mcnemar_p_holm=float(test_holm),
            n=found.n,
            n_comparisons=len(pairs),
            needed=metrics.items_to_settle(found.difference, found.standard_error, found.n, alpha=own_alpha),
        )
        for (a, b), found, test, own_alpha, interval, p_holm, test_holm in zip(
            pairs,
            drawn,
            tests,
            alphas,
            [found.interval(own) for found, own in zip(drawn, alphas, strict=True)],
            adjusted,
            tests_adjusted,
            strict=True,
        )
    )


def require_two_to_four(contenders: Mapping[str, object]) -> tuple[str, ...]:
    """Return the names, or refuse fewer than two and more than four.

    Raises:
        InvalidInputError: saying how many came.
    """
    if not 2 <= len(contenders) <= MOST:
        raise InvalidInputError(
            f"{len(contenders)} came to be compared.", remedy=f"Choose two to {MOST}, under different names."
        )
    return tuple(contenders)


def _holm_alphas(p_values: Sequence[float], alpha: float) -> list[float]:
    """Return the alpha that Holm tests each p at; after the first that fails all keep its alpha."""
    alphas = [alpha] * len(p_values)
    failed: float | None = None
    for step, place in enumerate(np.argsort(p_values, kind="stable")):
        own = failed if failed is not None else alpha / (len(p_values) - step)
        if p_values[place] > own:
            failed = own
        alphas[place] = own
    return alphas


def _rounded(n: int) -> int:
    """Keep two digits: the estimate knows no more."""
    digits = max(0, len(str(n)) - 2)
    return round(n, -digits)
