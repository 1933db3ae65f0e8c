"""CLIP4Cir's Combiner: a small trained network that puts a picture and a modifier together."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from typing import ClassVar

import numpy as np

from fvl_core.composition.base import Composer
from fvl_core.composition.combiner_file import CombinerWeights, read_combiner
from fvl_core.composition.rows import unit
from fvl_core.foundation.errors import InvalidInputError, WeightsUnavailable
from fvl_core.foundation.settings import assets_dir

SHIPPED_FOR = "fvl-tiny"
TRAIN = "python -m fvl_core train combiner"
KEEP = "on the Models page"


def shipped_combiner() -> Path:
    """Return where the Combiner of the embedded model lies; it may be absent."""
    return assets_dir() / "models" / SHIPPED_FOR / "combiner.safetensors"


class Combiner(Composer):
    """Fuse by a network trained on (reference, modifier, target); reads un-normalised features.

    With t the words' and v the picture's feature: a = relu(Wt t + bt), b = relu(Wi v + bi), r = [a; b],
    λ = sigmoid(w3 relu(W0 r + b0) + b3), o = Wo relu(Wc r + bc) + bo + λ t + (1 - λ) v, and the query is
    o / ‖o‖. Widths are read from the shapes of the weights. Computed in float64.

    Args:
        weights: the network; by default the one that ships for fvl-tiny, read when first used.

    Source: Baldrati et al., "Conditioned and Composed Image Retrieval Combining and Partially Fine-Tuning
    CLIP-Based Features", 2022; the state dict is that of their file `combiner.pt`.

    Example:
        >>> half = Combiner(CombinerWeights.of_zeros(dim=2, projection=2, hidden=3))
        >>> half.fuse([[8.0, 0.0]], [[0.0, 6.0]]).round(1).tolist()  # without weights λ is 1/2
        [[0.800000011920929, 0.6000000238418579]]
    """

    name: ClassVar[str] = "combiner"
    summary: ClassVar[str] = "A network trained on edits puts picture and words together."
    learned: ClassVar[bool] = True
    unsplit: ClassVar[str] = "was learned and makes no sum that could be split"

    def __init__(self, weights: CombinerWeights | None = None) -> None:
        if weights is not None:
            self.weights = weights

    @cached_property
    def weights(self) -> CombinerWeights:
        """Return the network's weights; reads the shipped file when none were given.

        Raises:
            WeightsUnavailable: when that file is absent. CorruptFileError: when it is damaged.
        """
        path = shipped_combiner()
        if not path.is_file():
            raise WeightsUnavailable(
                f"The Combiner of {SHIPPED_FOR} is not here.",
                remedy=f"Restore {path.name} from the repository, train one ({TRAIN}), "
                "or choose another composer.",
            )
        return _read_once(path, path.stat().st_mtime_ns)

    @property
    def of(self) -> str:
        """Return the file of the weights."""
        return self.weights.source

    def require_fit(self, space: str, dim: int) -> None:
        """Refuse a model on whose features this network was not trained, as far as its file says."""
        held = self.weights
        if held.dim != dim:
            raise InvalidInputError(
                f"This Combiner{held.made_for} takes features of {held.dim} numbers, the model gives {dim}.",
                remedy=f"Keep this model's own ({KEEP}), train one ({TRAIN}), or choose another composer.",
            )
        if held.space and held.space != space:
            raise InvalidInputError(
                f"This Combiner{held.made_for} was trained on other features ({held.space}) than the model's "
                f"({space}).",
                remedy=f"Train one for this model ({TRAIN}), or choose another composer.",
            )

    def _fuse(
        self, image: np.ndarray, text: np.ndarray, image_weight: float, text_weight: float
    ) -> np.ndarray:
        del image_weight, text_weight
        held = self.weights
        if image.shape[1] != held.dim:
            self.require_fit(held.space, image.shape[1])
        for side in (image, text):
            unit(side)  # parts that cancel each other out are no picture and no words
        joined = np.concatenate(
            [
                _relu(held.layer("text_projection_layer", text)),
                _relu(held.layer("image_projection_layer", image)),
            ],
            axis=1,
        )  # (n, 2p)
        share = _sigmoid(
            held.layer("dynamic_scalar.3", _relu(held.layer("dynamic_scalar.0", joined)))
        )  # (n, 1)
        learned = held.layer("output_layer", _relu(held.layer("combiner_layer", joined)))  # (n, d)
        return learned + share * text + (1 - share) * image


@lru_cache(maxsize=1)
def _read_once(path: Path, changed: int) -> CombinerWeights:
    """Read the shipped file as long as it is the same: every query asks for a composer."""
    del changed
    return read_combiner(path)


def _relu(rows: np.ndarray) -> np.ndarray:
    return np.maximum(rows, 0)


def _sigmoid(rows: np.ndarray) -> np.ndarray:
    return 0.5 * (1 + np.tanh(rows / 2))  # exact at both ends, where exp overflows
