"""Galleries by lot: one right item, wrong ones of its kind, the same for the same seed."""

import numpy as np
import pytest

import fvl_core as fvl
from fvl_core.metrics import PoolDraws

OWN = np.zeros((3, 40), dtype=bool)
OWN[0, [0, 1]] = OWN[1, 10] = OWN[2, 30] = True
KIND = np.zeros((3, 40), dtype=bool)
KIND[0, :20] = KIND[1, :20] = KIND[2, 20:] = True


def test_a_gallery_has_one_right_item_and_wrong_ones_of_its_kind():
    pool, chosen = PoolDraws(1).pools(OWN, KIND, n_wrong=7)
    assert pool.sum(axis=1).tolist() == [8, 8, 8]
    assert chosen.sum(axis=1).tolist() == [1, 1, 1]
    assert not (chosen & ~OWN).any()
    assert not (pool & ~chosen & (OWN | ~KIND)).any()


def test_the_same_seed_draws_the_same_and_another_another():
    drawn = [PoolDraws(seed).pools(OWN, KIND, n_wrong=7)[0] for seed in (5, 5, 6)]
    assert (drawn[0] == drawn[1]).all()
    assert (drawn[0] != drawn[2]).any()


def test_the_draws_are_torchs_in_the_published_order():
    """Written from the facts: a permutation for the queries, then numbers for the right and for the wrong."""
    import torch

    torch.manual_seed(42)
    asked = torch.randperm(3)[:2]
    right = torch.rand(2, 40)
    right[~torch.from_numpy(OWN[asked])] = -1
    wrong = torch.rand(2, 40)
    wrong[~torch.from_numpy(KIND[asked])] = -1
    wrong[torch.from_numpy(OWN[asked])] = -100
    expected = torch.zeros(2, 40, dtype=torch.bool)
    expected.scatter_(1, right.topk(1).indices, True).scatter_(1, wrong.topk(7).indices, True)
    draws = PoolDraws(42)
    mine = draws.queries(3, 2)
    assert mine.tolist() == asked.tolist()
    assert (draws.pools(OWN[mine], KIND[mine], n_wrong=7)[0] == expected.numpy()).all()


def test_a_small_kind_is_filled_up_from_others_after_all_of_its_own():
    kind = np.zeros((1, 40), dtype=bool)
    kind[0, :5] = True
    own = np.zeros((1, 40), dtype=bool)
    own[0, 0] = True
    pool, _ = PoolDraws(3).pools(own, kind, n_wrong=10)
    assert pool[0, :5].all()
    assert pool[0, 5:].sum() == 6
    others = {
        tuple(np.flatnonzero(PoolDraws(seed).pools(own, kind, n_wrong=10)[0][0, 5:])) for seed in range(9)
    }
    assert len(others) == 9  # by lot, not always the same ones


def test_a_small_catalogue_gives_all_there_is_and_no_second_right_item():
    pool, chosen = PoolDraws(0).pools(OWN, KIND, n_wrong=100)
    assert pool.sum(axis=1).tolist() == [39, 40, 40]
    assert not (pool & OWN & ~chosen).any()
    with pytest.raises(fvl.InvalidInputError, match="needs 100"):
        PoolDraws(0, as_published=True).pools(OWN, KIND, n_wrong=100)


def test_a_query_without_a_right_item_is_refused():
    with pytest.raises(fvl.InvalidInputError):
        PoolDraws(0).pools(np.zeros((1, 4), bool), np.ones((1, 4), bool), n_wrong=2)
