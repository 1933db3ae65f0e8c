"""What words replace: "with short sleeves" for "with long sleeves" on a garment that has short ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.catalogues.edit_words import word_step, word_value
from fvl_core.composition.rows import SHORTEST
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.queries import Ingredient, Query
from fvl_core.tasks.attribute_reading import AttributeReader
from fvl_core.tasks.edit_reading import Wish, read_wishes
from fvl_core.tasks.references import liked_picture, read_reference

if TYPE_CHECKING:
    from fvl_core.tasks.search import SearchEngine


def with_counter_words(engine: SearchEngine, query: Query, *, reference_id: str | None = None) -> Query:
    """Return the query with counter-words as a disliked ingredient, for the composer `difference`.

    They name what the liked words would replace: the reference's own value of each attribute that the
    words speak of, the opposite of "longer" or "darker", or what "without the belt" takes away. The
    reference's values come from the catalogue where it knows them, else from zero-shot probes. A query
    that has disliked words already, or whose words name no known value, comes back as it is.

    Args:
        engine: knows the catalogue.
        query: with a picture and words.
        reference_id: the item that the picture is, where the caller knows.

    Raises:
        InvalidInputError: for a picture that cannot be read.

    Example:
        >>> import tempfile
        >>> from PIL import Image
        >>> from fvl_core.embedding.cache import EmbeddingCache
        >>> from fvl_core.foundation.items import Catalogue, Item
        >>> from fvl_core.models.hand import HandModel
        >>> from fvl_core.tasks.search import SearchEngine
        >>> items = [
        ...     Item(dye, Image.new("RGB", (4, 4), dye), attributes={"colour": dye})
        ...     for dye in ("red", "blue")
        ... ]
        >>> cache = EmbeddingCache(tempfile.mkdtemp())
        >>> engine = SearchEngine.build(Catalogue("two", items), HandModel(), cache=cache)
        >>> asked = with_counter_words(engine, Query("make it blue", items[0].image), reference_id="red")
        >>> [(part.text, part.weight) for part in asked.parts if part.text]
        [('make it blue', 0.5), ('in red', -0.5)]
    """
    liked = [part for part in query.parts if part.text and part.weight > 0]
    if not liked or liked_picture(query) is None or any(p.text and p.weight < 0 for p in query.parts):
        return query
    reader = AttributeReader(engine.catalogue, engine.model, engine.gallery, engine.cache)
    reference = read_reference(engine, query, reader, reference_id)
    own = reference.values if reference is not None else {}
    words = counter_text("; ".join(part.text for part in liked if part.text), reader.values, own)
    if not words:
        return query
    weight = -sum(part.weight for part in liked)
    return replace(query, ingredients=(*query.ingredients, Ingredient(text=words, weight=weight)))


def counter_text(words: str, values: Mapping[str, Sequence[str]], own: Mapping[str, str | None]) -> str:
    """Return what words would replace on a garment with these values, "" where they name nothing known.

    Args:
        words: an edit.
        values: of each attribute, as the catalogue spells them.
        own: the reference's; None is unclear, "" does not apply.

    Example:
        >>> values = {"colour": ["red", "blue"], "length": ["mini", "maxi"], "closure": ["belt"]}
        >>> counter_text("in blue, longer, without the belt", values, {"colour": "red"})
        'in red and shorter and with a belt'
    """
    counters = (_counter(wish, own.get(wish.attribute)) for wish in read_wishes(words, values))
    return " and ".join(counter for counter in counters if counter)


def contrast(
    words: Embeddings, texts: Sequence[str], pictures: Embeddings, reader: AttributeReader
) -> Embeddings:
    """Return for each text the way to it from its counter-words, as a unit row; both are of n queries.

    The counter-words come from zero-shot readings of the pictures, never from what a catalogue knows. A
    text without counter-words, or with some that mean the same to the model, stays as it is.

    Args:
        words: of the texts, in the model's query template.
        texts: the same, without the template.
        pictures: of the references.
        reader: reads the pictures, and encodes the counter-words.
    """
    counters = [
        counter_text(text, reader.values, reading.values)
        for text, reading in zip(texts, reader.of_vectors(pictures.vectors), strict=True)
    ]
    rows = [row for row, counter in enumerate(counters) if counter]
    ways = words.vectors.astype(np.float64)
    template = reader.model.card.query_template
    against = [template.replace("{}", counters[row]) for row in rows]
    if rows:
        apart = ways[rows] - reader.cache.encode_texts(reader.model, against).vectors
        lengths = np.linalg.norm(apart, axis=1, keepdims=True)  # (rows, 1)
        ways[rows] = np.where(lengths > SHORTEST, apart / np.maximum(lengths, SHORTEST), ways[rows])
    return Embeddings.from_raw(words.ids, ways, space=words.space)


def _counter(wish: Wish, own: str | None) -> str:
    if wish.wanted:
        return word_value(wish.attribute, own) if own and own not in wish.wanted else ""
    if wish.step:
        return word_step(wish.attribute, "less" if wish.step == "more" else "more")
    return word_value(wish.attribute, min(wish.denied))
