"""CIRR's figures: recall over the whole gallery and within image sets, and the files for its test server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fvl_core.catalogues.cirr import load_cirr
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.tasks.cirr_submission import N_RANKED, Submission
from fvl_core.tasks.composed import Answers, ask, recall_figure, whole
from fvl_core.tasks.composed_facts import coverage, shared_facts
from fvl_core.tasks.composed_setting import setting_for
from fvl_core.tasks.figures import resampled
from fvl_core.tasks.report import Report

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fvl_core.composition.base import Composer
    from fvl_core.models.base import OnProgress, VisionLanguageModel
    from fvl_core.tasks.report import Figure

RECALL_K = (1, 5, 10, 50)
SUBSET_K = (1, 2, 3)
RULES = (
    "CIRR rc2 {split}. Every caption with its reference is a query against all pictures of the split without "
    "the reference; right is target_hard alone. recall_subset ranks the five other pictures of the query's "
    "image set only. Equal scores stand in the order of the split."
)


def evaluate_cirr(
    root: str | Path,
    model: VisionLanguageModel,
    *,
    composer: str | Composer = "sum",
    split: str = "val",
    images: str | Path | None = None,
    text_weight: float = 0.5,
    submission: str | Path | None = None,
    cache: EmbeddingCache | None = None,
    on_progress: OnProgress | None = None,
) -> Report:
    """Measure a model and a composer on CIRR as CLIP4Cir does, or answer its test split.

    Args:
        root: the dataset's folder, as in `load_cirr`.
        model: encodes both sides.
        composer: puts picture and words together; a name of `list_composers`, or a composer.
        split: "val", "train" or "test1"; the last has no answers, so its report has no figures.
        images: the folder that the pictures' paths start from, where it is another.
        text_weight: the words' share, 0 to 1; counts for weighted composers only.
        submission: a folder for recall.json and recall_subset.json, as CIRR's test server takes them;
            they are checked first, and a query that cannot be asked is an error then.
        cache: where vectors are kept.
        on_progress: called with (done, total) pictures.

    Returns:
        A report with the headline mean of recall@5 and recall_subset@1, then recall@1, @5, @10, @50 and
        recall_subset@1, @2, @3. The table "coverage" says how many pictures and queries took part.

    Raises:
        UnknownNameError, InvalidInputError: as `load_cirr` does, when the composer does not fit the model,
            when no query can be asked, and for a submission that the server would refuse.
    """
    setting = setting_for(
        model,
        composer,
        cache=cache or EmbeddingCache(),
        without_reference=True,
        text_weight=text_weight,
        n_top=N_RANKED if submission is not None else 1,
    )
    questions = load_cirr(root, split=split, images=images)
    hidden = not any(question.targets for question in questions.questions)
    answers = ask(questions, setting, hidden=hidden, on_progress=on_progress)
    facts = {"catalogue": f"CIRR {split}", **shared_facts(setting, [questions], [answers]), "split": split}
    if submission is not None:
        facts["submission"] = [
            str(path) for path in Submission.of(answers).write(Path(submission), questions)
        ]
    return Report(
        task="composed retrieval",
        protocol=RULES.format(split=split),
        figures=() if hidden else _figures(answers, f"CIRR {split}"),
        facts=facts,
        per_query=_per_query(answers),
        tables={"coverage": [coverage(questions, answers)]},
    )


def _figures(answers: Answers, name: str) -> tuple[Figure, ...]:
    ranks, among = answers.ranking.ranks, answers.ranking.among
    n_others = [len(places) for places in answers.ranking.top_members]
    protocol = f"{name}, reference left out, {answers.n_candidates:,} candidates"
    subset = f"{name}, within the image set"
    ones = [1] * len(ranks)
    recalls = [recall_figure(f"recall@{k}", k, ranks, ones, answers.n_candidates, protocol) for k in RECALL_K]
    recalls += [
        recall_figure(f"recall_subset@{k}", k, among, ones, round(float(np.mean(n_others))), subset)
        for k in SUBSET_K
    ]
    both = np.stack([ranks <= 5, among <= 1], axis=1).mean(axis=1)  # (q,)
    headline = resampled(
        "mean of recall@5 and recall_subset@1",
        both,
        lambda rows: float(np.mean(rows)),
        name,
        chance=(_chance(recalls, "recall@5") + _chance(recalls, "recall_subset@1")) / 2,
        ceiling=1.0,
    )
    return (headline, *recalls)


def _chance(figures: list[Figure], measure: str) -> float:
    return next(figure.chance or 0.0 for figure in figures if figure.measure == measure)


def _per_query(answers: Answers) -> tuple[Mapping[str, Any], ...]:
    among = whole(answers.ranking.among)
    return tuple(
        {**row, "rank_in_subset": rank} for row, rank in zip(answers.per_query(), among, strict=True)
    )
