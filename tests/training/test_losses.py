"""The matching loss knows what is true, false and open."""

from __future__ import annotations

import math

import pytest
import torch

from fvl_core.training.losses import (
    PairTruth,
    bounded_scale,
    matching_loss,
    pair_truth,
    unit,
)


def test_two_pictures_with_the_same_caption_are_both_right() -> None:
    known = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    truth = pair_truth(known, 1 - known, known, torch.zeros(3, 2))
    assert truth.true.tolist() == [[True, True, False], [True, True, False], [False, False, True]]
    assert not (truth.true & truth.false).any()


def test_a_claim_about_an_unknown_fact_is_neither_true_nor_false() -> None:
    known_true, known_false = torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 0.0]])
    truth = pair_truth(known_true, known_false, torch.tensor([[1.0, 1.0]]), torch.zeros(1, 2))
    assert not truth.true.any()
    assert not truth.false.any()


def test_a_sentence_that_claims_nothing_is_never_right() -> None:
    truth = pair_truth(torch.ones(1, 2), torch.zeros(1, 2), torch.zeros(1, 2), torch.zeros(1, 2))
    assert not truth.true.any()


def test_a_denial_holds_where_the_fact_is_known_to_be_false_only() -> None:
    stripes, unsure, plain = [1.0, 0.0], [0.0, 0.0], [0.0, 1.0]
    known_true, known_false = torch.tensor([stripes, unsure, plain]), torch.tensor([plain, unsure, stripes])
    truth = pair_truth(known_true, known_false, torch.zeros(1, 2), torch.tensor([[1.0, 0.0]]))
    assert truth.true.tolist() == [[False], [False], [True]]
    assert truth.false.tolist() == [[True], [False], [False]]


def test_the_loss_of_two_pairs_is_the_textbook_value() -> None:
    cosines = torch.tensor([[0.8, 0.2], [0.1, 0.5]])
    truth = PairTruth(true=torch.eye(2).bool(), false=~torch.eye(2).bool())
    scale = 2.0

    def one(right: float, wrong: float) -> float:
        return math.log(1 + math.exp(scale * (wrong - right)))

    rows = (one(0.8, 0.2) + one(0.5, 0.1)) / 2
    columns = (one(0.8, 0.1) + one(0.5, 0.2)) / 2
    assert float(matching_loss(cosines, truth, torch.tensor(scale))) == pytest.approx(
        (rows + columns) / 2, rel=1e-5
    )


def test_open_pairs_change_nothing() -> None:
    truth = PairTruth(true=torch.eye(2).bool(), false=torch.zeros(2, 2).bool())
    near = matching_loss(torch.tensor([[0.5, 0.9], [0.9, 0.5]]), truth, torch.tensor(10.0))
    far = matching_loss(torch.tensor([[0.5, -0.9], [-0.9, 0.5]]), truth, torch.tensor(10.0))
    assert float(near) == pytest.approx(float(far))


def test_unit_rows_have_length_one_and_the_scale_is_bounded() -> None:
    assert unit(torch.tensor([[3.0, 4.0]])).tolist() == [[pytest.approx(0.6), pytest.approx(0.8)]]
    assert float(bounded_scale(torch.tensor(50.0))) == pytest.approx(100.0, rel=1e-3)
