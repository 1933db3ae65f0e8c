"""The values of garments' attributes: from the catalogue where it knows them, else read from the vector."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from fvl_core.catalogues.edit_words import word_value
from fvl_core.catalogues.taxonomy import CATEGORIES, COLOURS, PATTERNS, SLEEVES
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.trace import stage
from fvl_core.tasks.zero_shot import ZeroShotClassifier

if TYPE_CHECKING:
    from fvl_core.foundation.items import Catalogue, Item
    from fvl_core.tasks.search import SearchEngine

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
SURE = 0.5
"""A probe whose likeliest value is less likely than this is unclear."""


@dataclass(frozen=True)
class Reading:
    """Hold one garment's value of each attribute: "" does not apply, None is unclear."""

    values: Mapping[str, str | None]
    source: Source


class AttributeReader:
    """Tell the attributes of an engine's items and of any other picture that its model has encoded.

    An item that the catalogue describes is taken at the catalogue's word. Any other garment is read by a
    zero-shot probe: for each attribute a sentence per value, the nearest wins; below a probability of
    one half by the model's own scale it stays unclear.

    Args:
        engine: searches the catalogue; its model probes.
        attributes: names to look at; by default those of the catalogue that can be compared (2 to 100
            values), or category, colour, pattern and sleeve where it has none.
    """

    def __init__(self, engine: SearchEngine, attributes: Iterable[str] | None = None) -> None:
        self.engine = engine
        known = attribute_values(engine.catalogue)
        chosen = known if attributes is None else [name for name in attributes if name in known]
        self.values: Mapping[str, tuple[str, ...]] = {name: known[name] for name in chosen}

    def of_item(self, item: Item, *, probe: bool = False) -> Reading:
        """Read an item of the engine's catalogue, from its vector where `probe` asks for it."""
        if not probe and any(name in item.attributes for name in self.values):
            return Reading({name: item.attributes.get(name, "") for name in self.values}, "truth")
        return self.of_vectors(self.engine.vectors_of([item.id]))[0]

    def of_items(self, item_ids: Sequence[str], *, probe: bool = False) -> list[Reading]:
        """Read several items as `of_item` does; those that need a probe are probed together."""
        items = [self.engine.catalogue.item(item_id) for item_id in item_ids]
        unknown = [
            place
            for place, item in enumerate(items)
            if probe or not any(name in item.attributes for name in self.values)
        ]
        probed = self.of_vectors(self.engine.vectors_of([item_ids[place] for place in unknown]))
        found = dict(zip(unknown, probed, strict=True))
        return [found[place] if place in found else self.of_item(item) for place, item in enumerate(items)]

    def of_vectors(self, vectors: np.ndarray) -> list[Reading]:
        """Probe garments by their vectors, (n, d) unit rows."""
        if not len(vectors):
            return []
        model = self.engine.model
        pictures = Embeddings(
            tuple(map(str, range(len(vectors)))), vectors, np.ones(len(vectors), np.float32), model.space
        )
        columns: dict[str, list[str | None]] = {}
        with stage("probe attributes", n=len(vectors), attributes=len(self.values)):
            for name, values in self.values.items():
                columns[name] = self._probe(name, values, pictures)
        return [
            Reading({name: column[row] for name, column in columns.items()}, "probe")
            for row in range(len(vectors))
        ]

    def _probe(self, name: str, values: tuple[str, ...], pictures: Embeddings) -> list[str | None]:
        labels = list(values) if name == "category" else [word_value(name, value) for value in values]
        templates = None if name == "category" else ("a garment {}",)
        classifier = ZeroShotClassifier(
            self.engine.model, labels, templates=templates, cache=self.engine.cache
        )
        likely = classifier.classify_embeddings(pictures).probabilities  # (n, values)
        best = likely.argmax(axis=1)
        return [
            values[place] if row[place] >= SURE else None for row, place in zip(likely, best, strict=True)
        ]


def attribute_values(catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
    """Return the attributes by which a catalogue's garments can be compared, with their values.

    Example:
        >>> from fvl_core.foundation.items import Catalogue, Item
        >>> list(attribute_values(Catalogue("bare", [Item("1", "a.jpg")])))
        ['category', 'colour', 'pattern', 'sleeve']
    """
    counted = {name: tuple(catalogue.values(name)) for name in catalogue.attribute_names}
    fit = {
        name: values
        for name, values in counted.items()
        if name not in IMPLIED and 2 <= len(values) <= MOST_VALUES
    }
    return fit or GENERAL
