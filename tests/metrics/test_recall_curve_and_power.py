"""Recall curves against scikit-learn, estimated sizes against simulated studies, preferences by SciPy."""

import math

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import top_k_accuracy_score

import fvl_core as fvl

metrics = fvl.metrics


def test_the_curve_agrees_with_scikit_learn_and_its_band_with_scipy():
    draws = np.random.default_rng(0)
    for _ in range(40):
        n, size = int(draws.integers(2, 40)), int(draws.integers(3, 12))
        scores = draws.permuted(np.tile(np.arange(size, dtype=float), (n, 1)), axis=1)  # without ties
        targets = draws.integers(0, size, n)
        ranks = metrics.ranks_of_targets(scores, targets)
        curve = metrics.recall_curve(ranks, size, k_max=50)
        assert [point.k for point in curve] == list(range(1, size + 1))
        for point in curve:
            share = (
                top_k_accuracy_score(targets, scores, k=point.k, labels=range(size))
                if point.k < size
                else 1.0
            )
            assert point.recall == pytest.approx(share)
            band = stats.binomtest(round(share * n), n).proportion_ci(method="wilson")
            assert (point.low, point.high) == pytest.approx((band.low, band.high), abs=1e-9)
            assert point.chance == point.k / size


def test_targets_that_are_never_found_count():
    curve = metrics.recall_curve([1, math.inf], 3)
    assert [point.recall for point in curve] == [0.5, 0.5, 0.5]


def test_no_queries_give_a_curve_of_nothing_but_chance():
    point = metrics.recall_curve([], 4)[0]
    assert math.isnan(point.recall)
    assert point.chance == 0.25


def test_every_rank_falls_into_the_bin_that_names_it():
    names = metrics.rank_bin_names()
    for rank in [*range(1, 130), math.inf]:
        name = names[int(metrics.rank_bins_of([rank])[0])]
        low, _, high = name.partition("–")
        if name.startswith(">"):
            assert rank > int(name[1:])
        else:
            assert int(low) <= rank <= int(high or low)


def test_a_study_of_the_estimated_size_finds_the_difference_about_as_often_as_promised():
    draws = np.random.default_rng(1)
    p_a, p_b = 0.78, 0.70
    spread = math.sqrt(p_a * (1 - p_a) + p_b * (1 - p_b))  # of independent answers
    n = metrics.items_to_settle(p_a - p_b, spread / math.sqrt(500), 500)
    assert n == pytest.approx((2.8016 * spread / 0.08) ** 2, rel=0.01)
    found = 0
    for _ in range(600):
        a, b = draws.random(n) < p_a, draws.random(n) < p_b
        discordant = ((a & ~b).sum(), (b & ~a).sum())
        found += abs(discordant[0] - discordant[1]) / math.sqrt(sum(discordant)) > 1.96
    assert 0.74 <= found / 600 <= 0.86


def test_a_smaller_alpha_needs_more_items_and_twice_the_difference_a_quarter():
    n = metrics.items_to_settle(0.04, 0.02, 400)
    stricter = metrics.items_to_settle(0.04, 0.02, 400, alpha=0.01)
    assert n is not None
    assert stricter is not None
    assert stricter > n
    assert metrics.items_to_settle(0.08, 0.02, 400) == pytest.approx(n / 4, abs=1)
    assert metrics.items_to_settle(-0.04, 0.02, 400) == n


@pytest.mark.parametrize("entry", [(0.0, 0.1, 50), (0.1, 0.0, 50), (math.nan, 0.1, 50)])
def test_no_number_of_items_settles_what_does_not_differ(entry):
    assert metrics.items_to_settle(*entry) is None


def test_preferences_agree_with_scipy():
    for n_a in range(12):
        for n_b in range(12):
            found = metrics.preference(n_a, n_b, 5)
            if n_a + n_b == 0:
                assert math.isnan(found.rate)
                assert found.p == 1.0
                continue
            test = stats.binomtest(n_a, n_a + n_b)
            band = test.proportion_ci(method="wilson")
            assert (found.rate, found.p) == pytest.approx((n_a / (n_a + n_b), test.pvalue))
            assert (found.low, found.high) == pytest.approx((band.low, band.high), abs=1e-9)


@pytest.mark.parametrize(
    "call",
    [
        lambda: metrics.recall_curve([1], 0),
        lambda: metrics.recall_curve([0], 3),
        lambda: metrics.rank_bins_of([0]),
        lambda: metrics.preference(-1, 2),
        lambda: metrics.items_to_settle(0.1, 0.1, 10, alpha=0.0),
        lambda: metrics.items_to_settle(0.1, -0.1, 10),
    ],
)
def test_input_that_makes_no_sense_is_refused(call):
    with pytest.raises(fvl.InvalidInputError):
        call()
