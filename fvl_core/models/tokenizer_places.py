"""Where the tokenizer of a model lies that takes it from a second repository; looks at folders only."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fvl_core.foundation.errors import CorruptFileError
from fvl_core.models.hub_cache import hub_places
from fvl_core.models.model_settings import read_settings

TOKENIZER_FOLDER = "tokenizer"
"""The sub-folder of a fetched model into which the second repository's files go."""

VOCABULARIES = ("tokenizer.json", "spiece.model", "tokenizer.model")
"""The files in which a tokenizer that is not CLIP's keeps its words."""


def named_tokenizer(config: Mapping[str, Any]) -> str:
    """Return the repository from which an open_clip configuration takes its tokenizer, "" for its own.

    Example:
        >>> named_tokenizer({"text_cfg": {"hf_tokenizer_name": "timm/ViT-B-16-SigLIP"}})
        'timm/ViT-B-16-SigLIP'
        >>> named_tokenizer({"text_cfg": {}})
        ''
    """
    return str((config.get("text_cfg") or {}).get("hf_tokenizer_name") or "")


def find_tokenizer(path: Path, name: str) -> Path | None:
    """Return the folder with a tokenizer's files: fetched with the model, put beside it, or in a cache."""
    folder = path if path.is_dir() else path.parent
    for place in (folder / TOKENIZER_FOLDER, folder, *hub_places(name)):
        if any((place / file).is_file() for file in VOCABULARIES):
            return place
    return None


def has_words(folder: Path, kind: str) -> bool:
    """Tell whether nothing is missing to read texts: CLIP's tokenizer is packaged, SigLIP's is not."""
    try:
        if kind == "open_clip":
            name = named_tokenizer(read_settings(folder / "open_clip_config.json").get("model_cfg", {}))
            return not name or find_tokenizer(folder, name) is not None
        if kind == "transformers" and read_settings(folder / "config.json").get("model_type") == "siglip":
            return any((folder / file).is_file() for file in VOCABULARIES)
    except (
        CorruptFileError,
        AttributeError,
    ):  # settings of another form: whoever loads it says what is wrong
        return True
    return True
