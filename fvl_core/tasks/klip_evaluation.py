"""FashionKLIP's evaluation: features in, predictions and the JSON of its scores out, in both directions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import fvl_core.metrics as metrics
from fvl_core.catalogues.klip_files import Id, KlipFeatures
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.files import atomic_write
from fvl_core.tasks.figures import RECALL_K
from fvl_core.tasks.protocols.material import blocks_of, score

Ranked = Mapping[Any, Sequence[Any]]
"""Ids in order by the id that asked; ids are str or int, as their file has them."""


def klip_predictions(
    queries: KlipFeatures, items: KlipFeatures, *, top_k: int = 10
) -> dict[Id, tuple[Id, ...]]:
    """Return the first k items of each query, by dot product; of equals the one that its file has first.

    Raises:
        InvalidInputError: for features of different lengths.

    Example:
        >>> red = KlipFeatures("query_id", (1,), np.array([[1.0, 0.0]], np.float32))
        >>> shop = KlipFeatures("image_id", ("a", "b"), np.array([[0.0, 1.0], [1.0, 0.0]], np.float32))
        >>> klip_predictions(red, shop)
        {1: ('b', 'a')}
    """
    if queries.vectors.shape[1] != items.vectors.shape[1]:
        raise InvalidInputError(
            f"The features have {queries.vectors.shape[1]} and {items.vectors.shape[1]} dimensions.",
            remedy="Extract both with one model.",
        )
    found: dict[Id, tuple[Id, ...]] = {}
    for block in blocks_of(len(queries.ids), len(items.ids)):
        top = metrics.first_places(score(queries.vectors[block], items.vectors), top_k)
        for asked, places in zip(queries.ids[block], top, strict=True):
            found[asked] = tuple(items.ids[place] for place in places)
    return found


def score_klip(
    predictions: Ranked,
    answers: Ranked,
    *,
    ids_as_text: bool = False,
    as_published: bool = False,
) -> dict[str, Any]:
    """Score predictions: found is a query with any right answer among its first k.

    Args:
        predictions: the first items of each query, best first.
        answers: the right items of each query; its size is the denominator.
        ids_as_text: take 7 and "7" for one id.
        as_published: check nothing, as the published code: ids of different types never match and score 0,
            fewer than 10 predictions cap r10, and a query without a prediction gives the failure form.

    Returns:
        The published JSON: {"success": true, "score": …, "scoreJson": {…}}, in percent.

    Raises:
        InvalidInputError: for what `check_klip` finds; not as published.

    Source: predict_evaluate.py of FashionKLIP.

    Example:
        >>> told = score_klip({1: ["a", "b"], 2: ["b", "a"]}, {1: ["a"], 2: ["a"]}, as_published=True)
        >>> told["scoreJson"]["r1"], told["scoreJson"]["r5"]
        (50.0, 100.0)
    """
    if ids_as_text:
        predictions, answers = _as_text(predictions), _as_text(answers)
    if not as_published:
        findings = check_klip(predictions, answers)
        if findings:
            raise InvalidInputError(findings[0], remedy="Correct the files; see also ids_as_text.")
    try:
        hits = np.array([_hits(predictions[asked], right) for asked, right in answers.items()], dtype=bool)
        if not len(hits):
            raise ZeroDivisionError("float division by zero")
    except (KeyError, ZeroDivisionError) as error:
        return klip_failure(error.args[0])
    return klip_json(*(int(column.sum()) / len(hits) for column in hits.T))


def check_klip(predictions: Ranked, answers: Ranked) -> tuple[str, ...]:
    """Say what is wrong with predictions and answers before a score hides it; empty when nothing is.

    It finds ids that are numbers on one side and words on the other (which silently score 0), queries without
    a prediction, and queries without a right answer.

    Example:
        >>> check_klip({1: ["7"] * 10}, {1: [7]})[0]
        "Right answers are int such as 7, predictions str such as '7': they would never match."
    """
    if not answers:
        return ("There are no right answers.",)
    findings = []
    pairs = (
        ("Right answers are", _ids_of(answers), "predictions", _ids_of(predictions)),
        ("Queries of the right answers are", list(answers), "those of the predictions", list(predictions)),
    )
    for left, own, right, others in pairs:
        if own and others and not {type(one) for one in own} & {type(one) for one in others}:
            findings.append(
                f"{left} {type(own[0]).__name__} such as {own[0]!r}, {right} {type(others[0]).__name__} "
                f"such as {others[0]!r}: they would never match."
            )
    lost = [asked for asked in answers if asked not in predictions]
    if lost and not findings:
        findings.append(f"{len(lost)} of {len(answers)} queries have no prediction, such as {lost[0]!r}.")
    without = [asked for asked, right in answers.items() if not right]
    if without:
        findings.append(f"{len(without)} queries have no right answer, such as {without[0]!r}.")
    return tuple(findings)


def klip_json(r1: float, r5: float, r10: float) -> dict[str, Any]:
    """Return the success form; shares in, percent out.

    Example:
        >>> klip_json(0.25, 0.5, 0.75)["score"]
        50.0
    """
    mean = (r1 + r5 + r10) / 3.0
    told = {"score": mean * 100, "mean_recall": mean * 100, "r1": r1 * 100, "r5": r5 * 100, "r10": r10 * 100}
    return {"success": True, "score": mean * 100, "scoreJson": told}


def klip_failure(message: object) -> dict[str, Any]:
    """Return the failure form.

    Example:
        >>> klip_failure("no prediction")["success"]
        False
    """
    return {"errorDetail": message, "errorMsg": message, "score": 0, "scoreJson": {}, "success": False}


def write_klip_json(path: str | Path, told: Mapping[str, Any]) -> None:
    """Write a result in one line, as the published code does."""
    with atomic_write(Path(path)) as stream:
        stream.write(json.dumps(told).encode())


def _hits(predicted: Sequence[Id], right: Sequence[Id]) -> list[bool]:
    wanted = set(right)
    return [bool(wanted & set(predicted[:k])) for k in RECALL_K]


def _as_text(table: Ranked) -> dict[Id, tuple[Id, ...]]:
    return {str(asked): tuple(map(str, ids)) for asked, ids in table.items()}


def _ids_of(table: Ranked) -> list[Id]:
    return [item_id for ids in table.values() for item_id in ids]
