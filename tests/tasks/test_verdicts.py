"""Verdicts: figures that can be worked out by hand, Holm kept, and false alarms as rare as promised."""

import numpy as np
import pytest

import fvl_core as fvl
from fvl_core.tasks.compare.verdicts import Scored, verdicts
from tests.tasks.simulated_models import accuracy_set, macro_f1_set, share_clear


def scored(**rows):
    return {name: Scored(np.asarray(row), np.asarray(row)) for name, row in rows.items()}


def blocks(both, only_a, only_b, neither):
    """Answers of A and B with exactly these counts."""
    sizes = (both, only_a, only_b, neither)
    return np.repeat([True, True, False, False], sizes), np.repeat([True, False, True, False], sizes)


def test_a_large_difference_is_clear_and_every_figure_is_that_of_the_counts():
    a, b = blocks(500, 120, 60, 320)
    [found] = verdicts(scored(A=a, B=b), measure="accuracy")
    assert (found.value_a, found.value_b) == (0.62, 0.56)
    assert found.difference == pytest.approx(0.06)
    assert (found.clear, found.better, found.more_needed) == (True, "A", 0)
    # z of a difference of shares on the same items: ± 1.96 · sqrt((180 / 1000 - 0.06²) / 1000)
    assert (found.low, found.high) == pytest.approx((0.0340, 0.0860), abs=0.002)
    assert found.alpha == 0.05
    assert (found.mcnemar.only_a, found.mcnemar.only_b) == (120, 60)
    assert found.mcnemar.p == fvl.metrics.sign_test(120, 60)
    assert found.sentence.startswith("A is better than B by 6.0 points of accuracy (95 % interval +3.")


def test_from_the_other_side_the_same_is_said():
    a, b = blocks(500, 120, 60, 320)
    [found] = verdicts(scored(B=b, A=a), measure="accuracy")
    assert found.better == "A"
    assert found.difference == pytest.approx(-0.06)
    assert found.high < 0
    assert "A is better than B by 6.0 points of accuracy (95 % interval +3." in found.sentence


def test_no_clear_difference_is_a_verdict_and_says_how_many_more_items_would_settle_it():
    a, b = blocks(60, 16, 12, 12)
    [found] = verdicts(scored(A=a, B=b), measure="accuracy")
    assert (found.clear, found.better) == (False, None)
    assert found.low < 0 < found.high
    spread = 28 / 100 - 0.04**2
    assert found.more_needed == pytest.approx((2.8016 / 0.04) ** 2 * spread - 100, rel=0.06)
    assert "No clear difference between A and B" in found.sentence
    assert "more labelled items would settle it" in found.sentence


def test_equal_answers_are_settled_by_no_number_of_items():
    a, _ = blocks(10, 5, 5, 5)
    [found] = verdicts(scored(A=a, B=a), measure="accuracy")
    assert (found.clear, found.needed, found.more_needed) == (False, None, None)
    assert "Nothing here says" in found.sentence


def test_what_is_clear_between_two_may_not_be_among_four():
    a, b = blocks(100, 42, 24, 34)
    alone = verdicts(scored(A=a, B=b), measure="accuracy")[0]
    assert alone.clear
    among = verdicts(scored(A=a, B=b, C=a, D=b), measure="accuracy")
    assert [(v.a, v.b) for v in among] == [
        ("A", "B"), ("A", "C"), ("A", "D"), ("B", "C"), ("B", "D"), ("C", "D"),
    ]  # fmt: skip
    assert not any(v.clear for v in among)
    assert among[0].alpha == pytest.approx(0.05 / 6)
    assert among[0].p == alone.p
    assert min(v.p_holm for v in among) == pytest.approx(6 * min(v.p for v in among))
    assert among[0].mcnemar_p_holm == pytest.approx(min(1.0, 6 * alone.mcnemar.p))


def test_holm_and_the_intervals_never_contradict_each_other():
    draws = np.random.default_rng(0)
    for _ in range(60):
        rows = {str(i): draws.random(150) < p for i, p in enumerate(draws.uniform(0.5, 0.8, 3))}
        for found in verdicts(scored(**rows), measure="accuracy"):
            assert found.clear == (found.p_holm <= 0.05)


def test_holm_takes_up_where_the_first_pair_is_settled():
    a, b = blocks(500, 250, 20, 230)  # beyond doubt
    c = b.copy()
    c[np.flatnonzero(~b)[:60]] = True  # clear as well: 60 gained, none lost
    found = verdicts(scored(A=a, B=b, C=c), measure="accuracy")
    assert sorted(v.alpha for v in found) == pytest.approx([0.05 / 3, 0.05 / 2, 0.05])
    assert all(v.clear for v in found)


@pytest.mark.parametrize("n", [1, 5])
def test_two_to_four_are_compared(n):
    with pytest.raises(fvl.InvalidInputError, match=f"{n} came"):
        verdicts(scored(**{str(i): [True] for i in range(n)}), measure="accuracy")


def test_products_with_several_pictures_count_once():
    a, b = blocks(60, 30, 10, 50)
    alone = verdicts(scored(A=a, B=b), measure="accuracy")[0]
    tenfold = scored(A=np.repeat(a, 10), B=np.repeat(b, 10))
    grouped = verdicts(tenfold, measure="accuracy", groups=[i // 10 for i in range(1500)])[0]
    assert (grouped.low, grouped.high) == pytest.approx((alone.low, alone.high), abs=0.01)
    assert verdicts(tenfold, measure="accuracy")[0].low > alone.low


# The full run, 2,000 data sets per setting: python -m tests.tasks.simulated_models


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "setting"),
    [
        (accuracy_set, {"n": 100, "accuracies": (0.7, 0.7), "shared": 0.5}),
        (accuracy_set, {"n": 2000, "accuracies": (0.7, 0.7), "shared": 0.5}),
        (accuracy_set, {"n": 400, "accuracies": (0.7,) * 4, "shared": 0.5}),
        (macro_f1_set, {"n": 200, "accuracies": (0.7, 0.7), "shared": 0.5}),
    ],
)
def test_models_that_do_not_differ_are_seldom_called_different(make, setting):
    assert share_clear(make, 200, 1, **setting) <= 0.09  # of 200 at 5 %, more than 18 comes once in 200 runs


@pytest.mark.slow
def test_a_true_difference_of_five_points_is_found_in_two_thousand_items():
    share = share_clear(accuracy_set, 200, 2, n=2000, accuracies=(0.75, 0.7), shared=0.3)
    assert share > 0.8
