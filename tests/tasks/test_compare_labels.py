"""Answers of two models to the same pictures, sorted into piles that can be counted by hand."""

import numpy as np
import pytest
from PIL import Image
from sklearn.metrics import f1_score

import fvl_core as fvl

LABELS = ("red", "green", "blue")


def said(*labels, confidence=0.8, ids=None):
    """Predictions that name these labels, each with this confidence (or its own)."""
    sure = np.broadcast_to(confidence, len(labels))
    table = np.stack(
        [
            [p if label == name else (1 - p) / 2 for name in LABELS]
            for label, p in zip(labels, sure, strict=True)
        ]
    )
    names = ids or tuple(str(i) for i in range(len(labels)))
    return fvl.Predictions(LABELS, table, table, tuple((label,) for label in LABELS), "Softmax", names)


@pytest.fixture
def compared():
    """Six pictures: both right, only A twice, only B, both wrong, and one without truth."""
    truth = {"0": "red", "1": "green", "2": "green", "3": "blue", "4": "blue"}
    a = said("red", "green", "green", "red", "red", "blue", confidence=[0.9, 0.8, 0.7, 0.95, 0.6, 0.5])
    b = said("red", "red", "blue", "blue", "green", "blue", confidence=[0.9, 0.5, 0.9, 0.8, 0.7, 0.5])
    return fvl.compare_labels({"A": a, "B": b}, truth=truth)


def test_piles_hold_the_pictures_the_most_confident_error_first(compared):
    [pair] = compared.pairs
    assert pair.both_right == ("0",)
    assert pair.only_a == ("2", "1")  # B is wrong with 0.9 on 2, with 0.5 on 1
    assert pair.only_b == ("3",)
    assert pair.both_wrong == ("4",)


def test_the_agreement_matrix_counts_every_picture_and_its_cells_name_them(compared):
    [pair] = compared.pairs
    assert pair.labels == LABELS
    assert pair.counts.tolist() == [[1, 1, 1], [1, 0, 1], [0, 0, 1]]
    assert pair.agreement == 2 / 6
    assert pair.cell("green", "red") == ("1",)
    assert pair.cell("red", "blue") == ("3",)
    assert pair.cell("blue", "red") == ()
    assert sum(len(ids) for ids in pair.cells.values()) == 6


def test_figures_and_verdict_count_labelled_pictures_only(compared):
    assert compared.truth.keys() == {"0", "1", "2", "3", "4"}
    accuracy = {name: figures[0] for name, figures in compared.figures.items()}
    assert (accuracy["A"].value, accuracy["B"].value, accuracy["A"].n) == (3 / 5, 2 / 5, 5)
    [verdict] = compared.verdicts
    assert (verdict.n, verdict.mcnemar.only_a, verdict.mcnemar.only_b) == (5, 2, 1)
    assert not verdict.clear
    assert compared.answers_to("3") == {"A": ("red", 0.95), "B": ("blue", 0.8)}


def test_macro_f1_decides_when_asked_for():
    draws = np.random.default_rng(0)
    truth = [LABELS[i] for i in draws.choice(3, 300, p=[0.8, 0.1, 0.1])]
    a = [t if draws.random() < 0.9 else "red" for t in truth]
    answers = {"A": said(*a), "B": said(*["red"] * 300)}
    known = {str(i): t for i, t in enumerate(truth)}
    [found] = fvl.compare_labels(answers, truth=known, measure="macro_f1").verdicts
    assert found.value_a == pytest.approx(f1_score(truth, a, average="macro"))
    assert found.value_b == pytest.approx(f1_score(truth, ["red"] * 300, average="macro", zero_division=0))
    assert found.better == "A"


def test_without_truth_there_is_agreement_and_no_verdict():
    found = fvl.compare_labels({"A": said("red", "blue"), "B": said("red", "red")})
    assert found.verdicts == ()
    assert found.figures == {}
    assert found.pairs[0].agreement == 0.5
    assert (found.pairs[0].both_right, found.pairs[0].only_a) == ((), ())


def test_equal_cosines_go_to_the_earlier_label():
    tied = fvl.Predictions(LABELS, np.full((1, 3), 1 / 3), np.zeros((1, 3)), (("",),) * 3, "", ("0",))
    found = fvl.compare_labels({"A": tied, "B": said("red")})
    assert found.predicted["A"] == ("red",)


def test_a_truth_that_is_none_of_the_labels_counts_for_agreement_only():
    found = fvl.compare_labels(
        {"A": said("red", "red"), "B": said("red", "red")}, truth={"0": "red", "1": "tweed"}
    )
    assert found.truth == {"0": "red"}
    assert found.verdicts[0].n == 1


def test_reports_bring_their_own_truth(tmp_path):
    model, cache = fvl.load_model("hand"), fvl.EmbeddingCache(tmp_path)
    items = [
        fvl.Item(f"{colour}{n}", Image.new("RGB", (4, 4), colour), attributes={"colour": colour})
        for colour in ("red", "green", "blue")
        for n in range(2)
    ]
    shop = fvl.Catalogue("shop", items)
    reports = {
        "plain": fvl.evaluate_classification(shop, model, "colour", cache=cache),
        "blinded": fvl.evaluate_classification(
            shop, model, "colour", templates=["{} red red red"], cache=cache
        ),
    }
    found = fvl.compare_labels(reports)
    assert found.ids == shop.ids
    assert found.figures["plain"][0].value == reports["plain"]["accuracy"].value == 1.0
    assert found.figures["blinded"][0].value == reports["blinded"]["accuracy"].value


@pytest.mark.parametrize(
    ("answers", "truth", "sentence"),
    [
        ({"A": said("red"), "B": said("red", "blue")}, None, "different pictures"),
        ({"A": said("red"), "B": said("red", ids=("7",))}, None, "different pictures"),
        ({"A": said("red")}, None, "1 came"),
    ],
)
def test_what_cannot_be_compared_is_refused(answers, truth, sentence):
    with pytest.raises(fvl.InvalidInputError, match=sentence):
        fvl.compare_labels(answers, truth=truth)


def test_different_labels_are_refused_in_another_order_they_are_the_same():
    turned = said("red", "blue")
    turned = fvl.Predictions(
        LABELS[::-1], turned.probabilities[:, ::-1], turned.cosines[:, ::-1], turned.texts, "", turned.ids
    )
    found = fvl.compare_labels({"A": said("red", "blue"), "B": turned})
    assert found.pairs[0].agreement == 1.0
    other = fvl.Predictions(
        ("a", "b", "c"), turned.probabilities, turned.cosines, turned.texts, "", turned.ids
    )
    with pytest.raises(fvl.InvalidInputError, match="different labels"):
        fvl.compare_labels({"A": said("red", "blue"), "B": other})


def test_an_unknown_measure_suggests_the_nearest():
    with pytest.raises(fvl.UnknownNameError, match="accuracy"):
        fvl.compare_labels({"A": said("red"), "B": said("red")}, measure="acuracy")


def test_the_order_of_labels_changes_no_verdict():
    draws = np.random.default_rng(1)
    truth = [LABELS[i] for i in draws.integers(0, 3, 60)]
    a = [t if draws.random() < 0.7 else "red" for t in truth]
    b = said(*[t if place < 6 else own for place, (t, own) in enumerate(zip(truth, a, strict=True))])
    turned = fvl.Predictions(
        LABELS[::-1], b.probabilities[:, ::-1], b.cosines[:, ::-1], b.texts[::-1], b.rule, b.ids
    )
    known = {str(i): t for i, t in enumerate(truth)}
    told = [
        fvl.compare_labels({"A": said(*a), "B": each}, truth=known, measure="macro_f1").verdicts[0]
        for each in (b, turned)
    ]
    assert (told[0].low, told[0].high, told[0].p) == (told[1].low, told[1].high, told[1].p)
