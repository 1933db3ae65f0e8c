"""One contender's labels, whether they come as predictions or as an evaluation's report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.tasks.report import Report
from fvl_core.tasks.zero_shot import Predictions

LabelSource = Predictions | Report


@dataclass(frozen=True, eq=False)
class LabelAnswers:
    """Hold one label per picture, (n,) confidences in it, and the truth as far as the source knows it."""

    ids: tuple[str, ...]
    labels: tuple[str, ...]
    predicted: tuple[str, ...]
    confidences: np.ndarray
    truth: Mapping[str, str]

    @classmethod
    def of(cls, source: LabelSource) -> LabelAnswers:
        """Read predictions (of equal scores the earlier label wins), or `evaluate_classification`'s report.

        Raises:
            InvalidInputError: for a report of another task.
        """
        if isinstance(source, Predictions):
            best = source.cosines.argmax(axis=1) if len(source) else np.empty(0, np.int64)
            return cls(
                source.ids,
                source.labels,
                tuple(source.labels[place] for place in best),
                source.probabilities[np.arange(len(source)), best],
                {},
            )
        if source.task != "classification":
            raise InvalidInputError(
                f"A report on {source.task} holds no labels.", remedy="Give one of evaluate_classification."
            )
        rows = source.per_query
        return cls(
            tuple(row["item_id"] for row in rows),
            tuple(source.facts["labels"]),
            tuple(row["predicted"] for row in rows),
            np.array([row["p_predicted"] for row in rows], dtype=np.float64),
            {row["item_id"]: row["truth"] for row in rows},
        )
