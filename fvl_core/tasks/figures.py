"""From answers and ranks to figures: each with its interval, n, chance and ceiling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

import fvl_core.metrics as metrics
from fvl_core.tasks.report import Figure

RESAMPLES = 2000
SEED = 0
TOP_K = (3, 5)
RECALL_K = (1, 5, 10)
N_BINS = 15


def classification_figures(
    truth: Sequence[str],
    predicted: Sequence[str],
    ranks: np.ndarray,
    *,
    labels: Sequence[str],
    confidences: np.ndarray | None,
    protocol: str,
) -> tuple[Figure, ...]:
    """Summarise answers to a closed set of labels.

    Args:
        truth: (n,) true labels.
        predicted: (n,) answers.
        ranks: (n,) the place of the true label among all labels.
        labels: the closed set; top-k is left out where k reaches their number, being always 1.
        confidences: (n,) probability of the answer, None where probabilities do not add up to 1.
        protocol: the name to put on every figure.
    """
    right = np.array([t == p for t, p in zip(truth, predicted, strict=True)], dtype=bool)
    place = {label: position for position, label in enumerate(labels)}
    pairs = np.array([(place[t], place[p]) for t, p in zip(truth, predicted, strict=True)])  # (n, 2)
    counted = Counted(len(labels))
    majority = metrics.majority_baseline(truth)
    n_majority = sum(label == majority.label for label in truth)
    figures = [
        share("accuracy", int(right.sum()), len(truth), protocol, chance=1 / len(labels)),
        resampled("macro_f1", pairs, counted.macro_f1, protocol),
        resampled("weighted_f1", pairs, counted.weighted_f1, protocol),
        resampled("balanced_accuracy", pairs, counted.balanced_accuracy, protocol, chance=1 / len(labels)),
        share("majority_baseline", n_majority, len(truth), protocol),
    ]
    for k in (k for k in TOP_K if k < len(labels)):
        n_found = int((ranks <= k).sum())
        figures.append(share(f"top{k}_accuracy", n_found, len(truth), protocol, chance=k / len(labels)))
    if confidences is not None:
        answers = np.stack([confidences, right.astype(np.float64)], axis=1)  # (n, 2)
        figures.append(resampled("calibration_error", answers, _calibration_error, protocol))
    return tuple(figures)


def retrieval_figures(
    ranks: np.ndarray, *, n_candidates: int, texts: Sequence[str], protocol: str, n_right: Sequence[int]
) -> tuple[Figure, ...]:
    """Summarise the ranks of each text's best right item; recall@k is left out where k reaches the size.

    Chance is a ranking by lot; of median rank and mrr it is given where every text has one right item.
    """
    single = all(count == 1 for count in n_right)
    figures = [
        share(
            f"recall@{k}",
            int((ranks <= k).sum()),
            len(ranks),
            protocol,
            chance=metrics.chance_recall_at_k(n_candidates, k)
            if single
            else float(np.mean([metrics.chance_of_any(n_candidates, count, k) for count in n_right])),
            ceiling=recall_ceiling(texts, k),
        )
        for k in RECALL_K
        if k < n_candidates or k == 1
    ]
    mean_by_lot = float(np.mean([(n_candidates + 1) / (count + 1) for count in n_right]))
    return (
        *figures,
        resampled(
            "median_rank", ranks, metrics.median_rank, protocol, chance=mean_by_lot if single else None
        ),
        resampled("mean_rank", ranks, metrics.mean_rank, protocol, chance=mean_by_lot),
        resampled(
            "mrr",
            ranks,
            metrics.mean_reciprocal_rank,
            protocol,
            chance=metrics.chance_reciprocal_rank(n_candidates) if single else None,
            ceiling=reciprocal_ceiling(texts),
        ),
    )


def recall_ceiling(texts: Sequence[str], k: int) -> float:
    """Return the recall@k of a perfect model: of g items that share one text, it finds min(g, k) within k.

    Example:
        >>> recall_ceiling(["red dress", "red dress", "boots"], 1) == 2 / 3
        True
    """
    return sum(min(group, k) for group in Counter(texts).values()) / len(texts)


def reciprocal_ceiling(texts: Sequence[str]) -> float:
    """Return the mean reciprocal rank of a perfect model, by the same reasoning as `recall_ceiling`.

    Example:
        >>> reciprocal_ceiling(["red dress", "red dress"])
        0.75
    """
    return sum(sum(1 / place for place in range(1, g + 1)) for g in Counter(texts).values()) / len(texts)


def share(
    measure: str,
    n_right: int,
    n: int,
    protocol: str,
    *,
    chance: float | None = None,
    ceiling: float | None = None,
) -> Figure:
    """Build the figure of a share of right answers, with Wilson's interval."""
    low, high = metrics.wilson_interval(n_right, n)
    return Figure(
        measure=measure,
        value=n_right / n,
        low=low,
        high=high,
        n=n,
        protocol=protocol,
        interval="wilson",
        chance=chance,
        ceiling=ceiling,
    )


def resampled(
    measure: str,
    rows: np.ndarray,
    statistic: Callable[[np.ndarray], float],
    protocol: str,
    *,
    chance: float | None = None,
    ceiling: float | None = None,
) -> Figure:
    """Build the figure of any statistic over items, with a bootstrap interval."""
    low, high = metrics.bootstrap_interval(rows, statistic, n_resamples=RESAMPLES, seed=SEED)
    return Figure(
        measure=measure,
        value=float(statistic(rows)),
        low=low,
        high=high,
        n=len(rows),
        protocol=protocol,
        interval="bootstrap",
        chance=chance,
        ceiling=ceiling,
    )


class Counted:
    """Compute figures of a confusion matrix from (n, 2) rows of label positions, fast enough to resample."""

    def __init__(self, n_labels: int) -> None:
        self.n_labels = n_labels

    def macro_f1(self, rows: np.ndarray) -> float:
        """Average F1 over the classes that occur or are predicted."""
        return metrics.macro_average(metrics.precision_recall_f1(self._counts(rows))[2])

    def weighted_f1(self, rows: np.ndarray) -> float:
        """Average F1 over classes by how often they occur."""
        counts = self._counts(rows)
        return metrics.weighted_average(metrics.precision_recall_f1(counts)[2], counts.sum(axis=1))

    def balanced_accuracy(self, rows: np.ndarray) -> float:
        """Average recall over the classes that occur."""
        return metrics.macro_average(metrics.precision_recall_f1(self._counts(rows))[1])

    def _counts(self, rows: np.ndarray) -> np.ndarray:
        cells = np.bincount(rows[:, 0] * self.n_labels + rows[:, 1], minlength=self.n_labels**2)
        return cells.reshape(self.n_labels, self.n_labels)


def _calibration_error(rows: np.ndarray) -> float:
    return metrics.expected_calibration_error(rows[:, 0], rows[:, 1], n_bins=N_BINS)
