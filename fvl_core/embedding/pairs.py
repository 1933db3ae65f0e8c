"""Pairs of a picture and words, read together once and then remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fvl_core.embedding.cache import EmbeddingCache, gather
from fvl_core.foundation.abilities import EncodesJointly
from fvl_core.foundation.files import bytes_digest

if TYPE_CHECKING:
    from fvl_core.foundation.abilities import EncodesBothSides
    from fvl_core.foundation.embeddings import Embeddings
    from fvl_core.foundation.images import ImageSource
    from fvl_core.models.base import VisionLanguageModel


@dataclass(eq=False)
class RememberedPairs:
    """Stand for a model that reads pairs (`EncodesJointly`), and encode none of its pairs twice."""

    model: VisionLanguageModel
    cache: EmbeddingCache
    space: str = field(init=False)

    def __post_init__(self) -> None:
        self.space = self.model.space

    @property
    def dim(self) -> int:
        """Return the width of the model's vectors."""
        return self.model.dim

    def encode_images(self, images: Sequence[ImageSource]) -> Embeddings:
        """Encode pictures as the model does."""
        return self.cache.encode_images(self.model, images)

    def encode_texts(self, texts: Sequence[str]) -> Embeddings:
        """Encode texts as the model does."""
        return self.cache.encode_texts(self.model, texts)

    def encode_jointly(self, images: Sequence[ImageSource], texts: Sequence[str]) -> Embeddings:
        """Encode pairs as the model does, those that are new to it only."""
        model = self.model
        assert isinstance(model, EncodesJointly)
        if len(images) != len(texts) or not all(isinstance(text, str) and text.strip() for text in texts):
            return model.encode_jointly(images, texts)  # which says what is wrong
        pictures = [self.cache.contents.key(image) for image in images]
        keys = [
            bytes.fromhex(bytes_digest("pair", picture, text))
            for picture, text in zip(pictures, texts, strict=True)
        ]
        rows = self.cache.remember(
            self.model,
            "text",
            keys,
            lambda new: model.encode_jointly([images[i] for i in new], [texts[i] for i in new]),
        )
        return gather(None, keys, rows, self.model)


def remembering(model: VisionLanguageModel, cache: EmbeddingCache) -> EncodesBothSides:
    """Return what remembers the model's pairs; a model that reads none stays as it is."""
    return RememberedPairs(model, cache) if isinstance(model, EncodesJointly) else model
