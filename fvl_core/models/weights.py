"""Putting weights into a network: all of them or none, without drawing random numbers first."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from fvl_core.foundation.errors import CorruptFileError
from fvl_core.foundation.files import atomic_write, bytes_digest, file_digest
from fvl_core.foundation.settings import cache_dir

HARMLESS = ("position_ids", "attn_mask", "input_resolution", "context_length", "vocab_size")
"""Last parts of names that old checkpoints carry beside their weights."""

N = TypeVar("N", bound=nn.Module)

_INITIALISERS = frozenset(
    {
        "normal_",
        "uniform_",
        "trunc_normal_",
        "kaiming_uniform_",
        "kaiming_normal_",
        "xavier_uniform_",
        "xavier_normal_",
    }
)


class _WithoutInitialising(TorchFunctionMode):  # type: ignore[misc] # torch's types are not read
    """Skip torch's random initialisers: every parameter is about to be replaced."""

    def __torch_function__(
        self, func: Callable[..., Any], types: Sequence[type], args: Any = (), kwargs: Any = None
    ) -> Any:
        del types
        kwargs = kwargs or {}
        if getattr(func, "__name__", "") in _INITIALISERS:
            return args[0] if args else kwargs["tensor"]
        return func(*args, **kwargs)


def build_unfilled(build: Callable[[], N]) -> N:
    """Build a network whose parameters hold no meaningful numbers yet; `fill` must follow."""
    with _WithoutInitialising():
        return build()


def fill(network: nn.Module, tensors: Mapping[str, Tensor], *, dtype: torch.dtype, source: str) -> None:
    """Give every parameter and buffer of a network its tensor, copied from the file in the wanted type.

    Raises:
        CorruptFileError: when one is missing, left over or of another shape; the network is then useless.
    """
    wanted = network.state_dict()
    given = {name: tensor for name, tensor in tensors.items() if name in wanted or not _is_harmless(name)}
    _require_same("lacks", sorted(wanted.keys() - given.keys()), source)
    _require_same("has no place for", sorted(given.keys() - wanted.keys()), source)
    given = {name: _fitted(tensor, wanted[name]) for name, tensor in given.items()}
    shapes = [
        f"{name} {tuple(t.shape)} instead of {tuple(wanted[name].shape)}"
        for name, t in given.items()
        if t.shape != wanted[name].shape
    ]
    _require_same("has another size of", shapes, source)
    copies = {name: tensor.to(_type_for(tensor, dtype), copy=True) for name, tensor in given.items()}
    network.load_state_dict(copies, strict=True, assign=True)


def digest_of_file(path: Path) -> str:
    """Return a file's sha256, remembered in the cache folder while its size and time stay the same."""
    facts = path.stat()
    place = str(path.resolve())
    stamp = [place, facts.st_size, facts.st_mtime_ns]
    note = cache_dir() / "digests" / f"{bytes_digest(place)[:32]}.json"
    try:
        remembered = json.loads(note.read_text(encoding="utf-8"))
        if remembered["stamp"] == stamp:
            return str(remembered["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        pass  # never seen, or the note is damaged: read the file
    digest = file_digest(path)
    with contextlib.suppress(OSError), atomic_write(note) as stream:  # a read-only cache costs time only
        stream.write(json.dumps({"stamp": stamp, "sha256": digest}).encode())
    return digest


def _is_harmless(name: str) -> bool:
    return name.rpartition(".")[2] in HARMLESS


def _require_same(verb: str, names: list[str], source: str) -> None:
    if names:
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        raise CorruptFileError(
            f"{source} does not fit this architecture: it {verb} {', '.join(names[:3])}{more}.",
            remedy="Check the family and the architecture, or take the complete file.",
        )


def _fitted(tensor: Tensor, like: Tensor) -> Tensor:
    """Turn a scalar kept as one row into a scalar and back; every other difference in shape stays."""
    return tensor.reshape(like.shape) if tensor.numel() == like.numel() == 1 else tensor


def _type_for(tensor: Tensor, dtype: torch.dtype) -> torch.dtype:
    return dtype if tensor.is_floating_point() else tensor.dtype
