"""The contract of every composer: one hook fuses two sides, everything else is done here and in `fusing`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.composition.fusing import Fuser
from fvl_core.composition.rows import require_finite
from fvl_core.foundation.embeddings import Embeddings

if TYPE_CHECKING:
    from fvl_core.foundation.abilities import EncodesBothSides
    from fvl_core.foundation.images import ImageSource


class Composer(Fuser):
    """Turn pictures and words, and any number of signed ingredients, into unit query vectors.

    What is true of one in particular stands in its attributes; see `Fuser`.
    """

    def compose(
        self,
        model: EncodesBothSides,
        images: Sequence[ImageSource] | Embeddings | None,
        texts: Sequence[str] | Embeddings | None,
        *,
        image_weight: float = 0.5,
        text_weight: float = 0.5,
    ) -> Embeddings:
        """Encode both sides with a model and fuse them; what is already encoded is taken as it is.

        Raises:
            SpaceMismatchError: when embeddings of another model come.
            InvalidInputError: as `fuse` does, and for a picture that cannot be read.
        """
        left = images if images is None or isinstance(images, Embeddings) else model.encode_images(images)
        right = texts if texts is None or isinstance(texts, Embeddings) else model.encode_texts(texts)
        for side in (left, right):
            if side is not None:
                side.require_space(model.space)
        return self.fuse_embeddings(left, right, image_weight=image_weight, text_weight=text_weight)

    def mix(
        self,
        images: Embeddings | None,
        image_weights: Sequence[float],
        texts: Embeddings | None,
        text_weights: Sequence[float],
    ) -> np.ndarray:
        """Make one query out of any number of signed ingredients.

        Each side becomes the weighted mean of its raw features (a negative weight pushes away), and the
        sum of a side's absolute weights is its weight. Where weights do not matter, neither does a 0.

        Shapes: gives (1, d) float32, a unit row.

        Raises:
            SpaceMismatchError: when the sides are of two models. InvalidInputError: as `fuse` does.
        """
        self._require_usable(images, texts)
        require_finite([*image_weights, *text_weights])
        return self._mix(images, image_weights, texts, text_weights)

    def mix_words(
        self,
        model: EncodesBothSides,
        images: Embeddings | None,
        image_weights: Sequence[float],
        texts: Sequence[str],
    ) -> np.ndarray:
        """Make one query out of pictures and the words themselves, for a composer that is not `late`.

        Pictures become the weighted mean of their raw features; words are joined by "and".

        Shapes: gives (1, d) float32, a unit row.

        Raises:
            SpaceMismatchError, InvalidInputError, WeightsUnavailable: as `compose` does.
        """
        require_finite(image_weights)
        image, _ = self._side(images, image_weights)
        picture = None if image is None else Embeddings.from_raw(None, image, space=model.space)
        if images is not None:
            images.require_space(model.space)
        return self.compose(model, picture, [" and ".join(texts)] if texts else None).vectors

    def _mix(
        self,
        images: Embeddings | None,
        image_weights: Sequence[float],
        texts: Embeddings | None,
        text_weights: Sequence[float],
    ) -> np.ndarray:
        image, image_weight = self._side(images, image_weights)
        text, text_weight = self._side(texts, text_weights)
        return self.fuse(image, text, image_weight=image_weight, text_weight=text_weight)

    def _side(self, side: Embeddings | None, weights: Sequence[float]) -> tuple[np.ndarray | None, float]:
        """Return a side's weighted mean, (1, d), or None where it does not count, and its weight."""
        shares, total = self._shares(side, weights)
        if side is None or shares is None:
            return None, 0.0
        return (shares @ side.raw.astype(np.float64))[None, :], total

    def _shares(self, side: Embeddings | None, weights: Sequence[float]) -> tuple[np.ndarray | None, float]:
        """Return what each raw row of a side counts in its mean, (n,) float64, and the side's weight."""
        if side is None or not len(side):
            return None, 0.0
        given = np.asarray(weights, dtype=np.float64)
        total = float(np.abs(given).sum())
        if total == 0:
            if self.weighted:
                return None, 0.0
            given, total = np.ones(len(side)), float(len(side))
        return given / total, total
