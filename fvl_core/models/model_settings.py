"""The JSON files beside weights in which a folder says what it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fvl_core.foundation.errors import CorruptFileError

HUGGING_FACE_KINDS = ("clip", "siglip")
"""What `model_type` in a config.json may say for a network that loads here."""


def read_settings(path: Path) -> dict[str, Any]:
    """Read a JSON file that must hold an object; an absent one is empty.

    Raises:
        CorruptFileError: when it is not JSON.
    """
    if not path.is_file():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError, RecursionError) as error:
        raise CorruptFileError(f"{path} is not readable JSON.", remedy="Copy it again.") from error
    if not isinstance(content, dict):
        raise CorruptFileError(f"{path} holds no settings.", remedy="Copy it again.")
    return content


def processor_settings(folder: Path) -> dict[str, Any]:
    """Return how a Hugging Face folder prepares pictures, from either file that says so; {} without one."""
    alone = read_settings(folder / "preprocessor_config.json")
    together: dict[str, Any] = read_settings(folder / "processor_config.json").get("image_processor", {})
    return alone or together
