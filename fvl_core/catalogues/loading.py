"""Open catalogues: the demo, drawn folders, folders of pictures, and folders registered under a name."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from fvl_core.catalogues.bringing.pile import pictures_in
from fvl_core.catalogues.polyvore import is_polyvore, read_polyvore
from fvl_core.catalogues.registers import Captions, read_captions
from fvl_core.catalogues.table import TABLE, read_table
from fvl_core.catalogues.triplets import Triplet, read_triplets
from fvl_core.foundation.errors import InvalidInputError, UnknownNameError
from fvl_core.foundation.files import atomic_write
from fvl_core.foundation.images import IMAGE_SUFFIXES
from fvl_core.foundation.items import Catalogue, Item
from fvl_core.foundation.settings import assets_dir, cache_dir

DEMO = "demo"
_NAME = re.compile(r"[^\W_][^/\\\x00-\x1f]{0,99}")
_MOST_BYTES = 200
"""Of a name in UTF-8: file systems take 255, and a file that is being written is called a little longer."""


def load_catalogue(name_or_path: str | Path, *, name: str | None = None) -> Catalogue:
    """Open a catalogue.

    No picture is decoded: one that cannot be read is found, and named, when it is encoded.

    Args:
        name_or_path: "demo", a name that `register_catalogue` saved, or a folder: one with an ``items.csv``
            gives the items of that table, one shaped as Polyvore Outfits (``polyvore_item_metadata.json``)
            the items that it describes, any other all pictures in it and its sub-folders. A known name goes
            before a folder of the same name (write ``./demo`` for the folder).
        name: What to call the catalogue, instead of its own name.

    Raises:
        UnknownNameError: For a word that is neither a known name nor a folder.
        InvalidInputError: When the folder is missing, holds no pictures, or has a faulty table.

    Example:
        >>> catalogue = load_catalogue("demo")
        >>> catalogue.name, catalogue[0].attributes["category"] in catalogue.values("category")
        ('demo', True)
    """
    folder, own_name = _locate(name_or_path)
    return _open_folder(folder, name or own_name)


def load_captions(name_or_path: str | Path) -> Captions:
    """Read what people might type for the garments of a catalogue: pairs (register, words) by the item's id.

    Drawn catalogues have them; any other has none unless a `captions.csv` (id, register, text) stands in its
    folder.

    Raises:
        UnknownNameError: For a word that is neither a known name nor a folder.
        InvalidInputError: When the folder is missing or a line of the file is no caption.

    Example:
        >>> load_captions("demo")["black-loafers-0001"][0]
        ('one attribute', 'loafers')
    """
    folder, _ = _locate(name_or_path)
    if not folder.is_dir():
        raise _no_folder(folder)
    return read_captions(folder)


def load_triplets(name_or_path: str | Path) -> tuple[Triplet, ...]:
    """Read the edit triplets of a catalogue: each a reference, a modifier, its kind and all right targets.

    Args:
        name_or_path: as in `load_catalogue`.

    Raises:
        UnknownNameError: For a word that is neither a known name nor a folder.
        InvalidInputError: When the catalogue has no triplets, or a line of them is faulty.

    Example:
        >>> load_triplets("demo")[0].kind
        'one'
    """
    folder, _ = _locate(name_or_path)
    if not folder.is_dir():
        raise _no_folder(folder)
    return read_triplets(folder)


def _locate(name_or_path: str | Path) -> tuple[Path, str]:
    """Return the folder of a catalogue and its own name."""
    word = str(name_or_path)
    if word == DEMO:
        return assets_dir() / DEMO, DEMO
    if isinstance(name_or_path, str) and word in (known := _registered()):
        return known[word], word
    folder = Path(name_or_path).expanduser()
    if not folder.exists() and isinstance(name_or_path, str) and not _looks_like_a_path(word):
        raise UnknownNameError("catalogue", word, list_catalogues())
    return folder.resolve(), folder.resolve().name


def list_catalogues() -> tuple[str, ...]:
    """Return the names that `load_catalogue` knows, the demo first.

    Example:
        >>> list_catalogues()[0]
        'demo'
    """
    return (DEMO, *sorted(_registered()))


def register_catalogue(name: str, path: str | Path) -> None:
    """Save a folder under a name, so that `load_catalogue` and the studio find it; the last one saved stands.

    Raises:
        InvalidInputError: When the name is "demo" or cannot be a file's name, or the folder is missing.
    """
    require_name(name)
    folder = Path(path).expanduser().resolve()
    if not folder.is_dir():
        raise _no_folder(folder)
    entry = {"name": name, "kind": "folder", "path": str(folder)}
    with atomic_write(_registry() / f"{name}.json") as stream:
        stream.write(json.dumps(entry, indent=1).encode())


def require_name(name: str) -> None:
    """Refuse a name that `register_catalogue` would refuse, for those who want to know before long work.

    Raises:
        InvalidInputError: When the name is "demo" or cannot be a file's name.
    """
    if name == DEMO or not _NAME.fullmatch(name) or len(name.encode("utf-8", "replace")) > _MOST_BYTES:
        raise InvalidInputError(
            f"{name!r} cannot be a catalogue's name.",
            remedy="Start with a letter or digit, without slashes, shorter, and not 'demo'.",
        )


def registered_folder(name: str) -> Path | None:
    """Return the folder that `register_catalogue` saved under a name, None when there is none."""
    return _registered().get(name)


def _registry() -> Path:
    return cache_dir() / "catalogues"


def _registered() -> dict[str, Path]:
    """Read the saved names; an entry that cannot be read does not count."""
    found = {}
    for file in sorted(_registry().glob("*.json")):
        try:
            entry = json.loads(file.read_text(encoding="utf-8"))
            found[str(entry["name"])] = Path(entry["path"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return found


def _looks_like_a_path(word: str) -> bool:
    return "/" in word or os.sep in word or word.startswith(("~", "."))


def _open_folder(folder: Path, name: str) -> Catalogue:
    if not folder.is_dir():
        raise _no_folder(folder)
    if (folder / TABLE).is_file():
        return read_table(folder, name)
    if is_polyvore(folder):
        return read_polyvore(folder, name)
    items = [_picture(folder, path) for path in sorted(pictures_in(folder))]
    if not items:
        kinds = ", ".join(sorted(suffix[1:] for suffix in IMAGE_SUFFIXES))
        raise InvalidInputError(f"{folder} holds no pictures.", remedy=f"Put some there ({kinds}).")
    return Catalogue(name, items, source=str(folder))


def _no_folder(folder: Path) -> InvalidInputError:
    found = "is a file, not a folder" if folder.exists() else "is not there"
    return InvalidInputError(f"{folder} {found}.", remedy="Give a folder of pictures.")


def _picture(folder: Path, path: Path) -> Item:
    inside = path.relative_to(folder)
    attributes = {"folder": inside.parts[0]} if len(inside.parts) > 1 else {}
    return Item(inside.as_posix(), path, title=humanise(path.stem), attributes=attributes)


def humanise(stem: str) -> str:
    """Turn a file's name into words.

    Example:
        >>> humanise("red_summer-dress"), humanise("IMG_0042")
        ('Red summer dress', 'IMG 0042')
    """
    words = " ".join(re.split(r"[\s_\-]+", stem)).strip()
    return words[:1].upper() + words[1:]
