"""The paired bootstrap agrees with SciPy's and with resampling one by one; Student's tail with SciPy's."""

import math

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import f1_score

import fvl_core as fvl
from fvl_core.metrics.paired_bootstrap import student_tail

metrics = fvl.metrics


def answers(draws, n, p_a=0.7, p_b=0.6):
    return draws.random(n) < p_a, draws.random(n) < p_b


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 10, 33, 200, 201, 1000, 10**5])
def test_students_tail_agrees_with_scipy(freedom):
    for t in (0.0, 0.3, 1.0, 2.0, 3.3, 8.0):
        assert student_tail(t, freedom) == pytest.approx(stats.t.sf(t, freedom), abs=3e-6)


def test_the_interval_agrees_with_scipys_percentile_bootstrap_where_items_are_many():
    draws = np.random.default_rng(0)
    for seed in range(2):
        a, b = answers(draws, 1500)
        found = metrics.paired_bootstrap(a, b, seed=seed)
        expected = stats.bootstrap(
            (a.astype(float), b.astype(float)),
            lambda x, y, axis: x.mean(axis=axis) - y.mean(axis=axis),
            paired=True,
            vectorized=True,
            n_resamples=5000,
            method="percentile",
            rng=draws,
        )
        assert found.difference == a.mean() - b.mean()
        assert found.standard_error == pytest.approx(expected.standard_error, rel=0.05)
        interval = expected.confidence_interval
        assert found.interval() == pytest.approx((interval.low, interval.high), abs=0.003)


def test_the_standard_error_of_shares_is_that_of_the_formula():
    a, b = answers(np.random.default_rng(1), 800)
    n_a, n_b = (a & ~b).sum(), (b & ~a).sum()
    spread = (n_a + n_b) / 800 - ((n_a - n_b) / 800) ** 2
    assert metrics.paired_bootstrap(a, b).standard_error == pytest.approx(math.sqrt(spread / 800), rel=0.04)


def test_macro_f1_of_means_agrees_with_scikit_learn_absent_labels_included():
    draws = np.random.default_rng(2)
    labels = ["a", "b", "c", "d", "e"]
    for _ in range(150):
        n = int(draws.integers(1, 30))
        known = int(draws.integers(1, 6))
        truth, said = ([labels[i] for i in draws.integers(0, known, n)] for _ in range(2))
        columns = metrics.f1_columns(truth, said, labels)
        found = metrics.macro_f1_of_means(columns.mean(axis=0, keepdims=True))[0]
        assert found == pytest.approx(f1_score(truth, said, average="macro", zero_division=0))
        assert found == pytest.approx(metrics.macro_f1(truth, said))


def test_resampling_macro_f1_agrees_with_drawing_items_one_by_one():
    draws = np.random.default_rng(3)
    labels = ["a", "b", "c"]
    truth, one, other = ([labels[i] for i in draws.integers(0, 3, 120)] for _ in range(3))
    found = metrics.paired_bootstrap(
        metrics.f1_columns(truth, one, labels),
        metrics.f1_columns(truth, other, labels),
        metrics.macro_f1_of_means,
    )
    slow = []
    for _ in range(1500):
        rows = draws.integers(0, 120, 120)
        taken = [[side[i] for i in rows] for side in (truth, one, other)]
        slow.append(metrics.macro_f1(taken[0], taken[1]) - metrics.macro_f1(taken[0], taken[2]))
    assert found.standard_error == pytest.approx(np.std(slow), rel=0.08)
    assert np.quantile(found.resampled, [0.1, 0.5, 0.9]) == pytest.approx(
        np.quantile(slow, [0.1, 0.5, 0.9]), abs=0.015
    )


def test_p_and_interval_always_say_the_same():
    draws = np.random.default_rng(4)
    for seed in range(300):
        n = int(draws.integers(1, 120))
        a, b = answers(draws, n, *draws.random(2))
        found = metrics.paired_bootstrap(a, b, n_resamples=400, seed=seed)
        for alpha in (0.01, 0.05, 0.2):
            low, high = found.interval(alpha)
            assert low <= found.difference <= high
            assert (low > 0 or high < 0) == (found.p <= alpha)


def test_four_items_on_one_side_decide_nothing_and_the_plain_percentile_would():
    a, b = np.repeat([True, False], [4, 46]), np.zeros(50, dtype=bool)
    found = metrics.paired_bootstrap(a, b)
    assert metrics.mcnemar(a, b).p == 0.125
    assert found.n_informative == 4
    assert found.p > 0.05
    assert np.quantile(found.resampled, 0.025) > 0  # unwidened, it would be called clear


def test_where_nothing_differs_nothing_is_told_apart():
    a = np.array([True, False] * 50)
    found = metrics.paired_bootstrap(a, a)
    assert (found.difference, found.n_informative, found.p, found.interval()) == (0.0, 0, 1.0, (-1.0, 1.0))


def test_no_items_give_nothing():
    found = metrics.paired_bootstrap([], [])
    assert math.isnan(found.difference)
    assert all(math.isnan(end) for end in found.interval())
    assert found.p == 1.0


def test_products_with_many_pictures_are_drawn_whole():
    draws = np.random.default_rng(5)
    per_product = draws.random(60) < 0.5
    a, b = np.repeat(per_product, 10), np.zeros(600, dtype=bool)
    groups = [place // 10 for place in range(600)]
    alone = metrics.paired_bootstrap(a, b).standard_error
    whole = metrics.paired_bootstrap(a, b, groups=groups).standard_error
    assert whole == pytest.approx(alone * math.sqrt(10), rel=0.06)  # ten equal pictures count as one
    assert metrics.paired_bootstrap(a, b, groups=range(600)).standard_error == alone


def test_products_of_different_pictures_leave_the_difference_as_it_is():
    draws = np.random.default_rng(6)
    a, b = answers(draws, 200)
    groups = draws.integers(0, 40, 200).tolist()
    found = metrics.paired_bootstrap(a, b, groups=groups)
    assert found.difference == pytest.approx(a.mean() - b.mean())
    assert found.n == 200
    assert 0 < found.n_informative <= 40


def test_the_same_seed_gives_the_same_result():
    a, b = answers(np.random.default_rng(6), 100)
    assert (
        metrics.paired_bootstrap(a, b, seed=1).interval() == metrics.paired_bootstrap(a, b, seed=1).interval()
    )
    assert not np.array_equal(
        metrics.paired_bootstrap(a, b, seed=1).resampled, metrics.paired_bootstrap(a, b, seed=2).resampled
    )


@pytest.mark.parametrize(
    "call",
    [
        lambda: metrics.paired_bootstrap([1, 0], [1]),
        lambda: metrics.paired_bootstrap([1, 0], [1, 0], groups=["x"]),
        lambda: metrics.paired_bootstrap([1], [0], n_resamples=0),
        lambda: metrics.paired_bootstrap([1], [0]).interval(5),
        lambda: metrics.f1_columns(["a"], ["b"], ["a"]),
    ],
)
def test_input_that_makes_no_sense_is_refused(call):
    with pytest.raises(fvl.InvalidInputError):
        call()
