"""Where in a file's content the network's tensors lie, and what lies beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from fvl_core.foundation.errors import CorruptFileError
from fvl_core.models.tensor_archive import tensors_of_module
from fvl_core.models.tensor_pickle import Record, StoredTensor

WRAPPERS = ("CLIP", "Combiner", "Phi", "state_dict", "model", "model_state_dict")
"""Keys under which known projects keep their state dict, tried in this order."""

ANCHORS = (
    "visual.conv1.weight",
    "vision_model.embeddings.class_embedding",
    "image_encoder.model.0.weight",
    "combiner_layer.weight",
)
"""One name of each known network, by which a prefix is told."""

ONLY_WEIGHTS = "Save a model's state dict alone, for example as .safetensors."

T = TypeVar("T")


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


class Held(NamedTuple):
    """Hold a state dict as found, with whatever stands for its tensors, and what lies beside it."""

    tensors: Mapping[str, Any]
    kind: str
    wrapper: str = ""
    others: tuple[str, ...] = ()
    settings: Mapping[str, Any] = {}
    prefix: str = ""


def find_state_dict(content: Any, path: Path, kind: str) -> Held:
    """Return the state dict in a file's content: under a known key, else bare, else the largest there is.

    Raises:
        CorruptFileError: when there is none.
    """
    if isinstance(content, Record):
        tensors = dict(tensors_of_module(content))
        return Held(_require_some(tensors, path), kind, prefix=shared_prefix(tensors))
    if not isinstance(content, Mapping):
        raise CorruptFileError(f"{path.name} holds no state dict.", remedy=ONLY_WEIGHTS)
    inner = {str(key): _only_tensors(value) for key, value in content.items()}
    known = next((key for key in WRAPPERS if inner.get(key)), "")
    bare = {} if known else _only_tensors(content)
    wrapper = known or ("" if bare else max(inner, key=lambda key: len(inner[key]), default=""))
    tensors = bare or inner.get(wrapper, {})
    others = tuple(str(key) for key in content if key != wrapper and key not in tensors)
    settings = {key: value for key, value in content.items() if isinstance(value, dict | str | int | float)}
    settings.pop(wrapper, None)
    return Held(_require_some(tensors, path), kind, wrapper, others, settings, shared_prefix(tensors))


def _require_some(tensors: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    if not tensors:
        raise CorruptFileError(f"{path.name} holds no tensors.", remedy=ONLY_WEIGHTS)
    return tensors


def _only_tensors(content: Any) -> dict[str, Any]:
    """Return the tensors of something like a state dict, or of a whole pickled network."""
    if isinstance(content, Record):
        return dict(tensors_of_module(content))
    if not isinstance(content, Mapping):
        return {}
    return {key: value for key, value in content.items() if isinstance(key, str) and _is_tensor(value)}


def _is_tensor(value: Any) -> bool:
    is_of_torch = type(value).__module__.partition(".")[0] == "torch"
    return isinstance(value, StoredTensor) or (is_of_torch and hasattr(value, "dtype"))


def shared_prefix(names: Collection[str]) -> str:
    """Return what DataParallel, Lightning and the like put before the names of a known network."""
    if names and all(name.startswith("module.") for name in names):
        return "module." + shared_prefix([name.removeprefix("module.") for name in names])
    for anchor in ANCHORS:
        found = {name.removesuffix(anchor) for name in names if f".{name}".endswith(f".{anchor}")}
        if len(found) == 1:
            return found.pop()
    return ""


def below(prefix: str, named: Mapping[str, T]) -> dict[str, T]:
    """Return what stands below a prefix, under the rest of its name."""
    return {name.removeprefix(prefix): value for name, value in named.items() if name.startswith(prefix)}


def outline_of(held: Held, *, metadata: Mapping[str, str] | None = None) -> Outline:
    """Describe a state dict without its numbers."""
    named = below(held.prefix, held.tensors)
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
