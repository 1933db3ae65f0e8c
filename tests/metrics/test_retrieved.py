"""Measures of what came back, against their definitions worked out query by query."""

import math

import numpy as np
import pytest

import fvl_core as fvl
from fvl_core import metrics

HITS = [[True, False, True, False], [False, False, False, True], [False, False, False, False]]
COUNTS = [4, 1, 2]


def test_fractional_recall_divides_by_all_right_answers_and_not_by_queries():
    assert metrics.fractional_recall_at_k(HITS, COUNTS, 1).tolist() == [1 / 4, 0.0, 0.0]
    assert metrics.fractional_recall_at_k(HITS, COUNTS, 4).tolist() == [2 / 4, 1.0, 0.0]
    # the other meaning of the word: the share of queries that found any
    assert metrics.recall_at_k([1, 4, math.inf], 4) == 2 / 3


def test_precision_divides_by_k_even_where_fewer_came_back():
    assert metrics.precision_at_k(HITS, 4).tolist() == [0.5, 0.25, 0.0]
    assert metrics.precision_at_k(HITS, 10).tolist() == [0.2, 0.1, 0.0]


def test_reciprocal_ranks_take_the_first_right_answer_only():
    assert metrics.reciprocal_ranks(HITS).tolist() == [1.0, 0.25, 0.0]
    assert metrics.reciprocal_ranks(np.zeros((2, 0), bool)).tolist() == [0.0, 0.0]


def test_average_precision_divides_by_all_right_answers():
    assert metrics.average_precision_at_k(HITS, COUNTS, 4).tolist() == [(1 + 2 / 3) / 4, 0.25, 0.0]
    assert metrics.average_precision_at_k(HITS, COUNTS, 2).tolist() == [1 / 4, 0.0, 0.0]


def test_ndcg_compares_with_the_best_that_k_allows():
    best = 1 + 1 / math.log2(3) + 1 / 2 + 1 / math.log2(5)
    expected = [(1 + 1 / 2) / best, 1 / math.log2(5), 0.0]
    assert metrics.ndcg_at_k(HITS, COUNTS, 4) == pytest.approx(expected)
    assert metrics.ndcg_at_k([[True]], [5], 1).tolist() == [1.0]


def test_a_query_without_right_answers_is_undefined_and_not_zero():
    for measure in (metrics.fractional_recall_at_k, metrics.average_precision_at_k, metrics.ndcg_at_k):
        assert math.isnan(measure([[False]], [0], 1)[0])


def test_first_places_keep_catalogue_order_among_equals():
    scores = np.array([[0.5, 0.9, 0.5, 0.9, 0.1]], np.float32)
    assert metrics.first_places(scores, 4).tolist() == [[1, 3, 0, 2]]
    assert metrics.first_places(scores, 9).shape == (1, 5)


@pytest.mark.parametrize(("counts", "k"), [([1, 1, 1], 0), ([1, 1], 1), ([1, 1, 1], 4)])
def test_what_cannot_be_is_refused(counts, k):
    with pytest.raises(fvl.InvalidInputError):
        metrics.fractional_recall_at_k(HITS, counts, k)
