"""Measure how well a model's zero-shot labels tell what pictures of a catalogue show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

import fvl_core.metrics as metrics
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.embedding.pipeline import encode_catalogue
from fvl_core.foundation.errors import UnknownNameError
from fvl_core.foundation.items import Catalogue
from fvl_core.tasks.figures import N_BINS, classification_figures
from fvl_core.tasks.label_rules import label_rules
from fvl_core.tasks.measured import facts_of, readable_items, records
from fvl_core.tasks.report import Report
from fvl_core.tasks.zero_shot import ZeroShotClassifier

if TYPE_CHECKING:
    from fvl_core.foundation.items import Item
    from fvl_core.models.base import OnProgress, VisionLanguageModel
    from fvl_core.tasks.zero_shot import Predictions


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
