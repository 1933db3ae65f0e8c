"""Rank-biased overlap by its definition, overlap by hand, kappa against scikit-learn, on random inputs."""

import math

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

import fvl_core as fvl

metrics = fvl.metrics


def slow_rbo(first, second, p):
    """Equation 32 of Webber, Moffat and Zobel, term by term from sets."""
    short, long = sorted((first, second), key=len)
    s, n = len(short), len(long)

    def common(depth):
        return len(set(short[:depth]) & set(long[:depth]))

    body = sum(common(d) / d * p**d for d in range(1, n + 1))
    beyond = sum(common(s) * (d - s) / (s * d) * p**d for d in range(s + 1, n + 1))
    return (1 - p) / p * (body + beyond) + ((common(n) - common(s)) / n + common(s) / s) * p**n


def summed_rbo(first, second, p, depth=4000):
    """RBO by its definition, the lists going on as their end does: agreement stays what it was there."""
    n = len(first)
    agreement = [len(set(first[:d]) & set(second[:d])) / d for d in range(1, n + 1)]
    return (1 - p) * sum(agreement[min(d, n) - 1] * p ** (d - 1) for d in range(1, depth))


def rankings(draws):
    pool = draws.permutation(40)
    return (
        [int(x) for x in draws.permutation(pool[: draws.integers(1, 40)])[: draws.integers(1, 30)]]
        for _ in range(2)
    )


def test_rbo_agrees_with_the_equation_on_random_lists_of_any_length():
    draws = np.random.default_rng(0)
    for _ in range(2000):
        first, second = rankings(draws)
        p = float(draws.uniform(0.05, 0.99))
        found = metrics.rank_biased_overlap(first, second, p=p)
        assert found == pytest.approx(slow_rbo(first, second, p), abs=1e-12)
        assert found == pytest.approx(metrics.rank_biased_overlap(second, first, p=p), abs=1e-12)
        assert 0 <= found <= 1


def test_rbo_of_equally_long_lists_is_the_infinite_sum_of_its_definition():
    draws = np.random.default_rng(1)
    for _ in range(300):
        n = int(draws.integers(1, 12))
        first, second = draws.permutation(15)[:n].tolist(), draws.permutation(15)[:n].tolist()
        assert metrics.rank_biased_overlap(first, second) == pytest.approx(
            summed_rbo(first, second, 0.9), abs=1e-9
        )


def test_rbo_by_hand():
    # agreement 0, 1, 1 and 1 for ever after: (1 - p) (p + p² + …) = p
    assert metrics.rank_biased_overlap("abc", "bac", p=0.8) == pytest.approx(0.8)
    # agreement 1, ½, ½ …: (1 - p) + p / 2
    assert metrics.rank_biased_overlap("ab", "ax", p=0.5) == pytest.approx(0.75)
    assert metrics.rank_biased_overlap("abc", "abc") == pytest.approx(1.0)
    assert metrics.rank_biased_overlap("abc", "xyz") == 0.0


def test_a_swap_at_the_top_costs_more_than_one_at_the_bottom():
    top, bottom = "bacdefghij", "abcdefghji"
    assert metrics.rank_biased_overlap("abcdefghij", top) < metrics.rank_biased_overlap("abcdefghij", bottom)


def test_empty_rankings():
    assert math.isnan(metrics.rank_biased_overlap([], []))
    assert metrics.rank_biased_overlap([], ["a"]) == 0.0
    assert math.isnan(metrics.overlap_at_k([], [], 3))
    assert metrics.overlap_at_k([], ["a"], 3) == 0.0


def test_overlap_counts_common_items_of_the_first_k():
    assert metrics.overlap_at_k("abcd", "dcba", 2) == 0.0
    assert metrics.overlap_at_k("abcd", "dcba", 3) == 2 / 3
    assert metrics.overlap_at_k("ab", "abcd", 4) == 0.5  # two in common, of four shown
    assert metrics.overlap_at_k("ab", "ba", 10) == 1.0


def test_kappa_agrees_with_scikit_learn_labels_that_never_occur_included():
    draws = np.random.default_rng(2)
    labels = ["a", "b", "c", "d"]
    for _ in range(150):
        n = int(draws.integers(2, 40))
        a, b = ([labels[i] for i in draws.integers(0, draws.integers(2, 5), n)] for _ in range(2))
        counts = metrics.confusion_matrix(a, b, labels=labels)
        if len({*a, *b}) == 1:
            assert math.isnan(metrics.cohens_kappa(counts))
        else:
            assert metrics.cohens_kappa(counts) == pytest.approx(cohen_kappa_score(a, b), abs=1e-12)


def test_kappa_of_nothing_is_undefined():
    assert math.isnan(metrics.cohens_kappa(np.zeros((3, 3))))


@pytest.mark.parametrize(
    "call",
    [
        lambda: metrics.rank_biased_overlap("aa", "ab"),
        lambda: metrics.rank_biased_overlap("a", "b", p=1.0),
        lambda: metrics.overlap_at_k("ab", "ab", 0),
        lambda: metrics.overlap_at_k("aa", "ab", 2),
        lambda: metrics.cohens_kappa([[1, 2]]),
        lambda: metrics.cohens_kappa([[1, -2], [0, 0]]),
    ],
)
def test_input_that_makes_no_sense_is_refused(call):
    with pytest.raises(fvl.InvalidInputError):
        call()
