"""Weights that are split over several files, beside an index that says which tensor lies in which."""

from __future__ import annotations

import json
import re
from pathlib import Path

from fvl_core.foundation.errors import CorruptFileError

INDEX_SUFFIX = ".safetensors.index.json"
_SHARD = re.compile(r"(.+)-\d{5}-of-\d{5}\.safetensors")


def is_index(path: Path) -> bool:
    """Tell whether a file is the index of split weights.

    Example:
        >>> is_index(Path("model.safetensors.index.json")), is_index(Path("model.safetensors"))
        (True, False)
    """
    return path.name.endswith(INDEX_SUFFIX)


def index_of(name: str) -> str:
    """Return the name of the index to which a shard belongs by its own name, "" for no shard.

    Example:
        >>> index_of("model-00001-of-00002.safetensors"), index_of("model.safetensors")
        ('model.safetensors.index.json', '')
    """
    found = _SHARD.fullmatch(name)
    return f"{found[1]}{INDEX_SUFFIX}" if found else ""


def weight_map(index: Path) -> dict[str, str]:
    """Return for every tensor the name of the file that holds it, as the index says.

    Raises:
        CorruptFileError: when it says nothing of the kind, or names what is no file beside it.
    """
    try:
        told = json.loads(index.read_text(encoding="utf-8"))["weight_map"]
        found = {str(tensor): str(name) for tensor, name in told.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorruptFileError(
            f"{index.name} is no index of split weights.", remedy="Fetch the model again."
        ) from error
    if not found or any(not _is_plain(name) for name in found.values()):
        raise CorruptFileError(
            f"{index.name} names files that are no safetensors beside it.", remedy="Fetch the model again."
        )
    return found


def files_of(weights: Path) -> tuple[Path, ...]:
    """Return the files that hold the tensors: those that an index names, else the file itself.

    Raises:
        CorruptFileError: as `weight_map` does.
    """
    if not is_index(weights):
        return (weights,)
    return tuple(weights.parent / name for name in sorted(set(weight_map(weights).values())))


def absent_shards(weights: Path) -> tuple[str, ...]:
    """Return the names of the files that an index names and that are not there.

    A damaged index lacks itself, so that nobody takes it for weights that are whole.
    """
    try:
        return tuple(file.name for file in files_of(weights) if not file.is_file())
    except CorruptFileError:
        return (weights.name,)


def _is_plain(name: str) -> bool:
    return name.endswith(".safetensors") and Path(name).name == name and "\\" not in name
