"""Which Polyvore category a garment is of: CSA-Net knows garments by these 153 numbers alone."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from fvl_core.catalogues.counts import find_taxonomy
from fvl_core.catalogues.polyvore import CATEGORY
from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from fvl_core.foundation.items import Catalogue, Item

_NAMES = Path(__file__).with_name("outfit_categories.toml")


@dataclass(frozen=True)
class OutfitCategories:
    """Say by which attribute a catalogue's garments are told apart, and Polyvore's number of each value.

    Attributes:
        attribute: `category_id` where the catalogue has Polyvore's numbers, else the one that names kinds.
        number_of: Polyvore's number of each value that has one.
    """

    attribute: str
    number_of: Mapping[str, str]

    @classmethod
    def of(cls, catalogue: Catalogue) -> OutfitCategories:
        """Read how a catalogue tells its garments apart: by Polyvore's numbers, else by plain names.

        Raises:
            InvalidInputError: when no item has a category that Polyvore Outfits has.

        Example:
            >>> from fvl_core.foundation.items import Catalogue, Item
            >>> shop = Catalogue("shop", [Item("1", "a.jpg", attributes={"category": "T-shirts"})])
            >>> OutfitCategories.of(shop)
            OutfitCategories(attribute='category', number_of=mappingproxy({'T-shirts': '21'}))
        """
        if CATEGORY in catalogue.attribute_names:
            return cls(CATEGORY, MappingProxyType({number: number for number in catalogue.values(CATEGORY)}))
        taxonomy = find_taxonomy(catalogue)
        attribute = taxonomy.kind if taxonomy else "category"
        values = catalogue.values(attribute) if attribute in catalogue.attribute_names else {}
        numbers = {value: number for value in values if (number := polyvore_number(value))}
        if not numbers:
            raise InvalidInputError(
                f"No item of {catalogue.name!r} has a category that Polyvore Outfits has.",
                remedy=f"Give its items a category (dress, jeans, …), or Polyvore's number as {CATEGORY}.",
            )
        return cls(attribute, MappingProxyType(numbers))

    def value_of(self, item: Item) -> str:
        """Return an item's category as the catalogue has it, "" without one."""
        return item.attributes.get(self.attribute, "")

    def require_number(self, value: str) -> str:
        """Return Polyvore's number of a category.

        Raises:
            InvalidInputError: for a category that Polyvore Outfits lacks.
        """
        if value not in self.number_of:
            raise InvalidInputError(
                f"{value!r} is no category of Polyvore Outfits." if value else "An item has no category.",
                remedy=f"Take items of {', '.join(list(self.number_of)[:20])}.",
            )
        return self.number_of[value]


def polyvore_number(name: str) -> str:
    """Return Polyvore's category number for a plain name of a garment, "" when it has none.

    Example:
        >>> polyvore_number("T-shirt"), polyvore_number("High heels"), polyvore_number("kimono sleeve")
        ('21', '43', '')
    """
    plain = " ".join(name.lower().replace("-", " ").replace("_", " ").split())
    forms = (plain, plain.removesuffix("s"), plain.removesuffix("es"))
    return next((_numbers()[form] for form in forms if form in _numbers()), "")


@cache
def _numbers() -> Mapping[str, str]:
    told = tomllib.loads(_NAMES.read_text(encoding="utf-8"))
    return MappingProxyType({name: number for number, names in told.items() for name in names})
