"""`marqo`: a few queries with many right answers each, over documents of picture and words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import fvl_core.metrics as metrics
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.embedding.pipeline import encode_catalogue
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.trace import stage
from fvl_core.tasks.figures import resampled
from fvl_core.tasks.measured import facts_of, readable_items, records
from fvl_core.tasks.protocols.material import blocks_of, score, words_of
from fvl_core.tasks.report import Figure, Report

if TYPE_CHECKING:
    from fvl_core.foundation.embeddings import Embeddings
    from fvl_core.foundation.items import Catalogue, Item
    from fvl_core.models.base import OnProgress, VisionLanguageModel

CUTS = (1, 10)
DOCUMENTS = {"image": {"image": 1.0}, "image+text": {"image": 0.9, "text": 0.1}}
"""Kinds of documents, each with the shares of its parts."""

FEW_QUERIES = 50


def evaluate_marqo(
    catalogue: Catalogue,
    model: VisionLanguageModel,
    *,
    field: str = "caption",
    document: str = "image",
    ground_truth: str | Path | None = None,
    as_published: bool = False,
    cache: EmbeddingCache | None = None,
    on_progress: OnProgress | None = None,
) -> Report:
    """Measure fractional recall, precision, MRR@10, MAP and nDCG of queries with many right answers.

    Args:
        catalogue: as in `evaluate_retrieval`.
        model: as in `evaluate_retrieval`.
        field: the queries: every distinct wording there is; right is every item that has it.
        document: what stands for an item: "image", or "image+text" (0.9 and 0.1 of picture and caption, the
            sum normalised; an item without caption is its picture).
        ground_truth: a JSON file {query: {item id: 1}} instead of a field, as the benchmark publishes them.
        as_published: break ties as the published code does: where scores are equal, recall, precision, MAP
            and nDCG take the greater id first (among the ten that came back; which ten, nobody states),
            and an item whose id is the
            query itself is dropped from them; figures are rounded to five decimals.
        cache: where vectors are kept.
        on_progress: called with (done, total) while pictures are encoded.

    Raises:
        InvalidInputError: for another document, or a file that holds no such ground truth.

    Source: the retrieval benchmark of Marqo-FashionCLIP (2024), whose measures are trec_eval's.
    """
    if document not in DOCUMENTS:
        raise InvalidInputError(f"There is no document {document!r}.", remedy='Give "image" or "image+text".')
    cache = cache or EmbeddingCache()
    wanted = _from_field(catalogue, field) if ground_truth is None else read_ground_truth(ground_truth)
    encoding = encode_catalogue(catalogue, model, cache=cache, on_progress=on_progress)
    items = readable_items(catalogue, encoding, "can be read")
    documents = _documents(items, encoding.embeddings, model, cache, document)
    template = model.card.query_template
    queries = list(wanted)
    vectors = cache.encode_texts(model, [template.replace("{}", query) for query in queries]).vectors
    ids = [item.id for item in items]
    with stage("rank", n_queries=len(queries), n_items=len(items)):
        top, scores = _top_ten(vectors, documents)
    right = [frozenset(wanted[query]) for query in queries]
    in_order = [[ids[place] for place in row] for row in top]
    judged = _by_trec(queries, in_order, scores) if as_published else in_order
    values = _values(judged, in_order, right)
    known = set(ids)
    facts = {
        **facts_of(catalogue, model, encoding),
        "field": field if ground_truth is None else f"file {Path(ground_truth).name}",
        "document": document,
        "weights": DOCUMENTS[document],
        "query_template": template,
        "as_published": as_published,
        "n_candidates": len(items),
        "n_queries": len(queries),
        "right_per_query": float(np.mean([len(own) for own in right])),
        "n_right_not_in_catalogue": sum(len(own - known) for own in right),
    }
    return Report(
        task="retrieval",
        protocol="Every query against the whole catalogue; recall@k is the share of its right answers that a "
        "query has among the first k, P@k the share of the first k that is right, MRR@10 the reciprocal rank "
        f"of the first right one of ten. There are {len(queries):,} queries{_weight_of_one(len(queries))}."
        + (" Ties as in the published code." if as_published else " Equal scores stand in catalogue order."),
        figures=_figures(values, right, n_items=len(items), as_published=as_published),
        facts=facts,
        per_query=records(
            query=queries,
            n_right=[len(own) for own in right],
            **{name: column.tolist() for name, column in values.items()},
            first_id=[row[0] for row in in_order],
        ),
    )


def _weight_of_one(n_queries: int) -> str:
    if n_queries >= FEW_QUERIES:
        return ""
    return f": one of them moves P@1 by {100 / n_queries:.1f} points"


def read_ground_truth(path: str | Path) -> dict[str, tuple[str, ...]]:
    """Read {query: {item id: 1}}; ids with another relevance than 1 or more are no right answers.

    Raises:
        InvalidInputError: for a file that holds no such thing; it says which query is at fault.
    """
    file = Path(path)
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        found = {
            str(query): tuple(str(item_id) for item_id, relevance in entry.items() if relevance > 0)
            for query, entry in told.items()
        }
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise InvalidInputError(
            f"{file.name} holds no ground truth.", remedy='Give {"query": {"item id": 1}} as JSON.'
        ) from error
    blank = [query for query, ids in found.items() if not query.strip() or not ids]
    if blank or not found:
        said = f"the query {blank[0]!r} without words or right answers" if blank else "no query"
        raise InvalidInputError(f"{file.name} holds {said}.", remedy="Leave such queries out.")
    return found


def _from_field(catalogue: Catalogue, field: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for item_id, text in words_of(catalogue, field).items():
        found.setdefault(text.strip(), []).append(item_id)
    if not found:
        raise InvalidInputError(f"No item has a {field}.", remedy="Choose another field or catalogue.")
    return {text: tuple(ids) for text, ids in found.items()}


def _documents(
    items: Sequence[Item],
    images: Embeddings,
    model: VisionLanguageModel,
    cache: EmbeddingCache,
    document: str,
) -> np.ndarray:
    shares = DOCUMENTS[document]
    spoken = [place for place, item in enumerate(items) if item.caption.strip()]
    if "text" not in shares or not spoken:
        return images.vectors
    texts = cache.encode_texts(model, [items[place].caption for place in spoken]).vectors
    mixed = images.vectors.astype(np.float64)
    mixed[spoken] = shares["image"] * mixed[spoken] + shares["text"] * texts.astype(np.float64)
    return np.asarray((mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32))


def _top_ten(queries: np.ndarray, documents: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the places and the scores of the first ten of each query; of equals the earlier."""
    parts = []
    for block in blocks_of(len(queries), len(documents)):
        scores = score(queries[block], documents)
        places = metrics.first_places(scores, max(CUTS))
        parts.append((places, np.take_along_axis(scores, places, axis=1)))
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _by_trec(queries: Sequence[str], ids: Sequence[Sequence[str]], scores: np.ndarray) -> list[list[str]]:
    """Order what came back as trec_eval does, by score, then the greater id; drop the query's own id."""
    ordered = []
    for query, row, own in zip(queries, ids, scores, strict=True):
        pairs = sorted(zip(own.tolist(), row, strict=True), reverse=True)
        ordered.append([item_id for _, item_id in pairs if item_id != query])
    return ordered


def _values(
    judged: Sequence[Sequence[str]], in_order: Sequence[Sequence[str]], right: Sequence[frozenset[str]]
) -> Mapping[str, np.ndarray]:
    counts = np.array([len(own) for own in right])
    hits = _hits(judged, right)
    return {
        **{f"recall@{k}": metrics.fractional_recall_at_k(hits, counts, k) for k in CUTS},
        **{f"P@{k}": metrics.precision_at_k(hits, k) for k in CUTS},
        "MRR@10": metrics.reciprocal_ranks(_hits(in_order, right)),
        **{f"MAP@{k}": metrics.average_precision_at_k(hits, counts, k) for k in CUTS},
        **{f"nDCG@{k}": metrics.ndcg_at_k(hits, counts, k) for k in CUTS},
    }


def _hits(rows: Sequence[Sequence[str]], right: Sequence[frozenset[str]]) -> np.ndarray:
    table = np.zeros((len(rows), max(CUTS)), dtype=bool)
    for number, (row, own) in enumerate(zip(rows, right, strict=True)):
        table[number, : len(row)] = [item_id in own for item_id in row]
    return table


def _figures(
    values: Mapping[str, np.ndarray],
    right: Sequence[frozenset[str]],
    *,
    n_items: int,
    as_published: bool,
) -> tuple[Figure, ...]:
    protocol = "marqo as published" if as_published else "marqo"
    counts = np.array([len(own) for own in right])
    limits: dict[str, tuple[float, float]] = {}
    for k in CUTS:
        most = np.minimum(counts, k)
        limits[f"recall@{k}"] = (min(k / n_items, 1.0), float(np.mean(most / counts)))
        limits[f"P@{k}"] = (float(np.mean(counts)) / n_items, float(np.mean(most / k)))
    decimals = 5 if as_published else None

    def mean(rows: np.ndarray) -> float:
        return float(np.mean(rows)) if decimals is None else round(float(np.mean(rows)), decimals)

    figures = [
        resampled(
            name,
            column,
            mean,
            protocol,
            chance=limits.get(name, (None, None))[0],
            ceiling=limits.get(name, (None, None))[1],
        )
        for name, column in values.items()
    ]
    pairs = (("AvgRecall", "recall"), ("AvgP", "P"))
    averages = [
        resampled(name, (values[f"{start}@1"] + values[f"{start}@10"]) / 2, mean, protocol)
        for name, start in pairs
    ]
    return (*averages, *figures)
