"""Weights that are split over several files, beside an index that says which tensor lies in which."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from fvl_core.foundation.errors import CorruptFileError

_ENDING = ".index.json"
_SUFFIXES = (".safetensors", ".bin")
_SHARD = re.compile(r"(.+)-\d{5}-of-\d{5}(\.safetensors|\.bin)")


def is_index(path: Path) -> bool:
    """Tell whether a file is the index of split weights.

    Example:
        >>> is_index(Path("model.safetensors.index.json")), is_index(Path("model.safetensors"))
        (True, False)
    """
    return path.name.endswith(tuple(suffix + _ENDING for suffix in _SUFFIXES))


def index_of(name: str) -> str:
    """Return the name of the index to which a shard belongs by its own name, "" for no shard.

    Example:
        >>> index_of("model-00001-of-00002.safetensors"), index_of("model.safetensors")
        ('model.safetensors.index.json', '')
    """
    found = _SHARD.fullmatch(name)
    return f"{found[1]}{found[2]}{_ENDING}" if found else ""


def weight_map(index: Path) -> dict[str, str]:
    """Return for every tensor the name of the file that holds it, as the index says.

    Raises:
        CorruptFileError: when it says nothing of the kind, or names what is no file of its kind beside it.
    """
    try:
        told = json.loads(index.read_text(encoding="utf-8"))["weight_map"]
        found = {str(tensor): str(name) for tensor, name in told.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorruptFileError(
            f"{index.name} is no index of split weights.", remedy="Fetch the model again."
        ) from error
    suffix = Path(index.name.removesuffix(_ENDING)).suffix
    if not found or any(not _is_plain(name, suffix) for name in found.values()):
        raise CorruptFileError(
            f"{index.name} names files that are no {suffix[1:]} beside it.", remedy="Fetch the model again."
        )
    return found


def shares(index: Path) -> Mapping[Path, list[str]]:
    """Return the files that an index names, each with the names of the tensors that it should hold.

    Raises:
        CorruptFileError: as `weight_map` does.
    """
    found: defaultdict[Path, list[str]] = defaultdict(list)
    for tensor, name in sorted(weight_map(index).items(), key=lambda pair: pair[1]):
        found[index.parent / name].append(tensor)
    return found


def files_of(weights: Path) -> tuple[Path, ...]:
    """Return the files that hold the tensors: those that an index names, else the file itself.

    Raises:
        CorruptFileError: as `weight_map` does.
    """
    return tuple(shares(weights)) if is_index(weights) else (weights,)


def absent_shards(weights: Path) -> tuple[str, ...]:
    """Return the names of the files that an index names and that are not there.

    A damaged index lacks itself, so that nobody takes it for weights that are whole.
    """
    try:
        return tuple(file.name for file in files_of(weights) if not file.is_file())
    except CorruptFileError:
        return (weights.name,)


def absent_of_folder(folder: Path) -> tuple[str, ...]:
    """Return what is absent of all split weights in a folder."""
    return tuple(
        name
        for index in sorted(folder.glob(f"*{_ENDING}"))
        if is_index(index)
        for name in absent_shards(index)
    )


def _is_plain(name: str, suffix: str) -> bool:
    return name.endswith(suffix) and Path(name).name == name and "\\" not in name
