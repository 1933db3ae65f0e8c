"""Ranks and their summaries agree with slow loops, ties and infinities included."""

import math

import numpy as np
import pytest

import fvl_core as fvl

metrics = fvl.metrics


def slow_rank(scores, target, candidates):
    """Sort the candidates by score, of equals the earlier first, and look where the target stands."""
    order = sorted((i for i in range(len(scores)) if candidates[i]), key=lambda i: (-scores[i], i))
    return order.index(target) + 1 if target in order else math.inf


def random_scores(draws, n_queries, n_items):
    """Draw scores of which many tie: a few distinct values, some negative, some zero."""
    return draws.integers(-3, 3, (n_queries, n_items)) / 4


def test_ranks_agree_with_sorting_on_two_thousand_queries_full_of_ties():
    draws = np.random.default_rng(0)
    for n_items in (1, 2, 7, 40):
        scores = random_scores(draws, 500, n_items)
        targets = draws.integers(0, n_items, 500)
        expected = [slow_rank(row, t, [True] * n_items) for row, t in zip(scores, targets, strict=True)]
        assert metrics.ranks_of_targets(scores, targets).tolist() == expected


def test_items_that_are_no_candidates_do_not_take_part():
    draws = np.random.default_rng(1)
    scores, targets = random_scores(draws, 800, 9), draws.integers(0, 9, 800)
    mask = draws.random((800, 9)) < 0.6
    expected = [slow_rank(*row) for row in zip(scores, targets, mask, strict=True)]
    assert metrics.ranks_of_targets(scores, targets, candidates=mask).tolist() == expected
    assert math.inf in expected


def test_one_mask_serves_all_queries():
    ranks = metrics.ranks_of_targets([[3, 2, 1], [1, 2, 3]], [2, 2], candidates=[False, True, True])
    assert ranks.tolist() == [2.0, 1.0]


def test_adding_a_constant_to_all_scores_changes_no_rank():
    draws = np.random.default_rng(2)
    scores, targets = draws.normal(size=(300, 20)), draws.integers(0, 20, 300)
    negative = scores - scores.max() - 1
    assert np.array_equal(
        metrics.ranks_of_targets(scores, targets), metrics.ranks_of_targets(negative, targets)
    )


def test_a_model_that_scores_everything_alike_finds_only_the_first_item_first():
    alike = np.zeros((10, 10))
    ranks = metrics.ranks_of_targets(alike, np.arange(10))
    assert ranks.tolist() == list(range(1, 11))
    assert metrics.recall_at_k(ranks, 1) == 0.1
    best, worst = metrics.rank_bounds(alike, np.arange(10))
    assert best.tolist() == [1.0] * 10
    assert worst.tolist() == [10.0] * 10


def test_rank_bounds_enclose_the_rank_and_close_without_ties():
    draws = np.random.default_rng(3)
    tied, targets = random_scores(draws, 600, 12), draws.integers(0, 12, 600)
    best, worst = metrics.rank_bounds(tied, targets)
    ranks = metrics.ranks_of_targets(tied, targets)
    assert np.all((best <= ranks) & (ranks <= worst))
    free = draws.permuted(np.tile(np.arange(12.0), (600, 1)), axis=1)
    best, worst = metrics.rank_bounds(free, targets)
    assert np.array_equal(best, worst)


def test_the_best_rank_is_the_least_over_all_right_answers():
    draws = np.random.default_rng(4)
    scores, relevant = random_scores(draws, 900, 8), draws.random((900, 8)) < 0.25
    scores[:50] = -math.inf
    expected = [
        min((slow_rank(row, t, [True] * 8) for t in np.flatnonzero(right)), default=math.inf)
        for row, right in zip(scores, relevant, strict=True)
    ]
    assert metrics.best_ranks(scores, relevant).tolist() == expected
    assert math.inf in expected


def test_recall_counts_ranks_up_to_and_with_k():
    ranks = [1, 2, 5, 6, math.inf]
    assert [metrics.recall_at_k(ranks, k) for k in (1, 2, 5, 6, 10**9)] == [0.2, 0.4, 0.6, 0.8, 0.8]


def test_recall_grows_with_k_and_reaches_one_at_the_size_of_the_catalogue():
    draws = np.random.default_rng(5)
    ranks = metrics.ranks_of_targets(random_scores(draws, 200, 30), draws.integers(0, 30, 200))
    recalls = [metrics.recall_at_k(ranks, k) for k in range(1, 31)]
    assert recalls == sorted(recalls)
    assert recalls[-1] == 1.0


def test_summaries_of_ranks_agree_with_plain_arithmetic():
    draws = np.random.default_rng(6)
    for _ in range(500):
        ranks = draws.integers(1, 60, draws.integers(1, 30)).tolist()
        ordered, middle = sorted(ranks), len(ranks) // 2
        median = ordered[middle] if len(ranks) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
        assert metrics.median_rank(ranks) == median
        assert metrics.mean_rank(ranks) == pytest.approx(sum(ranks) / len(ranks), abs=1e-12)
        assert metrics.mean_reciprocal_rank(ranks) == pytest.approx(
            sum(1 / r for r in ranks) / len(ranks), abs=1e-12
        )
        assert metrics.mean_reciprocal_rank(ranks, k=10) == pytest.approx(
            sum(1 / r for r in ranks if r <= 10) / len(ranks), abs=1e-12
        )


def test_an_answer_never_found_counts_as_a_miss():
    ranks = [1, math.inf]
    assert metrics.mean_reciprocal_rank(ranks) == 0.5
    assert metrics.mean_rank(ranks) == math.inf
    assert metrics.median_rank([1, 2, math.inf]) == 2.0


@pytest.mark.parametrize("measure", [metrics.median_rank, metrics.mean_rank, metrics.mean_reciprocal_rank])
def test_no_queries_give_nan_and_not_nought(measure):
    assert math.isnan(measure([]))
    assert math.isnan(metrics.recall_at_k([], 1))
    assert metrics.ranks_of_targets(np.empty((0, 4)), []).tolist() == []


def test_chance_is_what_random_rankings_reach():
    draws = np.random.default_rng(7)
    scores = draws.random((20_000, 12))
    ranks = metrics.ranks_of_targets(scores, draws.integers(0, 12, 20_000))
    assert metrics.recall_at_k(ranks, 5) == pytest.approx(metrics.chance_recall_at_k(12, 5), abs=0.015)
    assert metrics.mean_reciprocal_rank(ranks) == pytest.approx(metrics.chance_reciprocal_rank(12), abs=0.01)


def test_chance_never_exceeds_one_and_is_undefined_for_an_empty_catalogue():
    assert metrics.chance_recall_at_k(3, 10) == 1.0
    assert math.isnan(metrics.chance_recall_at_k(0, 1))
    assert math.isnan(metrics.chance_reciprocal_rank(0))


@pytest.mark.parametrize(
    "call",
    [
        lambda: metrics.ranks_of_targets([0.1, 0.2], [0]),
        lambda: metrics.ranks_of_targets([[0.1, 0.2]], [2]),
        lambda: metrics.ranks_of_targets([[0.1, 0.2]], [-1]),
        lambda: metrics.ranks_of_targets([[0.1, 0.2]], [0.5]),
        lambda: metrics.ranks_of_targets([[0.1, 0.2]], [0, 1]),
        lambda: metrics.ranks_of_targets([[0.1, math.nan]], [0]),
        lambda: metrics.ranks_of_targets([[0.1, 0.2]], [0], candidates=[True]),
        lambda: metrics.best_ranks([[0.1, 0.2]], [[True]]),
        lambda: metrics.recall_at_k([0, 1], 1),
        lambda: metrics.recall_at_k([1, math.nan], 1),
        lambda: metrics.recall_at_k([1, 2], 0),
        lambda: metrics.mean_reciprocal_rank([1], k=0),
    ],
)
def test_input_that_makes_no_sense_is_refused(call):
    with pytest.raises(fvl.InvalidInputError):
        call()
