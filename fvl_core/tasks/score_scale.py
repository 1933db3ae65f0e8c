"""From cosines to probabilities by a model's own rule, and at any temperature."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from fvl_core.models.base import VisionLanguageModel


@dataclass(frozen=True)
class ScoreScale:
    """Hold the numbers of a score rule; `origin` says whether the model or its card fixes the scale.

    A temperature above 1 makes answers less sure, below 1 surer; it never changes which label is first.

    Raises:
        InvalidInputError: for a temperature that is not above 0.

    Example:
        >>> ScoreScale("softmax", 10.0).probabilities(np.array([[0.1, 0.1]])).tolist()
        [[0.5, 0.5]]
        >>> ScoreScale("sigmoid", 10.0, bias=-1.0).probabilities(np.array([[0.1]])).tolist()
        [[0.5]]
    """

    kind: Literal["softmax", "sigmoid"]
    scale: float
    bias: float = 0.0
    origin: str = "given"
    temperature: float = 1.0

    def __post_init__(self) -> None:
        if not (self.temperature > 0 and math.isfinite(self.temperature)):
            raise InvalidInputError(
                f"The temperature is {self.temperature}.", remedy="Give a number above 0; 1 is the model's."
            )

    @classmethod
    def of(cls, model: VisionLanguageModel, *, temperature: float = 1.0) -> ScoreScale:
        """Read the rule of a model's card, with the numbers of its weights where the card says "model"."""
        rule = model.card.score
        scale = model.logit_scale if rule.scale == "model" else rule.scale
        bias = model.logit_bias if rule.bias == "model" else rule.bias
        origin = "the model's own" if rule.scale == "model" else "fixed by the model's card"
        return cls(rule.kind, float(scale), float(bias), origin, temperature)

    def probabilities(self, cosines: np.ndarray) -> np.ndarray:
        """Return (…, L) float64 for (…, L) cosines; under softmax the last axis sums to 1."""
        if self.kind == "sigmoid":
            return np.exp(-np.logaddexp(0.0, -(self.scale * cosines + self.bias) / self.temperature))
        logits = self.scale / self.temperature * cosines
        powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
        return powers / powers.sum(axis=-1, keepdims=True)

    def sentence(self, n_labels: int) -> str:
        """Say in one sentence how cosines become probabilities."""
        warm = "" if self.temperature == 1 else f", at temperature {self.temperature:.4g}"
        if self.kind == "sigmoid":
            return (
                f"Each label by itself: sigmoid of {self.scale:.4g} × cosine {self.bias:+.4g} "
                f"({self.origin}{warm}); the probabilities need not sum to 1."
            )
        return f"Softmax over {n_labels} labels of {self.scale:.4g} × cosine (scale: {self.origin}{warm})."
