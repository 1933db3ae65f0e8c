"""Models whose true difference is known, and how often a verdict calls it clear.

`python -m tests.tasks.simulated_models` runs the full calibration: 2,000 data sets per setting.
"""

from __future__ import annotations

import sys

import numpy as np

import fvl_core.metrics as metrics
from fvl_core.tasks.compare.verdicts import Scored, verdicts


def right_answers(draws, n, accuracies, shared):
    """Return one row of booleans per model; a share of the items is equally hard for all of them."""
    common, together = draws.random(n), draws.random(n) < shared
    return [np.where(together, common, draws.random(n)) < accuracy for accuracy in accuracies]


def accuracy_set(draws, n, accuracies, shared):
    """Verdicts on accuracy (recall@k is the same share) of models with these true accuracies."""
    rows = right_answers(draws, n, accuracies, shared)
    return verdicts({str(i): Scored(row, row) for i, row in enumerate(rows)}, measure="accuracy")


def macro_f1_set(draws, n, accuracies, shared, n_labels=10):
    """Verdicts on macro F1, with labels of very different frequency and errors spread over all labels."""
    labels = [str(i) for i in range(n_labels)]
    weights = 1 / np.arange(1, n_labels + 1)
    truth = draws.choice(n_labels, n, p=weights / weights.sum())
    scored = {}
    for i, right in enumerate(right_answers(draws, n, accuracies, shared)):
        said = np.where(right, truth, draws.integers(0, n_labels, n))
        columns = metrics.f1_columns([labels[t] for t in truth], [labels[s] for s in said], labels)
        scored[str(i)] = Scored(said == truth, columns)
    return verdicts(scored, measure="macro_f1", statistic=metrics.macro_f1_of_means)


def share_clear(make, n_sets, seed, **setting):
    """Return the share of simulated data sets in which any pair is called clearly different."""
    draws = np.random.default_rng(seed)
    return sum(any(v.clear for v in make(draws, **setting)) for _ in range(n_sets)) / n_sets


NIL = (
    (accuracy_set, {"n": 50, "accuracies": (0.7, 0.7), "shared": 0.5}),
    (accuracy_set, {"n": 200, "accuracies": (0.8, 0.8), "shared": 0.7}),
    (accuracy_set, {"n": 500, "accuracies": (0.5, 0.5), "shared": 0.0}),
    (accuracy_set, {"n": 2000, "accuracies": (0.7, 0.7), "shared": 0.5}),
    (accuracy_set, {"n": 2000, "accuracies": (0.95, 0.95), "shared": 0.9}),
    (accuracy_set, {"n": 1000, "accuracies": (0.7,) * 4, "shared": 0.5}),
    (macro_f1_set, {"n": 200, "accuracies": (0.7, 0.7), "shared": 0.5}),
    (macro_f1_set, {"n": 500, "accuracies": (0.6, 0.6), "shared": 0.0}),
)
FIVE_POINTS = (
    (accuracy_set, {"n": 2000, "accuracies": (0.75, 0.7), "shared": 0.5}),
    (accuracy_set, {"n": 2000, "accuracies": (0.55, 0.5), "shared": 0.0}),
    (accuracy_set, {"n": 2000, "accuracies": (0.95, 0.9), "shared": 0.0}),
)

if __name__ == "__main__":
    for title, settings in (("true difference nil", NIL), ("true difference 5 points", FIVE_POINTS)):
        sys.stdout.write(f"{title}: share called clear, 2,000 data sets each\n")
        for make, setting in settings:
            share = share_clear(make, 2000, 7, **setting)
            sys.stdout.write(f"  {make.__name__} {setting}: {100 * share:.1f} %\n")
            sys.stdout.flush()
