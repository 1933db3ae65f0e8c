"""The two files that CIRR's test server takes, checked before they are written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fvl_core.catalogues.cirr import RELEASE
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.files import atomic_write

if TYPE_CHECKING:
    from fvl_core.catalogues.questions import QuestionSet
    from fvl_core.tasks.composed import Answers

N_RANKED = 50
N_SUBSET = 3
MOST_BYTES = 5_000_000
FILES = {"recall": "recall.json", "recall_subset": "recall_subset.json"}


@dataclass(frozen=True)
class Submission:
    """Hold for each pairid the names of the pictures in front: 50 of the gallery, and 3 of the image set.

    Source: the test server's description in CIRR's repository, release rc2.

    Example:
        >>> told = Submission({"1": ("a",)}, {"1": ("b",)}).contents("recall")
        >>> told["version"], told["metric"], told["1"]
        ('rc2', 'recall', ['a'])
    """

    recall: Mapping[str, tuple[str, ...]]
    subset: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, answers: Answers) -> Submission:
        """Take the answers as they were ranked; needs `n_top` of 50."""
        ranking, ids, asked = answers.ranking, answers.ids, answers.questions
        return cls(
            {q.id: tuple(ids[p] for p in row) for q, row in zip(asked, ranking.top, strict=True)},
            {
                q.id: tuple(ids[p] for p in row[:N_SUBSET])
                for q, row in zip(asked, ranking.top_members, strict=True)
            },
        )

    def contents(self, metric: str) -> dict[str, object]:
        """Return what goes into the file of "recall" or "recall_subset"."""
        rows = self.recall if metric == "recall" else self.subset
        return {"version": RELEASE, "metric": metric, **{key: list(names) for key, names in rows.items()}}

    def write(self, folder: Path, questions: QuestionSet) -> tuple[Path, Path]:
        """Check both files and write them into a folder, whole or not at all.

        Raises:
            InvalidInputError: as `check_cirr_submission` does.
        """
        texts = {metric: json.dumps(self.contents(metric)) for metric in FILES}
        for text in texts.values():
            check_cirr_submission(json.loads(text), questions, n_bytes=len(text.encode()))
        for metric, text in texts.items():
            with atomic_write(folder / FILES[metric]) as stream:
                stream.write(text.encode())
        return folder / FILES["recall"], folder / FILES["recall_subset"]


def check_cirr_submission(contents: object, questions: QuestionSet, *, n_bytes: int = 0) -> str:
    """Return the metric of a submission that the server would take.

    Args:
        contents: what the JSON file holds.
        questions: the split that it answers, as `load_cirr` gives it.
        n_bytes: the size of the file.

    Raises:
        InvalidInputError: naming the first fault: another version or metric, pairids that are missing or
            too many, a list of another length, a name twice, one that is not in the split or not in the
            image set, or the reference itself; or a file of more than 5 MB.
    """
    if not isinstance(contents, Mapping) or contents.get("version") != RELEASE:
        raise _refused(f'it does not say "version": "{RELEASE}"')
    metric = contents.get("metric")
    if metric not in FILES:
        raise _refused(f"its metric is {metric!r}")
    if n_bytes > MOST_BYTES:
        raise _refused(f"it has {n_bytes:,} bytes, more than {MOST_BYTES:,}")
    rows = {key: names for key, names in contents.items() if key not in ("version", "metric")}
    wanted = {question.id: question for question in questions.questions}
    if odd := sorted(rows.keys() ^ wanted.keys()):
        raise _refused(f"pairid {odd[0]} is {'missing' if odd[0] in wanted else 'not in the split'}")
    length = N_RANKED if metric == "recall" else N_SUBSET
    split = {*questions.gallery.ids, *questions.missing}
    for key, names in rows.items():
        allowed = split if metric == "recall" else set(wanted[key].members)
        if not isinstance(names, list) or len(names) != length or len(set(names)) != length:
            raise _refused(f"pairid {key} does not name {length} different pictures")
        if wanted[key].reference in names:
            raise _refused(f"pairid {key} names its own reference")
        if stranger := next((name for name in names if name not in allowed), None):
            raise _refused(f"pairid {key} names {stranger!r}, which is not among its pictures")
    return str(metric)


def _refused(why: str) -> InvalidInputError:
    return InvalidInputError(
        f"CIRR's server would refuse this file: {why}.",
        remedy="Answer every query of the split; see CIRR's description of its test server.",
    )
