"""Duels on disk: every choice is written at once, under a name that the address holds."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

import fvl_core as fvl


def write(duel: fvl.BlindDuel, name: str) -> str:
    """Write a duel under its name, a new one when it has none, and return the name."""
    name = name if _is_name(name) else secrets.token_hex(8)
    file = _file(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(f".{secrets.token_hex(4)}.part")
    beside.write_text(duel.to_json(), encoding="utf-8")
    beside.replace(file)
    return name


def read(name: str) -> fvl.BlindDuel | None:
    """Return the duel of this name, None when there is none or its file is damaged."""
    if not _is_name(name):
        return None
    try:
        return fvl.BlindDuel.from_json(_file(name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, fvl.FvlError):
        return None


def _file(name: str) -> Path:
    return fvl.cache_dir() / "duels" / f"{name}.json"


def _is_name(name: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{16}", name) is not None
