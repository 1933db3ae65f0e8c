"""The answer to "what is this checkpoint?"."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fvl_core.models.state_dicts import Sketch

_STATISTICS = (".running_mean", ".running_var")


@dataclass(frozen=True, kw_only=True)
class CheckpointReport:
    """Say what a file or folder is.

    Attributes:
        family: what `load_model` would take it for; "" when that cannot be told. architecture: the
            network's name. dim: of the joint space, 0 when unknown. weights: the file that holds them.
        present, missing: parts of a working model that are there and that are not.
        loader: how to load it, "" when nothing here can. sentence: all of it in words.
        warnings: what the file cannot tell, and what may go wrong for it.
        settings: of a folder, its configuration file. composer: the name of the composer whose weights these
        are, "" for a model's.
    """

    path: Path
    family: str
    architecture: str
    dim: int
    n_parameters: int
    present: tuple[str, ...]
    missing: tuple[str, ...]
    loader: str
    sentence: str
    warnings: tuple[str, ...] = ()
    weights: Path | None = None
    image_size: int = 0
    context_length: int = 0
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)
    composer: str = ""

    @property
    def composes(self) -> bool:
        """Tell whether these are a composer's weights, and so no model's."""
        return bool(self.composer)


def unknown_report(
    path: Path, sentence: str, sketches: Mapping[str, Sketch] | None = None
) -> CheckpointReport:
    """Report something that no loader here reads, and say what it is."""
    return CheckpointReport(
        path=path,
        family="",
        architecture="",
        dim=0,
        n_parameters=count_parameters(sketches or {}),
        present=(),
        missing=("a family that the studio knows",),
        loader="",
        sentence=sentence,
    )


def count_parameters(sketches: Mapping[str, Sketch]) -> int:
    """Count the numbers in all floating-point tensors, without the statistics that batch norms keep."""
    return sum(
        math.prod(sketch.shape)
        for name, sketch in sketches.items()
        if "f" in sketch.dtype.lower() and not name.endswith(_STATISTICS)
    )


def amount(sketches: Mapping[str, Sketch], dim: object) -> str:
    """Say how many parameters and dimensions, for a sentence."""
    return f"{count_parameters(sketches):,} parameters, {dim} dimensions"


def call(path: Path, family: str) -> str:
    """Return the call that loads a path."""
    return f"load_model({str(path)!r}, family={family!r})"
