"""From references and their words to one query vector per question, whatever the composer reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.composition.rows import unit
from fvl_core.embedding.pairs import remembering
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.tasks.attribute_reading import AttributeReader
from fvl_core.tasks.counter_words import contrast

if TYPE_CHECKING:
    from fvl_core.foundation.images import ImageSource
    from fvl_core.tasks.composed_setting import Setting


def query_vectors(
    setting: Setting, reader: AttributeReader, references: Sequence[int], said: Sequence[tuple[str, ...]]
) -> np.ndarray:
    """Return one unit row per question: of several texts, the normalised mean of their rows."""
    pictures: Embeddings | list[ImageSource] = _rows(reader.gallery, references)
    if setting.composer.reads_pictures:
        pictures = [reader.catalogue.item(reader.gallery.ids[place]).image for place in references]
    first = _composed(setting, reader, pictures, [texts[0] for texts in said])
    if all(len(texts) == 1 for texts in said):
        return first
    second = _composed(setting, reader, pictures, [texts[-1] for texts in said])
    return unit((first.astype(np.float64) + second) / 2)


def _composed(
    setting: Setting,
    reader: AttributeReader,
    pictures: Embeddings | list[ImageSource],
    texts: Sequence[str],
) -> np.ndarray:
    weights = {"image_weight": 1 - setting.text_weight, "text_weight": setting.text_weight}
    if not setting.composer.late or not isinstance(pictures, Embeddings):
        model = remembering(setting.model, setting.cache)
        return setting.composer.compose(model, pictures, texts, **weights).vectors
    template = setting.model.card.query_template
    words = setting.cache.encode_texts(setting.model, [template.replace("{}", text) for text in texts])
    if setting.composer.contrasts:
        words = contrast(words, texts, pictures, reader)
    return setting.composer.fuse_embeddings(pictures, words, **weights).vectors


def _rows(embeddings: Embeddings, places: Sequence[int]) -> Embeddings:
    """Return one row per query; a reference may come several times, so rows are numbered."""
    ids = tuple(str(number) for number in range(len(places)))
    rows = list(places)
    return replace(embeddings, ids=ids, vectors=embeddings.vectors[rows], norms=embeddings.norms[rows])
