"""Composers whose query is a weighted sum of its ingredients: every score splits exactly into them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar, NamedTuple

import numpy as np

from fvl_core.composition.base import Composer
from fvl_core.composition.rows import require_finite, unit
from fvl_core.foundation.embeddings import Embeddings


class Pulls(NamedTuple):
    """Hold what the unit vector of each picture and each text counts in a query, float64 (n,) each."""

    images: np.ndarray
    texts: np.ndarray


class AdditiveComposer(Composer):
    """Make every query as Σ pᵢ uᵢ over the unit vectors uᵢ of its ingredients.

    The cosine with an item x is then Σ pᵢ (uᵢ · x): each ingredient's share of a score is its own. A
    composer of this kind says by one hook what the two sides are multiplied by; `fuse` and `mix` follow.
    """

    additive: ClassVar[bool] = True

    @abstractmethod
    def _multipliers(
        self, image: np.ndarray, text: np.ndarray, image_weight: float, text_weight: float
    ) -> tuple[float | np.ndarray, float | np.ndarray]:
        """Return what raw rows (n, d) are multiplied by before they are added: numbers, or (n, 1) each."""

    def pulls(
        self,
        images: Embeddings | None,
        image_weights: Sequence[float],
        texts: Embeddings | None,
        text_weights: Sequence[float],
    ) -> Pulls:
        """Return what each ingredient's unit vector counts in the unit query that `mix` gives.

        Raises:
            SpaceMismatchError, InvalidInputError: as `mix` does.

        Example:
            >>> from fvl_core.composition.arithmetic import WeightedSum
            >>> image = Embeddings.from_raw(None, [[9.0, 0.0]], space="toy")
            >>> text = Embeddings.from_raw(None, [[0.0, 2.0]], space="toy")
            >>> [p.round(3).tolist() for p in WeightedSum().pulls(image, [0.3], text, [-0.4])]
            [[0.6], [-0.8]]
        """
        self._require_usable(images, texts)
        require_finite([*image_weights, *text_weights])
        pulls = self._pulls(images, image_weights, texts, text_weights)
        total = _total(images, texts, pulls)
        unit(total)  # refuses parts that cancel each other out
        return Pulls(*(side / np.linalg.norm(total) for side in pulls))

    def _fuse(
        self, image: np.ndarray, text: np.ndarray, image_weight: float, text_weight: float
    ) -> np.ndarray:
        of_image, of_text = self._multipliers(image, text, image_weight, text_weight)
        return np.asarray(of_image * image + of_text * text)

    def _mix(
        self,
        images: Embeddings | None,
        image_weights: Sequence[float],
        texts: Embeddings | None,
        text_weights: Sequence[float],
    ) -> np.ndarray:
        pulls = self._pulls(images, image_weights, texts, text_weights)
        return unit(_total(images, texts, pulls))

    def _pulls(
        self,
        images: Embeddings | None,
        image_weights: Sequence[float],
        texts: Embeddings | None,
        text_weights: Sequence[float],
    ) -> Pulls:
        """Return the pulls of a query of any length: by default each side is the mean of its raw rows."""
        image, image_weight = self._side(images if "image" in self.needs else None, image_weights)
        text, text_weight = self._side(texts if "text" in self.needs else None, text_weights)
        if image is None and text is None:
            self.fuse(None, None)  # says what is needed
        of_image, of_text = float(image is not None), float(text is not None)
        if image is not None and text is not None:
            multipliers = self._multipliers(image, text, image_weight, text_weight)
            of_image, of_text = (float(np.ravel(each)[0]) for each in multipliers)
        return Pulls(
            of_image * self._per_unit(images, image_weights), of_text * self._per_unit(texts, text_weights)
        )

    def _per_unit(self, side: Embeddings | None, weights: Sequence[float]) -> np.ndarray:
        """Return what each row's unit vector counts in the mean of the raw rows of its side, (n,)."""
        shares, _ = self._shares(side, weights)
        if side is None or shares is None:
            return np.zeros(0 if side is None else len(side))
        return shares * side.norms.astype(np.float64)


def _total(images: Embeddings | None, texts: Embeddings | None, pulls: Pulls) -> np.ndarray:
    """Return Σ pᵢ uᵢ as one row, (1, d) float64."""
    sides = [
        pull @ side.vectors.astype(np.float64)
        for side, pull in ((images, pulls.images), (texts, pulls.texts))
        if side is not None and len(side)
    ]
    return np.sum(sides, axis=0)[None, :]
