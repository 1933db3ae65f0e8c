"""Settings that come from the environment, read each time they are asked for."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE_ROOT = Path(__file__).resolve().parents[2]


def cache_dir() -> Path:
    """Return the folder for downloads, embeddings and saved catalogues; it may not exist yet.

    `FVL_CACHE_DIR` names it; without it, it is `fashion-vl-studio` in the user's XDG cache folder.
    """
    if chosen := os.environ.get("FVL_CACHE_DIR"):
        return Path(chosen).expanduser().resolve()
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base).expanduser().resolve() / "fashion-vl-studio"


def assets_dir() -> Path:
    """Return the folder of the files that ship with the studio (demo catalogue, embedded model)."""
    return PACKAGE_ROOT / "assets"


def trace_enabled() -> bool:
    """Tell whether `FVL_TRACE=1` asks for the milliseconds of every stage."""
    return os.environ.get("FVL_TRACE", "") not in ("", "0")
