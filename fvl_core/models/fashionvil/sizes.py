"""The sizes of FashionViL's networks, read from their tensors' shapes; no torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from fvl_core.models.state_dicts import Sketch

PREFIX = "image_encoder.model."
EMBEDDINGS = "model.bert.embeddings."
LABELS = "model.classifier.1.weight"
MASKS = "fusion_module.masks.weight"
GROWTH = 4  # a bottleneck gives four times as many channels as it computes with
_LAYERS = "model.bert.encoder.layer."
_STAGES = (4, 5, 6, 7)  # their places in MMF's sequence, after convolution, norm, ReLU and pooling


class TrunkSizes(NamedTuple):
    """Hold the channels after the first layer, and the blocks of the four stages."""

    width: int
    blocks: tuple[int, ...]

    @property
    def channels(self) -> int:
        """Return the channels of the last grid.

        Example:
            >>> TrunkSizes(64, (3, 4, 6, 3)).channels
            2048
        """
        return int(self.width * 2 ** (len(self.blocks) - 1) * GROWTH)


def trunk_sizes(sketches: Mapping[str, Sketch]) -> TrunkSizes | None:
    """Read a trunk's sizes from its tensors' shapes; None for one without bottlenecks, or no trunk.

    Example:
        >>> trunk_sizes({})
    """
    first = sketches.get(f"{PREFIX}0.weight")
    if first is None or f"{PREFIX}4.0.conv3.weight" not in sketches:
        return None
    blocks = tuple(_count(sketches, f"{PREFIX}{stage}.") for stage in _STAGES)
    return TrunkSizes(first.shape[0], blocks) if all(blocks) else None


@dataclass(frozen=True, kw_only=True)
class JointSizes:
    """Hold the sizes of the network.

    n_labels: of the classification head, 0 without one. has_scale: whether vectors get a learned length.
    bypass: whether a picture alone skips the transformer.
    """

    trunk: TrunkSizes
    width: int
    layers: int
    feed_forward: int
    vocabulary: int
    positions: int
    visual_positions: int
    n_labels: int = 0
    has_scale: bool = True
    bypass: bool = True

    @property
    def heads(self) -> int:
        """Return the attention heads; BERT's are 64 wide, which no tensor tells."""
        return max(1, self.width // 64)


def joint_sizes(sketches: Mapping[str, Sketch], *, has_scale: bool, bypass: bool) -> JointSizes | None:
    """Read the network's sizes from its tensors' shapes; None where a part is absent."""
    trunk = trunk_sizes(sketches)
    try:
        shapes = {name: sketch.shape for name, sketch in sketches.items()}
        vocabulary, width = shapes[f"{EMBEDDINGS}word_embeddings.weight"]
        if trunk is None:
            return None
        return JointSizes(
            trunk=trunk,
            width=width,
            layers=_count(sketches, _LAYERS),
            feed_forward=shapes[f"{_LAYERS}0.intermediate.dense.weight"][0],
            vocabulary=vocabulary,
            positions=shapes[f"{EMBEDDINGS}position_embeddings.weight"][0],
            visual_positions=shapes[f"{EMBEDDINGS}position_embeddings_visual.weight"][0],
            n_labels=shapes[LABELS][0] if LABELS in shapes else 0,
            has_scale=has_scale,
            bypass=bypass,
        )
    except (KeyError, ValueError, IndexError):
        return None


def _count(sketches: Mapping[str, Sketch], prefix: str) -> int:
    return len({name[len(prefix) :].split(".")[0] for name in sketches if name.startswith(prefix)})
