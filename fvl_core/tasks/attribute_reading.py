"""The values of garments' attributes: from the catalogue where it knows them, else read from the vector."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from weakref import WeakKeyDictionary

import numpy as np

from fvl_core.catalogues.taxonomy import CATEGORIES, COLOURS, PATTERNS, SLEEVES
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.items import Catalogue
from fvl_core.foundation.trace import stage
from fvl_core.tasks.attribute_probe import AttributeProbe

if TYPE_CHECKING:
    from fvl_core.embedding.cache import EmbeddingCache
    from fvl_core.foundation.embeddings import Embeddings
    from fvl_core.foundation.items import Item
    from fvl_core.models.base import VisionLanguageModel

Source = Literal["truth", "probe"]

GENERAL: Mapping[str, tuple[str, ...]] = {
    "category": tuple(CATEGORIES),
    "colour": tuple(COLOURS),
    "pattern": tuple(PATTERNS),
    "sleeve": tuple(SLEEVES),
}
"""What is looked for where a catalogue names no attributes."""
IMPLIED = frozenset({"parent"})
"""Attributes that only repeat another one more coarsely."""
MOST_VALUES = 100
"""An attribute with more values than this is a name or a number, nothing to compare garments by."""


@dataclass
class _Memo:
    """Hold what was worked out for a catalogue: its values, and probes by model space and attribute."""

    values: Mapping[str, tuple[str, ...]]
    probes: dict[tuple[str, str], AttributeProbe] = field(default_factory=dict)


_memos: WeakKeyDictionary[Catalogue, _Memo] = WeakKeyDictionary()


@dataclass(frozen=True)
class Reading:
    """Hold one garment's value of each attribute: "" does not apply, None is unclear."""

    values: Mapping[str, str | None]
    source: Source


class AttributeReader:
    """Tell the attributes of a catalogue's items and of any other picture that the same model encoded.

    An item that the catalogue describes is taken at the catalogue's word. Any other garment is read by a
    zero-shot probe (`AttributeProbe`), which may leave an attribute unclear.

    Args:
        catalogue: whose attributes are looked at.
        model: probes.
        gallery: the catalogue's items as far as the model could encode them.
        cache: where the probes' texts are kept.
        attributes: names to look at; by default those of `attribute_values`.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        model: VisionLanguageModel,
        gallery: Embeddings,
        cache: EmbeddingCache,
        *,
        attributes: Iterable[str] | None = None,
    ) -> None:
        self.catalogue, self.model, self.gallery, self.cache = catalogue, model, gallery, cache
        known = attribute_values(catalogue)
        chosen = known if attributes is None else [name for name in attributes if name in known]
        self.values: Mapping[str, tuple[str, ...]] = {name: known[name] for name in chosen}

    def of_items(self, item_ids: Sequence[str], *, probe: bool = False) -> list[Reading]:
        """Read items; those that the catalogue does not describe, or all with `probe`, by their vectors.

        Raises:
            InvalidInputError: for one that has to be read by a picture which could not be.
        """
        items = [self.catalogue.item(item_id) for item_id in item_ids]
        unknown = [place for place, item in enumerate(items) if probe or not self._describes(item)]
        places = {item_id: row for row, item_id in enumerate(self.gallery.ids)} if unknown else {}
        if lost := [item_ids[place] for place in unknown if item_ids[place] not in places]:
            raise InvalidInputError(
                f"Nothing is known of {lost[0]!r}, and its picture could not be read.",
                remedy="Choose another garment.",
            )
        vectors = self.gallery.vectors[[places[item_ids[place]] for place in unknown]]
        found = dict(zip(unknown, self.of_vectors(vectors), strict=True))
        return [found[place] if place in found else self._told(item) for place, item in enumerate(items)]

    def of_vectors(self, vectors: np.ndarray) -> list[Reading]:
        """Probe garments by their vectors, (n, d) unit rows."""
        if not len(vectors):
            return []
        with stage("probe attributes", n=len(vectors), attributes=len(self.values)):
            columns = {name: self.probe(name).read(vectors) for name in self.values}
        return [
            Reading({name: column[row] for name, column in columns.items()}, "probe")
            for row in range(len(vectors))
        ]

    def probe(self, name: str) -> AttributeProbe:
        """Return the probe of one attribute; made once for a catalogue and a model."""
        probes = _memo(self.catalogue).probes
        key = (f"{self.model.space} {self.model.precision}", name)
        if key not in probes:
            probes[key] = AttributeProbe.make(
                name, self.values[name], self.model, self.cache, truth=self._truth(name)
            )
        return probes[key]

    def _truth(self, name: str) -> tuple[np.ndarray, list[str]]:
        """Return the vectors of the items that the catalogue knows an attribute of, and their values."""
        known = [
            (row, value)
            for row, item_id in enumerate(self.gallery.ids)
            if (value := self.catalogue.item(item_id).attributes.get(name))
        ]
        return self.gallery.vectors[[row for row, _ in known]], [value for _, value in known]

    def _describes(self, item: Item) -> bool:
        return any(name in item.attributes for name in self.values)

    def _told(self, item: Item) -> Reading:
        return Reading({name: item.attributes.get(name, "") for name in self.values}, "truth")


def attribute_values(catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
    """Return the attributes by which a catalogue's garments can be compared, with their values.

    These are its own with 2 to 100 values; where it has none, category, colour, pattern and sleeve.

    Example:
        >>> from fvl_core.foundation.items import Item
        >>> list(attribute_values(Catalogue("bare", [Item("1", "a.jpg")])))
        ['category', 'colour', 'pattern', 'sleeve']
    """
    return _memo(catalogue).values


def _memo(catalogue: Catalogue) -> _Memo:
    if catalogue not in _memos:
        counted = {name: tuple(catalogue.values(name)) for name in catalogue.attribute_names}
        fit = {
            name: values
            for name, values in counted.items()
            if name not in IMPLIED and 2 <= len(values) <= MOST_VALUES
        }
        _memos[catalogue] = _Memo(fit or GENERAL)
    return _memos[catalogue]
