"""A query whose ingredients are encoded once, to be put together in as many ways as wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.composition.additive import AdditiveComposer
from fvl_core.composition.base import Composer
from fvl_core.composition.joint import JointEncoder
from fvl_core.embedding.pairs import remembering
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.queries import Ingredient, Query
from fvl_core.foundation.trace import stage

if TYPE_CHECKING:
    from fvl_core.embedding.cache import EmbeddingCache
    from fvl_core.foundation.abilities import EncodesBothSides
    from fvl_core.models.base import VisionLanguageModel


@dataclass(frozen=True, eq=False)
class EncodedQuery:
    """Hold the ingredients of a query beside their embeddings.

    Attributes:
        parts: in the order of the query. images, texts: embeddings of the parts that are pictures, and of
        those that are words, in that order; None for a kind of which there is none, or which is not read.
        model: that encoded them; a composer that reads the words themselves asks it again.

    Example:
        >>> import tempfile
        >>> from fvl_core.composition.library import load_composer
        >>> from fvl_core.embedding.cache import EmbeddingCache
        >>> from fvl_core.models.hand import HandModel
        >>> cache = EmbeddingCache(tempfile.mkdtemp())
        >>> encoded = encode_query(Query("red"), load_composer("sum"), HandModel(), cache)
        >>> encoded.vector(load_composer("sum")).tolist()
        [[1.0, 0.0, 0.0, 0.0]]
    """

    parts: tuple[Ingredient, ...]
    images: Embeddings | None
    texts: Embeddings | None
    model: EncodesBothSides

    @property
    def of_images(self) -> list[int]:
        """Return the places of the parts that are pictures."""
        return [place for place, part in enumerate(self.parts) if part.image is not None]

    @property
    def of_texts(self) -> list[int]:
        """Return the places of the parts that are words."""
        return [place for place, part in enumerate(self.parts) if part.text is not None]

    def vector(self, composer: Composer) -> np.ndarray:
        """Return the query as one unit row, (1, d) float32."""
        if not composer.late and self.images is not None and self.texts is not None:
            return self._asked_in_words(composer, self.images)
        return composer.mix(
            self.images, self._weights(self.of_images), self.texts, self._weights(self.of_texts)
        )

    def pulls(self, composer: AdditiveComposer) -> np.ndarray:
        """Return what each part's unit vector counts in the query, (n_parts,); 0 for one that is not read."""
        pulls = composer.pulls(
            self.images, self._weights(self.of_images), self.texts, self._weights(self.of_texts)
        )
        counts = np.zeros(len(self.parts))
        for places, side in ((self.of_images, pulls.images), (self.of_texts, pulls.texts)):
            counts[places[: len(side)]] = side
        return counts

    def cosines(self, vectors: np.ndarray) -> np.ndarray:
        """Return the cosine of each item with each part, (n, n_parts); 0 for one that is not read."""
        found = np.zeros((len(vectors), len(self.parts)))
        for places, side in ((self.of_images, self.images), (self.of_texts, self.texts)):
            if side is not None:
                found[:, places] = vectors.astype(np.float64) @ side.vectors.astype(np.float64).T
        return found

    def without(self, place: int) -> EncodedQuery:
        """Return the query without one part."""
        kept = [each for each in range(len(self.parts)) if each != place]
        return replace(
            self,
            parts=tuple(self.parts[each] for each in kept),
            images=_rows(self.images, [row for row, each in enumerate(self.of_images) if each != place]),
            texts=_rows(self.texts, [row for row, each in enumerate(self.of_texts) if each != place]),
        )

    def with_weights(self, weights: Sequence[float]) -> EncodedQuery:
        """Return the query with one new weight per part."""
        parts = tuple(
            replace(part, weight=float(weight)) for part, weight in zip(self.parts, weights, strict=True)
        )
        return replace(self, parts=parts)

    def _asked_in_words(self, composer: Composer, images: Embeddings) -> np.ndarray:
        """Ask a composer that reads the words themselves; it knows no "less like this"."""
        if any(part.weight < 0 for part in self.parts):
            raise InvalidInputError(
                f"The composer {composer.name!r} knows no “less like this”.",
                remedy="Leave that part out, or choose another composer.",
            )
        texts = [part.text.strip() for part in self.parts if part.text is not None]
        if isinstance(composer, JointEncoder):
            pictures = [part.image for part in self.parts if part.image is not None]
            return composer.mix_pictures(self.model, pictures, self._weights(self.of_images), texts)
        return composer.mix_words(self.model, images, self._weights(self.of_images), texts)

    def _weights(self, places: Sequence[int]) -> list[float]:
        return [self.parts[place].weight for place in places]


def encode_query(
    query: Query, composer: Composer, model: VisionLanguageModel, cache: EmbeddingCache
) -> EncodedQuery:
    """Encode the ingredients that a composer reads; those that came before are remembered in the cache.

    Words get the card's query template round them.
    """
    images = [part.image for part in query.parts if part.image is not None]
    texts = [part.text.strip() for part in query.parts if part.text is not None]
    pictures = words = None
    with stage("encode query", pictures=len(images), texts=len(texts)):
        if images and "image" in composer.needs:
            pictures = cache.encode_images(model, images)
        if texts and "text" in composer.needs:
            template = model.card.query_template
            words = cache.encode_texts(model, [template.replace("{}", text) for text in texts])
        return EncodedQuery(query.parts, pictures, words, remembering(model, cache))


def _rows(side: Embeddings | None, rows: list[int]) -> Embeddings | None:
    if side is None or not rows:
        return None
    return Embeddings(tuple(side.ids[row] for row in rows), side.vectors[rows], side.norms[rows], side.space)
