"""The contract of every composer: one hook fuses two sides, everything else is done here."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import InvalidInputError, SpaceMismatchError

if TYPE_CHECKING:
    from fvl_core.foundation.abilities import EncodesBothSides
    from fvl_core.foundation.images import ImageSource

SHORTEST = 1e-6
"""Sums of unit vectors shorter than this have no direction that means anything."""


class Composer(ABC):
    """Turn pictures and words into unit query vectors.

    A composer that reads both sides takes one side alone as it is (normalised): "red dress" without a
    picture is a text search under every such composer. One that needs a side which is absent raises.

    Attributes:
        name: what people type. summary: one line for people. needs: the sides that it reads. weighted:
        whether the weights between the two sides matter. learned: whether it was trained, for one model.
        additive: whether a query is a weighted sum of its ingredients, so that a score splits into them.
        unsplit: why it is not, as the rest of a sentence about it; "" where it is.
        contrasts: whether it takes the difference of words and counter-words (disliked texts).
        late: whether it fuses finished features; one that does not needs the model and the words
        themselves, so only `compose` works. reads_pictures: whether such a one needs the pictures
        themselves too, because the model reads both together.
    """

    name: ClassVar[str]
    summary: ClassVar[str]
    needs: ClassVar[frozenset[str]] = frozenset({"image", "text"})
    weighted: ClassVar[bool] = False
    learned: ClassVar[bool] = False
    additive: ClassVar[bool] = False
    unsplit: ClassVar[str] = ""
    contrasts: ClassVar[bool] = False
    late: ClassVar[bool] = True
    reads_pictures: ClassVar[bool] = False

    @property
    def of(self) -> str:
        """Return where its own weights come from, "" for one that has none."""
        return ""

    def require_model(self, model: EncodesBothSides) -> None:
        """Refuse a model for which this composer was not made, or that lacks an ability which it needs.

        Raises:
            WeightsUnavailable: when the composer's own weights are not on this machine.
            InvalidInputError: when they were trained for another model, or the model lacks an ability.
        """
        self.require_fit(model.space, model.dim)

    def require_fit(self, space: str, dim: int) -> None:
        """Refuse a model for which this composer was not made; arithmetic fits every model.

        Args:
            space: the name of the model's space.
            dim: the width of its vectors.

        Raises:
            WeightsUnavailable: when the composer's own weights are not on this machine.
            InvalidInputError: when they were trained for another model.
        """
        del space, dim

    @abstractmethod
    def _fuse(
        self, image: np.ndarray, text: np.ndarray, image_weight: float, text_weight: float
    ) -> np.ndarray:
        """Fuse both sides; rows of any length come back.

        Shapes: image, text (n, d) float64, raw (not normalised). Gives (n, d).
        """

    def fuse(
        self,
        image_features: object | None,
        text_features: object | None,
        *,
        image_weight: float = 0.5,
        text_weight: float = 0.5,
    ) -> np.ndarray:
        """Fuse row by row.

        Shapes: raw (un-normalised) features (n, d), or None for a side that is absent; gives unit rows
        (n, d) float32.

        Raises:
            InvalidInputError: when the shapes differ, a needed side is absent, a weight is not finite, or
            a row has no direction (the sides cancel each other out).
        """
        require_finite([image_weight, text_weight])
        image = _rows(image_features) if "image" in self.needs else None
        text = _rows(text_features) if "text" in self.needs else None
        if image is not None and text is not None:
            if image.shape != text.shape:
                raise InvalidInputError(
                    f"Pictures are {image.shape} and words {text.shape}.",
                    remedy="Give as many of each, of one model.",
                )
            return unit(self._fuse(image, text, image_weight, text_weight))
        alone = image if image is not None else text
        if alone is None:
            raise InvalidInputError(
                f"The composer {self.name!r} needs {self._needs_in_words()}.", remedy="Add it to the query."
            )
        return unit(alone)

    def fuse_embeddings(
        self,
        images: Embeddings | None,
        texts: Embeddings | None,
        *,
        image_weight: float = 0.5,
        text_weight: float = 0.5,
    ) -> Embeddings:
        """Fuse row by row as `fuse` does, after checking that both sides live in one space.

        Raises:
            SpaceMismatchError: when they do not. InvalidInputError: as `fuse` and `require_fit` do.
        """
        self._require_usable(images, texts)
        one = images if images is not None else texts
        vectors = self.fuse(
            None if images is None else images.raw,
            None if texts is None else texts.raw,
            image_weight=image_weight,
            text_weight=text_weight,
        )
        return Embeddings.from_raw(None, vectors, space=one.space if one is not None else "")

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

    def _require_usable(self, images: Embeddings | None, texts: Embeddings | None) -> None:
        """Refuse sides of two models, and a model that this composer does not fit."""
        if images is None or texts is None:
            return  # one side alone stays as it is
        if images.space != texts.space:
            raise SpaceMismatchError(images.space, texts.space)
        self.require_fit(images.space, images.dim)

    def _needs_in_words(self) -> str:
        names = {"image": "a picture", "text": "words"}
        return " or ".join(names[side] for side in sorted(self.needs))


def unit(rows: np.ndarray) -> np.ndarray:
    """Normalise rows to float32.

    Raises:
        InvalidInputError: for a row without direction.
    """
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if not (np.isfinite(lengths) & (lengths > SHORTEST)).all():
        raise InvalidInputError(
            "The parts of the query cancel each other out.", remedy="Change a weight, or leave one part out."
        )
    return np.asarray(rows / lengths, dtype=np.float32)


def require_finite(weights: Sequence[float]) -> None:
    """Refuse a weight that is no number.

    Raises:
        InvalidInputError: for NaN and infinity.
    """
    if not np.isfinite(weights).all():
        raise InvalidInputError("A weight is not a number.", remedy="Give finite weights.")


def _rows(features: object | None) -> np.ndarray | None:
    if features is None:
        return None
    rows = np.asarray(features, dtype=np.float64)
    if rows.ndim != 2:
        raise InvalidInputError(
            f"Features of shape {rows.shape} came.", remedy="Give one row per query, (n, d)."
        )
    return rows
