"""Every composer on the same edits: recall of each, and how far it is behind the best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

import fvl_core.metrics as metrics
from fvl_core.composition.base import Composer
from fvl_core.composition.library import list_composers, load_composer
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.foundation.errors import FvlError, InvalidInputError
from fvl_core.tasks.triplets import evaluate_triplets

if TYPE_CHECKING:
    from fvl_core.catalogues.triplets import Triplet
    from fvl_core.foundation.items import Catalogue
    from fvl_core.models.base import OnProgress, VisionLanguageModel
    from fvl_core.tasks.report import Report

DECIDED_BY = 10
"""Composers are ordered, and compared, by recall at this k; of equals, more firsts come first."""


@dataclass(frozen=True, kw_only=True)
class ComposerLine:
    """Hold one composer's report, and how far its recall@10 is behind the best one's.

    Attributes:
        name: of the composer. report: as `evaluate_triplets` gives it. behind: the best one's recall@10
        less its own, paired by query; low, high: its 95 % interval from resampling whole references.
        resampled_references: how many. The best one itself is 0 behind, 0 to 0.
    """

    name: str
    report: Report
    behind: float
    low: float
    high: float
    resampled_references: int


@dataclass(frozen=True, kw_only=True)
class ComposerComparison:
    """Hold the composers, best first, and those that could not take part with the reason."""

    lines: tuple[ComposerLine, ...]
    left_out: tuple[tuple[str, str], ...]


def compare_composers(
    catalogue: Catalogue,
    triplets: Sequence[Triplet],
    model: VisionLanguageModel,
    *,
    composers: Sequence[str | Composer] | None = None,
    text_weight: float = 0.5,
    cache: EmbeddingCache | None = None,
    on_progress: OnProgress | None = None,
) -> ComposerComparison:
    """Measure composers on the same edits, as `evaluate_triplets` does, and compare them in pairs.

    Args:
        catalogue: its items are references, targets and candidates.
        triplets: the queries.
        model: encodes both sides.
        composers: names or composers; all of `list_composers` when absent. One that does not fit the
            model is left out, with the reason.
        text_weight: the words' share, 0 to 1; counts for weighted composers only.
        cache: where vectors are kept.
        on_progress: called with (done, total) while pictures are encoded.

    Raises:
        InvalidInputError: when no composer fits, or as `evaluate_triplets` does.
        UnknownNameError: for a composer that does not exist.

    Example:
        >>> import tempfile
        >>> from PIL import Image
        >>> from fvl_core.catalogues.triplets import Triplet
        >>> from fvl_core.foundation.items import Catalogue, Item
        >>> from fvl_core.models.hand import HandModel
        >>> dyes = {"red": (255, 0, 0), "pink": (255, 0, 255), "blue": (0, 0, 255)}
        >>> items = [Item(name, Image.new("RGB", (2, 2), dye)) for name, dye in dyes.items()]
        >>> edits = [Triplet("red", "more blue", "one", ("pink",))]
        >>> cache = EmbeddingCache(tempfile.mkdtemp())
        >>> found = compare_composers(
        ...     Catalogue("three", items), edits, HandModel(), composers=["text", "sum"], cache=cache
        ... )
        >>> [(line.name, line.report["recall@1"].value) for line in found.lines]
        [('sum', 1.0), ('text', 0.0)]
    """
    cache = cache or EmbeddingCache()
    chosen = [
        load_composer(each, space=model.space) if isinstance(each, str) else each
        for each in (list_composers() if composers is None else composers)
    ]
    fitting, left_out = _sorted_out(chosen, model)
    if not fitting:
        raise InvalidInputError(
            f"No composer fits {model.name}: {left_out[0][1]}" if left_out else "No composers came.",
            remedy="Name one that fits.",
        )
    reports = [
        evaluate_triplets(
            catalogue,
            triplets,
            model,
            composer=composer,
            text_weight=text_weight,
            cache=cache,
            on_progress=on_progress,
        )
        for composer in fitting
    ]
    order = sorted(range(len(reports)), key=lambda place: _decisive(reports[place]), reverse=True)
    best = reports[order[0]]
    return ComposerComparison(
        lines=tuple(_line(fitting[place].name, reports[place], best) for place in order),
        left_out=left_out,
    )


def _sorted_out(
    composers: Sequence[Composer], model: VisionLanguageModel
) -> tuple[list[Composer], tuple[tuple[str, str], ...]]:
    fitting, left_out = [], []
    for composer in composers:
        try:
            composer.require_model(model)
            fitting.append(composer)
        except FvlError as error:
            left_out.append((composer.name, str(error)))
    return fitting, tuple(left_out)


def _decisive(report: Report) -> tuple[float, float]:
    return report[f"recall@{DECIDED_BY}"].value, report["recall@1"].value


def _line(name: str, report: Report, best: Report) -> ComposerLine:
    references = [str(query["reference"]) for query in report.per_query]
    n_references = len(set(references))
    if report is best:
        return ComposerLine(
            name=name, report=report, behind=0.0, low=0.0, high=0.0, resampled_references=n_references
        )
    paired = metrics.paired_bootstrap(_found(best), _found(report), groups=references)
    low, high = paired.interval()
    return ComposerLine(
        name=name,
        report=report,
        behind=paired.difference,
        low=low,
        high=high,
        resampled_references=n_references,
    )


def _found(report: Report) -> np.ndarray:
    return np.array([query["rank"] <= DECIDED_BY for query in report.per_query], dtype=np.float64)
