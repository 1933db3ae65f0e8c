"""`kaleido`: one right answer among 100 wrong ones of its own sub-category, drawn by lot, several times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

import fvl_core.metrics as metrics
from fvl_core.foundation.errors import InvalidInputError, UnknownNameError
from fvl_core.foundation.trace import stage
from fvl_core.tasks.figures import RECALL_K, resampled
from fvl_core.tasks.protocols.material import Material, gather, score
from fvl_core.tasks.report import Figure, Report

if TYPE_CHECKING:
    from fvl_core.embedding.cache import EmbeddingCache
    from fvl_core.foundation.items import Catalogue
    from fvl_core.models.base import OnProgress, VisionLanguageModel

N_WRONG = 100
MOST_QUERIES = 1000
MASK = -1.0
"""What the published code writes over the scores of items outside a gallery; scores can lie below it."""

_SIDES = (("i2t", "image to text "), ("t2i", "text to image "))


class _Side(NamedTuple):
    """Hold one direction: (q, d) queries, (n, d) items, and the product and the kind of each."""

    queries: np.ndarray
    items: np.ndarray
    wanted: np.ndarray
    held: np.ndarray
    kind_of_query: np.ndarray
    kind_of_item: np.ndarray


def evaluate_kaleido(
    catalogue: Catalogue,
    model: VisionLanguageModel,
    *,
    field: str = "caption",
    product: str | None = None,
    group: str = "category",
    seed: int = 42,
    repeats: int = 5,
    as_published: bool = False,
    cache: EmbeddingCache | None = None,
    on_progress: OnProgress | None = None,
) -> Report:
    """Measure recall in galleries of 1 right item and 100 wrong ones, in both directions.

    Args:
        catalogue: as in `evaluate_retrieval`.
        model: as in `evaluate_retrieval`.
        field: as in `evaluate_retrieval`.
        product: the attribute that pictures of one product share; None: every item is its own.
        group: the attribute whose value wrong items share with the query (a sub-category). Where fewer than
            100 do, the rest comes from other groups.
        seed: of the draws: the same one gives the same galleries, and those of the published code.
        repeats: how often up to 1,000 queries and their galleries are drawn; figures are means over them.
        as_published: repeat the published code's faults: scores (cosine times the model's scale) outside the
            gallery are set to -1 instead of being left out, so that right answers below -1 fall behind them;
            an item of the same product outside the gallery counts as found; of too small a group the
            gallery is filled in an order that nobody states.
        cache: where vectors are kept.
        on_progress: called with (done, total) while pictures are encoded.

    Raises:
        UnknownNameError: for an attribute that no item has.
        InvalidInputError: for no repeats, or as published with fewer than 100 items.

    Source: FashionViL's metric "r@k_kaleido" (Han et al., ECCV 2022).
    """
    if repeats < 1:
        raise InvalidInputError(f"{repeats} repeats came.", remedy="Draw once or more; 5 is usual.")
    if group not in catalogue.attribute_names:
        raise UnknownNameError("attribute", group, catalogue.attribute_names)
    material = gather(catalogue, model, field=field, product=product, cache=cache, on_progress=on_progress)
    sides = _sides(material, group)
    scale = model.logit_scale if as_published else 1.0
    draws = metrics.PoolDraws(seed, as_published=as_published)
    hits: dict[str, list[np.ndarray]] = {name: [] for name, _ in _SIDES}
    n_wrong = np.zeros(2)
    with stage("draw galleries", repeats=repeats, n_items=len(material.items)):
        for _ in range(repeats):
            for name, _ in _SIDES:  # images first: the order of the published draws
                asked, ranks, counts = _ask(sides[name], draws, scale, as_published=as_published)
                found = [asked, *(ranks <= k for k in RECALL_K)]
                hits[name].append(np.stack(found, axis=1).astype(np.float64))
                n_wrong += counts
    rows = {name: np.concatenate(parts) for name, parts in hits.items()}
    foreign = float(n_wrong[0] / max(1, n_wrong[1]))
    facts = {
        **material.facts,
        "group": group,
        "seed": seed,
        "repeats": repeats,
        "as_published": as_published,
        "n_queries_per_repeat": {name: len(hits[name][0]) for name, _ in _SIDES},
        "share_from_other_groups": foreign,
    }
    return Report(
        task="retrieval",
        protocol=f"Each of up to {MOST_QUERIES:,} queries by lot against 1 right item and {N_WRONG} wrong "
        f"ones of the same {group}, drawn {repeats} times with seed {seed}; figures are means over the draws."
        + (
            f" Of the wrong ones {foreign:.0%} are of another {group}, for want of its own."
            if foreign
            else ""
        )
        + (" Masked as in the published code." if as_published else ""),
        figures=_figures(rows, "kaleido as published" if as_published else "kaleido"),
        facts=facts,
        per_query=(),
    )


def _sides(material: Material, group: str) -> Mapping[str, _Side]:
    kinds = np.array([item.attributes.get(group, "") for item in material.items])
    askers = material.speaking_images
    text_kinds = kinds[material.speakers]
    images, texts = material.images, material.text_vectors
    of_image, of_text = material.product_of_image, material.product_of_text
    return {
        "i2t": _Side(images[askers], texts, of_image[askers], of_text, kinds[askers], text_kinds),
        "t2i": _Side(texts, images, of_text, of_image, text_kinds, kinds),
    }


def _ask(
    side: _Side, draws: metrics.PoolDraws, scale: float, *, as_published: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw once; return the queries' places, their ranks, and how many wrong items are strange, and are."""
    asked = draws.queries(len(side.queries), MOST_QUERIES)
    right = side.wanted[asked][:, None] == side.held
    same = side.kind_of_query[asked][:, None] == side.kind_of_item
    pool, chosen = draws.pools(right, same, n_wrong=N_WRONG)
    scores = score(side.queries[asked], side.items) * np.float32(scale)
    masked = np.where(pool, scores, MASK if as_published else -np.inf)
    ranks = metrics.best_ranks(masked, right if as_published else chosen)
    wrong = pool & ~right
    return asked, ranks, np.array([(wrong & ~same).sum(), wrong.sum()])


def _figures(rows: Mapping[str, np.ndarray], protocol: str) -> tuple[Figure, ...]:
    """Average over all draws; intervals resample queries, each with all of its draws."""
    figures = []
    for name, title in _SIDES:
        summed = _by_query(rows[name])  # (queries, 1 + len(RECALL_K)): draws, then hits at each k
        for column, k in enumerate(RECALL_K, start=1):
            figures.append(
                resampled(
                    f"{title}recall@{k}",
                    summed[:, [column, 0]],
                    lambda drawn: float(drawn[:, 0].sum() / drawn[:, 1].sum()),
                    protocol,
                    chance=min(k / (N_WRONG + 1), 1.0),
                )
            )
    both = np.concatenate(
        [
            np.column_stack([_by_query(rows[name]), np.full(len(np.unique(rows[name][:, 0])), n)])
            for n, (name, _) in enumerate(_SIDES)
        ]
    )
    return (*figures, resampled("mean of six", both, _mean_of_six, protocol))


def _mean_of_six(drawn: np.ndarray) -> float:
    sides = [drawn[drawn[:, -1] == n] for n in range(len(_SIDES))]
    if not all(map(len, sides)):
        return float("nan")
    return float(np.mean([side[:, 1:-1].sum(axis=0) / side[:, 0].sum() for side in sides]))


def _by_query(rows: np.ndarray) -> np.ndarray:
    """Sum the draws of each query: how often it was asked, and how often it found its own at each k."""
    _, place = np.unique(rows[:, 0], return_inverse=True)
    summed = np.zeros((place.max() + 1, rows.shape[1]))
    np.add.at(summed, place, np.column_stack([np.ones(len(rows)), rows[:, 1:]]))
    return summed
