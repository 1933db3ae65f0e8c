"""Where weights lie on this machine; looks at folders only, so that a page can ask before torch is loaded."""

from __future__ import annotations

import re
from pathlib import Path

from fvl_core.foundation.settings import assets_dir
from fvl_core.models.card import ModelCard
from fvl_core.models.hub_cache import download_folder, hub_snapshot
from fvl_core.models.shards import absent_shards, index_of
from fvl_core.models.tokenizer_places import has_words

WEIGHT_SUFFIXES = (".safetensors", ".bin", ".pt", ".pth", ".ckpt")

WEIGHT_NAMES = {
    "transformers": (
        "model.safetensors",
        "model.safetensors.index.json",
        "pytorch_model.bin",
        "pytorch_model.bin.index.json",
    ),
    "open_clip": (
        "open_clip_model.safetensors",
        "open_clip_model.safetensors.index.json",
        "open_clip_pytorch_model.bin",
        "open_clip_pytorch_model.bin.index.json",
    ),
    "fvl-tiny": ("model.safetensors",),
}
"""The files in which each kind of folder keeps its weights, the best first."""

SETTINGS_NAMES = {
    "transformers": ("config.json", "preprocessor_config.json", "processor_config.json"),
    "open_clip": ("open_clip_config.json",),
}
"""The files in which each kind of folder says what its network is; the first must be there."""

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")


def is_hub_id(name: str) -> bool:
    """Tell whether a name has the form user/repository.

    Example:
        >>> is_hub_id("laion/CLIP-ViT-B-32-laion2B-s34B-b79K"), is_hub_id("./laion"), is_hub_id("a/b/c")
        (True, False, False)
    """
    return _HUB_ID.fullmatch(name) is not None and not name.lower().endswith(WEIGHT_SUFFIXES)


def kind_of_folder(family: str) -> str:
    """Return the kind of folder that a family loads.

    Example:
        >>> kind_of_folder("fashionclip"), kind_of_folder("open_clip:ViT-B-32")
        ('transformers', 'open_clip')
    """
    kinds = {
        "fashionclip": "transformers",
        "openfashionclip": "open_clip",
        "fashionklip": "open_clip",
        "clip4cir": "open_clip",
    }
    name = family.partition(":")[0]
    return kinds.get(name, name)


def find_weights(card: ModelCard) -> Path | None:
    """Return the file (of a url card) or the folder from which a card loads, None when absent."""
    if card.source == "embedded":
        folder = assets_dir() / "models" / card.name
        return folder if all((folder / name).is_file() for name in card.files or ("?",)) else None
    if card.source == "local":
        place = Path(card.path)
        return place if card.path and place.exists() else None
    if card.source == "url":
        file = download_folder(card.name) / card.filename
        return file if file.is_file() else None
    fetched = _loadable(download_folder(card.name), card.family)
    return fetched or find_hub_folder(card.repository, family=card.family, revision=card.revision)


def find_hub_folder(repository: str, *, family: str | None = None, revision: str = "") -> Path | None:
    """Return the folder of a hub repository that `family` can load: fetched by us, or in the hub's cache."""
    places = (download_folder(repository), hub_snapshot(repository, revision))
    return next((found for place in places if (found := _loadable(place, family))), None)


def find_weight_file(folder: Path, family: str) -> Path | None:
    """Return the file of weights in a folder: the usual name, else the only candidate.

    Of split weights it is the index, and only when every file that it names is there.
    """
    kind = kind_of_folder(family)
    for name in WEIGHT_NAMES.get(kind, ()):
        if (folder / name).is_file() and not absent_shards(folder / name):
            return folder / name
    taken = {name for other, names in WEIGHT_NAMES.items() if other != kind for name in names}
    whole = [p for p in sorted(folder.iterdir()) if p.suffix in WEIGHT_SUFFIXES and not index_of(p.name)]
    rest = [p for p in whole if p.name not in taken]
    return rest[0] if len(rest) == 1 and rest[0].is_file() else None


def _loadable(folder: Path | None, family: str | None) -> Path | None:
    """Return the folder if it has settings, weights and words of one kind; half is as good as nothing."""
    if folder is None or not folder.is_dir():
        return None
    kinds = [kind_of_folder(family)] if family else list(SETTINGS_NAMES)
    for kind in kinds:
        has_settings = kind not in SETTINGS_NAMES or (folder / SETTINGS_NAMES[kind][0]).is_file()
        if has_settings and find_weight_file(folder, kind) is not None and has_words(folder, kind):
            return folder
    return None
