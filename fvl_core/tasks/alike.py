"""Near-duplicates among hits, put behind the best of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.queries import Hit

if TYPE_CHECKING:
    from fvl_core.tasks.search import SearchEngine

ALIKE = 0.98
SAME = 1e-6
"""Rounding of float32 rows: twins must count as alike even at a cosine of 1."""


@dataclass(frozen=True)
class AlikeGroup:
    """Hold a hit and the later hits that look nearly the same to the model; ranks stay as they were."""

    first: Hit
    alike: tuple[Hit, ...]


def collapse_alike(
    engine: SearchEngine, hits: Sequence[Hit], cosine: float = ALIKE
) -> tuple[AlikeGroup, ...]:
    """Group hits with the first earlier group whose first hit is at least this near to them.

    A group is a hit and what is near to that hit, so that a chain of small steps cannot join things
    that look different.

    Args:
        engine: found the hits.
        hits: best first.
        cosine: between the vectors of two items, up to 1. How near near-duplicates come depends on the model.

    Raises:
        InvalidInputError: for a cosine outside -1 to 1, or a hit that is not in the engine.

    Example:
        >>> import tempfile
        >>> from PIL import Image
        >>> from fvl_core.embedding.cache import EmbeddingCache
        >>> from fvl_core.foundation.items import Catalogue, Item
        >>> from fvl_core.foundation.queries import Query
        >>> from fvl_core.models.hand import HandModel
        >>> from fvl_core.tasks.search import SearchEngine
        >>> dyes = {"red": (255, 0, 0), "scarlet": (250, 20, 0), "blue": (0, 0, 255)}
        >>> items = [Item(name, Image.new("RGB", (4, 4), dye)) for name, dye in dyes.items()]
        >>> cache = EmbeddingCache(tempfile.mkdtemp())
        >>> engine = SearchEngine.build(Catalogue("three", items), HandModel(), cache=cache)
        >>> groups = collapse_alike(engine, engine.search(Query("red")))
        >>> [(group.first.item_id, [hit.item_id for hit in group.alike]) for group in groups]
        [('red', ['scarlet']), ('blue', [])]
    """
    if not -1 <= cosine <= 1:
        raise InvalidInputError(f"A cosine of {cosine:g} came.", remedy="Give a number from -1 to 1.")
    vectors = engine.vectors_of([hit.item_id for hit in hits]).astype(np.float64)
    near = vectors @ vectors.T >= cosine - SAME  # (n, n)
    members: dict[int, list[Hit]] = {}
    for place, hit in enumerate(hits):
        home = next((first for first in members if near[first, place]), place)
        members.setdefault(home, []).append(hit)
    return tuple(AlikeGroup(first, tuple(alike)) for first, *alike in members.values())
