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
    digests, ids = address.many("picture"), address.many("item")
    brought = [upload for digest in digests if (upload := uploads.kept(digest))]
    if len(brought) < len(digests):
        lost.append(NOT_TRAVELLED)
    lost += [
        f"The garment “{item_id}” is not in the catalogue “{catalogue.name}” and is left out."
        for item_id in ids
        if item_id not in catalogue.ids
    ]
    items = [catalogue.item(item_id) for item_id in ids if item_id in catalogue.ids]
    return [*map(_of_upload, brought), *(_of_item(item, catalogue.fingerprint) for item in items)]


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
