"""Which CLIP a state dict belongs to, told from the shapes of its tensors."""

from __future__ import annotations

import importlib.util
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fvl_core.models.state_dicts import Sketch


@dataclass(frozen=True)
class Geometry:
    """Hold the sizes of a CLIP's towers; `layers` of a ResNet are the blocks of its four stages.

    `patch` is 0 for a ResNet. Two networks of one geometry may still differ in their activation (QuickGELU
    or GELU), which has no tensors.
    """

    dim: int
    layers: tuple[int, ...]
    width: int
    patch: int
    image_size: int
    context_length: int
    vocabulary: int
    text_width: int
    text_layers: int

    def __str__(self) -> str:
        tower = f"ViT of {self.layers[0]} layers, patch {self.patch}" if self.patch else "ResNet"
        return f"{tower}, width {self.width}, {self.image_size} px, {self.dim} dimensions"


def infer_geometry(sketches: Mapping[str, Sketch]) -> Geometry | None:
    """Return the sizes of a state dict with open_clip's or OpenAI's names; None for anything else."""
    shapes = {name.removeprefix("text."): sketch.shape for name, sketch in sketches.items()}
    try:
        text = _text_sizes(shapes)
        if "visual.proj" in shapes:
            return Geometry(*_vit_sizes(shapes), *text)
        return Geometry(*_resnet_sizes(shapes), *text)
    except (KeyError, IndexError, ValueError):
        return None


def matching_architectures(geometry: Geometry) -> tuple[str, ...]:
    """Return the names of open_clip's architectures with this geometry, the plain ones first.

    Example:
        >>> size = Geometry(512, (12,), 768, 32, 224, 77, 49408, 512, 12)
        >>> matching_architectures(size)
        ('ViT-B-32', 'ViT-B-32-quickgelu')
    """
    names = [name for name, known in _known_geometries().items() if known == geometry]
    return tuple(sorted(names, key=lambda name: (len(name), name)))


def architecture_config(name: str) -> dict[str, Any] | None:
    """Return open_clip's configuration of an architecture ("ViT-B-32" or "ViT-B/32"), None when unknown."""
    path = _configs_folder() / f"{name.replace('/', '-')}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def geometry_of_config(config: Mapping[str, Any]) -> Geometry | None:
    """Return the sizes that a configuration of open_clip describes; None for towers of other libraries."""
    vision, text = config.get("vision_cfg", {}), config.get("text_cfg", {})
    odd = {"timm_model_name", "hf_model_name"} & {*vision, *text} or "multimodal_cfg" in config
    if odd:
        return None
    layers = vision.get("layers", 12)
    is_resnet = isinstance(layers, list)
    return Geometry(
        dim=config["embed_dim"],
        layers=tuple(layers) if is_resnet else (layers,),
        width=vision.get("width", 768),
        patch=0 if is_resnet else vision.get("patch_size", 16),
        image_size=vision.get("image_size", 224),
        context_length=text.get("context_length", 77),
        vocabulary=text.get("vocab_size", 49408),
        text_width=text.get("width", 512),
        text_layers=text.get("layers", 12),
    )


@cache
def _known_geometries() -> dict[str, Geometry | None]:
    files = sorted(_configs_folder().glob("*.json"))
    return {file.stem: geometry_of_config(json.loads(file.read_text(encoding="utf-8"))) for file in files}


def _configs_folder() -> Path:
    """Find open_clip's configurations without importing it (and torch)."""
    found = importlib.util.find_spec("open_clip")
    places = (found.submodule_search_locations if found is not None else None) or ["."]
    return Path(places[0]) / "model_configs"


def _text_sizes(shapes: Mapping[str, tuple[int, ...]]) -> tuple[int, int, int, int]:
    vocabulary, width = shapes["token_embedding.weight"]
    return shapes["positional_embedding"][0], vocabulary, width, _count(shapes, "transformer.resblocks.")


def _vit_sizes(shapes: Mapping[str, tuple[int, ...]]) -> tuple[int, tuple[int, ...], int, int, int]:
    width, _, patch, _ = shapes["visual.conv1.weight"]
    grid = math.isqrt(shapes["visual.positional_embedding"][0] - 1)
    layers = _count(shapes, "visual.transformer.resblocks.")
    return shapes["visual.proj"][1], (layers,), width, patch, grid * patch


def _resnet_sizes(shapes: Mapping[str, tuple[int, ...]]) -> tuple[int, tuple[int, ...], int, int, int]:
    layers = tuple(_count(shapes, f"visual.layer{stage}.") for stage in (1, 2, 3, 4))
    grid = math.isqrt(shapes["visual.attnpool.positional_embedding"][0] - 1)
    width = shapes["visual.layer1.0.conv1.weight"][0]
    return shapes["visual.attnpool.c_proj.weight"][0], layers, width, 0, grid * 32


def _count(shapes: Mapping[str, tuple[int, ...]], prefix: str) -> int:
    """Count the numbered parts under a prefix: the largest number, and one for number 0."""
    return 1 + max(int(name[len(prefix) :].split(".")[0]) for name in shapes if name.startswith(prefix))
