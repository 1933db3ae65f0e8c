"""Whether a model that says 80 % is right four times in five."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from fvl_core.foundation.errors import InvalidInputError

Binning = Literal["width", "mass"]


@dataclass(frozen=True)
class ReliabilityBin:
    """Hold one bin: n answers, their mean confidence, and the share of them that is right."""

    n: int
    confidence: float
    accuracy: float


def reliability_bins(
    confidences: ArrayLike, correct: ArrayLike, *, n_bins: int = 15, binning: Binning = "width"
) -> tuple[ReliabilityBin, ...]:
    """Sort answers into bins by confidence; bins that stay empty are left out.

    Args:
        confidences: (n,) the probability of the given answer, 0 to 1.
        correct: (n,) whether it is right.
        n_bins: how many bins there are.
        binning: "width" cuts 0 … 1 into equal parts, each with its upper end; "mass" gives every bin
            equally many answers, as far as that goes, in order of confidence (ties in the order given).

    Empty input: no bins.

    Raises:
        InvalidInputError: for lengths that differ, a confidence outside 0 … 1, or fewer than one bin.

    Example:
        >>> for entry in reliability_bins([0.9, 1.0, 0.25], [True, False, True], n_bins=2):
        ...     entry
        ReliabilityBin(n=1, confidence=0.25, accuracy=1.0)
        ReliabilityBin(n=2, confidence=0.95, accuracy=0.5)
    """
    counts, certain, right = _binned(confidences, correct, n_bins, binning)
    return tuple(
        ReliabilityBin(int(n), float(total / n), float(n_right / n))
        for n, total, n_right in zip(counts, certain, right, strict=True)
        if n
    )


def expected_calibration_error(
    confidences: ArrayLike, correct: ArrayLike, *, n_bins: int = 15, binning: Binning = "width"
) -> float:
    """Return the mean distance between confidence and accuracy, over bins weighted by their size.

    It is a figure of the whole set and hangs on the bins, so state their number and kind beside it.

    Range: 0 (calibrated) to 1. Empty input: NaN. Raises: as `reliability_bins`.
    Source: Naeini et al., AAAI 2015; Guo et al., On Calibration of Modern Neural Networks, 2017, eq. 3.

    Example:
        >>> round(expected_calibration_error([0.75, 0.75, 0.75, 0.75], [True, True, True, False]), 12)
        0.0
    """
    counts, certain, right = _binned(confidences, correct, n_bins, binning)
    n = counts.sum()
    return float(np.abs(right - certain).sum() / n) if n else math.nan


def calibration_errors(
    confidences: ArrayLike, correct: ArrayLike, counts: np.ndarray, *, n_bins: int = 15
) -> np.ndarray:
    """Return `expected_calibration_error` over bins of one width of many draws of the answers.

    Shapes: counts (r, n), how often each answer was drawn; gives (r,). Raises: as `reliability_bins`.

    Example:
        >>> calibration_errors([0.75, 0.75], [True, False], np.array([[3, 1], [0, 4]])).round(12)
        array([0.  , 0.75])
    """
    certainty, right = _require_confidences(confidences, correct, n_bins)
    gaps = np.zeros((len(certainty), n_bins))
    gaps[np.arange(len(certainty)), _of_width(certainty, n_bins)] = right - certainty
    return np.abs(counts @ gaps).sum(axis=1) / counts.sum(axis=1)


def _of_width(certainty: np.ndarray, n_bins: int) -> np.ndarray:
    """Return the bin of each confidence, 0 … 1 cut into equal parts, each with its upper end."""
    return np.searchsorted(np.arange(1, n_bins + 1) / n_bins, certainty, side="left")


def _binned(
    confidences: ArrayLike, correct: ArrayLike, n_bins: int, binning: Binning
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return of every bin the number of answers, the sum of their confidences, and how many are right."""
    certainty, right = _require_confidences(confidences, correct, n_bins)
    if binning == "width":
        place = _of_width(certainty, n_bins)
    else:
        sizes = [len(group) for group in np.array_split(certainty, n_bins)]
        place = np.empty(len(certainty), dtype=np.int64)
        place[np.argsort(certainty, kind="stable")] = np.repeat(np.arange(n_bins), sizes)
    counts, certain, n_right = (
        np.bincount(place, weights=values, minlength=n_bins) for values in (None, certainty, right)
    )
    return counts, certain, n_right


def _require_confidences(
    confidences: ArrayLike, correct: ArrayLike, n_bins: int
) -> tuple[np.ndarray, np.ndarray]:
    certainty, right = np.asarray(confidences, dtype=np.float64), np.asarray(correct, dtype=bool)
    if certainty.ndim != 1 or certainty.shape != right.shape:
        raise InvalidInputError(
            f"Confidences {certainty.shape} and answers {right.shape} do not fit.",
            remedy="Give one of each per item.",
        )
    if not np.all((certainty >= 0) & (certainty <= 1)):
        raise InvalidInputError("A confidence is outside 0 … 1.", remedy="Give probabilities, not cosines.")
    if n_bins < 1:
        raise InvalidInputError(f"{n_bins} bins came.", remedy="Give at least one; 15 is usual.")
    return certainty, right
