"""Where fetched files lie: in the studio's own cache, or in huggingface_hub's, without importing it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from fvl_core.foundation.files import bytes_of, files_below
from fvl_core.foundation.settings import cache_dir


def download_folder(name: str) -> Path:
    """Return the folder into which `fetch` puts a card's or a hub repository's files."""
    return cache_dir() / "models" / name.replace("/", "--")


def bytes_come(name: str) -> int:
    """Return how much of an unfinished download of a card or repository lies here, in bytes."""
    folder = download_folder(name)
    aside = folder.with_name(f"{folder.name}.part")
    files = [*folder.glob("*.part"), *(path for path in files_below(aside) if path.suffix != ".json")]
    return bytes_of(files)


def unfinished_downloads() -> Mapping[str, int]:
    """Return how many bytes have come of every hub repository whose download has not ended, by its id.

    Example:
        >>> "somebody/never-fetched" in unfinished_downloads()
        False
    """
    asides = sorted((cache_dir() / "models").glob("*--*.part"))
    names = [aside.name.removesuffix(".part").replace("--", "/", 1) for aside in asides]
    return {name: bytes_come(name) for name in names}


def hub_places(repository: str) -> tuple[Path, ...]:
    """Return the folders in which a hub repository may lie, ours first; they need not exist."""
    snapshot = hub_snapshot(repository)
    return (download_folder(repository), *([snapshot] if snapshot is not None else []))


def hub_snapshot(repository: str, revision: str = "") -> Path | None:
    """Follow huggingface_hub's layout: refs name a commit, snapshots hold it."""
    root = _hub_cache() / f"models--{repository.replace('/', '--')}"
    reference = root / "refs" / (revision or "main")
    try:
        commit = reference.read_text(encoding="utf-8").strip()
    except OSError:
        commit = revision
    return root / "snapshots" / commit if commit else None


def _hub_cache() -> Path:
    if chosen := os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE"):
        return Path(chosen).expanduser()
    base = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    home = os.environ.get("HF_HOME") or str(base / "huggingface")
    return Path(home).expanduser() / "hub"
