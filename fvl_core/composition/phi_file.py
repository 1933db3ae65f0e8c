"""The weights of SEARLE's Phi: three layers that turn a picture's feature into a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fvl_core.composition.tensor_file import read_tensors
from fvl_core.foundation.errors import CorruptFileError

KEY = "Phi"
"""Under which SEARLE's files keep the state dict."""
LAYERS = ("layers.0", "layers.3", "layers.6")
_AGAIN = "Give SEARLE_ViT-B32.pt or SEARLE_ViT-L14.pt of SEARLE's release, or a Phi that its code trained."


@dataclass(frozen=True, eq=False)
class PhiWeights:
    """Hold the six tensors by SEARLE's names, float32; all widths follow from their shapes.

    Raises:
        CorruptFileError: when a tensor is missing, left over, of a shape that does not fit, or not finite.

    Source: SEARLE, `phi.py`: linear, GELU, linear, GELU, linear; dropout holds no tensors.
    """

    tensors: Mapping[str, np.ndarray]
    source: str = "These weights"

    def __post_init__(self) -> None:
        wanted = {f"{layer}.{part}" for layer in LAYERS for part in ("weight", "bias")}
        if wrong := sorted(wanted ^ self.tensors.keys()):
            raise CorruptFileError(
                f"{self.source} is no Phi: {wrong[0]} is missing or left over.", remedy=_AGAIN
            )
        width: int | None = None
        for layer in LAYERS:
            weight, bias = self.tensors[f"{layer}.weight"], self.tensors[f"{layer}.bias"]
            fits = weight.ndim == 2 and bias.shape == weight.shape[:1] and width in (None, weight.shape[1])
            if not fits:
                raise CorruptFileError(f"{self.source}: {layer} does not fit the others.", remedy=_AGAIN)
            width = weight.shape[0]
        if not all(np.isfinite(tensor).all() for tensor in self.tensors.values()):
            raise CorruptFileError(f"{self.source} holds weights that are not finite.", remedy=_AGAIN)

    @property
    def dim(self) -> int:
        """Return the width of the pictures' features."""
        return int(self.tensors["layers.0.weight"].shape[1])

    @property
    def word_width(self) -> int:
        """Return the width of the words that come out."""
        return int(self.tensors["layers.6.weight"].shape[0])

    def words(self, features: np.ndarray) -> np.ndarray:
        """Return a pseudo-word for each raw (un-normalised) picture feature: (n, dim) gives (n, word_width).

        Computed in float64, with the exact GELU.
        """
        import torch

        rows = np.asarray(features, dtype=np.float64)
        for layer in LAYERS:
            if layer != LAYERS[0]:
                rows = torch.nn.functional.gelu(torch.from_numpy(rows)).numpy()
            rows = rows @ self.tensors[f"{layer}.weight"].T + self.tensors[f"{layer}.bias"]
        return np.asarray(rows, dtype=np.float32)


def phi_shapes(dim: int, hidden: int, width: int) -> dict[str, tuple[int, ...]]:
    """Return the shape of every tensor by its name.

    Example:
        >>> sum(int(np.prod(shape)) for shape in phi_shapes(512, 2048, 512).values())
        6296064
    """
    sizes = dict(zip(LAYERS, ((hidden, dim), (hidden, hidden), (width, hidden)), strict=True))
    return {
        **{f"{layer}.weight": size for layer, size in sizes.items()},
        **{f"{layer}.bias": size[:1] for layer, size in sizes.items()},
    }


def read_phi(path: str | Path) -> PhiWeights:
    """Read a file of SEARLE's, or a .safetensors file with the same names, as tensors only.

    Raises:
        WeightsUnavailable: when there is no such file.
        CorruptFileError: when it is damaged, holds objects that could run code, or holds no Phi.
    """
    tensors, _ = read_tensors(path, key=KEY, anchor=f"{LAYERS[0]}.weight", again=_AGAIN)
    return PhiWeights(tensors, Path(path).name)
