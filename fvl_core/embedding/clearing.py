"""Clearing parts of the cache; what is in use stays, and is named."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass

from fvl_core.catalogues.loading import list_catalogues, load_catalogue
from fvl_core.embedding.cache import reload_stores
from fvl_core.embedding.contents import PictureContents
from fvl_core.embedding.storage import StoredVectors, bytes_below, read_storage
from fvl_core.embedding.store import VectorStore
from fvl_core.foundation.errors import FvlError, UnknownNameError
from fvl_core.foundation.settings import cache_dir
from fvl_core.models.holding import alone


@dataclass(frozen=True)
class Cleared:
    """Say what was cleared: bytes, entries (vectors or downloads), and why something was kept."""

    n_bytes: int
    n_entries: int
    kept: tuple[str, ...] = ()


def clear_vectors(*, model: str | None = None, catalogue: str | None = None) -> Cleared:
    """Delete vectors: of a model, of a catalogue's pictures, of both together, or all of them.

    They are made again when they are next needed. Vectors of a picture that another catalogue shows as
    well are in use there, and stay. No picture, model or catalogue is deleted.

    Raises:
        UnknownNameError: for a model without vectors, or an unknown catalogue.

    Example:
        >>> clear_vectors(model="never-used")
        Traceback (most recent call last):
        fvl_core.foundation.errors.UnknownNameError: There is no model with vectors named 'never-used'. ...
    """
    entries = read_storage().vectors
    if model is not None:
        known = {entry.model for entry in entries}
        if model not in known:
            raise UnknownNameError("model with vectors", model, known)
        entries = tuple(entry for entry in entries if entry.model == model)
    if catalogue is None:
        done = Cleared(sum(e.n_bytes for e in entries), sum(e.n_vectors for e in entries))
        for entry in entries:
            shutil.rmtree(entry.folder, ignore_errors=True)
    else:
        done = _clear_pictures(catalogue, entries)
    reload_stores(entry.folder for entry in entries)
    return done


def clear_downloads(name: str | None = None) -> Cleared:
    """Delete fetched models (one of them, or all), and what has come of unfinished ones.

    One that some process has loaded, or is fetching, stays and is named.

    Raises:
        UnknownNameError: when nothing was fetched under that name.

    Example:
        >>> clear_downloads("never-fetched")
        Traceback (most recent call last):
        fvl_core.foundation.errors.UnknownNameError: There is no download named 'never-fetched'. ...
    """
    found = read_storage().downloads
    if name is not None:
        if name not in {entry.name for entry in found}:
            raise UnknownNameError("download", name, {entry.name for entry in found})
        found = tuple(entry for entry in found if entry.name == name)
    n_bytes, n_entries, kept = 0, 0, []
    for entry in found:
        with alone(entry.folder.name, wait=False) as free:
            if not free:
                kept.append(f"{entry.name} is in use and stays.")
                continue
            shutil.rmtree(entry.folder, ignore_errors=True)
            n_bytes, n_entries = n_bytes + entry.n_bytes, n_entries + 1
    return Cleared(n_bytes, n_entries, tuple(kept))


def _clear_pictures(name: str, entries: Iterable[StoredVectors]) -> Cleared:
    contents = PictureContents(cache_dir() / "embeddings" / "pictures")
    mine = _keys(name, contents)
    shared = mine & {key for other in list_catalogues() if other != name for key in _others(other, contents)}
    n_bytes = n_entries = 0
    for entry in entries:
        n_entries += VectorStore(entry.folder, entry.dim).discard(mine - shared)
        n_bytes += entry.n_bytes - bytes_below(entry.folder)
    kept = (f"{len(shared):,} pictures are in another catalogue as well; their vectors stay.",)
    return Cleared(n_bytes, n_entries, kept if shared else ())


def _keys(name: str, contents: PictureContents) -> set[bytes]:
    return {key for item in load_catalogue(name) if (key := contents.known_key(item.image)) is not None}


def _others(name: str, contents: PictureContents) -> set[bytes]:
    try:
        return _keys(name, contents)
    except FvlError:  # its folder is gone: nobody can use its vectors
        return set()
