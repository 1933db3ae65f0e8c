"""What a model gets wrong on a labelled catalogue: from a figure to the pictures behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from fvl_core.foundation.errors import InvalidInputError, UnknownNameError
from fvl_core.metrics import ClassScores
from fvl_core.tasks.report import Figure, Report


@dataclass(frozen=True)
class LabelledAnswer:
    """Hold what the model said of one picture, and what is true.

    near: the wrong answer is of the same group as the truth (shirt for blouse); None without groups.
    """

    item_id: str
    truth: str
    predicted: str
    p_predicted: float
    p_truth: float
    rank_of_truth: int
    near: bool | None

    @property
    def right(self) -> bool:
        """Tell whether the answer is the truth."""
        return self.truth == self.predicted

    @property
    def disagreement(self) -> float:
        """Return the confidence of a wrong answer, and what is missing to 1 of a right one; 0 to 1."""
        return 1.0 - self.p_predicted if self.right else self.p_predicted


@dataclass(frozen=True)
class Confusion:
    """Count how often one label is taken for another.

    share: of the true label's pictures. n_reverse: how often the other way round. near: within one group.
    """

    truth: str
    predicted: str
    n: int
    share: float
    n_reverse: int
    near: bool | None


@dataclass(frozen=True, eq=False)
class ErrorAnalysis:
    """Open up a report of `evaluate_classification`.

    Attributes:
        report: where it comes from. answers: one per picture, the confidently wrong first, then the right
        ones, the least sure first (equal ones in catalogue order).
    """

    report: Report
    answers: tuple[LabelledAnswer, ...]

    @classmethod
    def of(cls, report: Report, *, parents: Mapping[str, str] | None = None) -> ErrorAnalysis:
        """Read a report.

        Args:
            report: of `evaluate_classification`.
            parents: the group of each label, to tell near misses from gross errors.

        Raises:
            InvalidInputError: for a report of another task.
        """
        if report.task != "classification":
            raise InvalidInputError(
                f"A report on {report.task} has no labels.", remedy="Give one of evaluate_classification."
            )
        groups = parents or {}
        answers = [
            LabelledAnswer(**row, near=_near(row["truth"], row["predicted"], groups))
            for row in report.per_query
        ]
        ordered = sorted(answers, key=lambda answer: (answer.right, -answer.disagreement))
        return cls(report, tuple(ordered))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Return the headline figures, each with n and its interval."""
        return self.report.figures

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the labels in the order of `counts`."""
        return tuple(self.report.tables["confusion"]["labels"])

    @property
    def counts(self) -> np.ndarray:
        """Return the confusion matrix, (L, L), rows truth."""
        return np.asarray(self.report.tables["confusion"]["counts"])

    @property
    def per_class(self) -> tuple[ClassScores, ...]:
        """Return the classes, the lowest F1 first; of equals that with more pictures."""
        scores: Iterable[ClassScores] = self.report.tables["per_class"]
        return tuple(sorted((s for s in scores if s.support), key=lambda s: (s.f1, -s.support)))

    def cell(self, truth: str, predicted: str) -> tuple[LabelledAnswer, ...]:
        """Return the pictures of one cell, the most confident first where it is wrong.

        Raises:
            UnknownNameError: for a label that is not among `labels`.
        """
        self._require(truth, predicted)
        return tuple(a for a in self.answers if (a.truth, a.predicted) == (truth, predicted))

    def row(self, truth: str) -> tuple[LabelledAnswer, ...]:
        """Return all pictures that truly are this, wrong ones first; raises as `cell`."""
        self._require(truth)
        return tuple(a for a in self.answers if a.truth == truth)

    def column(self, predicted: str) -> tuple[LabelledAnswer, ...]:
        """Return all pictures that were called this, wrong ones first; raises as `cell`."""
        self._require(predicted)
        return tuple(a for a in self.answers if a.predicted == predicted)

    @property
    def wrong(self) -> tuple[LabelledAnswer, ...]:
        """Return the pictures with a wrong answer, the most confident first."""
        return tuple(a for a in self.answers if not a.right)

    @property
    def confusions(self) -> tuple[Confusion, ...]:
        """Return every pair of labels that is confused, the commonest first, each with its reverse."""
        n_of = Counter(a.truth for a in self.answers)
        counts = Counter((a.truth, a.predicted) for a in self.wrong)
        near = {(a.truth, a.predicted): a.near for a in self.wrong}
        return tuple(
            Confusion(t, p, n, n / n_of[t], counts[p, t], near[t, p]) for (t, p), n in counts.most_common()
        )

    @property
    def n_near(self) -> int | None:
        """Return how many errors stay within the group of the truth; None without groups."""
        known = [a.near for a in self.wrong if a.near is not None]
        return sum(known) if known else None

    def _require(self, *labels: str) -> None:
        for label in labels:
            if label not in self.labels:
                raise UnknownNameError("label", label, self.labels)


def _near(truth: str, predicted: str, groups: Mapping[str, str]) -> bool | None:
    if truth not in groups or predicted not in groups:
        return None
    return groups[truth] == groups[predicted]
