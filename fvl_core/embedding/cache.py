"""The cache of embeddings: addressed by model space, precision and content, shared by the whole process."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from fvl_core.embedding.contents import PictureContents
from fvl_core.embedding.store import Row, VectorStore
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.files import atomic_write, bytes_digest
from fvl_core.foundation.settings import assets_dir, cache_dir

if TYPE_CHECKING:
    from fvl_core.foundation.images import ImageSource
    from fvl_core.models.base import VisionLanguageModel

Kind = Literal["image", "text"]

_lock = threading.Lock()
_stores: dict[tuple[Path, Path | None], VectorStore] = {}
_contents: dict[Path, PictureContents] = {}


class EmbeddingCache:
    """Remember on disk what each model made of each picture and text.

    An entry is addressed by the model's space and precision and by a digest of the content, so two
    models never share one, and a renamed or copied picture is known again. Of words only the digest is
    stored. Caches on one folder share what they know, also between processes; within a process nothing
    is encoded twice, however many threads ask at once. A damaged entry is encoded again and its file
    named in the log and in `store(model).damaged`.

    Args:
        folder: where to keep the files; when absent it is `embeddings` in the cache folder, and the
            vectors that ship with the studio (the demo catalogue's, by the embedded model) are known too.

    Example:
        >>> import tempfile
        >>> from fvl_core.models.hand import HandModel
        >>> cache = EmbeddingCache(tempfile.mkdtemp())
        >>> cache.encode_texts(HandModel(), ["red", "blue"]).vectors.tolist()
        [[1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]]
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        self.folder = Path(folder).absolute() if folder is not None else cache_dir() / "embeddings"
        self.shipped = assets_dir() / "embeddings" if folder is None else None
        with _lock:
            self.contents = _contents.setdefault(self.folder, PictureContents(self.folder / "pictures"))

    def store(self, model: VisionLanguageModel) -> VectorStore:
        """Return the store of the model's vectors; it is opened once per process."""
        name = bytes_digest(model.space, model.precision)[:32]
        with _lock:
            place = (self.folder / name, self.shipped / name if self.shipped is not None else None)
            if place not in _stores:
                _stores[place] = VectorStore(place[0], model.dim, shipped=place[1])
            return _stores[place]

    def encode_images(self, model: VisionLanguageModel, images: Sequence[ImageSource]) -> Embeddings:
        """Encode pictures as `model.encode_images` does, those that are new to this model only.

        Raises:
            InvalidInputError: for a picture that cannot be read.
        """
        keys = [self.contents.key(image) for image in images]
        rows = self.remember(
            model, "image", keys, lambda new: model.encode_images([images[position] for position in new])
        )
        return gather(None, keys, rows, model)

    def encode_texts(self, model: VisionLanguageModel, texts: Sequence[str]) -> Embeddings:
        """Encode words as `model.encode_texts` does, those that are new to this model only.

        Raises:
            InvalidInputError: for a text that is empty.
        """
        if isinstance(texts, str) or not all(isinstance(text, str) and text.strip() for text in texts):
            return model.encode_texts(texts)  # which says what is wrong
        keys = [bytes.fromhex(bytes_digest("text", text)) for text in texts]
        rows = self.remember(
            model, "text", keys, lambda new: model.encode_texts([texts[position] for position in new])
        )
        return gather(None, keys, rows, model)

    def remember(
        self,
        model: VisionLanguageModel,
        kind: Kind,
        keys: Sequence[bytes],
        encode: Callable[[list[int]], Embeddings],
    ) -> dict[bytes, Row]:
        """Return the row of every key; `encode` is called with the positions of the new ones, if any."""
        store = self.store(model)
        rows = store.get(keys)
        if all(key in rows for key in keys):
            return rows
        with store.turns[kind]:
            rows |= store.get(key for key in keys if key not in rows)  # another thread may have been first
            first = {key: position for position, key in reversed(list(enumerate(keys))) if key not in rows}
            if new := sorted(first.values()):
                fresh = encode(new)
                fresh.require_space(model.space)
                store.put([keys[position] for position in new], fresh.vectors, fresh.norms)
                _describe(store.folder, model)
                for row, position in enumerate(new):
                    rows[keys[position]] = (fresh.vectors[row], float(fresh.norms[row]))
        return rows


def reload_stores(folders: Iterable[Path]) -> None:
    """Let the open stores of these folders look again, after somebody changed what lies there."""
    changed = set(folders)
    with _lock:
        stores = [store for (place, _), store in _stores.items() if place in changed]
    for store in stores:
        store.reload()


def gather(
    ids: Sequence[str] | None, keys: Sequence[bytes], rows: Mapping[bytes, Row], model: VisionLanguageModel
) -> Embeddings:
    """Put rows in the order of the keys."""
    names = tuple(ids) if ids is not None else tuple(str(position) for position in range(len(keys)))
    vectors = np.empty((len(keys), model.dim), np.float32)
    norms = np.empty(len(keys), np.float32)
    for place, key in enumerate(keys):
        vectors[place], norms[place] = rows[key]
    return Embeddings(names, vectors, norms, model.space)


def _describe(folder: Path, model: VisionLanguageModel) -> None:
    """Say in the folder whose vectors it holds, for people."""
    path = folder / "facts.json"
    facts = {"model": model.name, "space": model.space, "precision": model.precision, "dim": model.dim}
    try:
        if not path.exists():
            with atomic_write(path) as stream:
                stream.write(json.dumps(facts, indent=1).encode())
    except OSError:  # the disk is full or read-only; the store has said so
        return
