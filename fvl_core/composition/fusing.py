"""How two sides of features become one: the hook of every composer, and what is checked round it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from fvl_core.composition.rows import require_finite, rows_of, unit
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import InvalidInputError, SpaceMismatchError

if TYPE_CHECKING:
    from fvl_core.foundation.abilities import EncodesBothSides


class Fuser(ABC):
    """Fuse rows of finished features, picture beside words, into unit rows.

    One that reads both sides takes one side alone as it is (normalised): "red dress" without a picture is a
    text search under every such composer. One that needs a side which is absent raises.

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
        image = rows_of(image_features) if "image" in self.needs else None
        text = rows_of(text_features) if "text" in self.needs else None
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
