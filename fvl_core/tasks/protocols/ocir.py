"""`ocir`: the missing item of an outfit, found among all missing items of its category (Polyvore Outfits)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import fvl_core.metrics as metrics
from fvl_core.catalogues.polyvore import METADATA, BlankOutfit, is_polyvore, read_blank_outfits
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.trace import stage
from fvl_core.tasks.figures import resampled
from fvl_core.tasks.measured import facts_of, records
from fvl_core.tasks.outfits import OutfitEngine
from fvl_core.tasks.report import Report

if TYPE_CHECKING:
    from fvl_core.embedding.cache import EmbeddingCache
    from fvl_core.foundation.items import Catalogue
    from fvl_core.models.base import OnProgress, VisionLanguageModel
    from fvl_core.tasks.report import Figure

RECALL_K = (10, 30, 50)
RULES = (
    "ocir, {split} {part}: the outfit's worn items ask for the missing one among all missing items of its "
    "category; recall@k is averaged within each category and then over categories. {masked}"
)


def evaluate_ocir(
    catalogue: Catalogue,
    model: VisionLanguageModel,
    *,
    split: str = "disjoint",
    part: str = "test",
    as_published: bool = False,
    cache: EmbeddingCache | None = None,
    on_progress: OnProgress | None = None,
) -> Report:
    """Measure recall@10, 30 and 50 of the item that is missing from an outfit; needs no words.

    Args:
        catalogue: a folder shaped as Polyvore Outfits, with `ocir_SPLIT_PART.json` in it.
        model: any; CSA-Net encodes for the category that is looked for.
        split: "disjoint" or "nondisjoint".
        part: "test" or "valid".
        as_published: score items of other categories -1 instead of leaving them out, as the authors' code.
        cache: where vectors are kept.
        on_progress: called with (done, total) pictures.

    Raises:
        InvalidInputError: for a catalogue of another kind, or when no outfit can be asked.

    Source: FashionViL's metric "r@k_ocir" (Han et al., ECCV 2022).
    """
    folder = Path(catalogue.source)
    if not (catalogue.source and is_polyvore(folder)):
        raise InvalidInputError(
            f"The catalogue {catalogue.name!r} has no outfits.",
            remedy=f"Name a folder shaped as Polyvore Outfits, with {METADATA}.",
        )
    engine = OutfitEngine.build(catalogue, model, cache=cache, on_progress=on_progress)
    return recall_of_missing(engine, folder, split=split, part=part, as_published=as_published)


def recall_of_missing(
    engine: OutfitEngine, folder: Path, *, split: str, part: str, as_published: bool
) -> Report:
    """Ask for the missing item of each outfit in a folder's `ocir_SPLIT_PART.json`, and report the recall.

    Raises:
        InvalidInputError: when the file is absent or odd, or no outfit can be asked.
    """
    outfits = read_blank_outfits(folder, split=split, part=part)
    figures, rows, n_left_out = _recall(engine, outfits, as_published=as_published)
    masked = "Items of other categories score -1, as published." if as_published else ""
    return Report(
        task="outfits",
        protocol=RULES.format(split=split, part=part, masked=masked).strip(),
        figures=tuple(figures),
        facts=facts_of(engine.catalogue, engine.model, engine.encoding)
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


def _macro(rows: np.ndarray) -> float:
    return metrics.category_mean(rows[:, 0], rows[:, 1])


def _as_number(item_id: str) -> tuple[int, str]:
    """Order ids as the authors' code does, by number."""
    return (int(item_id) if item_id.isdecimal() else 0, item_id)
