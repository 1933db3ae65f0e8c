"""Garments, and catalogues of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, overload

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.files import bytes_digest
from fvl_core.foundation.images import open_image

if TYPE_CHECKING:
    from PIL.Image import Image

    from fvl_core.foundation.images import ImageSource

Where = Mapping[str, str | Sequence[str]]
"""A filter on attributes: each name must have one of its values; "" stands for an absent one."""


@dataclass(frozen=True, eq=False)
class Item:
    """Describe one garment and how to open its picture; attributes are names with one value each.

    Raises:
        InvalidInputError: for an empty id.

    Example:
        >>> Item("1", "shirt.jpg", attributes={"colour": "red"}).matches({"colour": ["red", "blue"]})
        True
    """

    id: str
    image: ImageSource
    title: str = ""
    caption: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.id:
            raise InvalidInputError("An item has an empty id.", remedy="Give every item an id.")
        object.__setattr__(self, "attributes", MappingProxyType(dict(self.attributes)))

    def open(self) -> Image:
        """Decode the picture (see `open_image`)."""
        return open_image(self.image, name=self.id)

    @property
    def path(self) -> Path | None:
        """Return the picture's file, or None when it lives in memory."""
        if isinstance(self.image, Path):
            return self.image
        return Path(self.image) if isinstance(self.image, str) else None

    @cached_property
    def file_facts(self) -> str:
        """Return path, size and time of the picture's file as they were at the first look, "" without a file.

        Catalogues share items, and thousands of looks at files hold a page up.
        """
        path = self.path
        if path is None:
            return ""
        try:
            facts = path.stat()
        except OSError:
            return f"{path}:missing"
        return f"{path}:{facts.st_size}:{facts.st_mtime_ns}"

    def matches(self, where: Where) -> bool:
        """Tell whether every attribute named in `where` has one of the wanted values."""
        return all(
            self.attributes.get(name, "") in ((wanted,) if isinstance(wanted, str) else wanted)
            for name, wanted in where.items()
        )


class Catalogue(Sequence[Item]):
    """Hold garments in a fixed order.

    Raises:
        InvalidInputError: when two items have one id.

    Example:
        >>> shirt = Item("1", "a.jpg", attributes={"colour": "red"})
        >>> skirt = Item("2", "b.jpg", attributes={"colour": "blue"})
        >>> catalogue = Catalogue("shop", [shirt, skirt])
        >>> catalogue.values("colour"), len(catalogue.select({"colour": "red"}))
        ({'blue': 1, 'red': 1}, 1)
    """

    def __init__(self, name: str, items: Iterable[Item], *, source: str = "", licence: str = "") -> None:
        self.name = name
        self.items = tuple(items)
        self.source = source
        self.licence = licence
        self._counts: dict[str, dict[str, int]] = {}
        self._positions = {item.id: position for position, item in enumerate(self.items)}
        if len(self._positions) != len(self.items):
            twice = next(i for i, n in Counter(item.id for item in self.items).items() if n > 1)
            raise InvalidInputError(f"The id {twice!r} occurs twice.", remedy="Give every item its own id.")

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, index: int | slice) -> Item | tuple[Item, ...]:
        return self.items[index]

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        return f"Catalogue({self.name!r}, {len(self)} items)"

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids in order."""
        return tuple(self._positions)

    def position(self, item_id: str) -> int:
        """Return the place of an item.

        Raises:
            InvalidInputError: when no item has this id.
        """
        if item_id not in self._positions:
            raise InvalidInputError(
                f"The catalogue {self.name!r} has no item {item_id!r}.", remedy="Choose another item."
            )
        return self._positions[item_id]

    def item(self, item_id: str) -> Item:
        """Return the item with this id, or raise as `position` does."""
        return self.items[self.position(item_id)]

    def has(self, item_id: str) -> bool:
        """Tell whether some item has this id."""
        return item_id in self._positions

    def __contains__(self, item: object) -> bool:
        return self.has(item) if isinstance(item, str) else item in self.items

    @cached_property
    def attribute_names(self) -> tuple[str, ...]:
        """Return the names of all attributes, in the order in which items first show them."""
        return tuple(dict.fromkeys(name for item in self.items for name in item.attributes))

    def values(self, attribute: str) -> dict[str, int]:
        """Count the values of one attribute, sorted by value; items without it are not counted."""
        if attribute not in self._counts:  # a page asks for all of them at every press
            counts = Counter(
                item.attributes[attribute] for item in self.items if attribute in item.attributes
            )
            self._counts[attribute] = dict(sorted(counts.items()))
        return dict(self._counts[attribute])

    def select(self, where: Where) -> Catalogue:
        """Keep the items that match, in order."""
        kept = (item for item in self.items if item.matches(where))
        return Catalogue(self.name, kept, source=self.source, licence=self.licence)

    @cached_property
    def fingerprint(self) -> str:
        """Return 16 hexadecimal digits over ids, words, attributes, and each picture's path, size and time.

        A changed, added or removed picture changes it, without reading a pixel.
        """
        return bytes_digest(*(part for item in self.items for part in _identity(item)))[:16]


def _identity(item: Item) -> tuple[str | bytes, ...]:
    attributes = "\n".join(f"{name}={value}" for name, value in sorted(item.attributes.items()))
    return (item.id, item.title, item.caption, attributes, _picture_identity(item))


def _picture_identity(item: Item) -> str | bytes:
    if isinstance(item.image, bytes):
        return item.image
    return item.file_facts or item.open().tobytes()
