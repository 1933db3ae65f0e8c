"""FashionIQ's figures: recall@10 and @50 per category and their means, in either gallery, labelled."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.catalogues.fashioniq import CATEGORIES, GALLERIES, load_fashioniq
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.tasks.composed import Answers, ask, recall_figure
from fvl_core.tasks.composed_facts import coverage, shared_facts
from fvl_core.tasks.composed_setting import setting_for
from fvl_core.tasks.fashioniq_predictions import N_RANKED, write_predictions
from fvl_core.tasks.figures import resampled
from fvl_core.tasks.question_words import WORDINGS
from fvl_core.tasks.report import Report

if TYPE_CHECKING:
    from fvl_core.catalogues.questions import QuestionSet
    from fvl_core.composition.base import Composer
    from fvl_core.models.base import OnProgress, VisionLanguageModel
    from fvl_core.tasks.question_words import Wording
    from fvl_core.tasks.report import Figure

RECALL_K = (10, 50)
RULES = (
    "FashionIQ {split}, {gallery}. Each category is searched by itself, the reference stays among the "
    "candidates, right is the one target; equal scores stand in the order of the split. Means are over "
    "categories, not over queries."
)


def evaluate_fashioniq(
    root: str | Path,
    model: VisionLanguageModel,
    *,
    composer: str | Composer = "sum",
    gallery: str = "original",
    split: str = "val",
    categories: Sequence[str] = CATEGORIES,
    images: str | Path | None = None,
    text_weight: float = 0.5,
    wording: Wording = "auto",
    predictions: str | Path | None = None,
    cache: EmbeddingCache | None = None,
    on_progress: OnProgress | None = None,
) -> Report:
    """Measure a model and a composer on FashionIQ as CLIP4Cir and SEARLE do.

    Args:
        root: the dataset's folder, as in `load_fashioniq`.
        model: encodes both sides.
        composer: puts picture and words together; a name of `list_composers`, or a composer.
        gallery: "original" or "union"; their figures are not comparable, and every figure names its own.
        split: "val", "train" or "test".
        categories: in this order.
        images: the folder of pictures, where it lies elsewhere.
        text_weight: the words' share, 0 to 1; counts for weighted composers only.
        wording: how both captions become words: "joined" (CLIP4Cir), "both-orders" (SEARLE), "comma"
            (FashionViL), or "auto".
        predictions: a folder for CATEGORY.SPLIT.pred.json, 50 names for each query, in the form of the
            FashionIQ challenge.
        cache: where vectors are kept.
        on_progress: called with (done, total) pictures, from 0 again for each category.

    Returns:
        A report with the mean recall@10 and @50 over categories, their mean ("average_recall"), then
        recall@10 and @50 of each category. Pictures that are not there make the gallery smaller and the
        task easier: the table "coverage" says, for each category, how many there are of how many. The
        test split has no answers, so its report has no figures.

    Raises:
        UnknownNameError, InvalidInputError: as `load_fashioniq` does, when the composer does not fit the
            model, and when no question of a category can be asked.
    """
    setting = setting_for(
        model,
        composer,
        cache=cache or EmbeddingCache(),
        without_reference=False,
        text_weight=text_weight,
        wording=wording,
        n_top=N_RANKED if predictions is not None else 1,
    )
    sets = load_fashioniq(root, split=split, gallery=gallery, categories=categories, images=images)
    hidden = not any(question.targets for each in sets for question in each.questions)
    answers = [ask(each, setting, hidden=hidden, on_progress=on_progress) for each in sets]
    facts = {"catalogue": f"FashionIQ {split}", **shared_facts(setting, sets, answers)}
    if predictions is not None:
        facts["predictions"] = write_predictions(Path(predictions), split, sets, answers)
    name = f"FashionIQ {split}, {gallery if gallery == 'union' else 'original split'}"
    return Report(
        task="composed retrieval",
        protocol=RULES.format(split=split, gallery=GALLERIES[gallery]),
        figures=() if hidden else (*_means(sets, answers, name), *_by_category(sets, answers, name)),
        facts=facts | {"gallery": gallery, "split": split, "wording": WORDINGS[setting.words]},
        per_query=tuple(row for each in answers for row in each.per_query()),
        tables={"coverage": [coverage(each, found) for each, found in zip(sets, answers, strict=True)]},
    )


def _means(sets: Sequence[QuestionSet], answers: Sequence[Answers], protocol: str) -> tuple[Figure, ...]:
    """Return the means over categories; the interval draws queries, which keep their category."""
    found = np.concatenate(
        [
            np.stack([np.full(len(each.questions), place), *(each.ranking.ranks <= k for k in RECALL_K)], 1)
            for place, each in enumerate(answers)
        ]
    )  # (q, 1 + 2)
    chances = [[min(1.0, k / each.n_candidates) for each in answers] for k in RECALL_K]
    columns = {f"recall@{k}": ([place], float(np.mean(chances[place]))) for place, k in enumerate(RECALL_K)}
    columns["average_recall"] = ([0, 1], float(np.mean(chances)))
    return tuple(
        resampled(
            name,
            np.stack([found[:, 0], found[:, 1:][:, which].mean(axis=1)], axis=1),
            lambda rows: _mean_over_groups(rows, len(sets)),
            protocol,
            chance=chance,
            ceiling=1.0,
        )
        for name, (which, chance) in columns.items()
    )


def _mean_over_groups(rows: np.ndarray, n: int) -> float:
    """Average (group, value) rows within each group, then over groups."""
    groups = rows[:, 0].astype(np.int64)
    counts = np.bincount(groups, minlength=n)
    sums = np.bincount(groups, weights=rows[:, 1], minlength=n)
    return float(np.mean(sums[counts > 0] / counts[counts > 0]))


def _by_category(
    sets: Sequence[QuestionSet], answers: Sequence[Answers], protocol: str
) -> tuple[Figure, ...]:
    return tuple(
        recall_figure(
            f"recall@{k} {each.name}",
            k,
            found.ranking.ranks,
            [1] * len(found.questions),
            found.n_candidates,
            f"{protocol}, {each.name}, {found.n_candidates:,} candidates",
        )
        for each, found in zip(sets, answers, strict=True)
        for k in RECALL_K
    )
