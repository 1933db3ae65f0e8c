"""Putting weights into a network: all of them or none, without drawing random numbers first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from fvl_core.foundation.errors import CorruptFileError

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


class _WithoutInitialising(TorchFunctionMode):
    """Give zeros for torch's random numbers: every parameter is about to be replaced.

    Zeros rather than whatever the memory holds: `trunc_normal_` draws until all numbers are within bounds.
    """

    def __torch_function__(
        self, func: Callable[..., Any], types: Sequence[type], args: Any = (), kwargs: Any = None
    ) -> Any:
        del types
        kwargs = kwargs or {}
        if getattr(func, "__name__", "") in _INITIALISERS:
            tensor: Tensor = args[0] if args else kwargs["tensor"]
            with torch.no_grad():
                return tensor.zero_()
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
