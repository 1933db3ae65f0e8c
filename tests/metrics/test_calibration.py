"""Calibration agrees with slow loops written here."""

import math

import numpy as np
import pytest

import fvl_core as fvl

metrics = fvl.metrics


def slow_error(confidences, correct, n_bins):
    """Walk over the bins (low, high] and add up their gaps; 0 belongs to the first."""
    total = 0.0
    for number in range(n_bins):
        low, high = number / n_bins, (number + 1) / n_bins
        inside = [
            (c, r)
            for c, r in zip(confidences, correct, strict=True)
            if low < c <= high or (number == 0 and c == 0)
        ]
        if inside:
            confidence = sum(c for c, _ in inside) / len(inside)
            share = sum(r for _, r in inside) / len(inside)
            total += len(inside) / len(confidences) * abs(confidence - share)
    return total


def test_the_error_agrees_with_a_loop_on_a_thousand_random_sets():
    draws = np.random.default_rng(0)
    for _ in range(1000):
        n, n_bins = int(draws.integers(1, 40)), int(draws.integers(1, 20))
        confidences = np.round(draws.random(n), int(draws.integers(1, 4)))  # many lie on the edge of a bin
        correct = draws.random(n) < 0.5
        found = metrics.expected_calibration_error(confidences, correct, n_bins=n_bins)
        assert found == pytest.approx(slow_error(confidences, correct, n_bins), abs=1e-12)


def test_errors_of_many_draws_are_those_of_each():
    draws = np.random.default_rng(1)
    sure, right = draws.random(40), draws.random(40) < 0.5
    sure[:3] = (0.0, 1.0, 1 / 15)
    places = draws.integers(0, 40, (30, 40))
    counts = np.array([np.bincount(drawn, minlength=40) for drawn in places])
    found = metrics.calibration_errors(sure, right, counts)
    expected = [metrics.expected_calibration_error(sure[drawn], right[drawn]) for drawn in places]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


def test_bins_of_equal_mass_differ_by_at_most_one_answer():
    confidences = np.random.default_rng(1).random(50)
    bins = metrics.reliability_bins(confidences, confidences > 0.5, n_bins=15, binning="mass")
    assert {entry.n for entry in bins} == {3, 4}
    assert sum(entry.n for entry in bins) == 50
    means = [entry.confidence for entry in bins]
    assert means == sorted(means)


def test_a_model_that_is_always_sure_and_always_wrong_has_an_error_of_one():
    assert metrics.expected_calibration_error([1.0, 1.0], [False, False]) == 1.0


def test_no_answers_give_nan_and_no_bins():
    assert math.isnan(metrics.expected_calibration_error([], []))
    assert metrics.reliability_bins([], []) == ()


@pytest.mark.parametrize("confidences", [[1.2], [-0.1], [math.nan], [0.5, 0.5]])
def test_what_is_no_probability_is_refused(confidences):
    with pytest.raises(fvl.InvalidInputError):
        metrics.expected_calibration_error(confidences, [True])


def test_fewer_than_one_bin_is_refused():
    with pytest.raises(fvl.InvalidInputError):
        metrics.reliability_bins([0.5], [True], n_bins=0)
