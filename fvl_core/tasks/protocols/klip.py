"""`klip`: FashionKLIP's hit-rates over the full catalogue, and the JSON in which it reports them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import fvl_core.metrics as metrics
from fvl_core.foundation.trace import stage
from fvl_core.tasks.figures import RECALL_K, resampled, share
from fvl_core.tasks.klip_evaluation import klip_json
from fvl_core.tasks.protocols.full import rank_right
from fvl_core.tasks.protocols.material import gather
from fvl_core.tasks.report import Figure, Report

if TYPE_CHECKING:
    from fvl_core.embedding.cache import EmbeddingCache
    from fvl_core.foundation.items import Catalogue
    from fvl_core.models.base import OnProgress, VisionLanguageModel


def evaluate_klip(
    catalogue: Catalogue,
    model: VisionLanguageModel,
    *,
    field: str = "caption",
    product: str | None = None,
    cache: EmbeddingCache | None = None,
    on_progress: OnProgress | None = None,
) -> Report:
    """Measure FashionKLIP's r1, r5, r10 and their mean in both directions; see `evaluate_retrieval`.

    `tables["text"]` and `tables["image"]` are the published JSON of text to image and of image to text, in
    percent; FashionKLIP's own files are scored by `score_klip`.

    Source: predict_evaluate.py of FashionKLIP: full catalogue, hit-rates, ties in file order.
    """
    material = gather(catalogue, model, field=field, product=product, cache=cache, on_progress=on_progress)
    askers = material.speaking_images
    with stage("rank", n_queries=len(material.texts), n_items=len(material.items)):
        there = rank_right(
            material.text_vectors, material.images, material.product_of_text, material.product_of_image
        )["rank"]
        back = rank_right(
            material.images[askers],
            material.text_vectors,
            material.product_of_image[askers],
            material.product_of_text,
        )["rank"]
    sides = (
        ("text", "text to image", there, len(material.items)),
        ("image", "image to text", back, len(material.texts)),
    )
    single = len(material.items) == material.facts["n_products"]
    return Report(
        task="retrieval",
        protocol="FashionKLIP's: every text against all pictures and every picture against all texts; found "
        "is a query with any right answer among the first k; equal scores stand in catalogue order.",
        figures=tuple(
            figure for _, title, ranks, n in sides for figure in _figures(title, ranks, n, single=single)
        ),
        facts=material.facts,
        per_query=(),
        tables={
            name: klip_json(*(metrics.recall_at_k(ranks, k) for k in RECALL_K)) for name, _, ranks, _ in sides
        },
    )


def _figures(title: str, ranks: np.ndarray, n: int, *, single: bool) -> list[Figure]:
    figures = [
        share(
            f"{title} r{k}",
            int((ranks <= k).sum()),
            len(ranks),
            "klip",
            chance=metrics.chance_recall_at_k(n, k) if single else None,
        )
        for k in RECALL_K
    ]
    return [*figures, resampled(f"{title} mean recall", ranks, _mean_recall, "klip")]


def _mean_recall(ranks: np.ndarray) -> float:
    return float(np.mean([(ranks <= k).mean() for k in RECALL_K]))
