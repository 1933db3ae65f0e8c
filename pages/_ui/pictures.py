"""The pictures that the address names: garments of the catalogue and uploads of this browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import fvl_core as fvl
from pages._ui import address, thumbnails, uploads

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

NOT_TRAVELLED = (
    "This link leaves out an uploaded picture: uploads stay with the visitor who brought them. "
    "Bring the picture again to see the same."
)


@dataclass(frozen=True)
class Picture:
    """Name one picture: `id` is an item's or an upload's digest, `preview` is what the browser shows.

    `content` tells it from every other picture of any catalogue or visitor.
    """

    id: str
    name: str
    note: str
    preview: thumbnails.Thumbnail
    source: str | Path | bytes | Image
    content: str
    item: fvl.Item | None = None


def of_address(catalogue: fvl.Catalogue, lost: list[str]) -> list[Picture]:
    """Return uploads (`picture=`) and garments (`item=`) of the address; `lost` gains what is not here."""
    named_there = [(kind, name) for kind in ("picture", "item") for name in address.many(kind)]
    return [found for kind, name in named_there if (found := named(catalogue, kind, name, lost))]


def named(catalogue: fvl.Catalogue, kind: str, name: str, lost: list[str]) -> Picture | None:
    """Return the upload ("picture") or garment ("item") of this name, or None and say so in `lost`."""
    if kind == "picture":
        upload = uploads.kept(name)
        if upload is None and NOT_TRAVELLED not in lost:
            lost.append(NOT_TRAVELLED)
        return _of_upload(upload) if upload else None
    if catalogue.has(name):
        return _of_item(catalogue.item(name), catalogue.fingerprint)
    lost.append(f"The garment “{name}” is not in the catalogue “{catalogue.name}” and is left out.")
    return None


def _of_upload(upload: uploads.Upload) -> Picture:
    note = f"{upload.width} × {upload.height}, {upload.n_bytes / 1000:,.0f} kB"
    return Picture(upload.digest, upload.name, note, upload.preview, upload.image, upload.digest)


def _of_item(item: fvl.Item, fingerprint: str) -> Picture:
    return Picture(
        item.id,
        item.title or item.id,
        "from the catalogue",
        thumbnails.of(item),
        item.image,
        f"{fingerprint}/{item.id}",
        item,
    )
