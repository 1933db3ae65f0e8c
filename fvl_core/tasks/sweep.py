"""From picture only to words only: what the weight between them does, in a few rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fvl_core.composition.library import load_composer
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.queries import Hits, Query
from fvl_core.foundation.trace import stage

if TYPE_CHECKING:
    from collections.abc import Collection

    from fvl_core.tasks.encoded_query import EncodedQuery
    from fvl_core.tasks.search import SearchEngine

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class SweepRow:
    """Hold the hits at one share of the words, 0 (picture only) to 1 (words only)."""

    share: float
    hits: Hits


def sweep(
    engine: SearchEngine,
    query: Query,
    shares: Sequence[float] = SHARES,
    k: int = 8,
    *,
    without: Collection[str] = (),
) -> tuple[SweepRow, ...]:
    """Search once for each share of the words; every ingredient is encoded once.

    The liked words get the share, the liked pictures the rest; within each side, disliked ingredients
    included, the proportions stay. A composer that heeds no weights is replaced by the weighted sum, which
    the rows' hits name.

    Args:
        engine: searches, with its own composer where that heeds weights.
        query: needs at least one picture and one text with a weight other than 0.
        shares: of the words, 0 to 1.
        k: hits per row.
        without: ids of items that shall not be found, such as the reference.

    Raises:
        InvalidInputError: when the query lacks a side, or a share is not between 0 and 1.

    Example:
        >>> import tempfile
        >>> from PIL import Image
        >>> from fvl_core.embedding.cache import EmbeddingCache
        >>> from fvl_core.foundation.items import Catalogue, Item
        >>> from fvl_core.models.hand import HandModel
        >>> from fvl_core.tasks.search import SearchEngine
        >>> items = [Item(colour, Image.new("RGB", (4, 4), colour)) for colour in ("red", "pink", "blue")]
        >>> items[1] = Item("pink", Image.new("RGB", (4, 4), (255, 0, 255)))
        >>> cache = EmbeddingCache(tempfile.mkdtemp())
        >>> engine = SearchEngine.build(Catalogue("three", items), HandModel(), cache=cache)
        >>> rows = sweep(engine, Query("blue", Image.new("RGB", (4, 4), "red")), (0, 0.5, 1), k=1)
        >>> [(row.share, row.hits[0].item_id, row.hits.composer) for row in rows]
        [(0.0, 'red', 'weighted'), (0.5, 'pink', 'weighted'), (1.0, 'blue', 'weighted')]
    """
    for share in shares:
        if not 0 <= share <= 1:
            raise InvalidInputError(f"A share of {share:g} came.", remedy="Give numbers from 0 to 1.")
    weighted = engine if engine.composer.weighted else engine.with_composer(load_composer("weighted"))
    encoded = weighted.encode(query)
    with stage("sweep", rows=len(shares)):
        return tuple(
            SweepRow(
                float(share),
                weighted.search_encoded(
                    reweighted(encoded, float(share)), k=k, where=query.where, without=without
                ),
            )
            for share in shares
        )


def reweighted(encoded: EncodedQuery, share: float) -> EncodedQuery:
    """Return the query with this share for the words and the rest for the pictures.

    Raises:
        InvalidInputError: when there are no pictures or no words that weigh anything.
    """
    weights = [part.weight for part in encoded.parts]
    for places, portion, name in (
        (encoded.of_images, 1 - share, "a picture"),
        (encoded.of_texts, share, "words"),
    ):
        total = _size([weights[place] for place in places])
        if total == 0:
            raise InvalidInputError(
                "A sweep goes from a picture to words, and the query lacks one of them.",
                remedy=f"Add {name}.",
            )
        for place in places:
            weights[place] *= portion / total
    return encoded.with_weights(weights)


def _size(weights: Sequence[float]) -> float:
    """Return the sum of the weights above 0, or, where there are none, of those below."""
    liked = sum(weight for weight in weights if weight > 0)
    return liked or -sum(weights)
