"""Figures of many draws at once are those of each draw alone; so are their intervals."""

import numpy as np
import pytest

import fvl_core as fvl
from fvl_core.tasks.figures import (
    N_BINS,
    RESAMPLES,
    SEED,
    Counted,
    averages_over_classes,
    classification_figures,
)

metrics = fvl.metrics


@pytest.fixture(params=[(60, 5), (12, 40), (1, 3)], ids=lambda size: f"{size[0]} of {size[1]} labels")
def answered(request):
    n, n_labels = request.param
    draws = np.random.default_rng(n)
    labels = [f"label {place}" for place in range(n_labels)]
    truth = [labels[place] for place in draws.integers(0, n_labels, n)]
    said = [true if draws.random() < 0.6 else labels[draws.integers(0, n_labels)] for true in truth]
    return labels, truth, said


def one_by_one(truth, said):
    """The three averages by the functions that take one confusion matrix."""
    counts = metrics.confusion_matrix(truth, said)
    _, recall, f1 = metrics.precision_recall_f1(counts)
    weighted = metrics.weighted_average(f1, counts.sum(axis=1))
    return metrics.macro_average(f1), weighted, metrics.macro_average(recall)


def by_kind(truth, said):
    """The answers in the order of their kinds: by the labels' order, truth first."""
    place = {label: at for at, label in enumerate(metrics.labels_of(truth, said))}
    pairs = sorted(zip(truth, said, strict=True), key=lambda pair: (place[pair[0]], place[pair[1]]))
    return [true for true, _ in pairs], [answer for _, answer in pairs]


def test_averages_of_many_draws_are_those_of_each(answered):
    _, truth, said = answered
    truth, said = by_kind(truth, said)
    places = np.random.default_rng(7).integers(0, len(truth), (50, len(truth)))
    kinds = list(dict.fromkeys(zip(truth, said, strict=True)))
    of_item = np.array([kinds.index(pair) for pair in zip(truth, said, strict=True)])
    counts = np.array([np.bincount(of_item[drawn], minlength=len(kinds)) for drawn in places])
    found = Counted(truth, said).figures(counts)
    expected = [one_by_one([truth[at] for at in drawn], [said[at] for at in drawn]) for drawn in places]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


def test_intervals_are_those_of_resampling_one_by_one(answered):
    labels, truth, said = answered
    sure = np.random.default_rng(3).random(len(truth))
    right = np.array([t == s for t, s in zip(truth, said, strict=True)])
    ranks = np.ones(len(truth), dtype=np.int64)
    figures = {
        figure.measure: figure
        for figure in classification_figures(
            truth, said, ranks, labels=labels, confidences=sure, protocol="any"
        )
    }
    names = np.array(by_kind(truth, said)).T
    slow = {
        "macro_f1": lambda rows: one_by_one(*rows.T)[0],
        "weighted_f1": lambda rows: one_by_one(*rows.T)[1],
        "balanced_accuracy": lambda rows: one_by_one(*rows.T)[2],
    }
    for measure, statistic in slow.items():
        low, high = metrics.bootstrap_interval(names, statistic, n_resamples=RESAMPLES, seed=SEED)
        found = figures[measure]
        assert (found.value, found.low, found.high) == pytest.approx((statistic(names), low, high), abs=1e-12)
    rows = np.stack([sure, right], axis=1)
    low, high = metrics.bootstrap_interval(
        rows,
        lambda rows: metrics.expected_calibration_error(rows[:, 0], rows[:, 1], n_bins=N_BINS),
        n_resamples=RESAMPLES,
        seed=SEED,
    )
    found = figures["calibration_error"]
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-12)


def test_many_answers_of_few_kinds_have_the_intervals_of_drawing_answers(monkeypatch):
    """Kinds are drawn there, not answers: another way to the same law."""
    draws = np.random.default_rng(11)
    truth = [str(place) for place in draws.integers(0, 3, 3000)]
    said = [true if draws.random() < 0.7 else "1" for true in truth]
    by_kinds = averages_over_classes(truth, said, "any", by_lot=1 / 3)
    monkeypatch.setattr("fvl_core.metrics.intervals.PER_KIND", 3001)
    by_answers = averages_over_classes(truth, said, "any", by_lot=1 / 3)
    assert [figure.value for figure in by_kinds] == [figure.value for figure in by_answers]
    for found, expected in zip(by_kinds, by_answers, strict=True):
        assert found != expected  # so it was another way
        assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=0.002)
