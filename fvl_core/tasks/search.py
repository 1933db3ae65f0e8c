"""Search a catalogue by words, by picture, by both, or by any number of weighted ingredients."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.composition.additive import AdditiveComposer
from fvl_core.composition.base import Composer
from fvl_core.composition.library import load_composer
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.items import Catalogue, Where
from fvl_core.foundation.queries import Hit, Hits, Query
from fvl_core.foundation.trace import stage
from fvl_core.index.base import VectorIndex
from fvl_core.index.library import build_index
from fvl_core.tasks.encoded_query import EncodedQuery, encode_query
from fvl_core.tasks.fields import PICTURE_ALONE, encode_fields
from fvl_core.tasks.filters import AttributeFilter
from fvl_core.tasks.narrowing import narrowed
from fvl_core.tasks.score_background import Background
from fvl_core.tasks.score_split import ScoreSplit, split_scores
from fvl_core.tasks.searchable import SearchableRows

if TYPE_CHECKING:
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
        chosen = load_composer(composer, space=model.space) if isinstance(composer, str) else composer
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
        if isinstance(composer, str):
            composer = load_composer(composer, space=self.model.space)
        return replace(self, composer=composer)

    def over(self, catalogue: Catalogue) -> SearchEngine:
        """Return an engine over the same vectors for a catalogue of these pictures, or of some of them.

        Its words and attributes may be others; nothing is encoded.

        Raises:
            InvalidInputError: for a picture that this engine's catalogue does not have under that id, or
                vectors made of words as well.
        """
        return narrowed(self, catalogue)

    def search(self, query: Query, *, k: int = 10, without: Collection[str] = ()) -> Hits:
        """Return the k best items that pass the query's filter, best first; ties go to the earlier item.

        The score is the cosine between query and item. No item passes: no hits.

        Args:
            query: what is asked.
            k: how many items.
            without: ids of items that shall not be found, such as the reference itself.

        Raises:
            InvalidInputError: for a picture that cannot be read, parts that cancel each other out, a part
            that the composer needs and does not get, or k below 1.
        """
        if k < 1:
            raise InvalidInputError(f"k is {k}.", remedy="Ask for at least one result.")
        return self.search_encoded(self.encode(query), k=k, where=query.where, without=without)

    def search_encoded(
        self, encoded: EncodedQuery, *, k: int, where: Where | None = None, without: Collection[str] = ()
    ) -> Hits:
        """Search as `search` does, for a query whose ingredients are encoded already."""
        with stage("compose", composer=self.composer.name):
            vector = encoded.vector(self.composer)
        with stage("rank", index=self.index.name, n=len(self.ids)):
            allowed = self.rows.allowed(where, without)
            scores, positions = self.index.search(vector, k, allowed=allowed)
        entries = tuple(
            Hit(self.ids[position], float(score), rank)
            for rank, (score, position) in enumerate(zip(scores[0], positions[0], strict=True), start=1)
        )
        n_candidates = len(self.ids) if allowed is None else int(allowed.sum())
        facts = {"index": self.index.name, "approximate": self.index.approximate, "model": self.model.name}
        return Hits(entries, self.model.space, self.composer.name, n_candidates, facts)

    def split(self, query: Query, hits: Sequence[Hit]) -> ScoreSplit | None:
        """Split each hit's score exactly into the ingredients; None where the composer makes no sum.

        `ablate` tells what an ingredient is worth under any composer.

        Raises:
            InvalidInputError: as `search` does, and for a hit that is not in this engine.
        """
        if not isinstance(self.composer, AdditiveComposer):
            return None
        item_ids = [hit.item_id for hit in hits]
        return split_scores(self.encode(query), self.composer, item_ids, self.vectors_of(item_ids))

    def background(self, query: Query, *, without: Collection[str] = ()) -> Background:
        """Return every item's score for a query, and where weak matches begin; the filter is not applied.

        Leave the reference out by `without`: nothing is as near to a picture as itself.
        """
        scores = np.clip(self.index.vectors @ self.query_vector(query)[0], -1.0, 1.0)
        scores[[self.places[item_id] for item_id in without if item_id in self.places]] = np.nan
        return Background.of(scores)

    def ranks_of(
        self, query: Query, item_ids: Collection[str], *, without: Collection[str] = ()
    ) -> dict[str, int]:
        """Return the exact rank of certain items, also outside any page; ties go to the earlier item.

        An item that does not pass the filter, is left out by `without`, or could not be encoded has no
        rank and is absent.
        """
        known = [item_id for item_id in item_ids if item_id in self.places]
        _, ranks = self.score_and_rank(self.query_vector(query), known, query.where, without)
        return {item_id: int(rank) for item_id, rank in zip(known, ranks, strict=True) if rank}

    def score_and_rank(
        self,
        vector: np.ndarray,
        item_ids: Sequence[str],
        where: Where | None = None,
        without: Collection[str] = (),
        among: Collection[str] | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return scores (m,) float32 and exact ranks (m,) int64 of items; 0 for one that is not allowed.

        With `among`, only these ids are ranked.
        """
        return self.rows.score_and_rank(vector, item_ids, self.rows.allowed(where, without, among))

    def vectors_of(self, item_ids: Sequence[str]) -> np.ndarray:
        """Return the vectors of items, (m, d) float32.

        Raises:
            InvalidInputError: for an item that is not in this engine.
        """
        return self.rows.vectors_of(item_ids)

    @cached_property
    def gallery(self) -> Embeddings:
        """Return the items' vectors with their ids."""
        ones = np.ones(len(self.ids), np.float32)
        return Embeddings(self.ids, self.index.vectors, ones, self.model.space)

    @property
    def places(self) -> Mapping[str, int]:
        """Return the row of each item by its id."""
        return self.rows.places

    @cached_property
    def rows(self) -> SearchableRows:
        """Return the index's rows under the items' ids."""
        return SearchableRows(self.ids, self.index, self.filter)

    def query_vector(self, query: Query) -> np.ndarray:
        """Return the query as one unit row, (1, d) float32."""
        encoded = self.encode(query)
        with stage("compose", composer=self.composer.name):
            return encoded.vector(self.composer)

    def encode(self, query: Query) -> EncodedQuery:
        """Encode the ingredients that the composer reads; those that came before are remembered."""
        return encode_query(query, self.composer, self.model, self.cache)
