"""Modifiers worth a click: how a reference's nearest neighbours differ from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fvl_core.catalogues.edit_words import word_value
from fvl_core.foundation.items import Item
from fvl_core.foundation.queries import Query
from fvl_core.tasks.attribute_reading import AttributeReader
from fvl_core.tasks.references import reference_item

if TYPE_CHECKING:
    from fvl_core.foundation.images import ImageSource
    from fvl_core.tasks.search import SearchEngine


@dataclass(frozen=True)
class Suggestion:
    """Hold words to add to a query, the value that they ask for, and how many neighbours have it."""

    text: str
    attribute: str
    value: str
    n: int


def suggest_modifiers(
    engine: SearchEngine, reference: str | Item | ImageSource, k: int = 24, *, n_values: int = 3
) -> tuple[Suggestion, ...]:
    """Suggest the values by which the k nearest neighbours differ from a reference.

    Attributes take turns, the one in which most neighbours differ first; within one, the value that
    most neighbours have comes first. Every suggestion therefore has an answer near the reference.

    Args:
        engine: its catalogue holds the neighbours.
        reference: an item, an item's id, or any picture; a string that is no id is a picture's path.
        k: neighbours to look at.
        n_values: suggestions for one attribute at most.

    Raises:
        InvalidInputError: for a picture that cannot be read.

    Example:
        >>> import tempfile
        >>> from PIL import Image
        >>> from fvl_core.embedding.cache import EmbeddingCache
        >>> from fvl_core.foundation.items import Catalogue, Item
        >>> from fvl_core.models.hand import HandModel
        >>> from fvl_core.tasks.search import SearchEngine
        >>> dyes = ("red", "blue", "blue", "white")
        >>> items = [
        ...     Item(str(place), Image.new("RGB", (4, 4), dye), attributes={"colour": dye})
        ...     for place, dye in enumerate(dyes)
        ... ]
        >>> cache = EmbeddingCache(tempfile.mkdtemp())
        >>> engine = SearchEngine.build(Catalogue("four", items), HandModel(), cache=cache)
        >>> [(each.text, each.n) for each in suggest_modifiers(engine, "0")]
        [('in blue', 2), ('in white', 1)]
    """
    item, picture = _reference(engine, reference)
    reader = AttributeReader(engine.catalogue, engine.model, engine.gallery, engine.cache)
    own = (
        reader.of_items([item.id])[0]
        if item is not None
        else reader.of_vectors(engine.cache.encode_images(engine.model, [picture]).vectors)[0]
    )
    left_out = [item.id] if item is not None else []
    near = engine.with_composer("image").search(Query(image=picture), k=k, without=left_out)
    readings = reader.of_items([hit.item_id for hit in near])
    lines = []
    for name in reader.values:
        if not own.values.get(name):
            continue  # unclear, or nothing to change
        counts = Counter(
            value for each in readings if (value := each.values[name]) and value != own.values[name]
        )
        lines.append([Suggestion(word_value(name, v), name, v, n) for v, n in counts.most_common(n_values)])
    lines.sort(key=lambda line: -sum(each.n for each in line))
    return tuple(line[turn] for turn in range(n_values) for line in lines if turn < len(line))


def _reference(engine: SearchEngine, reference: str | Item | ImageSource) -> tuple[Item | None, ImageSource]:
    if isinstance(reference, Item):
        return reference, reference.image
    if isinstance(reference, str) and reference in engine.places:
        item = engine.catalogue.item(reference)
        return item, item.image
    known = reference_item(engine, Query(image=reference))
    return (engine.catalogue.item(known) if known else None), reference
