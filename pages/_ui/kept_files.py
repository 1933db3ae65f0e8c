"""Small texts that live under the address: written to the cache folder, by a name that only a link holds."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

import fvl_core as fvl


def write(kind: str, text: str, name: str = "") -> str:
    """Write a text under its name, a new one when it has none, and return the name."""
    name = name if _is_name(name) else secrets.token_hex(8)
    file = _file(kind, name)
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(f".{secrets.token_hex(4)}.part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)
    return name


def read(kind: str, name: str) -> str | None:
    """Return the text of this name, None when there is none or it cannot be read."""
    if not _is_name(name):
        return None
    try:
        return _file(kind, name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _file(kind: str, name: str) -> Path:
    return fvl.cache_dir() / kind / f"{name}.json"


def _is_name(name: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{16}", name) is not None
