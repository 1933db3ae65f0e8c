"""Reading weights from a file without ever running what the file says."""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fvl_core.foundation.errors import CorruptFileError, WeightsUnavailable
from fvl_core.models.imports import import_library
from fvl_core.models.shards import files_of, is_index, weight_map
from fvl_core.models.state_dicts import (
    ONLY_WEIGHTS,
    Held,
    Outline,
    Sketch,
    below,
    find_state_dict,
    outline_of,
    shared_prefix,
)
from fvl_core.models.tensor_archive import AGAIN, TensorArchive, open_archive
from fvl_core.models.unpacking import is_archive

if TYPE_CHECKING:
    from torch import Tensor

_LONGEST_HEADER = 100_000_000
_LEGACY_TORCH = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
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
    """Read .safetensors (whole, or split and then by its index), or what torch wrote, as tensors only.

    They are mapped from disk where possible.

    Raises:
        WeightsUnavailable: when there is no such file.
        CorruptFileError: when it is empty, cut off, no checkpoint, or asks for functions to be run.
    """
    kind = sniff(path)
    if kind == "safetensors":
        return _read_safetensors(path)
    if kind == "legacy":
        return _read_legacy(path)
    archive = open_archive(path)
    held = _find(archive)
    return Checkpoint(below(held.prefix, archive.tensors(held.tensors)), outline_of(held))


def read_outline(path: Path) -> Outline:
    """Return what a file holds, without reading the numbers; raise as `read_checkpoint` does."""
    kind = sniff(path)
    if kind == "safetensors":
        sketches, metadata = _read_headers(path)
        return outline_of(Held(sketches, kind, prefix=shared_prefix(sketches)), metadata=metadata)
    if kind == "legacy":
        return _read_legacy(path).outline
    return outline_of(_find(open_archive(path)))


def read_header(path: Path) -> tuple[dict[str, Sketch], dict[str, str]]:
    """Return types and shapes, and the metadata, of a .safetensors file, from its header alone.

    Raises:
        CorruptFileError: when the header is damaged or the file is shorter than it says.
    """
    try:
        with path.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            if not 2 <= length <= min(_LONGEST_HEADER, path.stat().st_size):
                raise ValueError("header length")
            header = json.loads(stream.read(length))
        metadata = header.pop("__metadata__", {})
        sketches = {name: Sketch(entry["dtype"], tuple(entry["shape"])) for name, entry in header.items()}
        end = max((entry["data_offsets"][1] for entry in header.values()), default=0)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorruptFileError(f"{path.name} has no readable safetensors header.", remedy=AGAIN) from error
    if path.stat().st_size != 8 + length + end:
        raise CorruptFileError(f"{path.name} is cut off or has been changed.", remedy=AGAIN)
    return sketches, metadata


def sniff(path: Path) -> str:
    """Return "safetensors", "zip" or "legacy" from a file's first bytes; raise as `read_checkpoint`."""
    if not path.is_file():
        raise WeightsUnavailable(f"There is no file {path}.", remedy="Check the path.")
    if is_index(path):
        return "safetensors"
    with path.open("rb") as stream:
        head = stream.read(512)
    if not head:
        raise CorruptFileError(f"{path.name} is empty.", remedy=AGAIN)
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(_LEGACY_TORCH):
        return "legacy"
    if head.startswith(b"version https://git-lfs"):
        raise CorruptFileError(
            f"{path.name} is a Git LFS pointer instead of the weights themselves.",
            remedy="Fetch the weights with `git lfs pull`.",
        )
    if path.suffix == ".safetensors" or head[8:10] == b'{"':
        read_header(path)
        return "safetensors"
    if head.startswith(b"\x80"):
        raise CorruptFileError(
            f"{path.name} is a plain pickle, which could run code when read; it was not opened.",
            remedy=ONLY_WEIGHTS,
        )
    if is_archive(path):
        raise CorruptFileError(
            f"{path.name} is an archive, and no checkpoint itself.",
            remedy="Unpack it, or give it to: python -m fvl_core fetch NAME --from FILE.",
        )
    kind = "a web page, not" if head.lstrip()[:1] == b"<" else "no"
    raise CorruptFileError(f"{path.name} is {kind} checkpoint of torch or safetensors.", remedy=AGAIN)


def _read_headers(path: Path) -> tuple[dict[str, Sketch], dict[str, str]]:
    """Read the headers of all files that an index names, or of the one file."""
    sketches: dict[str, Sketch] = {}
    metadata: dict[str, str] = {}
    for file in files_of(path):
        if not file.is_file():
            raise WeightsUnavailable(f"{path.name} names {file.name}, which is absent.", remedy=AGAIN)
        found, said = read_header(file)
        sketches |= found
        metadata |= said
    if is_index(path) and (lost := sorted(weight_map(path).keys() - sketches.keys())):
        raise CorruptFileError(f"The files of {path.name} lack {lost[0]}.", remedy=AGAIN)
    return sketches, metadata


def _find(archive: TensorArchive) -> Held:
    return find_state_dict(archive.content, archive.path, "torchscript" if archive.is_program else "zip")


def _read_safetensors(path: Path) -> Checkpoint:
    library = import_library("safetensors.torch", purpose="Reading this file", install="safetensors")
    outline = read_outline(path)
    tensors: dict[str, Tensor] = {}
    try:
        for file in files_of(path):
            tensors |= library.load_file(file)
    except library.SafetensorError as error:
        raise CorruptFileError(f"{path.name} is damaged.", remedy=AGAIN) from error
    return Checkpoint(below(outline.prefix, tensors), outline)


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
