"""CIRR as it is published, release rc2: captions with their image sets, and the paths of the pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fvl_core.catalogues.questions import Question, QuestionSet, gallery_of, read_json
from fvl_core.foundation.errors import InvalidInputError, UnknownNameError

RELEASE = "rc2"
SPLITS = ("val", "train", "test1")
N_MEMBERS = 6


def load_cirr(root: str | Path, *, split: str = "val", images: str | Path | None = None) -> QuestionSet:
    """Open CIRR: all questions of a split, and the gallery of all its pictures.

    Args:
        root: holds `captions/cap.rc2.SPLIT.json` and `image_splits/split.rc2.SPLIT.json`, directly or in
            `cirr`; the pictures lie below root at the paths which the split file names.
        split: "val", "train" or "test1"; the test's targets are hidden.
        images: the folder that the pictures' paths start from, where it is another.

    Raises:
        UnknownNameError: for another split.
        InvalidInputError: for a file that is missing or of another form, and without any picture.
    Source: Liu et al., "Image Retrieval on Real-life Images with Pre-trained Vision-and-Language Models",
    ICCV 2021; layout as CLIP4Cir reads it.
    """
    if split not in SPLITS:
        raise UnknownNameError("split", split, SPLITS)
    root = Path(root).expanduser()
    folder = next((each for each in (root, root / "cirr") if (each / "captions").is_dir()), None)
    if folder is None:
        raise InvalidInputError(
            f"{root} is no CIRR: it lacks captions.",
            remedy="Put captions and image_splits there, as the dataset's repository has them.",
        )
    questions = read_cirr_questions(folder / "captions" / f"cap.{RELEASE}.{split}.json")
    paths = read_json(folder / "image_splits" / f"split.{RELEASE}.{split}.json", dict)
    base = Path(images).expanduser() if images is not None else root
    pictures = {str(name): place for name, path in paths.items() if (place := base / str(path)).is_file()}
    if not pictures:
        raise InvalidInputError(
            f"None of CIRR's {len(paths):,} pictures is below {base}.",
            remedy="Put them there, or say where they are (--images).",
        )
    found, missing = gallery_of(f"CIRR {split}", list(map(str, paths)), pictures, root)
    return QuestionSet(split, found, questions, missing)


def read_cirr_questions(path: Path) -> tuple[Question, ...]:
    """Read the questions of one `cap.rc2.SPLIT.json`.

    Raises:
        InvalidInputError: when the file is not there, is damaged, or holds something else.
    """
    told = read_json(path, list)
    return tuple(_question(path, number, entry) for number, entry in enumerate(told))


def _question(path: Path, number: int, entry: Any) -> Question:
    try:
        members = tuple(entry["img_set"]["members"])
        question = Question(
            id=str(entry["pairid"]),
            reference=entry["reference"],
            captions=(entry["caption"],),
            targets=(entry["target_hard"],) if "target_hard" in entry else (),
            members=members,
        )
    except (KeyError, TypeError) as error:
        raise _faulty(path, number) from error
    words = (question.reference, *question.captions, *question.targets, *members)
    in_set = {question.reference, *question.targets} <= set(members)
    if not all(isinstance(word, str) for word in words) or len(set(members)) != N_MEMBERS or not in_set:
        raise _faulty(path, number)
    return question


def _faulty(path: Path, number: int) -> InvalidInputError:
    return InvalidInputError(
        f"Entry {number} of {path} is none of CIRR.",
        remedy="Each has pairid, reference, caption, img_set with six members, and target_hard but in tests.",
    )
