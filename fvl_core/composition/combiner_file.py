"""The Combiner's weights: CLIP4Cir's names and shapes, read from its files or ours without running them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fvl_core.composition.tensor_file import read_tensors
from fvl_core.foundation.errors import CorruptFileError

KEY = "Combiner"
"""Under which CLIP4Cir's files keep the state dict, beside "epoch"."""

_AGAIN = "Give CLIP4Cir's combiner.pt, or a file that `train combiner` wrote."


@dataclass(frozen=True, eq=False)
class CombinerWeights:
    """Hold the twelve tensors by CLIP4Cir's names, float32; widths d, p, h follow from their shapes.

    `model` and `space` name the model on whose features they were trained, "" where the file does not say.

    Raises:
        CorruptFileError: when a tensor is missing, left over, of a wrong shape, or not finite.
    """

    tensors: Mapping[str, np.ndarray]
    model: str = ""
    space: str = ""
    source: str = "These weights"

    def __post_init__(self) -> None:
        try:
            projection, dim = self.tensors["text_projection_layer.weight"].shape
            hidden = len(self.tensors["combiner_layer.weight"])
        except (KeyError, ValueError, TypeError) as error:
            raise CorruptFileError(f"{self.source} holds no Combiner.", remedy=_AGAIN) from error
        wanted = combiner_shapes(dim, projection, hidden)
        wrong = sorted(wanted.keys() ^ self.tensors.keys())
        wrong += [
            name for name, shape in wanted.items() if name not in wrong and self.tensors[name].shape != shape
        ]
        if wrong:
            raise CorruptFileError(
                f"{self.source} is no Combiner of {dim}, {projection} and {hidden} numbers: "
                f"{', '.join(wrong[:3])} is missing, left over or of another shape.",
                remedy=_AGAIN,
            )
        if not all(np.isfinite(tensor).all() for tensor in self.tensors.values()):
            raise CorruptFileError(f"{self.source} holds weights that are not finite.", remedy=_AGAIN)

    @classmethod
    def of_zeros(cls, *, dim: int, projection: int, hidden: int) -> CombinerWeights:
        """Return weights that are all 0: a Combiner that takes the mean of both sides."""
        shapes = combiner_shapes(dim, projection, hidden)
        return cls({name: np.zeros(shape, np.float32) for name, shape in shapes.items()})

    @property
    def dim(self) -> int:
        """Return the width of the features."""
        return int(self.tensors["text_projection_layer.weight"].shape[1])

    @property
    def made_for(self) -> str:
        """Return " of MODEL" where the model is known."""
        return f" of {self.model}" if self.model else ""

    def layer(self, name: str, rows: np.ndarray) -> np.ndarray:
        """Return W x + b of one layer, row by row: (n, in) gives (n, out)."""
        weight = self.tensors[f"{name}.weight"].astype(rows.dtype, copy=False)  # matmul's own cast is slow
        return rows @ weight.T + self.tensors[f"{name}.bias"]


def combiner_shapes(dim: int, projection: int, hidden: int) -> dict[str, tuple[int, ...]]:
    """Return the shape of every tensor by its name.

    Example:
        >>> shapes = combiner_shapes(640, 2560, 5120).values()
        >>> sum(int(np.prod(shape)) for shape in shapes)
        59003521
    """
    layers = {
        "text_projection_layer": (projection, dim),
        "image_projection_layer": (projection, dim),
        "combiner_layer": (hidden, 2 * projection),
        "output_layer": (dim, hidden),
        "dynamic_scalar.0": (hidden, 2 * projection),
        "dynamic_scalar.3": (1, hidden),
    }
    weights = {f"{name}.weight": shape for name, shape in layers.items()}
    return {**weights, **{f"{name}.bias": shape[:1] for name, shape in layers.items()}}


def read_combiner(path: str | Path) -> CombinerWeights:
    """Read a .safetensors file of ours, or what CLIP4Cir's `torch.save` wrote, as tensors only.

    Raises:
        WeightsUnavailable: when there is no such file.
        CorruptFileError: when it is damaged, holds objects that could run code, or holds no Combiner.
    """
    tensors, facts = read_tensors(path, key=KEY, anchor="combiner_layer.weight", again=_AGAIN)
    return CombinerWeights(tensors, facts.get("model", ""), facts.get("space", ""), Path(path).name)
