"""Settings that come from the environment, read each time they are asked for."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

PACKAGE_ROOT = Path(__file__).resolve().parents[2]


def cache_dir() -> Path:
    """Return the folder for downloads, embeddings and saved catalogues; it may not exist yet.

    `FVL_CACHE_DIR` names it; without it, it is `fashion-vl-studio` in the user's XDG cache folder.
    """
    if chosen := os.environ.get("FVL_CACHE_DIR"):
        return _resolved(os.path.expanduser(chosen))
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return _resolved(os.path.expanduser(base)) / "fashion-vl-studio"


@lru_cache(maxsize=16)
def _resolved(place: str) -> Path:
    """Follow links; a relative place is seen from where it was first asked for."""
    return Path(place).resolve()


def assets_dir() -> Path:
    """Return the folder of the files that ship with the studio (demo catalogue, embedded model)."""
    return PACKAGE_ROOT / "assets"


def trace_enabled() -> bool:
    """Tell whether `FVL_TRACE=1` asks for the milliseconds of every stage."""
    return os.environ.get("FVL_TRACE", "") not in ("", "0")
