"""Ranks of composed queries, and what chance gives when several answers are right."""

import itertools
import math

import numpy as np
import pytest

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.metrics import chance_of_any, composed_ranking, composed_ranks


def slow(query, items, reference, targets):
    order = sorted(
        (-np.float32(query @ item), place) for place, item in enumerate(items) if place != reference
    )
    places = [place for _, place in order]
    return (1 + min(places.index(target) for target in targets) if targets else math.inf), places[0]


def test_ranks_and_first_places_are_those_of_sorting_without_the_reference(monkeypatch):
    random = np.random.default_rng(0)
    items = random.standard_normal((30, 4))
    items[20:] = items[:10]  # ties
    queries = random.standard_normal((200, 4)) - items.mean(axis=0)
    references = random.integers(0, 30, 200).tolist()
    targets = [
        [int(t) for t in random.choice(30, random.integers(0, 5), replace=False) if t != own]
        for own in references
    ]
    wanted = [
        slow(*each) for each in zip(queries, itertools.repeat(items), references, targets, strict=False)
    ]
    for size in (10**6, 70):
        monkeypatch.setattr("fvl_core.metrics.composed.SCORES_AT_ONCE", size)
        found = composed_ranks(queries, items, references, targets)
        assert list(zip(found.ranks.tolist(), found.first.tolist(), strict=True)) == wanted


def test_a_reference_that_scores_below_everything_is_left_out_too():
    items = np.array([[-1.0, 0.0], [-0.9, 0.1], [0.0, 1.0]])
    assert composed_ranks(np.array([[1.0, 0.0]]), items, [0], [[1]]).ranks.tolist() == [2.0]


def test_a_reference_among_its_targets_and_lengths_that_differ_are_refused():
    with pytest.raises(InvalidInputError, match="its own target"):
        composed_ranks(np.eye(2), np.eye(2), [0, 1], [[1], [1]])
    with pytest.raises(InvalidInputError, match="2 queries, 1 references"):
        composed_ranks(np.eye(2), np.eye(2), [0], [[1], [0]])
    with pytest.raises(InvalidInputError, match="2 queries, 3 references and 2 targets"):
        composed_ranking(np.eye(2), np.eye(2), [[1], [0]], leave_out=np.array([0, 1, 1]))  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError, match="2 queries, 2 targets and 1 members came"):
        composed_ranking(np.eye(2), np.eye(2), [[1], [0]], members=[[0, 1]])


@pytest.mark.parametrize(("n", "m", "k"), [(5, 1, 2), (6, 3, 2), (7, 2, 5), (4, 4, 1), (4, 2, 9), (5, 0, 3)])
def test_chance_of_any_counts_the_draws_that_hold_one(n, m, k):
    draws = list(itertools.combinations(range(n), min(k, n)))
    assert chance_of_any(n, m, k) == pytest.approx(np.mean([min(draw) < m for draw in draws]))


def test_chance_among_nothing_is_undefined():
    assert math.isnan(chance_of_any(0, 0, 1))
