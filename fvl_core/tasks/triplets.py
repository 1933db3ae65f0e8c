"""Measure composed retrieval on edit triplets: a picture, what should change, and all right answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

import fvl_core.metrics as metrics
from fvl_core.catalogues.triplets import Triplet
from fvl_core.composition.base import Composer
from fvl_core.composition.library import load_composer
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.embedding.pipeline import encode_catalogue
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.trace import stage
from fvl_core.tasks.evaluate import facts_of, records
from fvl_core.tasks.figures import share
from fvl_core.tasks.report import Report

if TYPE_CHECKING:
    from fvl_core.foundation.embeddings import Embeddings
    from fvl_core.foundation.items import Catalogue
    from fvl_core.models.base import OnProgress, VisionLanguageModel
    from fvl_core.tasks.report import Figure

PROTOCOL = "triplets, reference left out"
RULES = (
    "Every triplet's picture and modifier are a query against the whole catalogue without its reference; "
    "found is a query with any of its right targets among the first k; equal scores stand in catalogue order."
)
RECALL_K = (1, 10, 50)


def evaluate_triplets(
    catalogue: Catalogue,
    triplets: Sequence[Triplet],
    model: VisionLanguageModel,
    *,
    composer: str | Composer = "sum",
    text_weight: float = 0.5,
    cache: EmbeddingCache | None = None,
    on_progress: OnProgress | None = None,
) -> Report:
    """Measure how well picture and words together find what an edit asks for.

    Args:
        catalogue: its items are references, targets and candidates.
        triplets: the queries, as `load_triplets` gives them.
        model: encodes both sides; its card's query template is put round the modifier.
        composer: puts picture and words together; a name of `list_composers`, or a composer.
        text_weight: the words' share, 0 to 1; counts for weighted composers only.
        cache: where vectors are kept.
        on_progress: called with (done, total) while pictures are encoded.

    Returns:
        A report with recall@1, @10 and @50 over all triplets, then for each kind ("recall@10 negation"),
        each with chance and ceiling (1: every query that takes part has a right target); per_query holds
        every query's rank and what came first. Several queries share a reference, which the intervals
        (Wilson's) do not know. Triplets whose reference, or whose every target, cannot be read are left
        out and counted.

    Raises:
        InvalidInputError: when no triplet is left, one names an item that the catalogue has not, or the
            composer does not fit the model.
        UnknownNameError: for a composer that does not exist.
    """
    chosen = load_composer(composer) if isinstance(composer, str) else composer
    if not 0 <= text_weight <= 1:
        raise InvalidInputError(f"The words' share is {text_weight:g}.", remedy="Give a number from 0 to 1.")
    chosen.require_fit(model.space, model.dim)
    _require_known(catalogue, triplets)
    cache = cache or EmbeddingCache()
    encoding = encode_catalogue(catalogue, model, cache=cache, on_progress=on_progress)
    places = {item_id: place for place, item_id in enumerate(encoding.embeddings.ids)}
    asked = _answerable(triplets, places)
    if not asked:
        raise InvalidInputError(
            f"No triplet of {catalogue.name!r} can be asked.", remedy="Check its pictures and triplets."
        )
    references = [places[triplet.reference] for triplet in asked]
    template = model.card.query_template
    words = cache.encode_texts(model, [template.replace("{}", triplet.modifier) for triplet in asked])
    with stage("compose", composer=chosen.name, n=len(asked)):
        queries = chosen.fuse_embeddings(
            _rows(encoding.embeddings, references),
            words,
            image_weight=1 - text_weight,
            text_weight=text_weight,
        ).vectors
    vectors = encoding.embeddings.vectors
    targets = [[places[target] for target in triplet.targets] for triplet in asked]
    with stage("rank", n_queries=len(asked), n_items=len(vectors)):
        ranks, first = metrics.composed_ranks(queries, vectors, references, targets)
    facts = {
        **facts_of(catalogue, model, encoding),
        "composer": chosen.name,
        "text_weight": text_weight if chosen.weighted else None,
        "query_template": template,
        "n_candidates": len(vectors) - 1,
        "n_references": len(set(references)),
        "n_left_out": len(triplets) - len(asked),
    }
    per_query = records(
        reference=[triplet.reference for triplet in asked],
        modifier=[triplet.modifier for triplet in asked],
        kind=[triplet.kind for triplet in asked],
        rank=ranks.astype(int).tolist(),
        n_targets=[len(places) for places in targets],
        first_id=[encoding.embeddings.ids[place] for place in first],
    )
    return Report(
        task="composed retrieval",
        protocol=RULES,
        figures=_figures(asked, ranks, n_candidates=len(vectors) - 1),
        facts=facts,
        per_query=per_query,
    )


def _require_known(catalogue: Catalogue, triplets: Sequence[Triplet]) -> None:
    known = set(catalogue.ids)
    for triplet in triplets:
        for item_id in (triplet.reference, *triplet.targets):
            if item_id not in known:
                raise InvalidInputError(
                    f"A triplet names {item_id!r}, which the catalogue {catalogue.name!r} has not.",
                    remedy="Take catalogue and triplets from one drawing.",
                )


def _answerable(triplets: Sequence[Triplet], places: dict[str, int]) -> list[Triplet]:
    """Keep the triplets whose reference could be read, with those of their targets that could."""
    readable = [
        replace(triplet, targets=tuple(target for target in triplet.targets if target in places))
        for triplet in triplets
        if triplet.reference in places
    ]
    return [triplet for triplet in readable if triplet.targets]


def _rows(embeddings: Embeddings, places: Sequence[int]) -> Embeddings:
    """Return one row per query; a reference may come several times, so rows are numbered."""
    ids = tuple(str(number) for number in range(len(places)))
    rows = list(places)
    return replace(embeddings, ids=ids, vectors=embeddings.vectors[rows], norms=embeddings.norms[rows])


def _figures(asked: Sequence[Triplet], ranks: np.ndarray, *, n_candidates: int) -> tuple[Figure, ...]:
    kinds = dict.fromkeys(triplet.kind for triplet in asked)
    groups = [("", np.ones(len(asked), dtype=bool))]
    groups += [(f" {kind}", np.array([triplet.kind == kind for triplet in asked])) for kind in kinds]
    counts = np.array([len(triplet.targets) for triplet in asked])
    return tuple(
        _recall(f"recall@{k}{name}", k, ranks[chosen], counts[chosen], n_candidates)
        for name, chosen in groups
        for k in RECALL_K
    )


def _recall(measure: str, k: int, ranks: np.ndarray, counts: np.ndarray, n_candidates: int) -> Figure:
    chance = [metrics.chance_of_any(n_candidates, int(count), k) for count in counts]
    return share(
        measure,
        int((ranks <= k).sum()),
        len(ranks),
        PROTOCOL,
        chance=float(np.mean(chance)),
        ceiling=1.0,
    )
