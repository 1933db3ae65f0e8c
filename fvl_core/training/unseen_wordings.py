"""Ways of saying a label that the recipe's English does not contain as a whole; for measuring only."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

UNSEEN_WORDINGS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    attribute: {label: tuple(texts) for label, texts in table.items()}
    for attribute, table in tomllib.loads(
        Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    ).items()
}
"""Attribute, then label, then wordings."""
