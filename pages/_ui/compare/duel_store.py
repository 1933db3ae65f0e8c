"""Duels on disk: every choice is written at once, under a name that the address holds."""

from __future__ import annotations

import fvl_core as fvl
from pages._ui import kept_files

KIND = "duels"


def write(duel: fvl.BlindDuel, name: str) -> str:
    """Write a duel under its name, a new one when it has none, and return the name."""
    return kept_files.write(KIND, duel.to_json(), name)


def read(name: str) -> fvl.BlindDuel | None:
    """Return the duel of this name, None when there is none or its file is damaged."""
    text = kept_files.read(KIND, name)
    if text is None:
        return None
    try:
        return fvl.BlindDuel.from_json(text)
    except fvl.FvlError:
        return None
