"""Composers that need no training: one side alone, sums, and the way along the sphere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from fvl_core.composition.base import SHORTEST, Composer, unit
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import InvalidInputError


class TextOnly(Composer):
    """Leave the picture out."""

    name: ClassVar[str] = "text"
    summary: ClassVar[str] = "Only the words count; a picture is left out."
    needs: ClassVar[frozenset[str]] = frozenset({"text"})

    def _fuse(
        self, image: np.ndarray, text: np.ndarray, image_weight: float, text_weight: float
    ) -> np.ndarray:
        del image, image_weight, text_weight
        return text


class ImageOnly(Composer):
    """Leave the words out."""

    name: ClassVar[str] = "image"
    summary: ClassVar[str] = "Only the picture counts; words are left out."
    needs: ClassVar[frozenset[str]] = frozenset({"image"})

    def _fuse(
        self, image: np.ndarray, text: np.ndarray, image_weight: float, text_weight: float
    ) -> np.ndarray:
        del text, image_weight, text_weight
        return image


class Sum(Composer):
    """Add the raw features, normalise(v + t): the longer side counts more.

    Source: Baldrati et al., "Composed Image Retrieval using Contrastive Learning and Task-oriented
    CLIP-based Features", 2023, stage 1; CLIP4Cir `utils.py`, `element_wise_sum`. The features must not
    be normalised before the sum.

    Example:
        >>> Sum().fuse([[3.0, 0.0]], [[0.0, 4.0]]).round(1).tolist()
        [[0.6000000238418579, 0.800000011920929]]
    """

    name: ClassVar[str] = "sum"
    summary: ClassVar[str] = "Adds picture and words as the model made them, without weights."

    def _fuse(
        self, image: np.ndarray, text: np.ndarray, image_weight: float, text_weight: float
    ) -> np.ndarray:
        del image_weight, text_weight
        return image + text


class WeightedSum(Composer):
    """Add unit vectors with weights: normalise(a · v/‖v‖ + b · t/‖t‖); weights may be negative.

    A query of any number of signed ingredients is exactly Σ wᵢ uᵢ, normalised.

    Example:
        >>> composer = WeightedSum()
        >>> composer.fuse([[9.0, 0.0]], [[0.0, 1.0]], image_weight=0.3, text_weight=0.4).round(1).tolist()
        [[0.6000000238418579, 0.800000011920929]]
    """

    name: ClassVar[str] = "weighted"
    summary: ClassVar[str] = "Adds picture and words at equal length, in the shares you choose."
    weighted: ClassVar[bool] = True

    def _fuse(
        self, image: np.ndarray, text: np.ndarray, image_weight: float, text_weight: float
    ) -> np.ndarray:
        return image_weight * unit(image).astype(np.float64) + text_weight * unit(text).astype(np.float64)

    def _mix(
        self,
        images: Embeddings | None,
        image_weights: Sequence[float],
        texts: Embeddings | None,
        text_weights: Sequence[float],
    ) -> np.ndarray:
        shares = [
            np.asarray(weights, np.float64) @ side.vectors.astype(np.float64)  # (d,)
            for side, weights in ((images, image_weights), (texts, text_weights))
            if side is not None and len(side)
        ]
        return unit(np.sum(shares, axis=0)[None, :]) if shares else self.fuse(None, None)


class Slerp(Composer):
    """Walk from the picture to the words along the great circle; the words' share of the weights is how far.

    sin((1-s)θ)/sin θ · v + sin(sθ)/sin θ · t on unit vectors, s = text / (image + text). Vectors that
    nearly coincide are interpolated in a straight line; for opposite ones no way is the shortest.

    Raises:
        InvalidInputError: for a negative weight, weights that are both 0, or opposite vectors.
    Source: Shoemake, "Animating rotation with quaternion curves", 1985; used for composed retrieval by
    Jang et al., "Spherical Linear Interpolation and Text-Anchoring for Zero-shot Composed Image
    Retrieval", 2024.

    Example:
        >>> Slerp().fuse([[5.0, 0.0]], [[0.0, 1.0]]).round(3).tolist()
        [[0.7070000171661377, 0.7070000171661377]]
    """

    name: ClassVar[str] = "slerp"
    summary: ClassVar[str] = "Turns from the picture towards the words, as far as you choose."
    weighted: ClassVar[bool] = True

    def _fuse(
        self, image: np.ndarray, text: np.ndarray, image_weight: float, text_weight: float
    ) -> np.ndarray:
        if min(image_weight, text_weight) < 0 or image_weight + text_weight <= 0:
            raise InvalidInputError(
                f"slerp cannot use the weights {image_weight:g} and {text_weight:g}.",
                remedy="Give weights of 0 or more, one of them above 0.",
            )
        share = text_weight / (image_weight + text_weight)
        v, t = _unit64(image), _unit64(text)  # (n, d)
        if share in (0.0, 1.0):
            return t if share else v
        apart, together = np.linalg.norm(v - t, axis=1), np.linalg.norm(v + t, axis=1)  # (n,)
        if (together <= SHORTEST).any():
            raise InvalidInputError(
                "Picture and words point in opposite directions, so there is no shortest way between them.",
                remedy="Change the words, or use weighted.",
            )
        angle = 2 * np.arctan2(apart, together)[:, None]  # (n, 1); exact where arccos loses digits
        near = angle < SHORTEST
        sine = np.where(near, 1.0, np.sin(angle))
        from_image = np.where(near, 1 - share, np.sin((1 - share) * angle) / sine)
        from_text = np.where(near, share, np.sin(share * angle) / sine)
        return from_image * v + from_text * t


def _unit64(rows: np.ndarray) -> np.ndarray:
    unit(rows)  # refuses a row without direction
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)
