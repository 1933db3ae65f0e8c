"""One vector per item from its picture, its title and its caption."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.embedding.pipeline import EncodingReport, encode_catalogue
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from fvl_core.embedding.cache import EmbeddingCache
    from fvl_core.foundation.items import Catalogue
    from fvl_core.models.base import OnProgress, VisionLanguageModel

FIELDS = ("image", "title", "caption")
PICTURE_ALONE: Mapping[str, float] = MappingProxyType({"image": 1.0})


def encode_fields(
    catalogue: Catalogue,
    model: VisionLanguageModel,
    fields: Mapping[str, float],
    cache: EmbeddingCache,
    on_progress: OnProgress | None = None,
) -> EncodingReport:
    """Encode every item as normalise(Σ weight · unit vector of the field).

    An item without a title or caption is made of its other fields. An item whose picture cannot be read,
    or of which nothing is left, is a failure. Fields of weight 0 are not encoded.

    Raises:
        InvalidInputError: for an unknown field, a weight that is negative or not finite, or all 0.
    Source: Marqo's weighted fields ("multimodal combination"), as in marqo-FashionCLIP's evaluation.
    """
    _check(fields)
    n_encoded, failures = 0, {}
    total = np.zeros((len(catalogue), model.dim))  # (n, d)
    if weight := fields.get("image", 0.0):
        report = encode_catalogue(catalogue, model, cache=cache, on_progress=on_progress)
        if all(not fields.get(name) for name in ("title", "caption")):
            return report
        total[[catalogue.position(item_id) for item_id in report.embeddings.ids]] += (
            weight * report.embeddings.vectors
        )
        n_encoded, failures = report.n_encoded, dict(report.failures)
    for name in ("title", "caption"):
        if weight := fields.get(name, 0.0):
            texts = {
                i: text for i, item in enumerate(catalogue) if (text := str(getattr(item, name)).strip())
            }
            total[list(texts)] += weight * cache.encode_texts(model, list(texts.values())).vectors
    return _report(catalogue, model, total, failures, n_encoded)


def _report(
    catalogue: Catalogue,
    model: VisionLanguageModel,
    total: np.ndarray,
    failures: dict[str, str],
    n_encoded: int,
) -> EncodingReport:
    lengths = np.linalg.norm(total, axis=1)
    for item, length in zip(catalogue, lengths, strict=True):
        if length == 0 and item.id not in failures:
            failures[item.id] = (
                f"{item.id} has nothing to search by. Give it a title, a caption or a picture."
            )
    kept = [place for place, item in enumerate(catalogue) if item.id not in failures]
    embeddings = Embeddings(
        tuple(catalogue.ids[place] for place in kept),
        (total[kept] / lengths[kept, None]).astype(np.float32),
        lengths[kept].astype(np.float32),
        model.space,
    )
    listed = tuple((item_id, failures[item_id]) for item_id in catalogue.ids if item_id in failures)
    return EncodingReport(embeddings, listed, n_encoded, len(kept) - n_encoded)


def _check(fields: Mapping[str, float]) -> None:
    if unknown := sorted(set(fields) - set(FIELDS)):
        raise InvalidInputError(f"There is no field {unknown[0]!r}.", remedy=f"Known: {', '.join(FIELDS)}.")
    weights = np.array(list(fields.values()), dtype=np.float64)
    if not (np.isfinite(weights) & (weights >= 0)).all() or not weights.any():
        raise InvalidInputError(
            f"The field weights {dict(fields)} cannot be used.",
            remedy="Give weights of 0 or more, one above 0.",
        )
