"""What a checkpoint file or folder holds, told without running it and without building a network."""

from __future__ import annotations

from pathlib import Path

from fvl_core.models.checkpoints import read_outline
from fvl_core.models.folders import (
    is_tiny,
    open_clip_folder,
    read_settings,
    tiny_report,
    transformers_folder,
)
from fvl_core.models.locations import find_weight_file
from fvl_core.models.recognition import recognise
from fvl_core.models.report import CheckpointReport, unknown_report

__all__ = ["CheckpointReport", "inspect_checkpoint"]


def inspect_checkpoint(path: str | Path) -> CheckpointReport:
    """Tell family, architecture, sizes, what is present and what is missing.

    Runs nothing from the file; of a .safetensors file only the header is read.

    Raises:
        WeightsUnavailable: when there is no such file or folder.
        CorruptFileError: when the file is empty, cut off, or no checkpoint.
    """
    place = Path(path).expanduser()
    if place.is_dir():
        return _inspect_folder(place)
    content = read_outline(place)
    if is_tiny(content.metadata):
        return tiny_report(place, place, content)
    return recognise(place, content)


def _inspect_folder(folder: Path) -> CheckpointReport:
    if (folder / "open_clip_config.json").is_file() and find_weight_file(folder, "open_clip"):
        return open_clip_folder(folder)
    config = read_settings(folder / "config.json")
    if config.get("model_type") == "clip":
        return transformers_folder(folder, config)
    if config:
        kind = config.get("model_type", "unknown")
        return unknown_report(
            folder, f"A Hugging Face folder of the kind {kind!r}, which no loader here reads."
        )
    weights = find_weight_file(folder, "fvl-tiny")
    if weights is None:
        return unknown_report(folder, "A folder without settings and without one single file of weights.")
    content = read_outline(weights)
    return tiny_report(folder, weights, content) if is_tiny(content.metadata) else inspect_checkpoint(weights)
