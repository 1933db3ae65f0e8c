"""Reading weights from a file without ever running what the file says."""

from __future__ import annotations

import json
import pickle
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from fvl_core.foundation.errors import CorruptFileError, WeightsUnavailable
from fvl_core.models.imports import import_library
from fvl_core.models.tensor_archive import AGAIN, TensorArchive, open_archive, tensors_of_module
from fvl_core.models.tensor_pickle import Record, StoredTensor

if TYPE_CHECKING:
    from torch import Tensor

WRAPPERS = ("CLIP", "Combiner", "Phi", "state_dict", "model", "model_state_dict")
"""Keys under which known projects keep their state dict, tried in this order."""

ANCHORS = (
    "visual.conv1.weight",
    "vision_model.embeddings.class_embedding",
    "image_encoder.model.0.weight",
    "combiner_layer.weight",
)
"""One name of each known network, by which a prefix is told."""

T = TypeVar("T")
_LONGEST_HEADER = 100_000_000
_LEGACY_TORCH = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
_ONLY_WEIGHTS = "Save a model's state dict alone, for example as .safetensors."
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
    """Hold what a file holds, without the numbers.

    Attributes:
        sketches: of the tensors, by name, without the prefix that all of the network's share.
        kind: "safetensors", "zip", "legacy" (both of torch.save), or "torchscript".
        wrapper: the key under which they lay, "" for a bare state dict. others: the keys beside it.
        metadata: the text that a safetensors header may carry. settings: plain values beside the tensors.
        prefix: what was taken off the names ("module.", "model."). n_left_out: tensors without it.
    """

    sketches: Mapping[str, Sketch]
    kind: str = "safetensors"
    wrapper: str = ""
    others: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)
    prefix: str = ""
    n_left_out: int = 0


@dataclass(frozen=True)
class Checkpoint:
    """Hold the tensors of a file by name, as its outline describes them."""

    tensors: Mapping[str, Tensor]
    outline: Outline


def read_checkpoint(path: Path) -> Checkpoint:
    """Read .safetensors, or what torch wrote, as tensors only, mapped from disk where possible.

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
    held = _find_state_dict(archive, path)
    return Checkpoint(_below(held.prefix, archive.tensors(held.tensors)), _outline(held))


def read_outline(path: Path) -> Outline:
    """Return what a file holds, without reading the numbers; raise as `read_checkpoint` does."""
    kind = sniff(path)
    if kind == "safetensors":
        sketches, metadata = read_header(path)
        return _outline(_Held(sketches, kind, prefix=_shared_prefix(sketches)), metadata=metadata)
    if kind == "legacy":
        return _read_legacy(path).outline
    return _outline(_find_state_dict(open_archive(path), path))


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
            remedy=_ONLY_WEIGHTS,
        )
    kind = "a web page, not" if head.lstrip()[:1] == b"<" else "no"
    raise CorruptFileError(f"{path.name} is {kind} checkpoint of torch or safetensors.", remedy=AGAIN)


class _Held(NamedTuple):
    """Hold a state dict as found, with whatever stands for its tensors, and what lies beside it."""

    tensors: Mapping[str, Any]
    kind: str
    wrapper: str = ""
    others: tuple[str, ...] = ()
    settings: Mapping[str, Any] = {}
    prefix: str = ""


def _find_state_dict(archive: TensorArchive, path: Path) -> _Held:
    if isinstance(archive.content, Record):
        kind = "torchscript" if archive.is_program else "zip"
        tensors = tensors_of_module(archive.content)
        return _Held(_require_some(tensors, path), kind, prefix=_shared_prefix(tensors))
    return _unwrap(archive.content, path, "zip")


def _unwrap(content: Any, path: Path, kind: str) -> _Held:
    if not isinstance(content, Mapping):
        raise CorruptFileError(f"{path.name} holds no state dict.", remedy=_ONLY_WEIGHTS)
    wrapper, tensors = "", _only_tensors(content)
    if not tensors:
        inner = {str(key): _only_tensors(value) for key, value in content.items()}
        wrapper = next((key for key in (*WRAPPERS, *inner) if inner.get(key)), "")
        tensors = inner.get(wrapper, {})
    others = tuple(str(key) for key in content if key != wrapper and key not in tensors)
    settings = {key: value for key, value in content.items() if isinstance(value, dict | str | int | float)}
    settings.pop(wrapper, None)
    return _Held(_require_some(tensors, path), kind, wrapper, others, settings, _shared_prefix(tensors))


def _require_some(tensors: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    if not tensors:
        raise CorruptFileError(f"{path.name} holds no tensors.", remedy=_ONLY_WEIGHTS)
    return tensors


def _only_tensors(content: Any) -> dict[str, Any]:
    """Return the tensors of something like a state dict, or of a whole pickled network."""
    if isinstance(content, Record):
        return dict(tensors_of_module(content))
    if not isinstance(content, Mapping):
        return {}
    return {key: value for key, value in content.items() if isinstance(key, str) and _is_tensor(value)}


def _is_tensor(value: Any) -> bool:
    return isinstance(value, StoredTensor) or type(value).__module__.partition(".")[0] == "torch"


def _shared_prefix(names: Collection[str]) -> str:
    """Return what DataParallel, Lightning and the like put before the names of a known network."""
    if names and all(name.startswith("module.") for name in names):
        return "module." + _shared_prefix([name.removeprefix("module.") for name in names])
    for anchor in ANCHORS:
        found = {name.removesuffix(anchor) for name in names if f".{name}".endswith(f".{anchor}")}
        if len(found) == 1:
            return found.pop()
    return ""


def _below(prefix: str, named: Mapping[str, T]) -> dict[str, T]:
    return {name.removeprefix(prefix): value for name, value in named.items() if name.startswith(prefix)}


def _outline(held: _Held, *, metadata: Mapping[str, str] | None = None) -> Outline:
    named = _below(held.prefix, held.tensors)
    return Outline(
        {name: _sketch(value) for name, value in named.items()},
        held.kind,
        held.wrapper,
        held.others,
        metadata or {},
        held.settings,
        held.prefix,
        len(held.tensors) - len(named),
    )


def _sketch(value: Any) -> Sketch:
    return Sketch(str(value.dtype).removeprefix("torch."), tuple(value.shape))


def _read_safetensors(path: Path) -> Checkpoint:
    library = import_library("safetensors.torch", purpose="Reading this file", install="safetensors")
    outline = read_outline(path)
    try:
        tensors = library.load_file(path)
    except library.SafetensorError as error:
        raise CorruptFileError(f"{path.name} is damaged.", remedy=AGAIN) from error
    return Checkpoint(_below(outline.prefix, tensors), outline)


def _read_legacy(path: Path) -> Checkpoint:
    """Read a file of torch before 1.6, by torch's own reader of tensors."""
    torch = import_library("torch", purpose="Reading this file")
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise CorruptFileError(
            f"{path.name} holds Python objects besides tensors; they could run code, so it was not opened.",
            remedy=_ONLY_WEIGHTS,
        ) from error
    except _READING_FAILURES as error:
        raise CorruptFileError(f"{path.name} is damaged.", remedy=AGAIN) from error
    held = _unwrap(content, path, "legacy")
    return Checkpoint(_below(held.prefix, held.tensors), _outline(held))
