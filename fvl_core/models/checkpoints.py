"""Reading weights from a file without ever running what the file says."""

from __future__ import annotations

import json
import pickle
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fvl_core.foundation.errors import CorruptFileError, WeightsUnavailable
from fvl_core.models.imports import import_library

if TYPE_CHECKING:
    from torch import Tensor

WRAPPERS = ("CLIP", "state_dict")
"""Keys under which known projects keep their state dict, tried in this order."""

_AGAIN = "Download or copy it again."
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


class Sketch(NamedTuple):
    """State the type and shape of one tensor; its numbers stay in the file."""

    dtype: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Outline:
    """Hold what a file holds, without the numbers."""

    sketches: Mapping[str, Sketch]
    wrapper: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Checkpoint:
    """Hold the tensors of a file by name, without a leading "module.".

    `wrapper` is the key under which they lay ("" for a bare state dict), `others` are the keys beside it;
    `metadata` is the text that a safetensors header may carry.
    """

    tensors: Mapping[str, Tensor]
    wrapper: str = ""
    others: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def sketches(self) -> dict[str, Sketch]:
        """Return the type and shape of every tensor."""
        return {
            name: Sketch(str(t.dtype).removeprefix("torch."), tuple(t.shape))
            for name, t in self.tensors.items()
        }


def read_checkpoint(path: Path) -> Checkpoint:
    """Read .safetensors, or what `torch.save` wrote, as tensors only, mapped from disk where possible.

    Raises:
        WeightsUnavailable: when there is no such file.
        CorruptFileError: when it is empty, cut off, no checkpoint, or holds objects that could run code.
    """
    kind = sniff(path)
    if kind == "safetensors":
        return _read_safetensors(path)
    return _unwrap(_load_torch(path, mmap=kind == "zip"), path)


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
        raise CorruptFileError(f"{path.name} has no readable safetensors header.", remedy=_AGAIN) from error
    if path.stat().st_size != 8 + length + end:
        raise CorruptFileError(f"{path.name} is cut off or has been changed.", remedy=_AGAIN)
    return sketches, metadata


def read_sketches(path: Path) -> Outline:
    """Return what a file holds; of .safetensors only the header is read. Raises as `read_checkpoint` does."""
    if sniff(path) == "safetensors":
        sketches, metadata = read_header(path)
        return Outline(sketches, metadata=metadata)
    checkpoint = read_checkpoint(path)
    return Outline(checkpoint.sketches, checkpoint.wrapper)


def sniff(path: Path) -> str:
    """Return "safetensors", "zip" or "legacy" from a file's first bytes; raise as `read_checkpoint`."""
    if not path.is_file():
        raise WeightsUnavailable(f"There is no file {path}.", remedy="Check the path.")
    with path.open("rb") as stream:
        head = stream.read(512)
    if not head:
        raise CorruptFileError(f"{path.name} is empty.", remedy=_AGAIN)
    if head.startswith(b"PK\x03\x04"):
        return _require_plain_zip(path)
    if head.startswith(_LEGACY_TORCH):
        return "legacy"
    if path.suffix == ".safetensors" or head[8:10] == b'{"':
        read_header(path)
        return "safetensors"
    raise CorruptFileError(f"{path.name} is {_describe(head)}.", remedy=_AGAIN)


def _describe(head: bytes) -> str:
    if head.startswith(b"version https://git-lfs"):
        return "a Git LFS pointer instead of the weights themselves"
    if head.lstrip()[:1] == b"<":
        return "a web page, not a checkpoint"
    if head.startswith(b"\x80"):
        return "a plain pickle, which could run code when read; it was not opened"
    return "no checkpoint that torch or safetensors wrote"


def _require_plain_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise CorruptFileError(f"{path.name} is cut off.", remedy=_AGAIN) from error
    if any(name.endswith("/constants.pkl") or "/code/" in name for name in names):
        raise CorruptFileError(
            f"{path.name} is a TorchScript archive: a program with weights, which the studio does not run.",
            remedy="Give the state dict alone, saved with torch.save or safetensors.",
        )
    if not any(name.endswith("/data.pkl") for name in names):
        raise CorruptFileError(
            f"{path.name} is a zip file without weights.", remedy="Choose the checkpoint file."
        )
    return "zip"


def _read_safetensors(path: Path) -> Checkpoint:
    library = import_library("safetensors.torch", purpose="Reading this file", install="safetensors")
    _, metadata = read_header(path)
    try:
        return Checkpoint(_without_module(library.load_file(path)), metadata=metadata)
    except library.SafetensorError as error:
        raise CorruptFileError(f"{path.name} is damaged.", remedy=_AGAIN) from error


def _load_torch(path: Path, *, mmap: bool) -> Any:
    torch = import_library("torch", purpose="Reading this file")
    try:
        return torch.load(path, map_location="cpu", weights_only=True, mmap=mmap)
    except pickle.UnpicklingError as error:
        raise CorruptFileError(
            f"{path.name} holds Python objects besides tensors; they could run code, so it was not opened.",
            remedy="Save the state dict alone, for example as .safetensors.",
        ) from error
    except _READING_FAILURES as error:
        raise CorruptFileError(f"{path.name} is damaged.", remedy=_AGAIN) from error


def _unwrap(content: Any, path: Path) -> Checkpoint:
    if not isinstance(content, Mapping):
        raise CorruptFileError(f"{path.name} holds no state dict.", remedy="Save a model's state dict.")
    if bare := _only_tensors(content):
        return Checkpoint(_without_module(bare), others=tuple(str(key) for key in content if key not in bare))
    inner = {str(key): _only_tensors(value) for key, value in content.items() if isinstance(value, Mapping)}
    wrapper = next((key for key in (*WRAPPERS, *inner) if inner.get(key)), None)
    if wrapper is None:
        raise CorruptFileError(f"{path.name} holds no tensors.", remedy="Save a model's state dict.")
    others = tuple(str(key) for key in content if key != wrapper)
    return Checkpoint(_without_module(inner[wrapper]), wrapper, others)


def _only_tensors(content: Mapping[Any, Any]) -> dict[str, Any]:
    import torch

    return {
        key: value
        for key, value in content.items()
        if isinstance(key, str) and isinstance(value, torch.Tensor)
    }


def _without_module(tensors: Mapping[str, Any]) -> dict[str, Any]:
    if tensors and all(name.startswith("module.") for name in tensors):
        return {name.removeprefix("module."): tensor for name, tensor in tensors.items()}
    return dict(tensors)
