"""How many labelled items would settle a question, and how a blind choice between two came out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.metrics.intervals import wilson_interval
from fvl_core.metrics.paired import sign_test


def items_to_settle(
    difference: float, standard_error: float, n: int, *, alpha: float = 0.05, power: float = 0.8
) -> int | None:
    """Return how many items in all a test needs to find this difference with a chance of `power`.

    Derivation: the difference of n items has the standard error s / √n, s being the spread of one item;
    so s = standard_error · √n. Of N items a difference is called clear above z(alpha/2) · s / √N. If it
    truly is `difference`, it lies above that with chance `power` once
    |difference| = (z(alpha/2) + z(power)) · s / √N; so N = ((z(alpha/2) + z(power)) · s / difference)².

    It takes the observed difference for the true one, which nobody knows: read it as an order of
    magnitude. None where the difference is nil (no number of items settles that), undefined, or where
    not one item tells the two apart.

    Raises:
        InvalidInputError: for an alpha or power outside 0 … 1, or a negative n or error.
    Source: the normal approximation of any z test; for shares it is Miettinen's unconditional form of
    Connor, Sample size for testing differences in proportions for the paired-sample design, 1987.

    Example:
        >>> items_to_settle(0.05, 0.02, 500)  # s = 0.447, (2.80 · 0.447 / 0.05)²
        628
    """
    if not (0 < alpha < 1 and 0 < power < 1) or n < 0 or standard_error < 0:
        raise InvalidInputError(
            f"alpha {alpha}, power {power}, n {n} and error {standard_error} do not fit.",
            remedy="Give alpha and power between 0 and 1, n and error of 0 or more.",
        )
    if not difference or not standard_error or math.isnan(difference + standard_error):
        return None
    z = NormalDist()
    reach = -z.inv_cdf(alpha / 2) + z.inv_cdf(power)
    return math.ceil(n * (reach * standard_error / difference) ** 2)


@dataclass(frozen=True)
class Preference:
    """State how often A was preferred to B, ties left out: rate, 95 % Wilson interval, sign test's p."""

    n_a: int
    n_b: int
    n_ties: int
    rate: float
    low: float
    high: float
    p: float


def preference(n_a: int, n_b: int, n_ties: int = 0) -> Preference:
    """Sum up a blind duel: the share of decided rounds that A won.

    Range: rate from 0 to 1; one half is no preference. No decided round: NaN and p = 1.

    Raises:
        InvalidInputError: for a negative count.

    Example:
        >>> found = preference(9, 1, 3)
        >>> found.rate, round(found.low, 4), round(found.high, 4), round(found.p, 4)
        (0.9, 0.5958, 0.9821, 0.0215)
    """
    if min(n_a, n_b, n_ties) < 0:
        raise InvalidInputError("A count is negative.", remedy="Give 0 or more.")
    decided = n_a + n_b
    low, high = wilson_interval(n_a, decided)
    rate = n_a / decided if decided else math.nan
    return Preference(n_a, n_b, n_ties, rate, low, high, sign_test(n_a, n_b))
