"""What the columns of a table hold, and which of them is likely to be what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from fvl_core.catalogues.bringing.sheet import Sheet
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.images import IMAGE_SUFFIXES

_MEANT = {
    "image": ("image", "image_path", "image_file", "img", "img_path", "picture", "photo", "path", "file"),
    "id": ("id", "item_id", "product_id", "article_id", "sku", "asin", "uid"),
    "title": ("title", "name", "product_name", "productdisplayname", "item_name", "prod_name"),
    "caption": ("caption", "description", "desc", "text", "detail_desc", "product_description"),
}
_LOOKED_AT = 200
MOST_VALUES = 200
"""A column with more values than this is not proposed as an attribute: nobody filters by it."""
_LONGEST_VALUE = 60
NO_COLUMN = ""


@dataclass(frozen=True)
class ColumnFacts:
    """Count what one column holds: cells with words and without, different words, the commonest of them."""

    name: str
    n_filled: int
    n_missing: int
    n_distinct: int
    commonest: tuple[str, ...]


@dataclass(frozen=True)
class ColumnChoice:
    """Say which column is what; "" where none is. `attributes` become filters and labels."""

    image: str
    id: str = NO_COLUMN
    title: str = NO_COLUMN
    caption: str = NO_COLUMN
    attributes: tuple[str, ...] = ()

    def require(self, sheet: Sheet) -> None:
        """Refuse columns that the table does not have.

        Raises:
            InvalidInputError: naming the column and those that are there.
        """
        wanted = (self.image, self.id, self.title, self.caption, *self.attributes)
        there = ", ".join(sheet.columns)
        if missing := [name for name in wanted if name and name not in sheet.columns]:
            raise InvalidInputError(f"{sheet.name} has no column {missing[0]!r}.", remedy=f"It has: {there}.")
        if not self.image:
            raise InvalidInputError(
                f"No column of {sheet.name} names the pictures.", remedy=f"Choose one of: {there}."
            )


def column_facts(sheet: Sheet) -> tuple[ColumnFacts, ...]:
    """Count every column.

    Example:
        >>> column_facts(Sheet("t", {"colour": ["red", "", "red"]}))
        (ColumnFacts(name='colour', n_filled=2, n_missing=1, n_distinct=1, commonest=('red',)),)
    """
    return tuple(_facts(name, cells) for name, cells in sheet.columns.items())


def guess_columns(sheet: Sheet) -> ColumnChoice:
    """Propose which column is what, by their names and, for the pictures, by what the cells look like.

    Example:
        >>> guess_columns(Sheet("t", {"sku": ["1"], "photo": ["a.jpg"], "colour": ["red"]}))
        ColumnChoice(image='photo', id='sku', title='', caption='', attributes=('colour',))
    """
    by_name = {name.casefold().replace(" ", "_"): name for name in reversed(list(sheet.columns))}
    found = {
        role: next((by_name[word] for word in words if word in by_name), NO_COLUMN)
        for role, words in _MEANT.items()
    }
    found["image"] = found["image"] or next(
        (name for name, cells in sheet.columns.items() if _names_pictures(cells)), NO_COLUMN
    )
    facts = {each.name: each for each in column_facts(sheet)}
    attributes = tuple(name for name in sheet.columns if name not in found.values() and _filters(facts[name]))
    return ColumnChoice(attributes=attributes, **found)


def _facts(name: str, cells: Sequence[str]) -> ColumnFacts:
    counts = Counter(cells)
    n_missing = counts.pop("", 0)
    commonest = tuple(value[:_LONGEST_VALUE] for value, _ in counts.most_common(3))
    return ColumnFacts(name, len(cells) - n_missing, n_missing, len(counts), commonest)


def _names_pictures(cells: Sequence[str]) -> bool:
    looked = [cell for cell in cells[:_LOOKED_AT] if cell]
    fitting = [cell for cell in looked if PurePosixPath(cell).suffix.lower() in IMAGE_SUFFIXES]
    return bool(looked) and len(fitting) * 2 > len(looked)


def _filters(facts: ColumnFacts) -> bool:
    """Tell whether a column is fit to filter by: a few short words that recur, or a small table."""
    few = 0 < facts.n_distinct <= min(MOST_VALUES, max(12, facts.n_filled // 2))
    return few and all(len(value) < _LONGEST_VALUE for value in facts.commonest)
