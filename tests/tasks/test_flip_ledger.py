"""What a change did, both ways."""

import numpy as np
import pytest

import fvl_core as fvl


def said(*answers, labels=("red", "green", "blue"), p=0.8):
    rest = (1 - p) / (len(labels) - 1)
    table = np.array([[p if label == answer else rest for label in labels] for answer in answers])
    ids = tuple(f"item{i}" for i in range(len(answers)))
    return fvl.Predictions(labels, table, table, tuple((label,) for label in labels), "Softmax", ids)


def test_every_changed_answer_is_listed_with_what_it_did():
    before = said("red", "red", "green", "blue", "red", p=0.8)
    after = said("red", "green", "blue", "green", "blue", p=0.6)
    truth = {"item0": "red", "item1": "green", "item2": "green", "item3": "red"}
    ledger = fvl.flip_ledger(before, after, truth=truth)
    assert [(f.item_id, f.before, f.after, f.effect) for f in ledger.flips] == [
        ("item1", "red", "green", "gained"),
        ("item2", "green", "blue", "lost"),
        ("item3", "blue", "green", "still wrong"),
        ("item4", "red", "blue", "unknown"),
    ]
    assert {(f.p_before, f.p_after) for f in ledger.flips} == {(0.8, 0.6)}
    assert (ledger.n, ledger.n_labelled) == (5, 4)
    assert [ledger.count(effect) for effect in ("gained", "lost", "still wrong", "unknown")] == [1, 1, 1, 1]
    assert ledger.sentence.startswith("4 of 5 answers changed: 1 became right, 1 became wrong. No clear")


def test_the_effect_on_accuracy_is_a_paired_verdict():
    before = said(*["red"] * 60, *["green"] * 40)
    after = said(*["red"] * 90, *["green"] * 10)
    ledger = fvl.flip_ledger(before, after, truth={f"item{i}": "red" for i in range(100)})
    assert ledger.verdict is not None
    assert (ledger.verdict.value_a, ledger.verdict.value_b) == (0.9, 0.6)
    assert ledger.verdict.better == "after"
    assert ledger.moves == {("green", "red"): 30}


def test_without_truth_the_flips_are_all_there_is_to_say():
    ledger = fvl.flip_ledger(said("red", "blue"), said("red", "red"))
    assert (ledger.verdict, ledger.sentence) == (None, "1 of 2 answers changed.")


def test_nothing_changed():
    same = said("red", "blue")
    assert fvl.flip_ledger(same, same).flips == ()


def test_another_label_list_flips_what_it_adds_and_what_it_drops():
    before = said("red", "red", labels=("red", "blue"))
    after = said("red", "crimson", labels=("red", "crimson"))
    ledger = fvl.flip_ledger(before, after, truth={"item0": "red", "item1": "crimson"})
    assert [(f.before, f.after, f.effect) for f in ledger.flips] == [("red", "crimson", "gained")]
    assert ledger.n_labelled == 2


def test_a_label_that_only_got_another_name_is_no_flip():
    before = said("red", "blue", labels=("red", "blue"))
    after = said("scarlet", "scarlet", labels=("scarlet", "blue"))
    truth = {"item0": "red", "item1": "blue"}
    ledger = fvl.flip_ledger(before, after, truth=truth, renamed={"red": "scarlet"})
    assert [(f.item_id, f.effect) for f in ledger.flips] == [("item1", "lost")]
    assert ledger.verdict is not None
    assert (ledger.verdict.value_a, ledger.verdict.value_b) == (0.5, 1.0)


def test_different_pictures_are_refused():
    with pytest.raises(fvl.InvalidInputError, match="different pictures"):
        fvl.flip_ledger(said("red"), said("red", "red"))
