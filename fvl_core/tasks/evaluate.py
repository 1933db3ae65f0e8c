"""Measure a model on a catalogue whose truth is known: what pictures show, and which picture words mean."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

import fvl_core.metrics as metrics
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.embedding.pipeline import encode_catalogue
from fvl_core.foundation.errors import InvalidInputError, UnknownNameError
from fvl_core.foundation.items import Catalogue
from fvl_core.foundation.registry import Registry
from fvl_core.tasks.figures import N_BINS, RESAMPLES, SEED, classification_figures
from fvl_core.tasks.label_rules import label_rules
from fvl_core.tasks.report import Report
from fvl_core.tasks.zero_shot import ZeroShotClassifier

if TYPE_CHECKING:
    from fvl_core.embedding.pipeline import EncodingReport
    from fvl_core.foundation.items import Item
    from fvl_core.models.base import OnProgress, VisionLanguageModel
    from fvl_core.tasks.zero_shot import Predictions

PROTOCOLS = Registry[str]("protocol")
"""Rules of retrieval by name, each as "module:function", imported when first needed."""

PROTOCOLS.add("full", "fvl_core.tasks.protocols.full:evaluate_full")
PROTOCOLS.add("kaleido", "fvl_core.tasks.protocols.kaleido:evaluate_kaleido")
PROTOCOLS.add("klip", "fvl_core.tasks.protocols.klip:evaluate_klip")
PROTOCOLS.add("marqo", "fvl_core.tasks.protocols.marqo:evaluate_marqo")

_ALWAYS = {"catalogue", "model", "cache", "on_progress"}


def evaluate_classification(
    catalogue: Catalogue,
    model: VisionLanguageModel,
    attribute: str,
    *,
    labels: Sequence[str] | None = None,
    templates: Sequence[str] | None = None,
    protocol: str = "zero-shot",
    as_published: bool = False,
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
        protocol: "zero-shot", or "fashionclip": bare labels, weighted F1 first, as in FashionCLIP's table.
        as_published: label as the fashion-clip package does, which compares with label vectors of any length,
            so that long ones win; without probabilities. For "fashionclip".
        cache: where vectors are kept.
        on_progress: called with (done, total) while pictures are encoded.

    Returns:
        A report with accuracy first, then macro and weighted F1, balanced accuracy, the majority
        baseline, top-k accuracy and (softmax models) the calibration error; per_query holds every item's
        truth, answer, probability and the rank of its truth; tables hold `per_class` and `confusion`.

    Raises:
        InvalidInputError: when no readable item carries one of the labels, or labels or templates are no
            use, or the protocol has no place for an option.
        UnknownNameError: when no item has the attribute; suggests the nearest.
    """
    if attribute not in catalogue.attribute_names:
        raise UnknownNameError("attribute", attribute, catalogue.attribute_names)
    rules = label_rules(protocol, templates, as_published=as_published)
    cache = cache or EmbeddingCache()
    names = tuple(catalogue.values(attribute)) if labels is None else labels
    classifier = ZeroShotClassifier(model, names, templates=rules.templates, cache=cache)
    known = set(classifier.labels)
    labelled = Catalogue(catalogue.name, (i for i in catalogue if _truth(i, attribute) in known))
    encoding = encode_catalogue(labelled, model, cache=cache, on_progress=on_progress)
    items = readable_items(labelled, encoding, f"shows one of the labels of {attribute!r}")
    answers = classifier.classify_embeddings(encoding.embeddings)
    if as_published:
        norms = cache.encode_texts(model, classifier.labels).norms.astype(np.float64)
        unknown = np.full_like(answers.probabilities, np.nan)
        answers = replace(answers, cosines=answers.cosines * norms, probabilities=unknown)
    truth = [_truth(item, attribute) for item in items]
    facts = {
        **facts_of(catalogue, model, encoding),
        "attribute": attribute,
        "labels": classifier.labels,
        "templates": classifier.templates,
        "score_rule": "cosine times the length of the label's vector" if as_published else classifier.rule,
        "as_published": as_published,
        "majority_label": metrics.majority_baseline(truth).label,
        "n_without_label": len(catalogue) - len(labelled),
        "calibration_bins": f"{N_BINS} of equal width",
    }
    sure = model.card.score.kind == "softmax" and not as_published
    report = _classification_report(truth, answers, facts, protocol=rules.name, softmax=sure)
    first = sorted(report.figures, key=lambda figure: figure.measure != rules.headline)
    return replace(report, protocol=rules.sentence, figures=tuple(first))


def evaluate_retrieval(
    catalogue: Catalogue,
    model: VisionLanguageModel,
    *,
    protocol: str = "full",
    field: str = "caption",
    cache: EmbeddingCache | None = None,
    on_progress: OnProgress | None = None,
    **options: Any,
) -> Report:
    """Measure how well words find pictures, and pictures words, under the rules of a published protocol.

    Args:
        catalogue: its items are the candidates, those with words the queries.
        model: encodes both sides; its card's query template is put round the words.
        protocol: the rules, a name in `PROTOCOLS`; its name stands on every figure.
        field: where the words come from: "caption", "title", or an attribute's name.
        cache: where vectors are kept.
        on_progress: called with (done, total) while pictures are encoded.
        options: what the protocol takes besides: `product` names the attribute that pictures of one product
            share ("full", "kaleido", "klip"); `group`, `seed`, `repeats`, `as_published` ("kaleido");
            `document`, `ground_truth`, `as_published` ("marqo").

    Returns:
        A report. Under "full": recall@1, @5, @10, median and mean rank and the mean reciprocal rank of text
        to image, then recall of image to text, each with chance and, because items may share their words, the
        ceiling that no model can pass; per_query holds every query's rank, its bounds under ties, and what
        came first instead.

    Raises:
        UnknownNameError: for another protocol or field.
        InvalidInputError: when no readable item has words in that field, or the protocol lacks an option.

    Example:
        >>> import tempfile
        >>> from PIL import Image
        >>> from fvl_core.foundation.items import Item
        >>> from fvl_core.models.hand import HandModel
        >>> items = [Item(c, Image.new("RGB", (2, 2), c), caption=f"a {c} shirt") for c in ("red", "blue")]
        >>> cache = EmbeddingCache(tempfile.mkdtemp())
        >>> report = evaluate_retrieval(Catalogue("two", items), HandModel(), cache=cache)
        >>> [(figure.measure, figure.value) for figure in report.figures if "recall" in figure.measure]
        [('recall@1', 1.0), ('image to text recall@1', 1.0)]
    """
    module, _, name = PROTOCOLS[protocol].partition(":")
    evaluate: Callable[..., Report] = getattr(importlib.import_module(module), name)
    taken = inspect.signature(evaluate).parameters
    if unknown := sorted(options.keys() - taken.keys()):
        raise InvalidInputError(
            f"The protocol {protocol} takes no {unknown[0]}.",
            remedy=f"It takes {', '.join(sorted(taken.keys() - _ALWAYS))}.",
        )
    return evaluate(catalogue, model, field=field, cache=cache, on_progress=on_progress, **options)


def _classification_report(
    truth: Sequence[str], answers: Predictions, facts: Mapping[str, Any], *, protocol: str, softmax: bool
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
        protocol=f"{protocol} {facts['attribute']}",
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
        protocol=protocol,
        figures=figures,
        facts=facts,
        per_query=per_query,
        tables=tables,
    )


def _truth(item: Item, attribute: str) -> str:
    return item.attributes.get(attribute, "").strip()


def readable_items(catalogue: Catalogue, encoding: EncodingReport, what: str) -> list[Item]:
    """Return the items whose picture could be read, or raise InvalidInputError where there are none."""
    items = [catalogue.item(item_id) for item_id in encoding.embeddings.ids]
    if not items:
        raise InvalidInputError(
            f"No picture of {catalogue.name!r} {what}.",
            remedy="Choose another catalogue, attribute or labels.",
        )
    return items


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
