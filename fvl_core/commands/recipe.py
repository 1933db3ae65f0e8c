"""Ingredients of a query as options: pictures and words, liked and disliked, each with a weight."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from fvl_core.foundation.items import Catalogue
    from fvl_core.foundation.queries import Ingredient

WEIGHT = 0.5
"""What an ingredient weighs unless its option says otherwise; as much as words and --image."""
_WEIGHTED = re.compile(r"(\d+(?:\.\d+)?|\.\d+):(.+)", re.DOTALL)


def recipe_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add --like, --unlike, --more and --less, each of which may be repeated."""
    for name, metavar, words in (
        ("--less", "[W:]WORDS", "Words to keep away from."),
        ("--more", "[W:]WORDS", "More words."),
        ("--unlike", "[W:]FILE|ID", "A picture or an item to keep away from."),
        ("--like", "[W:]FILE|ID", "Another picture, or an item of the catalogue."),
    ):
        extra = f" W is its weight, {WEIGHT} by default." if name == "--like" else ""
        function = click.option(name, metavar=metavar, multiple=True, help=f"{words}{extra}")(function)
    return function


def read_ingredients(
    catalogue: Catalogue,
    *,
    like: Sequence[str] = (),
    unlike: Sequence[str] = (),
    more: Sequence[str] = (),
    less: Sequence[str] = (),
) -> tuple[list[Ingredient], list[str]]:
    """Return the ingredients that the options name, and the ids of the items among them.

    Raises:
        InvalidInputError: for what is neither an item nor a file, or for blank words.
    """
    from fvl_core.foundation.queries import Ingredient

    known = frozenset(catalogue.ids)
    ingredients, item_ids = [], []
    for told, sign in ((like, 1), (unlike, -1)):
        for each in told:
            weight, name = (WEIGHT, each) if each in known else split_weight(each)
            if name in known:
                item_ids.append(name)
                picture = catalogue.item(name).image
            else:
                picture = _file(name, catalogue)
            ingredients.append(Ingredient(image=picture, weight=sign * weight))
    for told, sign in ((more, 1), (less, -1)):
        for each in told:
            weight, words = split_weight(each)
            ingredients.append(Ingredient(text=words, weight=sign * weight))
    return ingredients, item_ids


def split_weight(told: str) -> tuple[float, str]:
    """Split "0.3:red shoes" into weight and words; without a number in front the weight is one half.

    Example:
        >>> split_weight("0.3:red shoes"), split_weight("size: small")
        ((0.3, 'red shoes'), (0.5, 'size: small'))
    """
    match = _WEIGHTED.fullmatch(told)
    return (float(match[1]), match[2].strip()) if match else (WEIGHT, told.strip())


def _file(name: str, catalogue: Catalogue) -> Path:
    path = Path(name).expanduser()
    if not path.is_file():
        raise InvalidInputError(
            f"{name!r} is neither an item of {catalogue.name!r} nor a file.",
            remedy="Give an id that `search` prints, or a picture's path.",
        )
    return path
