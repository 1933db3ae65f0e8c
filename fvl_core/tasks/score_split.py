"""Why an item was found: each ingredient's share of its score, and what happens when one is left out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.composition.additive import AdditiveComposer
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.queries import Hit, Ingredient, Query
from fvl_core.foundation.trace import stage

if TYPE_CHECKING:
    from fvl_core.tasks.encoded_query import EncodedQuery
    from fvl_core.tasks.search import SearchEngine


@dataclass(frozen=True, kw_only=True, eq=False)
class ScoreSplit:
    """Hold the scores of n hits split exactly into the p ingredients of the query.

    Attributes:
        parts: the ingredients, in the order of the query. item_ids: of the hits.
        pulls: (p,) float64, what each ingredient's unit vector counts in the unit query.
        cosines: (n, p) float64, of each hit with each ingredient; 0 for one that the composer leaves out.
        shares: (n, p) float64, pulls × cosines; a row sums to the hit's score within 1e-5. A share below
        0 is held against the item: it resembles what is disliked, or does not resemble what is liked.
    """

    parts: tuple[Ingredient, ...]
    item_ids: tuple[str, ...]
    pulls: np.ndarray
    cosines: np.ndarray

    @property
    def shares(self) -> np.ndarray:
        """Return what each ingredient adds to each score, (n, p) float64."""
        return np.asarray(self.pulls * self.cosines)

    @property
    def scores(self) -> np.ndarray:
        """Return the sum over ingredients, (n,) float64."""
        return np.asarray(self.shares.sum(axis=1))


@dataclass(frozen=True, kw_only=True, eq=False)
class Ablation:
    """Hold what becomes of n hits when each of the p ingredients of a query is left out by itself.

    Attributes:
        parts: the ingredients. item_ids: of the hits. base_scores, base_ranks: (n,) with all ingredients.
        scores: (n, p) float64 without that ingredient, NaN where the rest is no query (nothing is left,
        or the composer lacks a side). ranks: (n, p) int64 among the items that pass the filter, there 0.
    """

    parts: tuple[Ingredient, ...]
    item_ids: tuple[str, ...]
    base_scores: np.ndarray
    base_ranks: np.ndarray
    scores: np.ndarray
    ranks: np.ndarray

    @property
    def possible(self) -> np.ndarray:
        """Tell for each ingredient whether the query can do without it, (p,) bool."""
        return np.asarray(np.isfinite(self.scores).all(axis=0))

    @property
    def losses(self) -> np.ndarray:
        """Return how much each score falls when an ingredient is left out, (n, p); below 0 it rises."""
        return np.asarray(self.base_scores[:, None] - self.scores)


def split_scores(
    encoded: EncodedQuery, composer: AdditiveComposer, item_ids: Sequence[str], vectors: np.ndarray
) -> ScoreSplit:
    """Split the scores of items with these vectors, (n, d) unit rows."""
    return ScoreSplit(
        parts=encoded.parts,
        item_ids=tuple(item_ids),
        pulls=encoded.pulls(composer),
        cosines=encoded.cosines(vectors),
    )


def ablate(
    engine: SearchEngine, query: Query, hits: Sequence[Hit], *, without: Collection[str] = ()
) -> Ablation:
    """Leave out each ingredient in turn, and score and rank the hits again; works with every composer.

    Where a score is no sum of shares (a trained composer, for one), this shows what each ingredient is
    worth. Ranks are among all items that pass the query's filter and are not in `without`, also outside
    the page.

    Raises:
        InvalidInputError: for a query that cannot be asked, or a hit that is not in the engine.

    Example:
        >>> import tempfile
        >>> from PIL import Image
        >>> from fvl_core.embedding.cache import EmbeddingCache
        >>> from fvl_core.foundation.items import Catalogue, Item
        >>> from fvl_core.models.hand import HandModel
        >>> from fvl_core.tasks.search import SearchEngine
        >>> items = [Item(colour, Image.new("RGB", (4, 4), colour)) for colour in ("red", "blue")]
        >>> cache = EmbeddingCache(tempfile.mkdtemp())
        >>> engine = SearchEngine.build(Catalogue("two", items), HandModel(), cache=cache)
        >>> query = Query("blue", Image.new("RGB", (4, 4), "red"))
        >>> found = ablate(engine, query, engine.search(query, k=1))
        >>> found.item_ids, found.scores.round(3).tolist(), found.ranks.tolist()
        (('red',), [[0.0, 1.0]], [[2, 1]])
    """
    item_ids = tuple(hit.item_id for hit in hits)
    encoded = engine.encode(query)
    base_scores, base_ranks = engine.score_and_rank(
        encoded.vector(engine.composer), item_ids, query.where, without
    )
    scores = np.full((len(item_ids), len(encoded.parts)), np.nan)
    ranks = np.zeros(scores.shape, np.int64)
    with stage("ablate", parts=len(encoded.parts), hits=len(item_ids)):
        for place in range(len(encoded.parts)):
            try:
                vector = encoded.without(place).vector(engine.composer)
            except InvalidInputError:  # what is left is no query
                continue
            scores[:, place], ranks[:, place] = engine.score_and_rank(vector, item_ids, query.where, without)
    return Ablation(
        parts=encoded.parts,
        item_ids=item_ids,
        base_scores=base_scores,
        base_ranks=base_ranks,
        scores=scores,
        ranks=ranks,
    )
