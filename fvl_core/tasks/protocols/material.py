"""What every retrieval protocol works on: the pictures of a catalogue, its products, and their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.embedding.pipeline import encode_catalogue
from fvl_core.foundation.errors import InvalidInputError, UnknownNameError
from fvl_core.foundation.items import Catalogue
from fvl_core.tasks.measured import facts_of, readable_items

if TYPE_CHECKING:
    from fvl_core.foundation.items import Item
    from fvl_core.models.base import OnProgress, VisionLanguageModel

SCORES_AT_ONCE = 4_000_000
"""Scores computed at once: 32 MB in float64."""


@dataclass(frozen=True, eq=False)
class Material:
    """Hold pictures and texts as one model encoded them, and which belong to one product.

    Attributes:
        items: those whose picture could be read. images: (n, d) their unit vectors. product_of_image: (n,)
        the number of each one's product. texts: one per product that has words, in catalogue order, each
        from the product's first item with words (`speakers`, places among the items). text_vectors: (t, d).
        product_of_text: (t,). template: put round the words. facts: what every report says.
    """

    items: tuple[Item, ...]
    images: np.ndarray
    product_of_image: np.ndarray
    texts: tuple[str, ...]
    speakers: np.ndarray
    text_vectors: np.ndarray
    product_of_text: np.ndarray
    facts: Mapping[str, Any]

    @property
    def speaking_images(self) -> np.ndarray:
        """Return the places of the pictures whose product has words."""
        return np.flatnonzero(np.isin(self.product_of_image, self.product_of_text))


def gather(
    catalogue: Catalogue,
    model: VisionLanguageModel,
    *,
    field: str,
    product: str | None,
    cache: EmbeddingCache | None,
    on_progress: OnProgress | None,
) -> Material:
    """Encode a catalogue and the words of its products.

    Args:
        catalogue: its items are the pictures.
        model: encodes both sides; its card's query template is put round the words.
        field: where words come from: "caption", "title", or an attribute's name.
        product: the attribute whose value pictures of one product share; None: every item is its own.
        cache: where vectors are kept.
        on_progress: called with (done, total) while pictures are encoded.

    Raises:
        UnknownNameError: for a field or an attribute that no item has.
        InvalidInputError: when no readable item has words.
    """
    if product is not None and product not in catalogue.attribute_names:
        raise UnknownNameError("attribute", product, catalogue.attribute_names)
    words = words_of(catalogue, field)
    cache = cache or EmbeddingCache()
    encoding = encode_catalogue(catalogue, model, cache=cache, on_progress=on_progress)
    items = readable_items(catalogue, encoding, "can be read")
    numbers, product_of_image = _products(items, product)
    first: dict[int, int] = {}
    for place, item in enumerate(items):
        if item.id in words:
            first.setdefault(int(product_of_image[place]), place)
    if not first:
        raise InvalidInputError(f"No item has a {field}.", remedy="Choose another field or catalogue.")
    texts = tuple(words[items[place].id] for place in first.values())
    template = model.card.query_template
    queries = cache.encode_texts(model, [template.replace("{}", text) for text in texts])
    facts = {
        **facts_of(catalogue, model, encoding),
        "field": field,
        "product": product,
        "query_template": template,
        "n_products": numbers,
        "n_candidates": len(items),
        "n_without_words": len(items) - int(np.isin(product_of_image, list(first)).sum()),
        "n_distinct_queries": len(set(texts)),
    }
    return Material(
        items=tuple(items),
        images=encoding.embeddings.vectors,
        product_of_image=product_of_image,
        texts=texts,
        speakers=np.fromiter(first.values(), np.int64),
        text_vectors=queries.vectors,
        product_of_text=np.fromiter(first.keys(), np.int64),
        facts=facts,
    )


def words_of(catalogue: Catalogue, field: str) -> dict[str, str]:
    """Return the words of each item that has some, by id.

    Raises:
        UnknownNameError: for a field that no item has; suggests the nearest.
    """
    if field not in ("caption", "title", *catalogue.attribute_names):
        raise UnknownNameError("field", field, ["caption", "title", *catalogue.attribute_names])
    found = {
        item.id: getattr(item, field) if field in ("caption", "title") else item.attributes.get(field, "")
        for item in catalogue
    }
    return {item_id: text for item_id, text in found.items() if text.strip()}


def score(queries: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Return cosines (q, n) float32, summed in float64: equal vectors get equal scores in every place."""
    return np.asarray((queries.astype(np.float64) @ vectors.astype(np.float64).T).astype(np.float32))


def blocks_of(n_queries: int, n_items: int) -> list[slice]:
    """Cut queries into blocks whose scores fit memory."""
    step = max(1, SCORES_AT_ONCE // max(1, n_items))
    return [slice(start, start + step) for start in range(0, n_queries, step)]


def _products(items: Sequence[Item], product: str | None) -> tuple[int, np.ndarray]:
    """Number the products in catalogue order; an item without the attribute is a product by itself."""
    numbers: dict[tuple[str, str], int] = {}
    row = []
    for item in items:
        value = item.attributes.get(product, "") if product is not None else ""
        key = ("product", value) if value else ("item", item.id)
        row.append(numbers.setdefault(key, len(numbers)))
    return len(numbers), np.array(row, dtype=np.int64)
