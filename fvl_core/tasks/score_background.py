"""A query's own score distribution over the catalogue, and where weak matches begin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

CUT_DEVIATIONS = 2.0


@dataclass(frozen=True, eq=False)
class Background:
    """Hold what a query scores all over the catalogue, not only on the first page.

    Attributes:
        scores: (n,) float32, every item's, in the order of the engine's ids; no filter is applied.
        mean, deviation: of these scores. cut: hits that score lower are weak, by the standards of this
        query: mean + 2 deviations.

    Example:
        >>> background = Background.of(np.array([0.0, 0.0, 0.0, 0.0, 1.0], np.float32))
        >>> round(background.mean, 3), round(background.deviation, 3), round(background.cut, 3)
        (0.2, 0.4, 1.0)
    """

    scores: np.ndarray
    mean: float
    deviation: float
    cut: float

    @classmethod
    def of(cls, scores: np.ndarray) -> Background:
        """Describe scores, (n,); of no scores, everything is NaN."""
        if not len(scores):
            return cls(scores, float("nan"), float("nan"), float("nan"))
        mean, deviation = float(scores.mean(dtype=np.float64)), float(scores.std(dtype=np.float64))
        return cls(scores, mean, deviation, mean + CUT_DEVIATIONS * deviation)

    def above(self, score: float) -> float:
        """Return the share of the catalogue that scores at least this much, 0 to 1."""
        return float((self.scores >= score).mean()) if len(self.scores) else float("nan")
