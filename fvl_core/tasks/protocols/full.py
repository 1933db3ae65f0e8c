"""`full`: every text against all pictures, and every picture against all texts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

import fvl_core.metrics as metrics
from fvl_core.foundation.trace import stage
from fvl_core.tasks.figures import RECALL_K, resampled, retrieval_figures, share
from fvl_core.tasks.measured import records
from fvl_core.tasks.protocols.material import Material, blocks_of, gather, score
from fvl_core.tasks.report import Figure, Report

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fvl_core.embedding.cache import EmbeddingCache
    from fvl_core.foundation.items import Catalogue
    from fvl_core.models.base import OnProgress, VisionLanguageModel

NAME = "full"
BACK = "image to text "
"""What stands before the figures of the other direction."""


def evaluate_full(
    catalogue: Catalogue,
    model: VisionLanguageModel,
    *,
    field: str = "caption",
    product: str | None = None,
    cache: EmbeddingCache | None = None,
    on_progress: OnProgress | None = None,
) -> Report:
    """Measure both directions on the whole catalogue; see `evaluate_retrieval` for the arguments.

    Source: FashionViL's metric "r@k_general" (hit-rates in both directions, and the mean of the six).
    """
    material = gather(catalogue, model, field=field, product=product, cache=cache, on_progress=on_progress)
    with stage("rank", n_queries=len(material.texts), n_items=len(material.items)):
        there = rank_right(
            material.text_vectors, material.images, material.product_of_text, material.product_of_image
        )
        askers = material.speaking_images
        back = rank_right(
            material.images[askers],
            material.text_vectors,
            material.product_of_image[askers],
            material.product_of_text,
        )
    return Report(
        task="retrieval",
        protocol="Every text is a query against the whole catalogue, and every picture one against all "
        "texts; found is a query with any item of its product among the first k; equal scores stand in "
        "catalogue order.",
        figures=(*_there_figures(material, there), *_back_figures(material, askers, back, there)),
        facts={**material.facts, "n_tied": int((there["best"] != there["worst"]).sum())},
        per_query=_query_records(material, there),
        tables={"image_to_text": _image_records(material, askers, back)},
    )


def rank_right(
    queries: np.ndarray, vectors: np.ndarray, wanted: np.ndarray, held: np.ndarray
) -> Mapping[str, np.ndarray]:
    """Rank each query's best-placed right item.

    Shapes: queries (q, d), vectors (n, d), wanted (q,) and held (n,) numbers that are equal where an item is
    right; gives columns of (q,): rank, best and worst (the bounds under ties), cosine, first, first_cosine.
    """
    parts = []
    for block in blocks_of(len(queries), len(vectors)):
        scores = score(queries[block], vectors)  # (b, n)
        right = wanted[block][:, None] == held
        rows, first = np.arange(len(scores)), scores.argmax(axis=1)
        own = np.where(right, scores, -np.inf).max(axis=1)
        equal = scores == own[:, None]
        ahead = (scores > own[:, None]).sum(axis=1)
        parts.append(
            {
                "rank": metrics.best_ranks(scores, right),
                "best": 1.0 + ahead,
                "worst": 1.0 + ahead + (equal & ~right).sum(axis=1),
                "cosine": own,
                "first": first,
                "first_cosine": scores[rows, first],
            }
        )
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _there_figures(material: Material, there: Mapping[str, np.ndarray]) -> tuple[Figure, ...]:
    n_right = Counter(material.product_of_image.tolist())
    counts = [n_right[int(number)] for number in material.product_of_text]
    return retrieval_figures(
        there["rank"],
        n_candidates=len(material.items),
        texts=material.texts,
        protocol=NAME,
        n_right=counts,
    )


def _back_figures(
    material: Material, askers: np.ndarray, back: Mapping[str, np.ndarray], there: Mapping[str, np.ndarray]
) -> tuple[Figure, ...]:
    """Summarise pictures that ask for their texts; texts that several products share set the ceiling."""
    ranks, n_texts = back["rank"], len(material.texts)
    place = {int(number): position for position, number in enumerate(material.product_of_text)}
    own = [place[int(number)] for number in material.product_of_image[askers]]
    best = _places_among_equals(material.texts)[own]
    figures = [
        share(
            f"{BACK}recall@{k}",
            int((ranks <= k).sum()),
            len(ranks),
            NAME,
            chance=metrics.chance_recall_at_k(n_texts, k),
            ceiling=float((best <= k).mean()),
        )
        for k in RECALL_K
        if k < n_texts or k == 1
    ]
    if len(figures) == len(RECALL_K):
        figures.append(_mean_of_six(there["rank"], ranks))
    return tuple(figures)


def _mean_of_six(there: np.ndarray, back: np.ndarray) -> Figure:
    rows = np.concatenate(
        [np.stack([side, np.full(len(side), n)], axis=1) for n, side in ((0, there), (1, back))]
    )

    def statistic(drawn: np.ndarray) -> float:
        sides = [drawn[drawn[:, 1] == n, 0] for n in (0, 1)]
        if not all(map(len, sides)):
            return float("nan")
        return float(np.mean([(side <= k).mean() for side in sides for k in RECALL_K]))

    return resampled("mean of six", rows, statistic, NAME)


def _places_among_equals(texts: Sequence[str]) -> np.ndarray:
    """Return for each text which of its equals it is, from 1: the best rank that ties in order allow."""
    seen: Counter[str] = Counter()
    found = []
    for text in texts:
        seen[text] += 1
        found.append(seen[text])
    return np.array(found)


def _query_records(material: Material, there: Mapping[str, np.ndarray]) -> tuple[Mapping[str, Any], ...]:
    return records(
        item_id=[material.items[place].id for place in material.speakers],
        query=material.texts,
        rank=there["rank"].astype(int).tolist(),
        best_rank=there["best"].astype(int).tolist(),
        worst_rank=there["worst"].astype(int).tolist(),
        cosine=there["cosine"].tolist(),
        first_id=[material.items[place].id for place in there["first"]],
        first_cosine=there["first_cosine"].tolist(),
    )


def _image_records(
    material: Material, askers: np.ndarray, back: Mapping[str, np.ndarray]
) -> tuple[Mapping[str, Any], ...]:
    return records(
        item_id=[material.items[place].id for place in askers],
        rank=back["rank"].astype(int).tolist(),
        first_text=[material.texts[place] for place in back["first"]],
    )
