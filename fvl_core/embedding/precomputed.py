"""Features that somebody else computed, taken into the cache: CLIP4CirDemo's index files."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import CorruptFileError, InvalidInputError, WeightsUnavailable

if TYPE_CHECKING:
    from fvl_core.foundation.items import Catalogue, Item
    from fvl_core.models.base import VisionLanguageModel

N_CHECKED = 3
"""Pictures that are encoded again, to see whether the features are this model's."""
NEAR = 0.99
"""Least cosine with what the model itself makes; half precision stays well above it."""
_LONGEST_NAMES = 64_000_000
_FEATURES, _NAMES = "_features.pt", "_names.pkl"
_AGAIN = "Give CLIP4CirDemo's NAME_index_features.pt with NAME_index_names.pkl beside it."


@dataclass(frozen=True)
class ImportReport:
    """State what became of imported features.

    Attributes:
        n_imported: pictures whose features the cache knows now. n_without_features: pictures of the
        catalogue that the file does not name. n_without_picture: names that the catalogue does not have.
        cosine: the lowest of those between imported features and the model's own, of the pictures checked.
    """

    n_imported: int
    n_without_features: int
    n_without_picture: int
    cosine: float


def read_index_features(features: str | Path, names: str | Path | None = None) -> Embeddings:
    """Read a pair of files as CLIP4CirDemo writes them: raw features (n, d), and their names.

    Nothing in the files is run: the names' pickle may hold a list of words and nothing else.

    Args:
        features: NAME_index_features.pt, a tensor of any precision.
        names: NAME_index_names.pkl; by default the one beside it.

    Returns:
        Embeddings with the names as ids and an empty space: only `import_features` knows whose they are.

    Raises:
        WeightsUnavailable: when a file is not there.
        CorruptFileError: when one is damaged, holds something else, or they do not fit each other.
    """
    path = Path(features).expanduser()
    if names is None and not path.name.endswith(_FEATURES):
        raise CorruptFileError(
            f"{path.name} does not end in {_FEATURES}, so its names are unknown.", remedy=_AGAIN
        )
    beside = (
        path.with_name(path.name.replace(_FEATURES, _NAMES)) if names is None else Path(names).expanduser()
    )
    for each in (path, beside):
        if not each.is_file():
            raise WeightsUnavailable(f"There is no file {each}.", remedy=_AGAIN)
    rows, told = _read_rows(path), _read_names(beside)
    if len(rows) != len(told):
        raise CorruptFileError(
            f"{path.name} has {len(rows):,} rows, {beside.name} {len(told):,} names.", remedy=_AGAIN
        )
    try:
        return Embeddings.from_raw(told, rows, space="")
    except InvalidInputError as error:
        raise CorruptFileError(f"{path.name}: {error}", remedy=_AGAIN) from error


def import_features(
    catalogue: Catalogue,
    model: VisionLanguageModel,
    features: Embeddings,
    *,
    cache: EmbeddingCache | None = None,
) -> ImportReport:
    """Put features into the cache as a model's own, after checking a few against the model.

    Args:
        catalogue: its items are known by their id, or by their file's name without the ending.
        model: that made the features; a file does not say which.
        features: as `read_index_features` gives them.
        cache: where vectors are kept.

    Raises:
        InvalidInputError: when the width is not the model's, no name is in the catalogue, or the model makes
            something else of the pictures that are checked.
    """
    if features.dim != model.dim:
        raise InvalidInputError(
            f"The features have {features.dim} numbers, {model.name} gives {model.dim}.",
            remedy="Choose the model that made them.",
        )
    cache = cache or EmbeddingCache()
    rows = {name: row for row, name in enumerate(features.ids)}
    found = [(item, row) for item in catalogue if (row := _row_of(item, rows)) is not None]
    keyed = [(item, row, key) for item, row in found if (key := _key_of(cache, item)) is not None]
    if not keyed:
        raise InvalidInputError(
            f"None of the {len(rows):,} names is a readable picture of {catalogue.name!r}.",
            remedy="Give the folder of pictures that the features were made of.",
        )
    cosine = _lowest_cosine(model, features, [(item, row) for item, row, _ in keyed])
    if cosine < NEAR:
        raise InvalidInputError(
            f"{model.name} makes something else of these pictures (cosine {cosine:.3f}).",
            remedy="Choose the model that made them; CLIP4CirDemo's is OpenAI's RN50x4 as family clip4cir.",
        )
    raw = features.raw[[row for _, row, _ in keyed]]
    cache.remember(
        model,
        "image",
        [key for _, _, key in keyed],
        lambda new: Embeddings.from_raw(None, raw[new], space=model.space),
    )
    return ImportReport(len(keyed), len(catalogue) - len(found), len(rows) - len(found), cosine)


def _row_of(item: Item, rows: dict[str, int]) -> int | None:
    stem = item.path.stem if item.path is not None else item.id
    return rows.get(item.id, rows.get(stem))


def _key_of(cache: EmbeddingCache, item: Item) -> bytes | None:
    try:
        return cache.contents.key(item.image)
    except InvalidInputError:
        return None


def _lowest_cosine(
    model: VisionLanguageModel, features: Embeddings, found: Sequence[tuple[Item, int]]
) -> float:
    """Encode a few pictures, evenly spread, and compare."""
    places = sorted({int(place) for place in np.linspace(0, len(found) - 1, N_CHECKED)})
    own = model.encode_images([found[place][0].image for place in places]).vectors
    given = features.vectors[[found[place][1] for place in places]]
    return float((own.astype(np.float64) * given).sum(axis=1).min())


def _read_rows(path: Path) -> np.ndarray:
    import torch

    try:
        held = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise CorruptFileError(
            f"{path.name} holds more than a tensor and could run code, so it was not opened.", remedy=_AGAIN
        ) from error
    except (RuntimeError, EOFError, ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise CorruptFileError(f"{path.name} is damaged.", remedy=_AGAIN) from error
    if not isinstance(held, torch.Tensor) or held.ndim != 2 or not held.is_floating_point():
        raise CorruptFileError(f"{path.name} is no tensor of features, (n, d).", remedy=_AGAIN)
    return np.asarray(held.float().numpy())


class _WordsOnly(pickle.Unpickler):
    """Read lists and words; a pickle that names any class or function is refused before it gets one."""

    def find_class(self, module_name: str, global_name: str) -> NoReturn:
        raise pickle.UnpicklingError(f"the file asks for {module_name}.{global_name}")

    def persistent_load(self, pid: Any) -> NoReturn:
        raise pickle.UnpicklingError(f"the file refers to {pid!r}")


def _read_names(path: Path) -> list[str]:
    if path.stat().st_size > _LONGEST_NAMES:
        raise CorruptFileError(f"{path.name} is too large for a list of names.", remedy=_AGAIN)
    try:
        with path.open("rb") as stream:
            told = _WordsOnly(stream).load()
    except (
        pickle.UnpicklingError,
        ValueError,
        EOFError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
    ) as error:
        raise CorruptFileError(f"{path.name} is no list of names: {error}.", remedy=_AGAIN) from error
    if not isinstance(told, list) or not all(isinstance(name, str) for name in told):
        raise CorruptFileError(f"{path.name} is no list of names.", remedy=_AGAIN)
    return told
