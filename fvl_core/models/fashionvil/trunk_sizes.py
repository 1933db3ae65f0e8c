"""The sizes of a ResNet with bottlenecks, read from its tensors' shapes; no torch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from fvl_core.models.state_dicts import Sketch

PREFIX = "image_encoder.model."
GROWTH = 4  # a bottleneck gives four times as many channels as it computes with
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
    blocks = tuple(_count_blocks(sketches, f"{PREFIX}{stage}.") for stage in _STAGES)
    return TrunkSizes(first.shape[0], blocks) if all(blocks) else None


def _count_blocks(sketches: Mapping[str, Sketch], prefix: str) -> int:
    return len({name[len(prefix) :].split(".")[0] for name in sketches if name.startswith(prefix)})
