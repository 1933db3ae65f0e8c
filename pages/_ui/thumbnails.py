"""Small pictures for the galleries: made once, named by content.

Those of everyone's catalogues are served at /thumbs for a year, those that a browser brought at /own/thumbs,
to that browser only.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import fvl_core as fvl

if TYPE_CHECKING:
    from PIL.Image import Image

URL = "/thumbs"
OWN_URL = "/own/thumbs"
TILE = 420
"""Longest side of a tile's picture in pixels: sharp at 210 CSS pixels on a fine screen."""
LARGE = 1100
_VERSION = "3"
_POOL = ThreadPoolExecutor(2, thread_name_prefix="thumbnails")


class Thumbnail(NamedTuple):
    """Say where the browser finds a picture ("" when it cannot be read), and its width over its height."""

    src: str
    aspect: float = 1.0


def of_all(items: Sequence[fvl.Item]) -> list[Thumbnail]:
    """Return the small picture of every item; those that have to be made are shared out."""
    with fvl.stage("thumbnails", n=len(items)):
        lying = [_lying(item) for item in items]
        missing = [item for item, found in zip(items, lying, strict=True) if found is None]
        made = _POOL.map(of, missing)
        return [found or next(made) for found in lying]


def of(item: fvl.Item, *, edge: int = TILE) -> Thumbnail:
    """Return the small picture of an item, after making it when it is not there yet."""
    try:
        file, src = _file_of(item, edge)
        if not file.exists():
            _write(file, _small(item, edge))
        return Thumbnail(src, _aspect(file))
    except (OSError, fvl.FvlError):
        return Thumbnail("")


def data_url(image: Image, *, edge: int = 240) -> str:
    """Return a picture inside its own address: for uploads, which must not be served to others."""
    return f"data:image/webp;base64,{base64.b64encode(shrink(image, edge)).decode()}"


def shrink(image: Image, edge: int) -> bytes:
    """Return a picture as WebP with no side longer than `edge` pixels."""
    small = image.copy()
    small.thumbnail((edge, edge))
    buffer = io.BytesIO()
    small.save(buffer, "WEBP", quality=82, method=1)
    return buffer.getvalue()


def _lying(item: fvl.Item) -> Thumbnail | None:
    """Return the small picture of an item if it was made before."""
    try:
        file, src = _file_of(item, TILE)
        return Thumbnail(src, _aspect(file)) if file.exists() else None
    except (OSError, fvl.FvlError):
        return None


def _file_of(item: fvl.Item, edge: int) -> tuple[Path, str]:
    """Return where an item's small picture lies, and its address."""
    if isinstance(item.image, str | Path):
        facts = os.stat(item.image)
        return _file_of_path(item.image, facts.st_size, facts.st_mtime_ns, edge, fvl.cache_dir())
    content = item.image if isinstance(item.image, bytes) else fvl.image_digest(item.open()).encode()
    return _named(content, edge, fvl.cache_dir(), URL)


@lru_cache(maxsize=50_000)
def _file_of_path(path: str | Path, size: int, changed: int, edge: int, everyones: Path) -> tuple[Path, str]:
    """Return the same for a picture's file: what belongs to one browser stays in its store."""
    private = fvl.PrivateStore.holding(Path(path))
    content = f"{Path(path).resolve()}:{size}:{changed}".encode()
    return _named(content, edge, private or everyones, OWN_URL if private else URL)


def _named(content: bytes, edge: int, folder: Path, url: str) -> tuple[Path, str]:
    name = hashlib.sha256(f"{_VERSION}:{edge}:".encode() + content).hexdigest()[:40]
    place = f"{name[:2]}/{name}.webp"
    return folder / "thumbs" / place, f"{url}/{place}"


def _small(item: fvl.Item, edge: int) -> bytes:
    """Return what to serve: the file itself where it is small and plain enough, else a new WebP."""
    image = item.open()  # also of a file that is served as it is: a damaged one must not pass
    if item.path is not None and max(image.size) <= edge and _is_plain_webp(item.path):
        return item.path.read_bytes()
    return shrink(image, edge)


def _is_plain_webp(path: Path) -> bool:
    """Tell whether a browser shows this file as `fvl.open_image` reads it: one opaque upright picture."""
    from PIL import Image

    with Image.open(path) as raw:
        is_one = not getattr(raw, "is_animated", False)
        return raw.format == "WEBP" and raw.mode == "RGB" and is_one and not raw.getexif()


@lru_cache(maxsize=50_000)
def _aspect(file: Path) -> float:
    from PIL import Image

    with Image.open(file) as image:  # reads the header only
        return image.width / image.height


def _write(file: Path, content: bytes) -> None:
    """Write beside the place and move there, so that the server never sends half a picture.

    Each writer has a file of its own: two that make one picture at once would move each other's away.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(f".{secrets.token_hex(4)}.part")
    try:
        beside.write_bytes(content)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
