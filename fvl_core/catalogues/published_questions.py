"""Find FashionIQ's and CIRR's questions beside the pictures that they are asked of."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fvl_core.catalogues.cirr import RELEASE, read_cirr_questions
from fvl_core.catalogues.fashioniq import CATEGORIES, read_fashioniq_questions
from fvl_core.catalogues.questions import Question

PLACES = ("", "captions", "fashionIQ_dataset/captions", "cirr/captions")
"""Where a folder's captions may lie: in it, or where the published folders have them."""
ANSWERED = ("val", "train")
"""The splits whose answers are published; the one that is measured by comes first."""
NAMES = tuple(f"cap.{kind}.{split}.json" for split in ANSWERED for kind in (*CATEGORIES, RELEASE))


@dataclass(frozen=True, kw_only=True, eq=False)
class PublishedQuestions:
    """Hold what one published file asks, in the names that it has for its pictures.

    Attributes:
        name: such as "FashionIQ dress val". questions: all of the file. pictures: names of the gallery that
        its protocol ranks, in order; none where its split file is not there or cannot be read.
        keeps_reference: whether that protocol leaves a query's own reference among the candidates.
    """

    name: str
    questions: tuple[Question, ...]
    pictures: tuple[str, ...]
    keeps_reference: bool


def question_files(folders: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files of captions that lie in or below folders where the data sets put them.

    The nearest folder that has any is the one; what is measured by comes before what is learned from.
    """
    for folder in folders:
        places = [folder / place for place in PLACES if (folder / place).is_dir()]
        # Strings, because pages ask this in every run and making a `Path` costs more than looking.
        held = [os.path.join(place, name) for name in NAMES for place in places]
        if found := tuple(Path(file) for file in held if os.path.isfile(file)):
            return found
    return ()


def read_published(path: Path) -> PublishedQuestions:
    """Read one file that `question_files` found, and the split file that belongs to it.

    Raises:
        InvalidInputError: when the captions are damaged or of another form.
    """
    _, kind, split, _ = path.name.split(".")
    of_cirr = kind == RELEASE
    return PublishedQuestions(
        name=f"CIRR {split}" if of_cirr else f"FashionIQ {kind} {split}",
        questions=read_cirr_questions(path) if of_cirr else read_fashioniq_questions(path, kind),
        pictures=_pictures(path, f"split.{kind}.{split}.json"),
        keeps_reference=not of_cirr,
    )


def _pictures(captions: Path, name: str) -> tuple[str, ...]:
    """Read the names of a gallery: a list of FashionIQ, the keys of CIRR."""
    folder = captions.parent
    beside = folder.parent / "image_splits" if folder.name == "captions" else folder
    try:
        told = json.loads((beside / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    return tuple(dict.fromkeys(map(str, told))) if isinstance(told, list | dict) else ()
