"""Where weights lie on this machine; looks at folders only, so that a page can ask before torch is loaded."""

from __future__ import annotations

import os
import re
from pathlib import Path

from fvl_core.foundation.settings import assets_dir, cache_dir
from fvl_core.models.card import ModelCard

WEIGHT_SUFFIXES = (".safetensors", ".bin", ".pt", ".pth", ".ckpt")
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")


def is_hub_id(name: str) -> bool:
    """Tell whether a name has the form user/repository.

    Example:
        >>> is_hub_id("laion/CLIP-ViT-B-32-laion2B-s34B-b79K"), is_hub_id("./laion"), is_hub_id("a/b/c")
        (True, False, False)
    """
    return _HUB_ID.fullmatch(name) is not None and not name.lower().endswith(WEIGHT_SUFFIXES)


def download_folder(name: str) -> Path:
    """Return the folder into which `fetch` puts a card's or a hub repository's files."""
    return cache_dir() / "models" / name.replace("/", "--")


def find_weights(card: ModelCard) -> Path | None:
    """Return the file (of a url card) or the folder that holds a card's weights, None when absent."""
    if card.source == "embedded":
        return _complete(assets_dir() / "models" / card.name, card.files)
    folder = download_folder(card.name)
    if card.source == "url":
        file = folder / card.filename
        return file if file.is_file() else None
    return _complete(folder, ()) or find_hub_folder(card.repository, revision=card.revision)


def find_hub_folder(repository: str, *, revision: str = "") -> Path | None:
    """Return the folder of a hub repository: fetched by us, or in Hugging Face's own cache."""
    return _complete(download_folder(repository), ()) or _complete(_hub_snapshot(repository, revision), ())


def has_weights(folder: Path) -> bool:
    """Tell whether a folder holds at least one file of weights."""
    return any(path.suffix in WEIGHT_SUFFIXES and path.is_file() for path in folder.iterdir())


def _complete(folder: Path | None, files: tuple[str, ...]) -> Path | None:
    if folder is None or not folder.is_dir() or not has_weights(folder):
        return None
    return folder if all((folder / name).is_file() for name in files) else None


def _hub_snapshot(repository: str, revision: str) -> Path | None:
    """Follow huggingface_hub's layout (refs name a commit, snapshots hold it) without importing it."""
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
