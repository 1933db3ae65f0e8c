"""Reading weights from a file without ever running what the file says."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fvl_core.foundation.errors import CorruptFileError, WeightsUnavailable
from fvl_core.models.file_kinds import read_header, sniff
from fvl_core.models.imports import import_library
from fvl_core.models.shards import is_index, shares
from fvl_core.models.state_dicts import (
    ONLY_WEIGHTS,
    Held,
    Outline,
    below,
    find_state_dict,
    outline_of,
    shared_prefix,
)
from fvl_core.models.tensor_archive import AGAIN, TensorArchive, open_archive

if TYPE_CHECKING:
    from torch import Tensor

_OTHERS = {"safetensors": "a safetensors file", "legacy": "a file of torch before 1.6"}
_READING_FAILURES = (
    RuntimeError,
    EOFError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
)


@dataclass(frozen=True)
class Checkpoint:
    """Hold the tensors of a file by name, as its outline describes them."""

    tensors: Mapping[str, Tensor]
    outline: Outline


def read_checkpoint(path: Path) -> Checkpoint:
    """Read .safetensors or what torch wrote, whole, or split and then by its index, as tensors only.

    They are mapped from disk where possible.

    Raises:
        WeightsUnavailable: when there is no such file.
        CorruptFileError: when it is empty, cut off, no checkpoint, or asks for functions to be run.
    """
    if is_index(path):
        return _read_split(path)
    kind = sniff(path)
    if kind == "safetensors":
        outline = read_outline(path)
        return Checkpoint(below(outline.prefix, _load_safetensors(path)), outline)
    if kind == "legacy":
        return _read_legacy(path)
    archive = open_archive(path)
    held = _find(archive)
    return Checkpoint(below(held.prefix, archive.tensors(held.tensors)), outline_of(held))


def read_outline(path: Path) -> Outline:
    """Return what a file holds, without reading the numbers; raise as `read_checkpoint` does."""
    if is_index(path):
        return _outline_of_split(path)
    kind = sniff(path)
    if kind == "safetensors":
        sketches, metadata = read_header(path)
        return outline_of(Held(sketches, kind, prefix=shared_prefix(sketches)), metadata=metadata)
    if kind == "legacy":
        return _read_legacy(path).outline
    return outline_of(_find(open_archive(path)))


def _find(archive: TensorArchive) -> Held:
    return find_state_dict(archive.content, archive.path, "torchscript" if archive.is_program else "zip")


def _load_safetensors(path: Path) -> Mapping[str, Tensor]:
    library = import_library("safetensors.torch", purpose="Reading this file", install="safetensors")
    damage = import_library("safetensors", purpose="Reading this file").SafetensorError
    try:
        found: Mapping[str, Tensor] = library.load_file(path)
    except (damage, KeyError) as error:  # KeyError: a type of numbers that torch does not have
        raise CorruptFileError(f"{path.name} is damaged.", remedy=AGAIN) from error
    return found


def _read_split(index: Path) -> Checkpoint:
    outline = _outline_of_split(index)
    tensors: dict[str, Tensor] = {}
    for file, names in shares(index).items():
        if file.suffix == ".safetensors":
            found = _load_safetensors(file)
            tensors |= {name: found[name] for name in names}
        else:
            archive = open_archive(file)
            stored = _find(archive).tensors
            tensors |= archive.tensors({name: stored[name] for name in names})
    return Checkpoint(below(outline.prefix, tensors), outline)


def _outline_of_split(index: Path) -> Outline:
    """Describe all files that an index names, each of which must hold what the index says that it holds."""
    held: dict[str, Any] = {}
    metadata: dict[str, str] = {}
    for file, names in shares(index).items():
        if not file.is_file():
            raise WeightsUnavailable(f"{index.name} names {file.name}, which is absent.", remedy=AGAIN)
        found, said = _read_share(file)
        if lost := next((name for name in names if name not in found), ""):
            raise CorruptFileError(
                f"{file.name} lacks {lost}, which {index.name} says it holds.",
                remedy="Fetch the model again: this file belongs to another one, or to another split.",
            )
        held |= {name: found[name] for name in names}
        metadata |= said
    kind = "safetensors" if file.suffix == ".safetensors" else "zip"
    return outline_of(Held(held, kind, prefix=shared_prefix(held)), metadata=metadata)


def _read_share(file: Path) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """Read the tensors of one file without their numbers, by our own reader alone."""
    if file.suffix == ".safetensors":
        return read_header(file)
    if (kind := sniff(file)) != "zip":
        raise CorruptFileError(
            f"{file.name} is {_OTHERS[kind]}, not the zip file of torch that a part like it is.",
            remedy="Fetch the model again, or save it again as .safetensors.",
        )
    return _find(open_archive(file)).tensors, {}


def _read_legacy(path: Path) -> Checkpoint:
    """Read a file of torch before 1.6, by torch's own reader of tensors."""
    torch = import_library("torch", purpose="Reading this file")
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise CorruptFileError(
            f"{path.name} holds Python objects besides tensors; they could run code, so it was not opened.",
            remedy=ONLY_WEIGHTS,
        ) from error
    except _READING_FAILURES as error:
        raise CorruptFileError(f"{path.name} is damaged.", remedy=AGAIN) from error
    held = find_state_dict(content, path, "legacy")
    return Checkpoint(below(held.prefix, held.tensors), outline_of(held))
