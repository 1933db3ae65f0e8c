"""Composers that need no training: one side alone, sums, a difference, and the way along the sphere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from fvl_core.composition.additive import AdditiveComposer, Pulls
from fvl_core.composition.rows import SHORTEST, unit
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import InvalidInputError


class TextOnly(AdditiveComposer):
    """Leave the picture out."""

    name: ClassVar[str] = "text"
    summary: ClassVar[str] = "Only the words count; a picture is left out."
    needs: ClassVar[frozenset[str]] = frozenset({"text"})

    def _multipliers(
        self, image: np.ndarray, text: np.ndarray, image_weight: float, text_weight: float
    ) -> tuple[float, float]:
        del image, text, image_weight, text_weight
        return 0.0, 1.0


class ImageOnly(AdditiveComposer):
    """Leave the words out."""

    name: ClassVar[str] = "image"
    summary: ClassVar[str] = "Only the picture counts; words are left out."
    needs: ClassVar[frozenset[str]] = frozenset({"image"})

    def _multipliers(
        self, image: np.ndarray, text: np.ndarray, image_weight: float, text_weight: float
    ) -> tuple[float, float]:
        del image, text, image_weight, text_weight
        return 1.0, 0.0


class Sum(AdditiveComposer):
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

    def _multipliers(
        self, image: np.ndarray, text: np.ndarray, image_weight: float, text_weight: float
    ) -> tuple[float, float]:
        del image, text, image_weight, text_weight
        return 1.0, 1.0


class WeightedSum(AdditiveComposer):
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

    def _multipliers(
        self, image: np.ndarray, text: np.ndarray, image_weight: float, text_weight: float
    ) -> tuple[np.ndarray, np.ndarray]:
        return image_weight / _lengths(image), text_weight / _lengths(text)

    def _pulls(
        self,
        images: Embeddings | None,
        image_weights: Sequence[float],
        texts: Embeddings | None,
        text_weights: Sequence[float],
    ) -> Pulls:
        of_images = np.asarray(image_weights if images is not None else (), np.float64)
        of_texts = np.asarray(text_weights if texts is not None else (), np.float64)
        if not len(of_images) + len(of_texts):
            self.fuse(None, None)  # says what is needed
        return Pulls(of_images, of_texts)


class Difference(WeightedSum):
    """Step from the picture along the way from counter-words to words, a step of the words' weight.

    normalise(Σ aᵢ vᵢ + b · (t⁺ - t⁻) / ‖t⁺ - t⁻‖) on unit vectors: t⁺ is the mean of the texts with a
    positive weight, t⁻ that of the texts with a negative one ("long sleeves" minus "short sleeves"), and b
    the sum of the positive weights; weights within one sign are shares. What both texts have in common,
    such as being words at all, drops out. Texts of one sign only have nothing to be compared with and are
    added as `WeightedSum` adds them.

    Raises:
        InvalidInputError: when words and counter-words mean the same to the model.

    Example:
        >>> image = Embeddings.from_raw(None, [[0.0, 0.0, 5.0]], space="toy")
        >>> texts = Embeddings.from_raw(None, [[0.8, 0.6, 0.0], [-0.8, 0.6, 0.0]], space="toy")
        >>> [query] = Difference().mix(image, [0.6], texts, [0.8, -0.3])
        >>> [round(abs(float(value)), 6) for value in query]
        [0.8, 0.0, 0.6]
    """

    name: ClassVar[str] = "difference"
    summary: ClassVar[str] = "Steps from the picture along the way from counter-words to words."
    contrasts: ClassVar[bool] = True

    def _pulls(
        self,
        images: Embeddings | None,
        image_weights: Sequence[float],
        texts: Embeddings | None,
        text_weights: Sequence[float],
    ) -> Pulls:
        pulls = super()._pulls(images, image_weights, texts, text_weights)
        liked, disliked = np.maximum(pulls.texts, 0), np.maximum(-pulls.texts, 0)
        if texts is None or not liked.any() or not disliked.any():
            return pulls
        shares = liked / liked.sum() - disliked / disliked.sum()
        apart = float(np.linalg.norm(shares @ texts.vectors.astype(np.float64)))
        if apart <= SHORTEST:
            raise InvalidInputError(
                "Words and counter-words cancel each other out: they mean the same to this model.",
                remedy="Change one of them.",
            )
        return Pulls(pulls.images, liked.sum() / apart * shares)


class Slerp(AdditiveComposer):
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

    def _multipliers(
        self, image: np.ndarray, text: np.ndarray, image_weight: float, text_weight: float
    ) -> tuple[np.ndarray, np.ndarray]:
        if min(image_weight, text_weight) < 0 or image_weight + text_weight <= 0:
            raise InvalidInputError(
                f"slerp cannot use the weights {image_weight:g} and {text_weight:g}.",
                remedy="Give weights of 0 or more, one of them above 0.",
            )
        share = text_weight / (image_weight + text_weight)
        lengths = _lengths(image), _lengths(text)
        v, t = image / lengths[0], text / lengths[1]  # (n, d)
        if share in (0.0, 1.0):
            return (1 - share) / lengths[0], share / lengths[1]
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
        return from_image / lengths[0], from_text / lengths[1]


def _lengths(rows: np.ndarray) -> np.ndarray:
    """Return the length of each row, (n, 1) float64; a row without direction is refused."""
    unit(rows)
    return np.asarray(np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float64)
