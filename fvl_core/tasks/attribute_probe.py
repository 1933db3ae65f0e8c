"""Read one attribute from a garment's vector, and know how often that reading is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.catalogues.edit_words import word_value
from fvl_core.tasks.score_scale import ScoreScale
from fvl_core.tasks.zero_shot import ZeroShotClassifier

if TYPE_CHECKING:
    from fvl_core.embedding.cache import EmbeddingCache
    from fvl_core.models.base import VisionLanguageModel

SURE = 0.5
"""A garment whose likeliest value is less likely than this is left unclear."""
RELIABLE = 0.75
"""A probe that is right less often than this, where the catalogue knows better, leaves everything unclear."""
ENOUGH = 20
"""Garments with a known value below which nothing is said about how often a probe is right."""
MOST_CHECKED = 2000
WORDED = frozenset({"sleeve", "neckline", "closure"})
"""Attributes whose values need words round them ("with long sleeves"); others stand by themselves ("red")."""


@dataclass(frozen=True, kw_only=True, eq=False)
class AttributeProbe:
    """Hold the texts' vectors of one attribute's values, and how well they tell garments apart.

    Attributes:
        values: V of them. label_vectors: (V, d). scale: of the cosines, the model's own.
        right: of the garments whose value the catalogue knows and the probe is sure of, the share that it
        reads right; None with fewer than 20 of them. n_checked: how many.
    """

    values: tuple[str, ...]
    label_vectors: np.ndarray
    scale: float
    right: float | None = None
    n_checked: int = 0

    @classmethod
    def make(
        cls,
        name: str,
        values: Sequence[str],
        model: VisionLanguageModel,
        cache: EmbeddingCache,
        *,
        truth: tuple[np.ndarray, Sequence[str]],
    ) -> AttributeProbe:
        """Encode one sentence per value and check them on garments with known values.

        Args:
            name: of the attribute.
            values: its values.
            model: encodes the sentences.
            cache: where they are kept.
            truth: vectors (n, d) of garments and their n true values; n may be 0.
        """
        labels = [word_value(name, value) for value in values] if name in WORDED else list(values)
        templates = None if name == "category" else ("clothes {}" if name in WORDED else "{} clothes",)
        classifier = ZeroShotClassifier(model, labels, templates=templates, cache=cache)
        probe = cls(
            values=tuple(values),
            label_vectors=classifier.label_vectors,
            scale=ScoreScale.of(model).scale,
        )
        return probe.checked(*truth)

    def checked(self, vectors: np.ndarray, truth: Sequence[str]) -> AttributeProbe:
        """Return the probe with how often it is right on garments (n, d) of known values."""
        step = max(1, len(truth) // MOST_CHECKED)
        readings = zip(self.read(vectors[::step]), truth[::step], strict=True)
        sure = [reading == value for reading, value in readings if reading is not None]
        if len(sure) < ENOUGH:
            return self
        return replace(self, right=sum(sure) / len(sure), n_checked=len(sure))

    @property
    def reliable(self) -> bool:
        """Tell whether the probe's readings may be used, as far as anybody can know."""
        return self.right is None or self.right >= RELIABLE

    def read(self, vectors: np.ndarray) -> list[str | None]:
        """Return the likeliest value of each garment, None where that is unclear; vectors are (n, d)."""
        if not self.reliable or not len(vectors):
            return [None] * len(vectors)
        cosines = np.clip(vectors.astype(np.float64) @ self.label_vectors.T, -1.0, 1.0)
        likely = ScoreScale("softmax", self.scale).probabilities(cosines)  # (n, V), also for sigmoid models
        return [
            self.values[place] if row[place] >= SURE else None
            for row, place in zip(likely, likely.argmax(axis=1), strict=True)
        ]
