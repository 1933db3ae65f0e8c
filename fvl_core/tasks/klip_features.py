"""FashionKLIP's extraction: an archive of pictures and a file of queries into files of features."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.catalogues.klip_files import read_klip_queries, write_klip_features
from fvl_core.catalogues.klip_pictures import KlipPictures
from fvl_core.foundation.abilities import TakesPixels
from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from fvl_core.models.base import OnProgress, VisionLanguageModel


def extract_klip_pictures(
    model: VisionLanguageModel,
    images: str | Path,
    target: str | Path,
    *,
    batch_size: int | None = None,
    on_progress: OnProgress | None = None,
) -> int:
    """Encode a .npz of normalised pixels into {"image_id": key, "feature": unit vector} lines; count them.

    Raises:
        InvalidInputError: when the model takes no pixels, or the archive holds none of its size.
        CorruptFileError: when the archive is damaged.
    """
    if not isinstance(model, TakesPixels):
        raise InvalidInputError(
            f"{model.name} takes no pixels that are normalised already.", remedy="Choose a CLIP."
        )
    with KlipPictures(images) as pictures:
        size = batch_size or model.batch_size
        rows = []
        for pixels in pictures.batches(size):
            rows.append(model.encode_pixels(pixels).vectors)
            if on_progress is not None:
                on_progress(sum(map(len, rows)), len(pictures))
        write_klip_features(target, pictures.ids, np.concatenate(rows), key="image_id")
        return len(pictures)


def extract_klip_texts(model: VisionLanguageModel, queries: str | Path, target: str | Path) -> int:
    """Encode a file of queries into {"query_id": id, "feature": unit vector} lines; count them.

    The words go to the model as they are. Which way too long ones are cut is the model's: see `load_model`,
    truncate="klip".

    Raises:
        InvalidInputError: as `read_klip_queries`, or for a query without words.

    Example:
        >>> import tempfile
        >>> from fvl_core.models.hand import HandModel
        >>> folder = Path(tempfile.mkdtemp())
        >>> _ = (folder / "q.jsonl").write_text('{"query_id": 1, "query_text": "blue"}')
        >>> extract_klip_texts(HandModel(), folder / "q.jsonl", folder / "q.txt_feat.jsonl")
        1
    """
    found = read_klip_queries(queries)
    vectors = model.encode_texts([query.text for query in found]).vectors
    write_klip_features(target, [query.query_id for query in found], vectors, key="query_id")
    return len(found)
