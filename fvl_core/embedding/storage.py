"""What the cache holds, by model and by catalogue; `clearing` deletes parts of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fvl_core.catalogues.loading import list_catalogues, load_catalogue
from fvl_core.embedding.contents import PictureContents
from fvl_core.embedding.store import VectorStore, count_records
from fvl_core.foundation.errors import FvlError
from fvl_core.foundation.files import bytes_of, files_below
from fvl_core.foundation.settings import cache_dir

_NAMED = ("models", "embeddings")
"""Folders of the cache that are counted in parts; whatever else lies there is counted as a whole."""


@dataclass(frozen=True)
class StoredDownload:
    """Describe the fetched files of a model; `complete` is False for a download that has not ended."""

    name: str
    folder: Path
    n_bytes: int
    complete: bool


@dataclass(frozen=True)
class StoredVectors:
    """Describe the vectors of one model in one precision."""

    model: str
    precision: str
    folder: Path
    dim: int
    n_vectors: int
    n_bytes: int


@dataclass(frozen=True)
class CatalogueShare:
    """Say how many of a catalogue's pictures have a vector by one model in the cache."""

    catalogue: str
    model: str
    precision: str
    n_items: int
    n_known: int
    n_bytes: int


@dataclass(frozen=True)
class Storage:
    """Hold what lies in the cache folder; `others` are bytes by name of the sub-folder.

    Example:
        >>> storage = read_storage()
        >>> storage.n_bytes >= sum(entry.n_bytes for entry in storage.downloads)
        True
    """

    folder: Path
    downloads: tuple[StoredDownload, ...]
    vectors: tuple[StoredVectors, ...]
    others: Mapping[str, int]

    @property
    def n_bytes(self) -> int:
        """Return the bytes of everything."""
        fetched, made = (sum(e.n_bytes for e in self.downloads), sum(e.n_bytes for e in self.vectors))
        return fetched + made + sum(self.others.values())


def read_storage() -> Storage:
    """Return what the cache holds; no picture is opened and no model loaded.

    Example:
        >>> read_storage().folder == cache_dir()
        True
    """
    root = cache_dir()
    places = [path for path in _folders(root) if path.name not in _NAMED]
    others = {path.name: bytes_below(path) for path in places}
    pictures = bytes_below(root / "embeddings" / "pictures")
    return Storage(
        root,
        tuple(_download(folder) for folder in _folders(root / "models")),
        tuple(found for folder in _folders(root / "embeddings") if (found := _vectors(folder))),
        {name: size for name, size in {**others, "picture digests": pictures}.items() if size},
    )


def read_catalogue_shares(names: Sequence[str] | None = None) -> tuple[CatalogueShare, ...]:
    """Count for each catalogue how many of its pictures the cache knows, model by model.

    A picture that nobody has read yet counts as unknown; none is opened for this.

    Args:
        names: of catalogues; all when absent. One that cannot be opened is left out.

    Example:
        >>> [share.catalogue for share in read_catalogue_shares(["no-such-catalogue"])]
        []
    """
    contents = PictureContents(cache_dir() / "embeddings" / "pictures")
    stores = [(entry, VectorStore(entry.folder, entry.dim)) for entry in read_storage().vectors]
    found = []
    for name in names if names is not None else list_catalogues():
        try:
            catalogue = load_catalogue(name)
        except FvlError:
            continue
        keys = {key for item in catalogue if (key := contents.known_key(item.image)) is not None}
        for entry, store in stores:
            n_known = store.count(keys)
            if n_known:
                found.append(
                    CatalogueShare(
                        name,
                        entry.model,
                        entry.precision,
                        len(catalogue),
                        n_known,
                        n_known * store.record_bytes,
                    )
                )
    return tuple(found)


def bytes_below(folder: Path) -> int:
    """Return the bytes of all files below a folder, 0 when it is not there."""
    return bytes_of(files_below(folder))


def _folders(root: Path) -> list[Path]:
    return sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []


def _download(folder: Path) -> StoredDownload:
    name = folder.name.removesuffix(".part").replace("--", "/")
    unfinished = folder.name.endswith(".part") or any(folder.glob("*.part"))
    return StoredDownload(name, folder, bytes_below(folder), not unfinished)


def _vectors(folder: Path) -> StoredVectors | None:
    files = sorted(folder.glob("*.vectors"))
    if not files:
        return None
    counts = [count_records(file) for file in files]
    dim = max(dim for dim, _ in counts)
    try:
        facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
        model, precision = str(facts["model"]), str(facts["precision"])
    except (OSError, ValueError, KeyError, TypeError):
        model, precision = "unknown", "unknown"
    return StoredVectors(model, precision, folder, dim, sum(n for _, n in counts), bytes_below(folder))
