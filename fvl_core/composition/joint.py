"""The composer of models that read a picture and words together, such as FashionViL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from fvl_core.composition.base import Composer
from fvl_core.composition.rows import require_finite
from fvl_core.foundation.abilities import EncodesJointly
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from fvl_core.foundation.abilities import EncodesBothSides
    from fvl_core.foundation.images import ImageSource


class JointEncoder(Composer):
    """Let the model read each picture together with its words; it needs pictures and words themselves.

    A picture alone, or words alone, are taken as they are. Several texts are joined by ", ", as the captions
    of FashionIQ are where FashionViL is trained; several pictures are each read with all words, and the
    weighted mean of these queries is asked.

    Source: Han et al., "FashionViL: Fashion-Focused Vision-and-Language Representation Learning", ECCV 2022:
    text-guided image retrieval.

    Example:
        >>> JointEncoder().late, JointEncoder().reads_pictures
        (False, True)
    """

    name: ClassVar[str] = "fashionvil"
    summary: ClassVar[str] = "The model reads picture and words together (FashionViL's own way)."
    late: ClassVar[bool] = False
    unsplit: ClassVar[str] = "lets the model read picture and words together, so no score is a sum"
    reads_pictures: ClassVar[bool] = True

    def require_model(self, model: EncodesBothSides) -> None:
        """Refuse a model that does not read a picture and words together."""
        self._require_ability(model)

    def compose(
        self,
        model: EncodesBothSides,
        images: Sequence[ImageSource] | Embeddings | None,
        texts: Sequence[str] | Embeddings | None,
        *,
        image_weight: float = 0.5,
        text_weight: float = 0.5,
    ) -> Embeddings:
        """Ask with each picture and its text; weights do not matter.

        Raises:
            SpaceMismatchError: when embeddings of another model come.
            InvalidInputError: for embeddings instead of pictures or words, sides of different lengths, or a
            model that lacks the ability. WeightsUnavailable: without the model's vocabulary.
        """
        del image_weight, text_weight
        if images is None or texts is None:
            return super().compose(model, images, texts)
        if isinstance(images, Embeddings):
            images.require_space(model.space)
        if isinstance(images, Embeddings) or isinstance(texts, Embeddings):
            raise self._needs_sources()
        able = self._require_ability(model)
        if len(images) != len(texts):
            raise InvalidInputError(
                f"{len(images)} pictures and {len(texts)} texts came.", remedy="Give as many of each."
            )
        return able.encode_jointly(images, texts)

    def mix_pictures(
        self,
        model: EncodesBothSides,
        images: Sequence[ImageSource],
        image_weights: Sequence[float],
        texts: Sequence[str],
    ) -> np.ndarray:
        """Make one query out of pictures and words, at least one of each.

        Shapes: gives (1, d) float32, a unit row.

        Raises:
            InvalidInputError, WeightsUnavailable: as `compose` does.
        """
        require_finite(image_weights)
        row, _ = self._side(self.compose(model, images, [", ".join(texts)] * len(images)), image_weights)
        return self.fuse(row, None)

    def _require_ability(self, model: EncodesBothSides) -> EncodesJointly:
        if not isinstance(model, EncodesJointly):
            raise InvalidInputError(
                "This model does not read a picture and words together, as the composer 'fashionvil' asks.",
                remedy="Choose a FashionViL model, or another composer.",
            )
        return model

    def _fuse(
        self, image: np.ndarray, text: np.ndarray, image_weight: float, text_weight: float
    ) -> np.ndarray:
        del image, text, image_weight, text_weight
        raise self._needs_sources()

    def _needs_sources(self) -> InvalidInputError:
        return InvalidInputError(
            "FashionViL reads the pictures and the words themselves, not their features.",
            remedy="Use compose with a model, pictures and texts.",
        )
