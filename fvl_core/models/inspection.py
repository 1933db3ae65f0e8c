"""What a checkpoint file or folder holds, told without running it and without building a network."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fvl_core.models.checkpoints import Outline, Sketch, read_sketches
from fvl_core.models.folders import (
    is_tiny,
    open_clip_folder,
    read_settings,
    tiny_report,
    transformers_folder,
)
from fvl_core.models.geometry import Geometry, infer_geometry, matching_architectures
from fvl_core.models.locations import find_weight_file
from fvl_core.models.report import CheckpointReport, amount, call, count_parameters, unknown_report

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
    content = read_sketches(place)
    if is_tiny(content.metadata):
        return tiny_report(place, place, content)
    return _inspect_state_dict(place, content)


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
    content = read_sketches(weights)
    return tiny_report(folder, weights, content) if is_tiny(content.metadata) else inspect_checkpoint(weights)


def _inspect_state_dict(path: Path, content: Outline) -> CheckpointReport:
    sketches, wrapper = content.sketches, content.wrapper
    geometry = infer_geometry(sketches)
    if geometry is None:
        where = f" under {wrapper!r}" if wrapper else ""
        return unknown_report(
            path, f"{len(sketches)} tensors{where} that belong to no network known here.", sketches
        )
    names = matching_architectures(geometry)
    if not names:
        return unknown_report(
            path, f"A CLIP ({geometry}) of sizes that no architecture of open_clip has.", sketches
        )
    if wrapper == "CLIP" and names[0] == "ViT-B-32":
        told = "A CLIP ViT-B-32 under the key 'CLIP', as OpenFashionCLIP is published."
        return _clip_report(path, sketches, geometry, "openfashionclip", names[0], told)
    others = f" (or {', '.join(names[1:])}: the file cannot tell)" if len(names) > 1 else ""
    told = f"A CLIP with the sizes of open_clip's {names[0]}{others}."
    return _clip_report(path, sketches, geometry, "open_clip", names[0], told)


def _clip_report(
    path: Path, sketches: Mapping[str, Sketch], geometry: Geometry, family: str, name: str, told: str
) -> CheckpointReport:
    return CheckpointReport(
        path=path,
        family=family,
        architecture=name,
        dim=geometry.dim,
        n_parameters=count_parameters(sketches),
        present=("image tower", "text tower"),
        missing=(),
        loader=call(path, family),
        sentence=f"{told} {amount(sketches, geometry.dim)}.",
        weights=path,
        image_size=geometry.image_size,
        context_length=geometry.context_length,
    )
