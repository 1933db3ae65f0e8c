"""Measure a model on a catalogue whose truth is known: what pictures show, and which picture words mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

import fvl_core.metrics as metrics
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.embedding.pipeline import encode_catalogue
from fvl_core.foundation.errors import InvalidInputError, UnknownNameError
from fvl_core.foundation.items import Catalogue
from fvl_core.foundation.trace import stage
from fvl_core.tasks.figures import N_BINS, RESAMPLES, SEED, classification_figures, retrieval_figures
from fvl_core.tasks.report import Report
from fvl_core.tasks.zero_shot import ZeroShotClassifier

if TYPE_CHECKING:
    from fvl_core.embedding.pipeline import EncodingReport
    from fvl_core.foundation.items import Item
    from fvl_core.models.base import OnProgress, VisionLanguageModel
    from fvl_core.tasks.zero_shot import Predictions

PROTOCOLS = {
    "full": "Every text is a query against the whole catalogue; right is the one item it belongs to; "
    "equal scores stand in catalogue order.",
}
"""Rules of retrieval by name, each in a sentence."""

ZERO_SHOT = (
    "Every labelled picture is given the likeliest of a closed set of labels, without training; "
    "of equal scores the earlier label wins."
)
SCORES_AT_ONCE = 4_000_000
"""Scores computed at once: 32 MB in float64."""


def evaluate_classification(
    catalogue: Catalogue,
    model: VisionLanguageModel,
    attribute: str,
    *,
    labels: Sequence[str] | None = None,
    templates: Sequence[str] | None = None,
    cache: EmbeddingCache | None = None,
    on_progress: OnProgress | None = None,
) -> Report:
    """Measure zero-shot classification against an attribute of the catalogue.

    Args:
        catalogue: its items' `attributes[attribute]` are the truth.
        model: answers with its card's score rule.
        attribute: what to ask for, such as "category".
        labels: the closed set, by default every value that occurs, sorted. Items whose truth is not among
            them are left out and counted.
        templates: prompts with "{}", by default the card's.
        cache: where vectors are kept.
        on_progress: called with (done, total) while pictures are encoded.

    Returns:
        A report with accuracy first, then macro and weighted F1, balanced accuracy, the majority
        baseline, top-k accuracy and (softmax models) the calibration error; per_query holds every item's
        truth, answer, probability and the rank of its truth; tables hold `per_class` and `confusion`.

    Raises:
        InvalidInputError: when no readable item carries one of the labels, or labels or templates are no use.
        UnknownNameError: when no item has the attribute; suggests the nearest.
    """
    if attribute not in catalogue.attribute_names:
        raise UnknownNameError("attribute", attribute, catalogue.attribute_names)
    cache = cache or EmbeddingCache()
    names = tuple(catalogue.values(attribute)) if labels is None else labels
    classifier = ZeroShotClassifier(model, names, templates=templates, cache=cache)
    known = set(classifier.labels)
    labelled = Catalogue(catalogue.name, (i for i in catalogue if _truth(i, attribute) in known))
    encoding = encode_catalogue(labelled, model, cache=cache, on_progress=on_progress)
    items = _readable(labelled, encoding, f"shows one of the labels of {attribute!r}")
    answers = classifier.classify_embeddings(encoding.embeddings)
    truth = [_truth(item, attribute) for item in items]
    facts = {
        **facts_of(catalogue, model, encoding),
        "attribute": attribute,
        "labels": classifier.labels,
        "templates": classifier.templates,
        "score_rule": classifier.rule,
        "majority_label": metrics.majority_baseline(truth).label,
        "n_without_label": len(catalogue) - len(labelled),
        "calibration_bins": f"{N_BINS} of equal width",
    }
    return _classification_report(truth, answers, facts, softmax=model.card.score.kind == "softmax")


def evaluate_retrieval(
    catalogue: Catalogue,
    model: VisionLanguageModel,
    *,
    protocol: str = "full",
    field: str = "caption",
    cache: EmbeddingCache | None = None,
    on_progress: OnProgress | None = None,
) -> Report:
    """Measure how well each item's own words find it in the catalogue.

    Args:
        catalogue: its items are the candidates, those with words the queries.
        model: encodes both sides; its card's query template is put round the words.
        protocol: the rules, a name in `PROTOCOLS`.
        field: where the words come from: "caption", "title", or an attribute's name.
        cache: where vectors are kept.
        on_progress: called with (done, total) while pictures are encoded.

    Returns:
        A report with recall@1, @5, @10, median and mean rank and the mean reciprocal rank, each with
        chance and, because items may share their words, the ceiling that no model can pass; per_query
        holds every query's rank, its bounds under ties, and what came first instead.

    Raises:
        UnknownNameError: for another protocol or field.
        InvalidInputError: when no readable item has words in that field.
    """
    if protocol not in PROTOCOLS:
        raise UnknownNameError("protocol", protocol, PROTOCOLS)
    words = _words_of(catalogue, field)
    cache = cache or EmbeddingCache()
    encoding = encode_catalogue(catalogue, model, cache=cache, on_progress=on_progress)
    items = _readable(catalogue, encoding, "can be read")
    places = np.array([place for place, item in enumerate(items) if item.id in words], dtype=np.int64)
    if not len(places):
        raise InvalidInputError(f"No item has a {field}.", remedy="Choose another field or catalogue.")
    texts = [words[items[place].id] for place in places]
    template = model.card.query_template
    queries = cache.encode_texts(model, [template.replace("{}", text) for text in texts])
    with stage("rank", n_queries=len(texts), n_items=len(items)):
        ranked = _rank_all(queries.vectors, encoding.embeddings.vectors, places)
    facts = {
        **facts_of(catalogue, model, encoding),
        "field": field,
        "query_template": template,
        "n_candidates": len(items),
        "n_without_words": len(items) - len(texts),
        "n_distinct_queries": len(set(texts)),
        "n_tied": int((ranked["best"] != ranked["worst"]).sum()),
    }
    return Report(
        task="retrieval",
        protocol=PROTOCOLS[protocol],
        figures=retrieval_figures(ranked["rank"], n_candidates=len(items), texts=texts, protocol=protocol),
        facts=facts,
        per_query=_query_records(items, places, texts, ranked),
    )


def _classification_report(
    truth: Sequence[str], answers: Predictions, facts: Mapping[str, Any], *, softmax: bool
) -> Report:
    labels = answers.labels
    places = np.array([labels.index(label) for label in truth])
    ranks = metrics.ranks_of_targets(answers.cosines, places)
    best = answers.cosines.argmax(axis=1)  # of equals the earlier label, as in `ranks`
    predicted = [labels[place] for place in best]
    rows = np.arange(len(truth))
    confidences = answers.probabilities[rows, best]
    figures = classification_figures(
        truth,
        predicted,
        ranks,
        labels=labels,
        confidences=confidences if softmax else None,
        protocol=f"zero-shot {facts['attribute']}",
    )
    per_query = records(
        item_id=answers.ids,
        truth=truth,
        predicted=predicted,
        p_predicted=confidences.tolist(),
        p_truth=answers.probabilities[rows, places].tolist(),
        rank_of_truth=ranks.astype(int).tolist(),
    )
    tables = {
        "per_class": metrics.per_class_scores(truth, predicted, labels=labels),
        "confusion": {"labels": labels, "counts": metrics.confusion_matrix(truth, predicted, labels=labels)},
    }
    return Report(
        task="classification",
        protocol=ZERO_SHOT,
        figures=figures,
        facts=facts,
        per_query=per_query,
        tables=tables,
    )


def _query_records(
    items: Sequence[Item], places: np.ndarray, texts: Sequence[str], ranked: Mapping[str, np.ndarray]
) -> tuple[Mapping[str, Any], ...]:
    return records(
        item_id=[items[place].id for place in places],
        query=texts,
        rank=ranked["rank"].astype(int).tolist(),
        best_rank=ranked["best"].astype(int).tolist(),
        worst_rank=ranked["worst"].astype(int).tolist(),
        cosine=ranked["cosine"].tolist(),
        first_id=[items[place].id for place in ranked["first"]],
        first_cosine=ranked["first_cosine"].tolist(),
    )


def _truth(item: Item, attribute: str) -> str:
    return item.attributes.get(attribute, "").strip()


def _words_of(catalogue: Catalogue, field: str) -> dict[str, str]:
    """Return the words of each item that has some, by id."""
    if field not in ("caption", "title", *catalogue.attribute_names):
        raise UnknownNameError("field", field, ["caption", "title", *catalogue.attribute_names])
    found = {
        item.id: getattr(item, field) if field in ("caption", "title") else item.attributes.get(field, "")
        for item in catalogue
    }
    return {item_id: text for item_id, text in found.items() if text.strip()}


def _readable(catalogue: Catalogue, encoding: EncodingReport, what: str) -> list[Item]:
    items = [catalogue.item(item_id) for item_id in encoding.embeddings.ids]
    if not items:
        raise InvalidInputError(
            f"No picture of {catalogue.name!r} {what}.",
            remedy="Choose another catalogue, attribute or labels.",
        )
    return items


def _rank_all(queries: np.ndarray, vectors: np.ndarray, targets: np.ndarray) -> dict[str, np.ndarray]:
    """Rank block by block, in float64 rounded to float32: equal vectors then get equal scores in every place.

    Shapes: queries (q, d), vectors (n, d), targets (q,); gives columns of (q,).
    """
    columns = vectors.astype(np.float64).T  # (d, n)
    step = max(1, SCORES_AT_ONCE // len(vectors))
    blocks = []
    for start in range(0, len(queries), step):
        own = targets[start : start + step]
        scores = (queries[start : start + step].astype(np.float64) @ columns).astype(np.float32)  # (b, n)
        rows, first = np.arange(len(own)), scores.argmax(axis=1)
        best, worst = metrics.rank_bounds(scores, own)
        blocks.append(
            {
                "rank": metrics.ranks_of_targets(scores, own),
                "best": best,
                "worst": worst,
                "cosine": scores[rows, own],
                "first": first,
                "first_cosine": scores[rows, first],
            }
        )
    return {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}


def records(**columns: Sequence[Any]) -> tuple[Mapping[str, Any], ...]:
    """Turn columns of one length into one mapping per row."""
    rows = zip(*columns.values(), strict=True)
    return tuple(dict(zip(columns, row, strict=True)) for row in rows)


def facts_of(catalogue: Catalogue, model: VisionLanguageModel, encoding: EncodingReport) -> dict[str, Any]:
    """Return what every report says of its model, its catalogue and its intervals."""
    return {
        "model": model.name,
        "space": model.space,
        "untrained": model.untrained,
        "precision": model.precision,
        "device": model.device,
        "catalogue": catalogue.name,
        "fingerprint": catalogue.fingerprint,
        "n_items": len(catalogue),
        "unreadable": [{"id": item_id, "why": sentence} for item_id, sentence in encoding.failures],
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "intervals": f"95 %: Wilson for shares, else {RESAMPLES:,} bootstrap resamples with seed {SEED}",
    }
