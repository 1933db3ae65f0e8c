"""Polyvore Outfits on disk: items, outfits with one item missing, choices, and outfits beside mixed ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.items import Catalogue, Item

METADATA = "polyvore_item_metadata.json"
CATEGORY = "category_id"
"""The attribute that holds Polyvore's own category number, by which CSA-Net knows an item."""


@dataclass(frozen=True)
class BlankOutfit:
    """Hold an outfit with one item missing: the ids of those worn, and of the one that belongs there.

    `fake` ones only add their missing item to the gallery; they are not asked.
    """

    worn: tuple[str, ...]
    blank: str
    fake: bool = False


@dataclass(frozen=True)
class ChoiceQuestion:
    """Hold a fill-in-the-blank question: the worn items, the answers to choose from, and the right place."""

    worn: tuple[str, ...]
    answers: tuple[str, ...]
    right: int


def is_polyvore(folder: Path) -> bool:
    """Tell whether a folder is shaped as Polyvore Outfits."""
    return (folder / METADATA).is_file()


def read_polyvore(folder: Path, name: str) -> Catalogue:
    """Open the items whose pictures (`images/ID.jpg`) are there, with their categories and words.

    Raises:
        InvalidInputError: when the metadata cannot be read, or not one picture is there.
    """
    pictures = folder / "images"
    there = {path.stem for path in pictures.glob("*.jpg")} if pictures.is_dir() else set()
    facts = _json(folder / METADATA, dict)
    items = [_item(pictures, item_id, told) for item_id, told in facts.items() if item_id in there]
    if not items:
        raise InvalidInputError(
            f"{pictures} holds no picture of an item that {METADATA} describes.",
            remedy="Put the pictures there as ID.jpg.",
        )
    return Catalogue(name, items, source=str(folder))


def read_blank_outfits(
    folder: Path, *, split: str = "disjoint", part: str = "test"
) -> tuple[BlankOutfit, ...]:
    """Read `ocir_SPLIT_PART.json`, the outfits with one item missing of FashionViL's authors.

    Raises:
        InvalidInputError: when the file is absent or of another shape.
    """
    path = folder / f"ocir_{split}_{part}.json"
    try:
        return tuple(
            BlankOutfit(_ids(row["question"]), str(row["blank"]), bool(row.get("fake_data", False)))
            for row in _json(path, list)
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise _odd(path, '{"question": [ids], "blank": id, "fake_data": false}') from error


def read_choices(folder: Path, *, split: str = "disjoint", part: str = "test") -> tuple[ChoiceQuestion, ...]:
    """Read `fill_in_blank_PART.json`; right is the answer that comes from the outfit of the question.

    Raises:
        InvalidInputError: when a file is absent or of another shape.
    """
    path = _of_split(folder, split, f"fill_in_blank_{part}.json")
    known = _items_of_outfits(folder, split, part)
    try:
        return tuple(_choice(row, known) for row in _json(path, list))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise _odd(
            path, '{"question": ["SET_INDEX"], "answers": ["SET_INDEX"]} with one right answer'
        ) from error


def read_compatibility(
    folder: Path, *, split: str = "disjoint", part: str = "test"
) -> tuple[tuple[bool, tuple[str, ...]], ...]:
    """Read `compatibility_PART.txt`: whether somebody put the items together, and their ids.

    Raises:
        InvalidInputError: when a file is absent or of another shape.
    """
    path = _of_split(folder, split, f"compatibility_{part}.txt")
    known = _items_of_outfits(folder, split, part)
    try:
        lines = [line.split() for line in _text(path).splitlines() if line.strip()]
        return tuple((line[0] == "1", tuple(known[token] for token in line[1:])) for line in lines)
    except KeyError as error:
        raise _odd(path, "lines of 1 or 0 and then SET_INDEX of each item") from error


def _choice(row: Mapping[str, Any], known: Mapping[str, str]) -> ChoiceQuestion:
    outfit = row["question"][0].rpartition("_")[0]
    (right,) = (place for place, token in enumerate(row["answers"]) if token.rpartition("_")[0] == outfit)
    worn, answers = (tuple(known[token] for token in row[key]) for key in ("question", "answers"))
    return ChoiceQuestion(worn, answers, right)


def _items_of_outfits(folder: Path, split: str, part: str) -> dict[str, str]:
    """Return each item's id by its token SET_INDEX."""
    path = _of_split(folder, split, f"{part}.json")
    try:
        return {
            f"{outfit['set_id']}_{item['index']}": str(item["item_id"])
            for outfit in _json(path, list)
            for item in outfit["items"]
        }
    except (KeyError, TypeError) as error:
        raise _odd(path, '{"set_id": id, "items": [{"item_id": id, "index": number}]}') from error


def _item(pictures: Path, item_id: str, told: Mapping[str, Any]) -> Item:
    title = str(told.get("title") or told.get("url_name") or "")
    attributes = {
        name: str(told[key])
        for name, key in ((CATEGORY, "category_id"), ("category", "semantic_category"))
        if told.get(key)
    }
    return Item(item_id, pictures / f"{item_id}.jpg", title, str(told.get("description") or ""), attributes)


def _of_split(folder: Path, split: str, name: str) -> Path:
    inside = folder / split / name
    return inside if inside.is_file() else folder / name


def _ids(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


def _json(path: Path, kind: type) -> Any:
    try:
        content = json.loads(_text(path))
    except ValueError as error:
        raise InvalidInputError(f"{path} is no JSON: {error}.", remedy="Copy it again.") from error
    if not isinstance(content, kind):
        raise _odd(path, "an object" if kind is dict else "a list")
    return content


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise InvalidInputError(
            f"{path} cannot be read.", remedy="Put the file of Polyvore Outfits there."
        ) from error


def _odd(path: Path, form: str) -> InvalidInputError:
    return InvalidInputError(f"{path} is not as Polyvore Outfits has it.", remedy=f"Its form is {form}.")
