"""The files in which the FashionIQ challenge takes answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fvl_core.foundation.files import atomic_write

if TYPE_CHECKING:
    from fvl_core.catalogues.questions import Question, QuestionSet
    from fvl_core.tasks.composed import Answers

N_RANKED = 50


def write_predictions(
    folder: Path, split: str, sets: Sequence[QuestionSet], answers: Sequence[Answers]
) -> list[str]:
    """Write CATEGORY.SPLIT.pred.json for each category, and return the files' names.

    Each is the list of the caption file with a "ranking" of 50 names, best first; a query whose reference
    is not there has an empty one, so that the entries keep their places.

    Source: the challenge's starter kit, `eval.py`.
    """
    written = []
    for each, found in zip(sets, answers, strict=True):
        tops = {
            question.id: [found.ids[place] for place in row]
            for question, row in zip(found.questions, found.ranking.top, strict=True)
        }
        entries = [_entry(question, tops.get(question.id, [])) for question in each.questions]
        path = folder / f"{each.name}.{split}.pred.json"
        with atomic_write(path) as stream:
            stream.write(json.dumps(entries).encode())
        written.append(str(path))
    return written


def _entry(question: Question, ranking: list[str]) -> dict[str, object]:
    told: dict[str, object] = {"candidate": question.reference, "captions": list(question.captions)}
    if question.targets:
        told["target"] = question.targets[0]
    return {**told, "ranking": ranking}
