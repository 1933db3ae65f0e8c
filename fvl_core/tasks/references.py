"""The garment that an edit starts from: which item it is, and what is known of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fvl_core.foundation.images import ImageSource
    from fvl_core.foundation.queries import Query
    from fvl_core.tasks.attribute_reading import AttributeReader, Reading
    from fvl_core.tasks.search import SearchEngine


def liked_picture(query: Query) -> ImageSource | None:
    """Return the first picture of a query with a weight above 0, None where there is none."""
    return next((p.image for p in query.parts if p.image is not None and p.weight > 0), None)


def reference_item(engine: SearchEngine, query: Query) -> str | None:
    """Return the id of the item whose own picture is the query's first liked one, None for any other picture.

    A picture is recognised by its file or as the very same object; a copy is a picture from elsewhere.

    Example:
        >>> import tempfile
        >>> from PIL import Image
        >>> from fvl_core.embedding.cache import EmbeddingCache
        >>> from fvl_core.foundation.items import Catalogue, Item
        >>> from fvl_core.foundation.queries import Query
        >>> from fvl_core.models.hand import HandModel
        >>> from fvl_core.tasks.search import SearchEngine
        >>> items = [Item(dye, Image.new("RGB", (4, 4), dye)) for dye in ("red", "blue")]
        >>> cache = EmbeddingCache(tempfile.mkdtemp())
        >>> engine = SearchEngine.build(Catalogue("two", items), HandModel(), cache=cache)
        >>> reference_item(engine, Query("darker", items[1].image)), reference_item(engine, Query("red"))
        ('blue', None)
    """
    picture = liked_picture(query)
    if picture is None:
        return None
    path = Path(picture).absolute() if isinstance(picture, str | Path) else None
    for item in engine.catalogue:
        if item.image is picture or (
            path is not None and item.path is not None and item.path.absolute() == path
        ):
            return item.id
    return None


def read_reference(
    engine: SearchEngine,
    query: Query,
    reader: AttributeReader,
    reference_id: str | None = None,
    *,
    probe: bool = False,
) -> Reading | None:
    """Return the attributes of the garment that a query starts from, None for a query without a picture.

    Raises:
        InvalidInputError: for a picture that cannot be read, or an id that the catalogue has not.
    """
    known = reference_id or reference_item(engine, query)
    if known is not None:
        return reader.of_items([known], probe=probe)[0]
    picture = liked_picture(query)
    if picture is None:
        return None
    return reader.of_vectors(engine.cache.encode_images(engine.model, [picture]).vectors)[0]
