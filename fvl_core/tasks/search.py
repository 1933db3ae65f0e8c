"""Search a catalogue by words, by picture, by both, or by any number of weighted ingredients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.composition.base import Composer
from fvl_core.composition.library import load_composer
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.items import Catalogue
from fvl_core.foundation.queries import Hit, Hits, Query
from fvl_core.foundation.trace import stage
from fvl_core.index.base import VectorIndex
from fvl_core.index.library import build_index
from fvl_core.tasks.fields import PICTURE_ALONE, encode_fields
from fvl_core.tasks.filters import AttributeFilter

if TYPE_CHECKING:
    from fvl_core.foundation.embeddings import Embeddings
    from fvl_core.foundation.images import ImageSource
    from fvl_core.models.base import OnProgress, VisionLanguageModel


@dataclass(frozen=True, eq=False)
class SearchEngine:
    """Rank the items of one catalogue with one model.

    Nothing in it changes after `build`, so many threads may search at once. Pictures and words of queries
    go through the cache: to ask again with other weights or another composer encodes nothing.

    Attributes:
        catalogue, model: what is searched, and with what. ids: the items that could be encoded, in
        catalogue order; only these are ever found. failures: (item id, why) of the others.
        index, composer: how neighbours are found and how a query is put together.
        n_encoded: pictures that `build` had to encode. fields: what the vectors are made of.

    Example:
        >>> import tempfile
        >>> from PIL import Image
        >>> from fvl_core.foundation.items import Item
        >>> from fvl_core.models.hand import HandModel
        >>> items = [Item(colour, Image.new("RGB", (4, 4), colour)) for colour in ("red", "blue")]
        >>> cache = EmbeddingCache(tempfile.mkdtemp())
        >>> engine = SearchEngine.build(Catalogue("two", items), HandModel(), cache=cache)
        >>> [(hit.rank, hit.item_id, hit.score) for hit in engine.search(Query("something blue"), k=1)]
        [(1, 'blue', 1.0)]
    """

    catalogue: Catalogue
    model: VisionLanguageModel
    ids: tuple[str, ...]
    failures: tuple[tuple[str, str], ...]
    index: VectorIndex
    composer: Composer
    cache: EmbeddingCache
    filter: AttributeFilter
    n_encoded: int = 0
    fields: Mapping[str, float] = field(default_factory=lambda: PICTURE_ALONE)

    @classmethod
    def build(
        cls,
        catalogue: Catalogue,
        model: VisionLanguageModel,
        *,
        index: str = "auto",
        composer: str | Composer = "sum",
        fields: Mapping[str, float] = PICTURE_ALONE,
        cache: EmbeddingCache | None = None,
        on_progress: OnProgress | None = None,
    ) -> SearchEngine:
        """Encode a catalogue, as far as it is not in the cache, and index it.

        Args:
            catalogue: what to search.
            model: encodes it, and later the queries.
            index: "auto" or a name of `list_indexes`.
            composer: a name of `list_composers`, or a composer.
            fields: what an item's vector is made of, "image", "title" and "caption" with their weights;
                see `encode_fields`.
            cache: where vectors are kept; the user's cache folder when absent.
            on_progress: called with (done, total) items.

        Raises:
            UnknownNameError: for an index or composer that does not exist.
            InvalidInputError: for an unknown field or weights that are all 0.
        """
        chosen = load_composer(composer) if isinstance(composer, str) else composer
        cache = cache or EmbeddingCache()
        with stage("encode catalogue", n=len(catalogue)):
            encoding = encode_fields(catalogue, model, fields, cache, on_progress)
        with stage("build index", n=len(encoding.embeddings)):
            built = build_index(encoding.embeddings.vectors, kind=index)
        ids = encoding.embeddings.ids
        return cls(
            catalogue=catalogue,
            model=model,
            ids=ids,
            failures=encoding.failures,
            index=built,
            composer=chosen,
            cache=cache,
            filter=AttributeFilter([catalogue.item(item_id) for item_id in ids]),
            n_encoded=encoding.n_encoded,
            fields=fields,
        )

    def with_composer(self, composer: str | Composer) -> SearchEngine:
        """Return an engine over the same vectors that puts queries together in another way."""
        return replace(self, composer=load_composer(composer) if isinstance(composer, str) else composer)

    def over(self, catalogue: Catalogue) -> SearchEngine:
        """Return an engine over the same vectors for a catalogue of these pictures, or of some of them.

        Its words and attributes may be others; nothing is encoded.

        Raises:
            InvalidInputError: for a picture that this engine's catalogue does not have under that id, or
                vectors made of words as well.
        """
        own = {item.id: item.image for item in self.catalogue}
        if self.fields != PICTURE_ALONE or not all(
            _same_picture(own.get(item.id), item.image) for item in catalogue
        ):
            raise InvalidInputError(
                f"{catalogue.name!r} is not made of this engine's pictures alone.",
                remedy="Build an engine for it.",
            )
        row_of = {item_id: row for row, item_id in enumerate(self.ids)}
        items = [item for item in catalogue if item.id in row_of]
        rows = [row_of[item.id] for item in items]
        same = rows == list(range(len(self.ids)))
        known = set(catalogue.ids)
        return replace(
            self,
            catalogue=catalogue,
            ids=tuple(item.id for item in items),
            failures=tuple(failure for failure in self.failures if failure[0] in known),
            index=self.index if same else build_index(self.index.vectors[rows], kind=self.index.name),
            filter=AttributeFilter(items),
            n_encoded=0,
        )

    def search(self, query: Query, *, k: int = 10) -> Hits:
        """Return the k best items that pass the query's filter, best first; ties go to the earlier item.

        The score is the cosine between query and item. No item passes: no hits.

        Raises:
            InvalidInputError: for a picture that cannot be read, parts that cancel each other out, a part
            that the composer needs and does not get, or k below 1.
        """
        if k < 1:
            raise InvalidInputError(f"k is {k}.", remedy="Ask for at least one result.")
        vector = self.query_vector(query)
        with stage("rank", index=self.index.name, n=len(self.ids)):
            allowed = self.filter.mask(query.where) if query.where else None
            scores, positions = self.index.search(vector, k, allowed=allowed)
        entries = tuple(
            Hit(self.ids[position], float(score), rank)
            for rank, (score, position) in enumerate(zip(scores[0], positions[0], strict=True), start=1)
        )
        n_candidates = len(self.ids) if allowed is None else int(allowed.sum())
        facts = {"index": self.index.name, "approximate": self.index.approximate, "model": self.model.name}
        return Hits(entries, self.model.space, self.composer.name, n_candidates, facts)

    def background(self, query: Query) -> np.ndarray:
        """Return every item's score, (n,) float32 in the order of `ids`; the filter is not applied."""
        return np.clip(self.index.vectors @ self.query_vector(query)[0], -1.0, 1.0)

    def query_vector(self, query: Query) -> np.ndarray:
        """Return the query as one unit row, (1, d) float32."""
        images = [part for part in query.parts if part.image is not None]
        texts = [part for part in query.parts if part.text is not None]
        with stage("encode query", pictures=len(images), texts=len(texts)):
            pictures = self._pictures([part.image for part in images if part.image is not None])
            words = self._words([part.text for part in texts if part.text is not None])
        with stage("compose", composer=self.composer.name):
            return self.composer.mix(
                pictures, [part.weight for part in images], words, [part.weight for part in texts]
            )

    def query_text(self, text: str) -> str:
        """Return the words as the model gets them: the card's query template round them."""
        return self.model.card.query_template.replace("{}", text.strip())

    def _pictures(self, images: list[ImageSource]) -> Embeddings | None:
        if not images or "image" not in self.composer.needs:
            return None
        return self.cache.encode_images(self.model, images)

    def _words(self, texts: list[str]) -> Embeddings | None:
        if not texts or "text" not in self.composer.needs:
            return None
        return self.cache.encode_texts(self.model, [self.query_text(text) for text in texts])


def _same_picture(one: ImageSource | None, other: ImageSource) -> bool:
    """Tell whether two sources are one file, or one picture in memory, without reading either."""
    return one is other or (isinstance(one, str | Path) and isinstance(other, str | Path) and one == other)
