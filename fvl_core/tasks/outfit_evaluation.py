"""How well a model completes outfits: the published recall, and two measures of our own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import fvl_core.metrics as metrics
from fvl_core.catalogues.polyvore import (
    ChoiceQuestion,
    read_choices,
    read_compatibility,
    read_polyvore,
)
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.tasks.figures import resampled, share
from fvl_core.tasks.outfits import OutfitEngine
from fvl_core.tasks.protocols.ocir import recall_of_missing
from fvl_core.tasks.report import Report

if TYPE_CHECKING:
    from fvl_core.embedding.cache import EmbeddingCache
    from fvl_core.models.base import OnProgress, VisionLanguageModel
    from fvl_core.tasks.report import Figure

PAIRWISE = "mean-pairwise"
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
    engine = OutfitEngine.build(catalogue, model, cache=cache, on_progress=on_progress)
    report = recall_of_missing(engine, folder, split=split, part=part, as_published=as_published)
    own = _own_measures(engine, folder, split, part)
    if not own:
        return report
    return replace(report, figures=(*report.figures, *own), protocol=f"{report.protocol} {OUR_OWN}")


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


def _auc(rows: np.ndarray) -> float:
    right = rows[:, 1] > 0
    return metrics.roc_auc(rows[:, 0], right) if 0 < right.sum() < len(right) else float("nan")


def _there(folder: Path, split: str, name: str) -> bool:
    return (folder / split / name).is_file() or (folder / name).is_file()
