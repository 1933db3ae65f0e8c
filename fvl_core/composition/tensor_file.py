"""Reading a composer's own weights: tensors only, nothing in the file is run."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np

from fvl_core.foundation.errors import CorruptFileError, WeightsUnavailable


def read_tensors(
    path: str | Path, *, key: str, anchor: str, again: str
) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """Read a .safetensors file, or what `torch.save` wrote; gives float32 tensors by name, and facts.

    Args:
        path: of the file.
        key: under which torch's file keeps the state dict, beside "epoch"; a bare one is taken too, and one
            under another key. In lower case, it is also the name of the facts in a safetensors header.
        anchor: the name of one of the tensors, by which such a state dict is told; what stands before it
            ("module." of DataParallel) is taken off all names.
        again: the remedy for a file that is no good.

    Raises:
        WeightsUnavailable: when there is no such file.
        CorruptFileError: when it is damaged, or holds objects that could run code.
    """
    place = Path(path).expanduser()
    if not place.is_file():
        raise WeightsUnavailable(f"There is no file {place}.", remedy="Check the path.")
    if place.suffix == ".safetensors":
        tensors, facts = _read_safetensors(place, key.lower(), again)
    else:
        tensors, facts = _read_torch(place, key, anchor, again), {}
    return {name: np.asarray(tensor, dtype=np.float32) for name, tensor in tensors.items()}, facts


def _read_safetensors(path: Path, key: str, again: str) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(path), framework="np") as held:
            tensors = {name: held.get_tensor(name) for name in held.keys()}  # noqa: SIM118 - not a mapping
            facts = json.loads((held.metadata() or {}).get(key, "{}"))
    except (SafetensorError, ValueError, TypeError) as error:
        raise CorruptFileError(f"{path.name} is damaged.", remedy=again) from error
    return tensors, {key: str(value) for key, value in facts.items()} if isinstance(facts, dict) else {}


def _read_torch(path: Path, key: str, anchor: str, again: str) -> dict[str, Any]:
    import torch

    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise CorruptFileError(
            f"{path.name} holds more than tensors and could run code, so it was not opened.", remedy=again
        ) from error
    except (RuntimeError, EOFError, ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise CorruptFileError(f"{path.name} is damaged.", remedy=again) from error
    held = _state_dict(content, key, anchor) if isinstance(content, dict) else {}
    return {
        str(name): value.detach().float().numpy()
        for name, value in held.items()
        if isinstance(value, torch.Tensor)
    }


def _state_dict(content: dict[Any, Any], key: str, anchor: str) -> dict[Any, Any]:
    """Return the state dict in a file that holds the anchor, without what stands before its name."""
    parts = [part for part in (content.get(key), content, *content.values()) if isinstance(part, dict)]
    for held in parts:
        own = next((name for name in held if f".{name}".endswith(f".{anchor}")), None)
        if own is not None:
            prefix = str(own).removesuffix(anchor)
            named = {str(name): value for name, value in held.items()}
            return {n.removeprefix(prefix): value for n, value in named.items() if n.startswith(prefix)}
    return parts[0]
