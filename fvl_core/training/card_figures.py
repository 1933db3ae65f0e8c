"""Write measured figures into a model's card."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from fvl_core.foundation.files import atomic_write
from fvl_core.models.card import Measurement, ModelCard

_HEADING = "[[measured]]"


def write_figures(path: Path, figures: Sequence[Measurement]) -> ModelCard:
    """Replace the figures at the end of a card's TOML file, leave the rest as it is, and read the card again.

    Raises:
        InvalidInputError: when the file was no card.
    """
    ModelCard.read(path)
    kept = path.read_text(encoding="utf-8").partition(_HEADING)[0].rstrip()
    tables = [
        _HEADING + "\n" + "\n".join(_line(key, value) for key, value in asdict(f).items()) for f in figures
    ]
    with atomic_write(path) as stream:
        stream.write(("\n\n".join([kept, *tables]) + "\n").encode())
    path.chmod(0o644)
    return ModelCard.read(path)


def _line(key: str, value: str | float) -> str:
    """Write one key in TOML; JSON's strings and numbers are TOML's too."""
    return f"{key} = {json.dumps(value, ensure_ascii=False)}"
