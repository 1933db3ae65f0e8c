"""From a report to the pictures behind a cell, the confidently wrong first."""

import numpy as np
import pytest

import fvl_core as fvl

LABELS = ("boots", "blouse", "shirt")
ROWS = (  # id, truth, predicted, confidence, rank of the truth
    ("1", "shirt", "shirt", 0.9, 1),
    ("2", "shirt", "blouse", 0.6, 2),
    ("3", "shirt", "blouse", 0.8, 2),
    ("4", "blouse", "shirt", 0.7, 3),
    ("5", "boots", "shirt", 0.95, 2),
    ("6", "boots", "boots", 0.5, 1),
)


@pytest.fixture
def report():
    truth, predicted = [row[1] for row in ROWS], [row[2] for row in ROWS]
    return fvl.Report(
        task="classification",
        protocol="zero-shot",
        figures=(),
        facts={"labels": LABELS},
        per_query=tuple(
            {
                "item_id": item_id,
                "truth": true,
                "predicted": said,
                "p_predicted": p,
                "p_truth": 0.1,
                "rank_of_truth": rank,
            }
            for item_id, true, said, p, rank in ROWS
        ),
        tables={
            "per_class": fvl.metrics.per_class_scores(truth, predicted, labels=LABELS),
            "confusion": {
                "labels": LABELS,
                "counts": fvl.metrics.confusion_matrix(truth, predicted, labels=LABELS),
            },
        },
    )


def ids(answers):
    return [answer.item_id for answer in answers]


def test_errors_come_first_the_most_confident_before_all(report):
    errors = fvl.ErrorAnalysis.of(report)
    assert ids(errors.answers) == ["5", "3", "4", "2", "6", "1"]
    assert ids(errors.wrong) == ["5", "3", "4", "2"]
    assert [round(a.disagreement, 2) for a in errors.answers] == [0.95, 0.8, 0.7, 0.6, 0.5, 0.1]


def test_cells_rows_and_columns_name_their_pictures(report):
    errors = fvl.ErrorAnalysis.of(report)
    assert ids(errors.cell("shirt", "blouse")) == ["3", "2"]
    assert ids(errors.row("shirt")) == ["3", "2", "1"]
    assert ids(errors.column("shirt")) == ["5", "4", "1"]
    for i, truth in enumerate(errors.labels):
        for j, predicted in enumerate(errors.labels):
            assert len(errors.cell(truth, predicted)) == errors.counts[i, j]
    with pytest.raises(fvl.UnknownNameError, match="Did you mean shirt"):
        errors.cell("shirts", "boots")


def test_confusions_are_told_with_their_reverse_and_whether_they_are_near(report):
    errors = fvl.ErrorAnalysis.of(report, parents={"shirt": "tops", "blouse": "tops", "boots": "shoes"})
    told = {(c.truth, c.predicted): c for c in errors.confusions}
    assert next(iter(told)) == ("shirt", "blouse")
    first = told["shirt", "blouse"]
    assert (first.n, first.share, first.n_reverse, first.near) == (2, 2 / 3, 1, True)
    assert told["boots", "shirt"].near is False
    assert errors.n_near == 3
    assert fvl.ErrorAnalysis.of(report).n_near is None


def test_classes_stand_worst_first_and_those_that_never_occur_are_left_out(report):
    errors = fvl.ErrorAnalysis.of(report)
    # F1: blouse 0 of 1; shirt 2·1 / (3 + 3); boots 2·1 / (2 + 1)
    assert [(s.label, round(s.f1, 3)) for s in errors.per_class] == [
        ("blouse", 0.0),
        ("shirt", 0.333),
        ("boots", 0.667),
    ]


def test_a_real_report_has_headline_figures_with_n_and_interval(tmp_path):
    from PIL import Image

    draws = np.random.default_rng(0)
    items = [
        fvl.Item(
            str(i), Image.new("RGB", (2, 2), tuple(map(int, draws.integers(0, 256, 3)))), attributes={"c": c}
        )
        for i, c in enumerate(["red", "green", "blue"] * 8)
    ]
    shop = fvl.Catalogue("shop", items)
    report = fvl.evaluate_classification(
        shop, fvl.load_model("hand"), "c", cache=fvl.EmbeddingCache(tmp_path)
    )
    errors = fvl.ErrorAnalysis.of(report)
    assert errors.figures[0].measure == "accuracy"
    assert errors.figures[0].n == 24
    assert len(errors.wrong) == 24 - round(errors.figures[0].value * 24)


def test_a_report_on_retrieval_is_refused(report):
    from dataclasses import replace

    with pytest.raises(fvl.InvalidInputError, match="retrieval"):
        fvl.ErrorAnalysis.of(replace(report, task="retrieval"))
