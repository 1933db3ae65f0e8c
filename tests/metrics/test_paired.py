"""McNemar, sign test and Holm agree with SciPy and with hand-worked cases."""

import numpy as np
import pytest
from scipy import stats

import fvl_core as fvl

metrics = fvl.metrics


def test_the_sign_test_agrees_with_scipy_for_every_pair_of_counts_up_to_twenty():
    for n_a in range(21):
        for n_b in range(21):
            expected = stats.binomtest(n_a, n_a + n_b).pvalue if n_a + n_b else 1.0
            assert metrics.sign_test(n_a, n_b) == pytest.approx(expected, rel=1e-12)


def test_the_sign_test_stays_exact_where_powers_of_two_leave_floating_point():
    assert metrics.sign_test(10_200, 9_900) == pytest.approx(stats.binomtest(9_900, 20_100).pvalue, rel=1e-9)
    assert 0.0 <= metrics.sign_test(30_000, 3) < 1e-300


def test_mcnemar_counts_and_p_agree_with_scipy_on_random_answers():
    draws = np.random.default_rng(0)
    for _ in range(300):
        n = int(draws.integers(0, 60))
        a, b = draws.random(n) < draws.random(), draws.random(n) < draws.random()
        found = metrics.mcnemar(a, b)
        table = [
            sum(1 for x, y in zip(a, b, strict=True) if (x, y) == key)
            for key in ((True, True), (True, False), (False, True), (False, False))
        ]
        assert [found.both_right, found.only_a, found.only_b, found.both_wrong] == table
        assert found.n == n
        discordant = table[1] + table[2]
        expected = stats.binomtest(table[1], discordant).pvalue if discordant else 1.0
        assert found.p == pytest.approx(expected, rel=1e-12)


def test_mcnemar_is_the_same_from_either_side():
    a, b = [1, 1, 1, 0, 0], [0, 0, 1, 1, 0]
    there, back = metrics.mcnemar(a, b), metrics.mcnemar(b, a)
    assert (there.only_a, there.only_b, there.p) == (back.only_b, back.only_a, back.p)
    assert there.p == 1.0  # 2 against 1: 2 * (1 + 3) / 8


def slow_holm(p_values):
    """Walk from the smallest: p times the tests that are left, never below the one before."""
    left, adjusted, least = len(p_values), {}, 0.0
    for place in sorted(range(len(p_values)), key=lambda i: p_values[i]):
        least = max(least, min(1.0, left * p_values[place]))
        adjusted[place] = least
        left -= 1
    return [adjusted[i] for i in range(len(p_values))]


def test_holm_agrees_with_a_slow_walk_ties_included():
    draws = np.random.default_rng(1)
    for _ in range(2000):
        p_values = np.round(draws.random(int(draws.integers(0, 9))) ** 3, 2)
        assert metrics.holm(p_values).tolist() == pytest.approx(slow_holm(p_values.tolist()))


def test_holm_by_hand():
    # 0.005 · 4, 0.011 · 3, 0.02 · 2, 0.9 · 1
    assert metrics.holm([0.02, 0.005, 0.9, 0.011]).tolist() == pytest.approx([0.04, 0.02, 0.9, 0.033])


def test_what_was_not_tested_does_not_count_for_holm():
    found = metrics.holm([0.02, float("nan"), 0.04])
    assert found[[0, 2]].tolist() == pytest.approx([0.04, 0.04])
    assert np.isnan(found[1])


@pytest.mark.parametrize(
    "call",
    [
        lambda: metrics.sign_test(-1, 2),
        lambda: metrics.mcnemar([1, 0], [1]),
        lambda: metrics.mcnemar([[1]], [[1]]),
        lambda: metrics.holm([0.5, 1.2]),
    ],
)
def test_input_that_makes_no_sense_is_refused(call):
    with pytest.raises(fvl.InvalidInputError):
        call()
