"""Composed questions with known answers, and the galleries that they are asked of."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.images import IMAGE_SUFFIXES
from fvl_core.foundation.items import Catalogue, Item

_STRIPPED = ".?, "
"""What CLIP4Cir and SEARLE take off both ends of a caption."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """Hold one composed query: a reference, what should change, and the right answers where they are known.

    Attributes:
        id: its name in the data, such as CIRR's pairid. reference: an item's id. captions: one, or the two
        of FashionIQ. targets: ids of all right answers, none where the data hide them. kind: for figures
        by group. members: ids of CIRR's image set, the reference among them.

    Example:
        >>> Question(id="0", reference="a", captions=("is red",), targets=("b",)).members
        ()
    """

    id: str
    reference: str
    captions: tuple[str, ...]
    targets: tuple[str, ...] = ()
    kind: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class QuestionSet:
    """Hold the questions that are asked of one gallery.

    Attributes:
        name: such as "dress". gallery: the pictures that are there. questions: all of them, also those
        whose pictures are not there. missing: names that the gallery should have and whose picture is not
        in the folder; FashionIQ's pictures have to be fetched one by one, and many addresses are dead.

    Example:
        >>> from fvl_core.foundation.items import Catalogue, Item
        >>> asked = Question(id="0", reference="a", captions=("is red",), targets=("b",))
        >>> QuestionSet("dress", Catalogue("dress", [Item("a", "a.jpg")]), (asked,), missing=("b",)).n_listed
        2
    """

    name: str
    gallery: Catalogue
    questions: tuple[Question, ...]
    missing: tuple[str, ...] = ()

    @property
    def n_listed(self) -> int:
        """Return how many pictures the gallery should have."""
        return len(self.gallery) + len(self.missing)


def joined(captions: Sequence[str]) -> str:
    """Join captions as CLIP4Cir does for validation; a single one stays as it is.

    Source: CLIP4Cir, `validate.py`: both stripped of ". ? ," and spaces, the first capitalised (which also
    lower-cases the rest of it), " and " between them.

    Example:
        >>> joined(["is Red.", " has long sleeves?"]), joined(["is Red."])
        ('Is red and has long sleeves', 'is Red.')
    """
    if len(captions) == 1:
        return captions[0]
    first, *others = (caption.strip(_STRIPPED) for caption in captions)
    return " and ".join((first.capitalize(), *others))


def both_orders(captions: Sequence[str]) -> tuple[str, ...]:
    """Join captions in either order as SEARLE does, without capitals; a single one stays as it is.

    Example:
        >>> both_orders(["is Red.", " has long sleeves?"])
        ('is Red and has long sleeves', 'has long sleeves and is Red')
    """
    if len(captions) == 1:
        return (captions[0],)
    stripped = [caption.strip(_STRIPPED) for caption in captions]
    return " and ".join(stripped), " and ".join(reversed(stripped))


def drawn_wording(captions: Sequence[str], draw: float) -> str:
    """Return one of CLIP4Cir's four wordings for training: both captions in either order, or one alone.

    Args:
        captions: two; a single one stays as it is.
        draw: a number from 0 to 1; each quarter is one of the four.

    Example:
        >>> [drawn_wording(["is Red.", "Long"], draw) for draw in (0.1, 0.3, 0.6, 0.8)]
        ['Is red and Long', 'Long and is Red', 'Is red', 'Long']
    """
    if len(captions) == 1:
        return captions[0]
    first, second = captions
    ways = ([first, second], [second, first], [first], [second])
    chosen = ways[min(3, int(4 * draw))]
    return joined(chosen) if len(chosen) == 2 else chosen[0].strip(_STRIPPED).capitalize()


def pictures_by_name(folder: Path) -> dict[str, Path]:
    """Return every picture below a folder by its file name without the ending, however it is nested.

    Raises:
        InvalidInputError: when there is no such folder, or no picture in it.
    """
    found: dict[str, Path] = {}
    for place, _, files in sorted(os.walk(folder)):
        for file in sorted(files):
            path = Path(place, file)
            if path.suffix.lower() in IMAGE_SUFFIXES:
                found.setdefault(path.stem, path)
    if not found:
        raise InvalidInputError(
            f"{folder} holds no pictures.",
            remedy="Put the dataset's pictures there, or say where they are (--images).",
        )
    return found


def gallery_of(
    name: str, names: Sequence[str], pictures: Mapping[str, Path], source: Path
) -> tuple[Catalogue, tuple[str, ...]]:
    """Return a catalogue of the names whose picture is there, in their order, and the other names."""
    items = [Item(each, pictures[each]) for each in names if each in pictures]
    missing = tuple(each for each in names if each not in pictures)
    return Catalogue(name, items, source=str(source)), missing


def read_json(path: Path, kind: type[list[Any]] | type[dict[str, Any]]) -> Any:
    """Read a JSON file of the kind that is expected.

    Raises:
        InvalidInputError: when it is not there, is damaged, or holds something else.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InvalidInputError(
            f"{path} is not there.", remedy="Give the dataset's root folder, or check its parts."
        ) from error
    except (OSError, ValueError) as error:
        raise InvalidInputError(f"{path} cannot be read as JSON.", remedy="Fetch the file again.") from error
    if not isinstance(told, kind):
        raise InvalidInputError(f"{path} holds no {kind.__name__}.", remedy="Fetch the file again.")
    return told
