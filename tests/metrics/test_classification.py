"""Classification figures agree with scikit-learn, ties, empty classes and undefined values included."""

import math

import numpy as np
import pytest
from sklearn import metrics as reference

import fvl_core as fvl

metrics = fvl.metrics
LABELS = ("boots", "dress", "hat", "shirt", "skirt", "trousers")


def random_pairs(draws):
    """Draw truths and answers over a few labels each, so that classes go missing on either side."""
    n = int(draws.integers(1, 25))
    truth = draws.choice(LABELS[: draws.integers(1, 7)], n).tolist()
    predicted = draws.choice(LABELS[draws.integers(0, 3) :], n).tolist()
    return truth, [t if draws.random() < 0.4 else p for t, p in zip(truth, predicted, strict=True)]


@pytest.fixture(scope="module")
def pairs():
    draws = np.random.default_rng(0)
    return [random_pairs(draws) for _ in range(400)]


def same(left, right):
    return np.allclose(left, right, rtol=0, atol=1e-12, equal_nan=True)


def test_accuracy_and_averages_agree_with_scikit_learn(pairs):
    for truth, predicted in pairs:
        assert same(metrics.accuracy(truth, predicted), reference.accuracy_score(truth, predicted))
        for average, ours in (("macro", metrics.macro_f1), ("weighted", metrics.weighted_f1)):
            expected = reference.f1_score(truth, predicted, average=average, zero_division=0)
            assert same(ours(truth, predicted), expected)


def test_balanced_accuracy_is_the_mean_recall_over_classes_that_occur(pairs):
    for truth, predicted in pairs:
        recalls = [
            np.mean([p == label for t, p in zip(truth, predicted, strict=True) if t == label])
            for label in set(truth)
        ]
        assert same(metrics.balanced_accuracy(truth, predicted), np.mean(recalls))


def test_per_class_figures_agree_with_scikit_learn_and_are_nan_where_undefined(pairs):
    undefined = 0
    for truth, predicted in pairs:
        precision, recall, f1, support = reference.precision_recall_fscore_support(
            truth, predicted, labels=LABELS, zero_division=math.nan
        )
        ours = metrics.per_class_scores(truth, predicted, labels=LABELS)
        assert [entry.label for entry in ours] == list(LABELS)
        assert same([entry.precision for entry in ours], precision)
        assert same([entry.recall for entry in ours], recall)
        assert same([entry.f1 for entry in ours], f1)
        assert [entry.support for entry in ours] == support.tolist()
        assert [entry.n_predicted for entry in ours] == [predicted.count(label) for label in LABELS]
        undefined += int(np.isnan(precision).sum())
    assert undefined > 100


def test_the_confusion_matrix_agrees_with_scikit_learn_and_its_total_is_n(pairs):
    for truth, predicted in pairs:
        counts = metrics.confusion_matrix(truth, predicted, labels=LABELS)
        assert np.array_equal(counts, reference.confusion_matrix(truth, predicted, labels=LABELS))
        assert counts.sum() == len(truth)


def test_averages_leave_undefined_classes_out(pairs):
    for truth, predicted in pairs:
        scores = metrics.per_class_scores(truth, predicted, labels=LABELS)
        values, support = [s.precision for s in scores], [s.support for s in scores]
        defined = [(v, n) for v, n in zip(values, support, strict=True) if not math.isnan(v)]
        assert same(metrics.macro_average(values), np.mean([v for v, _ in defined]))
        total = sum(n for _, n in defined)
        expected = sum(v * n for v, n in defined) / total if total else math.nan
        assert same(metrics.weighted_average(values, support), expected)


def test_the_majority_baseline_is_the_share_of_the_commonest_label(pairs):
    for truth, _ in pairs:
        baseline = metrics.majority_baseline(truth)
        assert baseline.accuracy == max(truth.count(label) for label in set(truth)) / len(truth)
        assert truth.count(baseline.label) == max(truth.count(label) for label in set(truth))


def test_of_equally_common_labels_the_baseline_takes_the_first_in_the_alphabet():
    assert metrics.majority_baseline(["skirt", "dress", "skirt", "dress"]).label == "dress"


def test_a_class_never_predicted_has_no_precision_but_a_recall_of_nought():
    boots = metrics.per_class_scores(["boots", "hat"], ["hat", "hat"])[0]
    assert boots.label == "boots"
    assert math.isnan(boots.precision)
    assert (boots.recall, boots.f1, boots.support) == (0.0, 0.0, 1)


def test_nothing_labelled_gives_nan_and_not_nought():
    for measure in (metrics.accuracy, metrics.macro_f1, metrics.weighted_f1, metrics.balanced_accuracy):
        assert math.isnan(measure([], []))
    assert math.isnan(metrics.majority_baseline([]).accuracy)
    assert metrics.confusion_matrix([], []).shape == (0, 0)
    assert metrics.per_class_scores([], []) == ()
    assert math.isnan(metrics.macro_average([]))


@pytest.mark.parametrize(
    "call",
    [
        lambda: metrics.accuracy(["a"], []),
        lambda: metrics.confusion_matrix(["a"], ["b"], labels=["a"]),
        lambda: metrics.confusion_matrix(["a"], ["a"], labels=["a", "a"]),
        lambda: metrics.weighted_average([1.0], [1, 2]),
    ],
)
def test_input_that_makes_no_sense_is_refused(call):
    with pytest.raises(fvl.InvalidInputError):
        call()
