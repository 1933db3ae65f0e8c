"""How often answers are right: over all, per class, and against always saying the commonest label."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from fvl_core.foundation.errors import InvalidInputError


@dataclass(frozen=True)
class ClassScores:
    """Hold the figures of one class; an undefined one is NaN and never 0.

    Precision is undefined for a class that is never predicted, recall for one that never occurs, F1 for
    one that does neither. support: how often it occurs. n_predicted: how often it is predicted.
    """

    label: str
    precision: float
    recall: float
    f1: float
    support: int
    n_predicted: int


@dataclass(frozen=True)
class Majority:
    """Name the commonest label and the accuracy of always giving it."""

    label: str
    accuracy: float


def accuracy(truth: Sequence[str], predicted: Sequence[str]) -> float:
    """Return the share of right answers.

    Range: 0 to 1. Empty input: NaN.

    Raises:
        InvalidInputError: when there are not as many answers as truths.

    Example:
        >>> accuracy(["shirt", "skirt"], ["shirt", "dress"])
        0.5
    """
    _require_pairs(truth, predicted)
    return sum(t == p for t, p in zip(truth, predicted, strict=True)) / len(truth) if truth else math.nan


def labels_of(truth: Sequence[str], predicted: Sequence[str]) -> tuple[str, ...]:
    """Return every label that occurs on either side, sorted.

    Example:
        >>> labels_of(["skirt", "dress"], ["dress", "shirt"])
        ('dress', 'shirt', 'skirt')
    """
    return tuple(sorted({*truth, *predicted}))


def confusion_matrix(
    truth: Sequence[str], predicted: Sequence[str], *, labels: Sequence[str] | None = None
) -> np.ndarray:
    """Count every pair of truth (row) and answer (column).

    Shapes: (L, L) int64 in the order of `labels`, by default of `labels_of`.
    Empty input: zeros; without labels, (0, 0).

    Raises:
        InvalidInputError: for a label that is not among `labels`, or listed twice.

    Example:
        >>> confusion_matrix(["a", "a", "b"], ["a", "b", "b"]).tolist()
        [[1, 1], [0, 1]]
    """
    _require_pairs(truth, predicted)
    names = tuple(labels) if labels is not None else labels_of(truth, predicted)
    place = {name: position for position, name in enumerate(names)}
    if len(place) != len(names):
        raise InvalidInputError("A label is listed twice.", remedy="List every label once.")
    if unknown := sorted({*truth, *predicted} - place.keys()):
        raise InvalidInputError(
            f"{unknown[0]!r} is not among the labels.", remedy="Add it, or leave its items out."
        )
    rows = np.fromiter((place[name] for name in truth), dtype=np.int64, count=len(truth))
    columns = np.fromiter((place[name] for name in predicted), dtype=np.int64, count=len(predicted))
    cells = np.bincount(rows * len(names) + columns, minlength=len(names) ** 2)
    return cells.reshape(len(names), len(names)).astype(np.int64)


def precision_recall_f1(counts: ArrayLike) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return precision, recall and F1 of every class of a confusion matrix.

    Shapes: counts (L, L), rows truth; three (L,) float64 arrays. Range: 0 to 1, NaN where undefined.
    Source: F1 = 2 tp / (2 tp + fp + fn), so it is defined as soon as the class occurs or is predicted.

    Example:
        >>> precision, recall, f1 = precision_recall_f1([[1, 1], [0, 0]])
        >>> precision.tolist(), recall.tolist(), f1.round(3).tolist()
        ([1.0, 0.0], [0.5, nan], [0.667, 0.0])
    """
    table = np.asarray(counts, dtype=np.float64)
    right, occurs, given = np.diag(table), table.sum(axis=1), table.sum(axis=0)
    return _ratio(right, given), _ratio(right, occurs), _ratio(2 * right, occurs + given)


def per_class_scores(
    truth: Sequence[str], predicted: Sequence[str], *, labels: Sequence[str] | None = None
) -> tuple[ClassScores, ...]:
    """Return precision, recall and F1 of every label, in the order of the labels.

    Raises: as `confusion_matrix`.

    Example:
        >>> [(s.label, s.f1, s.support) for s in per_class_scores(["a", "a"], ["a", "a"], labels=["a", "b"])]
        [('a', 1.0, 2), ('b', nan, 0)]
    """
    names = tuple(labels) if labels is not None else labels_of(truth, predicted)
    counts = confusion_matrix(truth, predicted, labels=names)
    columns = zip(*precision_recall_f1(counts), counts.sum(axis=1), counts.sum(axis=0), strict=True)
    return tuple(
        ClassScores(name, float(p), float(r), float(f), int(support), int(given))
        for name, (p, r, f, support, given) in zip(names, columns, strict=True)
    )


def macro_average(values: ArrayLike) -> float:
    """Average over classes, each counting once; undefined ones are left out.

    For F1 this is scikit-learn's `average="macro"` over the labels that occur or are predicted.
    Empty input: NaN, as when every value is undefined.

    Example:
        >>> macro_average([1.0, 0.5, float("nan")])
        0.75
    """
    defined = np.asarray(values, dtype=np.float64)
    defined = defined[~np.isnan(defined)]
    return float(defined.mean()) if len(defined) else math.nan


def weighted_average(values: ArrayLike, support: ArrayLike) -> float:
    """Average over classes, each counting as often as it occurs; undefined ones are left out.

    For F1 this is scikit-learn's `average="weighted"` (FashionCLIP's tables).
    Empty input: NaN, as when no class occurs.

    Example:
        >>> weighted_average([1.0, 0.5], [3, 1])
        0.875
    """
    row, weights = np.asarray(values, dtype=np.float64), np.asarray(support, dtype=np.float64)
    if row.shape != weights.shape:
        raise InvalidInputError(
            f"{row.shape} values and {weights.shape} supports do not fit.",
            remedy="Give one of each per class.",
        )
    defined = ~np.isnan(row)
    total = weights[defined].sum()
    return float((row[defined] * weights[defined]).sum() / total) if total else math.nan


def macro_f1(truth: Sequence[str], predicted: Sequence[str]) -> float:
    """Return the mean F1 over every class that occurs or is predicted. Empty input: NaN.

    Example:
        >>> macro_f1(["a", "b"], ["a", "a"]) == (2 / 3 + 0) / 2
        True
    """
    return macro_average(precision_recall_f1(confusion_matrix(truth, predicted))[2])


def weighted_f1(truth: Sequence[str], predicted: Sequence[str]) -> float:
    """Return the mean F1 over classes, weighted by how often they occur. Empty input: NaN.

    Example:
        >>> round(weighted_f1(["a", "a", "a", "b"], ["a", "a", "a", "a"]), 4)  # 3/4 of 6/7
        0.6429
    """
    counts = confusion_matrix(truth, predicted)
    return weighted_average(precision_recall_f1(counts)[2], counts.sum(axis=1))


def balanced_accuracy(truth: Sequence[str], predicted: Sequence[str]) -> float:
    """Return the mean recall over the classes that occur. Empty input: NaN.

    Example:
        >>> balanced_accuracy(["a", "a", "a", "b"], ["a", "a", "a", "a"])
        0.5
    """
    return macro_average(precision_recall_f1(confusion_matrix(truth, predicted))[1])


def majority_baseline(truth: Sequence[str]) -> Majority:
    """Return the commonest label (of equals, the first in the alphabet) and the accuracy of giving it.

    Empty input: label "", accuracy NaN.

    Example:
        >>> majority_baseline(["shirt", "skirt", "shirt", "dress"])
        Majority(label='shirt', accuracy=0.5)
    """
    if not truth:
        return Majority("", math.nan)
    label, count = min(Counter(truth).items(), key=lambda entry: (-entry[1], entry[0]))
    return Majority(label, count / len(truth))


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(len(whole), math.nan), where=whole > 0)


def _require_pairs(truth: Sequence[str], predicted: Sequence[str]) -> None:
    if len(truth) != len(predicted):
        raise InvalidInputError(
            f"{len(truth)} truths came with {len(predicted)} answers.", remedy="Give one answer per item."
        )
