"""How well a model completes outfits: the published recall, and two measures of our own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import fvl_core.metrics as metrics
from fvl_core.catalogues.polyvore import (
    BlankOutfit,
    ChoiceQuestion,
    read_blank_outfits,
    read_choices,
    read_compatibility,
    read_polyvore,
)
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.trace import stage
from fvl_core.tasks.evaluate import facts_of, records
from fvl_core.tasks.figures import resampled, share
from fvl_core.tasks.outfits import OutfitEngine
from fvl_core.tasks.report import Report

if TYPE_CHECKING:
    from fvl_core.embedding.cache import EmbeddingCache
    from fvl_core.models.base import OnProgress, VisionLanguageModel
    from fvl_core.tasks.report import Figure

RECALL_K = (10, 30, 50)
PAIRWISE = "mean-pairwise"
RULES = (
    "ocir, {split} {part}: the outfit's worn items ask for the missing one among all missing items of its "
    "category; recall@k is averaged within each category and then over categories. {masked} "
    "{pairwise}"
)
OUR_OWN = (
    "compatibility_auc and fill_in_blank are measures of ours, not of FashionViL's authors: an outfit scores "
    "the mean cosine over its ordered pairs, the first as worn for the category of the second."
)


def evaluate_outfits(
    root: str | Path,
    model: VisionLanguageModel,
    *,
    split: str = "disjoint",
    part: str = "test",
    as_published: bool = False,
    cache: EmbeddingCache | None = None,
    on_progress: OnProgress | None = None,
) -> Report:
    """Measure a model on the outfits of a folder that is shaped as Polyvore Outfits.

    Recall@10, 30 and 50 of the missing item (protocol "ocir") need `ocir_SPLIT_PART.json`. Where
    `compatibility_PART.txt` or `fill_in_blank_PART.json` stand beside it (or in the folder SPLIT), the area
    under the curve that tells outfits from mixed ones, and the share of blanks filled rightly, are told too.

    Args:
        root: with polyvore_item_metadata.json and images/ID.jpg.
        model: any; CSA-Net encodes for the category that is looked for.
        split: "disjoint" or "nondisjoint".
        part: "test" or "valid".
        as_published: score items of other categories -1 instead of leaving them out, as the authors' code.
        cache: where vectors are kept.
        on_progress: called with (done, total) pictures.

    Raises:
        InvalidInputError: when a file is absent or odd, or no outfit can be asked.
    """
    folder = Path(root).expanduser()
    catalogue = read_polyvore(folder, folder.name)
    outfits = read_blank_outfits(folder, split=split, part=part)
    engine = OutfitEngine.build(catalogue, model, cache=cache, on_progress=on_progress)
    recall, rows, n_left_out = _recall(engine, outfits, as_published=as_published)
    figures = [*recall, *_own_measures(engine, folder, split, part)]
    mask = "Items of other categories score -1, as published." if as_published else ""
    pairwise = OUR_OWN if len(figures) > len(recall) else ""
    return Report(
        task="outfits",
        protocol=RULES.format(split=split, part=part, masked=mask, pairwise=pairwise).strip(),
        figures=tuple(figures),
        facts=facts_of(catalogue, model, engine.encoding)
        | {"conditioned": engine.conditioned, "n_outfits_left_out": n_left_out},
        per_query=records(**rows),
    )


def _recall(
    engine: OutfitEngine, outfits: Sequence[BlankOutfit], *, as_published: bool
) -> tuple[list[Figure], dict[str, Sequence[Any]], int]:
    gallery = sorted({outfit.blank for outfit in outfits if outfit.blank in engine.places}, key=_as_number)
    places = {item_id: place for place, item_id in enumerate(gallery)}
    asked = [
        outfit
        for outfit in outfits
        if not outfit.fake
        and outfit.worn
        and outfit.blank in places
        and all(item_id in engine.places for item_id in outfit.worn)
    ]
    if not asked:
        raise InvalidInputError("No outfit can be asked.", remedy="Check that its pictures are there.")
    categories = [engine.category_of(outfit.blank) for outfit in asked]
    with stage("outfits", n=len(asked), gallery=len(gallery)):
        queries = engine.queries(
            [(outfit.worn, category) for outfit, category in zip(asked, categories, strict=True)]
        )
        scale = engine.model.logit_scale if as_published else 1.0
        vectors = np.stack([engine.vector(item_id) for item_id in gallery])
        ranks = metrics.ranks_within_category(
            scale * (queries @ vectors.T),
            [places[outfit.blank] for outfit in asked],
            categories,
            [engine.category_of(item_id) for item_id in gallery],
            mask_value=-1.0 if as_published else None,
        )
    protocol = f"ocir{' as published' if as_published else ''}, {len(gallery)} missing items"
    _, codes = np.unique(categories, return_inverse=True)
    figures = [
        resampled(f"recall@{k}", np.stack([ranks <= k, codes], axis=1), _macro, protocol) for k in RECALL_K
    ]
    every = np.stack([np.mean([ranks <= k for k in RECALL_K], axis=0), codes], axis=1)
    rows: dict[str, Sequence[Any]] = {
        "worn": [" ".join(outfit.worn) for outfit in asked],
        "blank": [outfit.blank for outfit in asked],
        "category": categories,
        "rank": [int(rank) for rank in ranks],
    }
    n_asked_for = sum(not outfit.fake for outfit in outfits)
    return [*figures, resampled("recall_mean", every, _macro, protocol)], rows, n_asked_for - len(asked)


def _own_measures(engine: OutfitEngine, folder: Path, split: str, part: str) -> list[Figure]:
    figures = []
    if _there(folder, split, f"compatibility_{part}.txt"):
        known = [
            (label, worn)
            for label, worn in read_compatibility(folder, split=split, part=part)
            if len(worn) > 1 and all(item_id in engine.places for item_id in worn)
        ]
        scores = pair_scores(engine, [worn for _, worn in known])
        rows = np.stack([scores, [label for label, _ in known]], axis=1)
        figures.append(resampled("compatibility_auc", rows, _auc, PAIRWISE, chance=0.5))
    if _there(folder, split, f"fill_in_blank_{part}.json"):
        figures.append(_choices(engine, read_choices(folder, split=split, part=part)))
    return figures


def _choices(engine: OutfitEngine, questions: Sequence[ChoiceQuestion]) -> Figure:
    asked = [q for q in questions if all(item_id in engine.places for item_id in (*q.worn, *q.answers))]
    if not asked:
        raise InvalidInputError("No blank can be filled.", remedy="Check that the pictures are there.")
    scores = pair_scores(engine, [(*q.worn, answer) for q in asked for answer in q.answers])
    ends = np.cumsum([len(q.answers) for q in asked])[:-1]
    chosen = [int(np.argmax(own)) for own in np.split(scores, ends)]
    n_right = sum(place == q.right for place, q in zip(chosen, asked, strict=True))
    chance = float(np.mean([1 / len(q.answers) for q in asked]))
    return share("fill_in_blank", n_right, len(asked), PAIRWISE, chance=chance)


def pair_scores(engine: OutfitEngine, outfits: Sequence[Sequence[str]]) -> np.ndarray:
    """Return each outfit's mean cosine over ordered pairs, the first as worn for the second's category, (n,).

    This measure is ours: FashionViL's authors publish no compatibility score.
    """
    pairs = [[(a, b) for a in outfit for b in outfit if a != b] for outfit in outfits]
    worn = engine.worn_vectors([(a, engine.category_of(b)) for own in pairs for a, b in own])
    means = [np.mean([worn[a, engine.category_of(b)] @ engine.vector(b) for a, b in own]) for own in pairs]
    return np.array(means, np.float64)


def _macro(rows: np.ndarray) -> float:
    return metrics.category_mean(rows[:, 0], rows[:, 1])


def _auc(rows: np.ndarray) -> float:
    right = rows[:, 1] > 0
    return metrics.roc_auc(rows[:, 0], right) if 0 < right.sum() < len(right) else float("nan")


def _there(folder: Path, split: str, name: str) -> bool:
    return (folder / split / name).is_file() or (folder / name).is_file()


def _as_number(item_id: str) -> tuple[int, str]:
    """Order ids as the authors' code does, by number."""
    return (int(item_id) if item_id.isdecimal() else 0, item_id)
