"""FashionIQ as it is published: captions, image splits, and whatever pictures could still be fetched."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fvl_core.catalogues.questions import Question, QuestionSet, gallery_of, pictures_by_name, read_json
from fvl_core.foundation.errors import InvalidInputError, UnknownNameError

CATEGORIES = ("shirt", "dress", "toptee")
"""In the order in which CLIP4Cir reports them."""
SPLITS = ("val", "train", "test")
GALLERIES: dict[str, str] = {
    "original": "original split: every picture of the category's split file",
    "union": "val union: only pictures that are a reference or a target; its figures are higher",
}
"""The two galleries of the literature; figures of one are not comparable with figures of the other."""
_IMAGE_FOLDERS = ("images", "resized_image", "resized_images", "image_data")


def load_fashioniq(
    root: str | Path,
    *,
    split: str = "val",
    gallery: str = "original",
    categories: Sequence[str] = CATEGORIES,
    images: str | Path | None = None,
) -> tuple[QuestionSet, ...]:
    """Open FashionIQ: one set of questions for each category.

    Args:
        root: holds `captions/cap.CATEGORY.SPLIT.json`, `image_splits/split.CATEGORY.SPLIT.json`, and the
            pictures in `images` (also in sub-folders); `root/fashionIQ_dataset` is looked into as well.
        split: "val", "train" or "test"; the test's targets are hidden.
        gallery: "original" (every name of the split) or "union" (references and targets alone).
        categories: in this order.
        images: the folder of pictures, where it lies elsewhere.

    Raises:
        UnknownNameError: for another split, gallery or category.
        InvalidInputError: for a file that is missing or of another form, and without any picture.
    Source: Wu et al., "Fashion IQ", CVPR 2021; layout as CLIP4Cir reads it.
    """
    for what, given, known in (("split", split, SPLITS), ("gallery", gallery, tuple(GALLERIES))):
        if given not in known:
            raise UnknownNameError(what, given, known)
    for category in categories:
        if category not in CATEGORIES:
            raise UnknownNameError("category", category, CATEGORIES)
    folder = _folder(Path(root).expanduser())
    pictures = pictures_by_name(_image_folder(folder, images))
    return tuple(_read(folder, category, split, gallery, pictures) for category in categories)


def read_fashioniq_questions(path: Path, category: str) -> tuple[Question, ...]:
    """Read the questions of one `cap.CATEGORY.SPLIT.json`.

    Raises:
        InvalidInputError: when the file is not there, is damaged, or holds something else.
    """
    told = read_json(path, list)
    return tuple(_question(path, number, entry, category) for number, entry in enumerate(told))


def _folder(root: Path) -> Path:
    for folder in (root, root / "fashionIQ_dataset"):
        if (folder / "captions").is_dir() and (folder / "image_splits").is_dir():
            return folder
    raise InvalidInputError(
        f"{root} is no FashionIQ: it lacks captions or image_splits.",
        remedy="Put the annotations there, as the dataset's repository has them.",
    )


def _image_folder(folder: Path, images: str | Path | None) -> Path:
    if images is not None:
        return Path(images).expanduser()
    return next((folder / name for name in _IMAGE_FOLDERS if (folder / name).is_dir()), folder / "images")


def _read(folder: Path, category: str, split: str, gallery: str, pictures: dict[str, Path]) -> QuestionSet:
    questions = read_fashioniq_questions(folder / "captions" / f"cap.{category}.{split}.json", category)
    names = read_json(folder / "image_splits" / f"split.{category}.{split}.json", list)
    names = [str(name) for name in dict.fromkeys(names)]
    if gallery == "union":
        shown = {name for q in questions for name in (q.reference, *q.targets)}
        names = [name for name in names if name in shown]
    found, missing = gallery_of(f"FashionIQ {category} {split}", names, pictures, folder)
    return QuestionSet(category, found, questions, missing)


def _question(path: Path, number: int, entry: Any, category: str) -> Question:
    try:
        reference, captions = entry["candidate"], tuple(entry["captions"])
        targets = (entry["target"],) if "target" in entry else ()
    except (KeyError, TypeError) as error:
        raise _faulty(path, number) from error
    if len(captions) != 2 or not all(isinstance(word, str) for word in (reference, *captions, *targets)):
        raise _faulty(path, number)
    return Question(id=str(number), reference=reference, captions=captions, targets=targets, kind=category)


def _faulty(path: Path, number: int) -> InvalidInputError:
    return InvalidInputError(
        f"Entry {number} of {path} is none of FashionIQ.",
        remedy='Each has {"candidate": name, "captions": [two], "target": name}.',
    )
