"""From answers and ranks to figures: each with its interval, n, chance and ceiling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

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
    majority = metrics.majority_baseline(truth)
    n_majority = sum(label == majority.label for label in truth)
    figures = [
        share("accuracy", int(right.sum()), len(truth), protocol, chance=1 / len(labels)),
        *averages_over_classes(truth, predicted, protocol, by_lot=1 / len(labels)),
        share("majority_baseline", n_majority, len(truth), protocol),
    ]
    for k in (k for k in TOP_K if k < len(labels)):
        n_found = int((ranks <= k).sum())
        figures.append(share(f"top{k}_accuracy", n_found, len(truth), protocol, chance=k / len(labels)))
    if confidences is not None:
        figures.append(calibration_error(right, confidences, protocol))
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


def averages_over_classes(
    truth: Sequence[str], predicted: Sequence[str], protocol: str, *, by_lot: float
) -> list[Figure]:
    """Build the figures that average over classes, `Counted.MEASURES`, all from the same draws."""
    counted = Counted(truth, predicted)
    chances = dict.fromkeys(Counted.MEASURES) | {"balanced_accuracy": by_lot}
    return _resampled_together(chances, counted.figures, counted.sizes, protocol)


def calibration_error(right: np.ndarray, confidences: np.ndarray, protocol: str) -> Figure:
    """Build the figure of the calibration error, from (n,) answers that are right and their probabilities."""

    def errors(counts: np.ndarray) -> np.ndarray:
        return metrics.calibration_errors(confidences, right, counts, n_bins=N_BINS)[:, None]

    return _resampled_together({"calibration_error": None}, errors, np.ones(len(right)), protocol)[0]


def _resampled_together(
    chances: Mapping[str, float | None],
    statistics: Callable[[np.ndarray], np.ndarray],
    sizes: np.ndarray,
    protocol: str,
) -> list[Figure]:
    """Build a figure per measure from what `metrics.bootstrap_intervals` takes; each with its chance."""
    intervals = metrics.bootstrap_intervals(sizes, statistics, len(chances), n_resamples=RESAMPLES, seed=SEED)
    values = statistics(np.asarray(sizes)[None])[0]
    return [
        Figure(
            measure=measure,
            value=float(value),
            low=interval.low,
            high=interval.high,
            n=int(np.sum(sizes)),
            protocol=protocol,
            interval="bootstrap",
            chance=chance,
        )
        for (measure, chance), value, interval in zip(chances.items(), values, intervals, strict=True)
    ]


class Counted:
    """Compute F1 and recall over the classes of (truth, answer) pairs, of many draws of the pairs at once.

    Pairs that are equal are one kind; `sizes`, (k,), says how many there are of each, in order of the labels.
    """

    MEASURES = ("macro_f1", "weighted_f1", "balanced_accuracy")

    def __init__(self, truth: Sequence[str], predicted: Sequence[str]) -> None:
        place = {label: position for position, label in enumerate(metrics.labels_of(truth, predicted))}
        pairs = [(place[true], place[answer]) for true, answer in zip(truth, predicted, strict=True)]
        kinds, sizes = np.unique(np.array(pairs).reshape(-1, 2), axis=0, return_counts=True)  # (k, 2), (k,)
        self._n_labels, self._kinds, self.sizes = len(place), kinds, sizes

    def figures(self, drawn: np.ndarray) -> np.ndarray:
        """Return `MEASURES` of each draw, as (r, 3), from how often each kind of pair is in it, (r, k).

        F1 is averaged over the classes that occur or are predicted, recall over those that occur.
        """
        truth, given = self._kinds.T
        hits = truth == given
        right = self._by_label(drawn[:, hits], truth[hits])
        occurs, predicted = self._by_label(drawn, truth), self._by_label(drawn, given)
        f1, recall = 2 * right / np.maximum(occurs + predicted, 1), right / np.maximum(occurs, 1)
        return np.stack(
            [
                f1.sum(axis=1) / np.count_nonzero(occurs + predicted, axis=1),
                (f1 * occurs).sum(axis=1) / occurs.sum(axis=1),
                recall.sum(axis=1) / np.count_nonzero(occurs, axis=1),
            ],
            axis=1,
        )

    def _by_label(self, drawn: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """Sum counts of kinds, (r, kinds), over those that have one label: (r, L)."""
        summed = np.zeros((len(drawn), self._n_labels), dtype=np.int64)
        if len(labels):
            order = np.argsort(labels, kind="stable")
            present, starts = np.unique(labels[order], return_index=True)
            summed[:, present] = np.add.reduceat(drawn[:, order], starts, axis=1)
        return summed
