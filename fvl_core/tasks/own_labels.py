"""Labels of a model's own: what a classification head says of pictures with their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.foundation.abilities import ScoresOwnLabels
from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from fvl_core.foundation.images import ImageSource
    from fvl_core.models.base import VisionLanguageModel


@dataclass(frozen=True, eq=False)
class OwnLabelScores:
    """Hold what a classification head says of n pictures.

    Attributes:
        labels: the head's, by name where somebody states names. scores: (n, L) float64, the head's own
        (logits). probabilities: (n, L), their softmax; a row sums to 1.
    """

    labels: tuple[str, ...]
    scores: np.ndarray

    @property
    def probabilities(self) -> np.ndarray:
        """Return the softmax of each row of scores."""
        shifted = np.exp(self.scores - self.scores.max(axis=1, keepdims=True))
        return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))

    def top(self, k: int = 1) -> tuple[tuple[tuple[str, float], ...], ...]:
        """Return for each picture its k likeliest labels with their probabilities; of equals the earlier."""
        probabilities = self.probabilities
        order = np.argsort(-self.scores, axis=1, kind="stable")[:, :k]
        return tuple(
            tuple((self.labels[place], float(own[place])) for place in row)
            for row, own in zip(order, probabilities, strict=True)
        )


def score_own_labels(
    model: VisionLanguageModel,
    images: Sequence[ImageSource],
    texts: Sequence[str] | None = None,
    *,
    labels: Sequence[str] | None = None,
) -> OwnLabelScores:
    """Ask a model's own classification head.

    Args:
        model: with such a head, as a FashionViL that was tuned to classify.
        images: n pictures.
        texts: what a shop says of each ("title.description"), which the head reads too; blank when absent.
        labels: names of the head's labels in its order; the model's own when absent.

    Raises:
        InvalidInputError: for a model without a head, or another number of names than the head has labels.
        WeightsUnavailable: without the model's vocabulary.

    Example:
        >>> from fvl_core.models.hand import HandModel
        >>> score_own_labels(HandModel(), [])
        Traceback (most recent call last):
        fvl_core.foundation.errors.InvalidInputError: hand has no labels of its own. Give labels in words...
    """
    if not isinstance(model, ScoresOwnLabels):
        raise InvalidInputError(
            f"{model.name} has no labels of its own.",
            remedy="Give labels in words (zero-shot), or load a FashionViL that was tuned to classify.",
        )
    names = tuple(labels) if labels is not None else model.own_labels
    if len(names) != len(model.own_labels):
        raise InvalidInputError(
            f"{len(names)} names came for a head of {len(model.own_labels)} labels.",
            remedy="Give one name for each, in the order of the training.",
        )
    scores = model.score_own_labels(images, [""] * len(images) if texts is None else texts)
    return OwnLabelScores(names, scores.astype(np.float64))
