"""Intervals agree with SciPy, cover the truth as often as they claim, and repeat by seed."""

import math

import numpy as np
import pytest
from scipy import stats

import fvl_core as fvl

metrics = fvl.metrics


def test_wilson_agrees_with_scipy_for_every_share_up_to_forty():
    for n in range(1, 41):
        for n_right in range(n + 1):
            for level in (0.8, 0.95, 0.99):
                expected = stats.binomtest(n_right, n).proportion_ci(level, method="wilson")
                found = metrics.wilson_interval(n_right, n, level=level)
                assert found == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_wilson_stays_inside_nought_and_one_and_holds_the_share():
    draws = np.random.default_rng(0)
    for _ in range(2000):
        n = int(draws.integers(1, 10**6))
        n_right = int(draws.integers(0, n + 1))
        low, high = metrics.wilson_interval(n_right, n)
        assert 0 <= low <= n_right / n <= high <= 1


def test_no_items_give_no_interval():
    assert all(math.isnan(end) for end in metrics.wilson_interval(0, 0))
    assert all(math.isnan(end) for end in metrics.bootstrap_interval([]))


def test_the_bootstrap_of_a_mean_agrees_with_scipy():
    values = np.random.default_rng(1).normal(5, 2, 200)
    found = metrics.bootstrap_interval(values, n_resamples=4000)
    expected = stats.bootstrap(
        (values,), np.mean, n_resamples=4000, method="percentile", rng=np.random.default_rng(2)
    ).confidence_interval
    assert found == pytest.approx((expected.low, expected.high), abs=0.03)


def test_the_bootstrap_covers_the_true_mean_about_as_often_as_it_claims():
    draws = np.random.default_rng(3)
    hits = 0
    for repeat in range(300):
        low, high = metrics.bootstrap_interval(draws.exponential(1.0, 80), n_resamples=300, seed=repeat)
        hits += low <= 1.0 <= high
    assert 0.88 <= hits / 300 <= 0.98


def test_the_same_seed_gives_the_same_interval():
    values = np.random.default_rng(4).random(50)
    assert metrics.bootstrap_interval(values, seed=9) == metrics.bootstrap_interval(values, seed=9)
    assert metrics.bootstrap_interval(values, seed=9) != metrics.bootstrap_interval(values, seed=10)


def test_rows_of_one_item_stay_together():
    left = np.random.default_rng(5).random(60)
    paired = np.stack([left, left + 0.25], axis=1)  # (n, 2), the difference is the same in every row
    found = metrics.bootstrap_interval(paired, lambda rows: float(np.mean(rows[:, 1] - rows[:, 0])))
    assert found == pytest.approx((0.25, 0.25), abs=1e-12)


def test_infinite_ranks_give_an_infinite_end_and_never_nan():
    low, high = metrics.bootstrap_interval([1.0] * 6 + [math.inf] * 5, metrics.median_rank)
    assert (low, high) == (1.0, math.inf)


def test_undefined_results_are_left_out():
    def mean_of_positive(rows):
        kept = rows[rows > 0]
        return float(np.mean(kept)) if len(kept) else math.nan

    assert metrics.bootstrap_interval([-1.0, 2.0], mean_of_positive, n_resamples=200) == (2.0, 2.0)
    assert math.isnan(metrics.bootstrap_interval([-1.0], mean_of_positive, n_resamples=20).low)


@pytest.mark.parametrize(
    "call",
    [
        lambda: metrics.wilson_interval(3, 2),
        lambda: metrics.wilson_interval(-1, 2),
        lambda: metrics.wilson_interval(1, 2, level=95),
        lambda: metrics.bootstrap_interval([1.0], level=0.0),
        lambda: metrics.bootstrap_interval([1.0], n_resamples=0),
    ],
)
def test_input_that_makes_no_sense_is_refused(call):
    with pytest.raises(fvl.InvalidInputError):
        call()


def test_intervals_of_several_statistics_are_those_of_each_alone(monkeypatch):
    monkeypatch.setattr("fvl_core.metrics.intervals.MAX_DRAWN", 100)  # so that draws come in many lots
    values = np.random.default_rng(5).normal(size=17)

    def both(counts):
        most = np.where(counts > 0, values, -math.inf).max(axis=1)
        return np.stack([counts @ values / len(values), most], axis=1)

    found = metrics.bootstrap_intervals(np.ones(17), both, 2, n_resamples=333, seed=4)
    mean = metrics.bootstrap_interval(values, lambda rows: float(rows.mean()), n_resamples=333, seed=4)
    most = metrics.bootstrap_interval(values, lambda rows: float(rows.max()), n_resamples=333, seed=4)
    assert found[0] == pytest.approx(mean, abs=1e-12)
    assert found[1] == pytest.approx(most, abs=1e-12)
    assert all(math.isnan(low) for low, _ in metrics.bootstrap_intervals([], both, 2))


def test_kinds_are_drawn_as_often_as_their_items():
    seen = []

    def kept(counts):
        seen.append(counts)
        return counts[:, :1] / 100

    (interval,) = metrics.bootstrap_intervals([20, 80], kept, 1, n_resamples=4000)
    drawn = np.concatenate(seen)
    assert drawn.shape == (4000, 2)
    assert set(drawn.sum(axis=1)) == {100}
    assert drawn.mean(axis=0) == pytest.approx([20, 80], abs=0.3)
    assert drawn[:, 0].std() == pytest.approx(4.0, abs=0.2)
    expected = stats.binom.ppf([0.025, 0.975], 100, 0.2) / 100
    assert interval == pytest.approx(tuple(expected), abs=0.011)
