"""What stands above the target of a query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.embedding.pipeline import encode_catalogue
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.queries import Hit

if TYPE_CHECKING:
    from fvl_core.foundation.items import Catalogue
    from fvl_core.models.base import OnProgress, VisionLanguageModel


@dataclass(frozen=True)
class Beaten:
    """Hold the target of a query, and the items above it, best first (as many as were asked for)."""

    query: str
    target: Hit
    rivals: tuple[Hit, ...]
    n_candidates: int


def what_beat(
    catalogue: Catalogue,
    model: VisionLanguageModel,
    item_id: str,
    query: str,
    *,
    k: int = 12,
    cache: EmbeddingCache | None = None,
    on_progress: OnProgress | None = None,
) -> Beaten:
    """Rank a catalogue by some words as `evaluate_retrieval` does, and show what came before the target.

    Args:
        catalogue: the candidates.
        model: ranks them.
        item_id: the target.
        query: its words; the card's query template is put round them.
        k: rivals at most.
        cache: where vectors are kept.
        on_progress: called with (done, total) pictures that had to be encoded.

    Raises:
        InvalidInputError: when the target is not in the catalogue, or its picture cannot be read.

    Example:
        >>> import tempfile
        >>> from PIL import Image
        >>> from fvl_core.foundation.items import Catalogue, Item
        >>> from fvl_core.models.hand import HandModel
        >>> shop = Catalogue("shop", [Item(c, Image.new("RGB", (4, 4), c)) for c in ("red", "pink", "blue")])
        >>> found = what_beat(shop, HandModel(), "blue", "red", cache=EmbeddingCache(tempfile.mkdtemp()))
        >>> found.target.rank, [hit.item_id for hit in found.rivals]
        (3, ['red', 'pink'])
    """
    catalogue.position(item_id)
    cache = cache or EmbeddingCache()
    embeddings = encode_catalogue(catalogue, model, cache=cache, on_progress=on_progress).embeddings
    if item_id not in embeddings.ids:
        raise InvalidInputError(f"The picture of {item_id} cannot be read.", remedy="Choose another item.")
    words = cache.encode_texts(model, [model.card.query_template.replace("{}", query)])
    # In float64 rounded to float32, as the evaluation: equal vectors get equal scores in every place.
    scores = (embeddings.vectors.astype(np.float64) @ words.vectors[0].astype(np.float64)).astype(np.float32)
    order = np.argsort(-scores, kind="stable")
    rank = int(np.flatnonzero(order == embeddings.ids.index(item_id))[0]) + 1
    hits = [
        Hit(embeddings.ids[place], float(scores[place]), position)
        for position, place in enumerate(order[:rank], start=1)
    ]
    return Beaten(query, hits[-1], tuple(hits[: min(k, rank - 1)]), len(embeddings))
