"""What a folder of a model holds: open_clip's, Hugging Face's, or the studio's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fvl_core.foundation.errors import CorruptFileError
from fvl_core.models.checkpoints import read_outline
from fvl_core.models.geometry import architecture_config, geometry_of_config, matching_architectures
from fvl_core.models.locations import find_weight_file
from fvl_core.models.model_settings import processor_settings, read_settings
from fvl_core.models.report import CheckpointReport, amount, call, count_parameters
from fvl_core.models.shards import absent_of_folder
from fvl_core.models.state_dicts import Outline
from fvl_core.models.tokenizer_places import has_words, named_tokenizer

TOKENIZER_FILES = ("tokenizer.json", "vocab.json", "spiece.model", "tokenizer.model")


def open_clip_folder(folder: Path) -> CheckpointReport:
    """Report a folder with open_clip_config.json."""
    settings = read_settings(folder / "open_clip_config.json")
    config = settings.get("model_cfg", {})
    weights = find_weight_file(folder, "open_clip")
    sketches = read_outline(weights).sketches if weights is not None else {}
    architecture = _name_of_config(config)
    parts = {"settings": True, "weights": weights is not None, "tokenizer": has_words(folder, "open_clip")}
    words = f"the tokenizer of {named_tokenizer(config)}"
    return CheckpointReport(
        path=folder,
        family="open_clip",
        architecture=architecture,
        dim=int(config.get("embed_dim", 0)),
        n_parameters=count_parameters(sketches),
        present=tuple(name for name, there in parts.items() if there),
        missing=tuple(words if name == "tokenizer" else name for name, there in parts.items() if not there),
        loader=call(folder, "open_clip") if weights is not None else "",
        sentence=f"An open_clip folder: {architecture}, {amount(sketches, config.get('embed_dim'))}.",
        warnings=_split_and_incomplete(folder) if weights is None else (),
        weights=weights,
        image_size=_side(config.get("vision_cfg", {}).get("image_size", 224)),
        context_length=int(config.get("text_cfg", {}).get("context_length", 77)),
        settings=settings,
    )


def transformers_folder(folder: Path, config: Mapping[str, Any]) -> CheckpointReport:
    """Report a folder with a config.json of the kind clip or siglip."""
    weights = find_weight_file(folder, "transformers")
    sketches = read_outline(weights).sketches if weights is not None else {}
    vision, text = config.get("vision_config", {}), config.get("text_config", {})
    parts = {
        "settings": True,
        "weights": weights is not None,
        "tokenizer": any((folder / name).is_file() for name in TOKENIZER_FILES),
        "preprocessing": bool(processor_settings(folder)),
    }
    is_siglip = config.get("model_type") == "siglip"
    kind = "SigLIP" if is_siglip else "CLIP"
    architecture = f"{kind} {_vit_name(vision)}"
    dim = _siglip_dim(text) if is_siglip else int(config.get("projection_dim", 512))
    return CheckpointReport(
        path=folder,
        family="transformers",
        architecture=architecture,
        dim=dim,
        n_parameters=count_parameters(sketches),
        present=tuple(name for name, there in parts.items() if there),
        missing=tuple(name for name, there in parts.items() if not there),
        loader=call(folder, "transformers") if weights is not None else "",
        sentence=f"A Hugging Face {kind} folder: {architecture}, {amount(sketches, dim)}.",
        warnings=_split_and_incomplete(folder) if weights is None else (),
        weights=weights,
        image_size=_side(vision.get("image_size", 224)),
        context_length=int(text.get("max_position_embeddings", 64 if is_siglip else 77)),
        settings=config,
    )


def _split_and_incomplete(folder: Path) -> tuple[str, ...]:
    absent = absent_of_folder(folder)
    return (f"These parts of its weights are absent: {', '.join(absent)}.",) if absent else ()


def tiny_report(path: Path, weights: Path, content: Outline) -> CheckpointReport:
    """Report a file or folder of fvl-tiny.

    Raises:
        CorruptFileError: when its header does not state the sizes.
    """
    sketches = content.sketches
    try:
        shape = json.loads(content.metadata["shape"])
        dim, max_tokens = int(shape["dim"]), int(shape["max_tokens"])
    except (ValueError, KeyError, TypeError) as error:
        raise CorruptFileError(
            f"{weights.name} does not state the sizes of fvl-tiny.",
            remedy="Take it from a training run again.",
        ) from error
    has_words = (weights.parent / "tokenizer.json").is_file()
    return CheckpointReport(
        path=path,
        family="fvl-tiny",
        architecture="fvl-tiny",
        dim=dim,
        n_parameters=count_parameters(sketches),
        present=("weights", "tokenizer") if has_words else ("weights",),
        missing=() if has_words else ("tokenizer",),
        loader=call(path, "fvl-tiny") if has_words else "",
        sentence=f"The studio's own small model: {amount(sketches, dim)}.",
        weights=weights,
        context_length=max_tokens,
    )


def is_tiny(metadata: Mapping[str, str]) -> bool:
    """Tell fvl-tiny by the sizes in its header."""
    return "text_width" in metadata.get("shape", "")


def _name_of_config(config: Mapping[str, Any]) -> str:
    geometry = geometry_of_config(config) if "embed_dim" in config else None
    quick = bool(config.get("quick_gelu"))
    for name in matching_architectures(geometry) if geometry is not None else ():
        if bool((architecture_config(name) or {}).get("quick_gelu")) == quick:
            return name
    if geometry is not None:
        return f"open_clip {geometry}"
    tower = config.get("vision_cfg", {}).get("timm_model_name") or "another library's"
    return f"open_clip with the image tower {tower}"


def _siglip_dim(text: Mapping[str, Any]) -> int:
    return int(text.get("projection_size") or text.get("hidden_size", 768))


def _vit_name(vision: Mapping[str, Any]) -> str:
    usual_patch = 16 if vision.get("model_type") == "siglip_vision_model" else 32
    patch, width = vision.get("patch_size", usual_patch), vision.get("hidden_size", 768)
    letter = {768: "B", 1024: "L", 1152: "So", 1280: "H"}.get(width)
    return f"ViT-{letter}/{patch}" if letter else f"ViT of width {width}, patch {patch}"


def _side(size: int | list[int]) -> int:
    return int(size[0] if isinstance(size, list) else size)
