"""What a visitor asks of the Search page, as the address holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import fvl_core as fvl
from pages._ui import address, thumbnails, uploads
from pages._ui.engines import COMPOSER

if TYPE_CHECKING:
    from fvl_core import Item

COUNTS = (12, 24, 48, 96)
DEFAULT_COUNT = 24


@dataclass(frozen=True)
class Picture:
    """Name the picture of a query: an item of the catalogue, or an upload of this session."""

    name: str
    preview: str
    source: object
    item: Item | None = None
    note: str = ""


@dataclass(frozen=True)
class Asked:
    """Hold one question. `lost` says what the address asked for and cannot be given."""

    words: str
    picture: Picture | None
    composer: str
    k: int
    where: address.Filters
    lost: tuple[str, ...]

    @property
    def composed(self) -> bool:
        """Tell whether picture and words meet in this query."""
        return bool(self.words and self.picture)

    @property
    def empty(self) -> bool:
        """Tell whether nothing is asked."""
        return not (self.words or self.picture)

    def query(self, words_weight: float) -> fvl.Query:
        """Return the query; the picture weighs what the words leave."""
        return fvl.Query(
            self.words or None,
            self.picture.source if self.picture else None,  # type: ignore[arg-type]
            text_weight=words_weight if self.composed else 1.0,
            image_weight=1.0 - words_weight if self.composed else 1.0,
            where=self.where or None,
        )


def read(catalogue: fvl.Catalogue) -> Asked:
    """Read the address; what it asks for and nobody has is left out and named."""
    lost: list[str] = []
    picture = _picture(catalogue, lost)
    where, unknown = address.filters(catalogue)
    lost += [f"The filter “{entry}” does not fit this catalogue and is left out." for entry in unknown]
    composer = address.text("composer") or COMPOSER
    if composer not in fvl.list_composers():
        lost.append(f"There is no composer “{composer}”; “{COMPOSER}” is used.")
        composer = COMPOSER
    return Asked(address.text("q"), picture, composer, _count(lost), where, tuple(lost))


def _picture(catalogue: fvl.Catalogue, lost: list[str]) -> Picture | None:
    if digest := address.text("picture"):
        if upload := uploads.kept(digest):
            size = f"{upload.image.width} × {upload.image.height}, {upload.n_bytes / 1000:,.0f} kB"
            return Picture(upload.name, thumbnails.data_url(upload.image), upload.image, note=size)
        lost.append(
            "This link leaves out an uploaded picture: uploads stay with the visitor who brought them. "
            "Bring the picture again to see the same results."
        )
    if not (item_id := address.text("item")):
        return None
    if item_id not in catalogue:
        lost.append(f"The garment “{item_id}” is not in the catalogue “{catalogue.name}” and is left out.")
        return None
    item = catalogue.item(item_id)
    return Picture(item.title or item.id, thumbnails.url(item), item.image, item, note="from the catalogue")


def _count(lost: list[str]) -> int:
    wanted = address.text("k")
    if not wanted:
        return DEFAULT_COUNT
    if wanted in map(str, COUNTS):
        return int(wanted)
    if wanted.isdecimal() and int(wanted) > 0:
        return min(int(wanted), COUNTS[-1])
    lost.append(f"“{wanted}” is no number of results; {DEFAULT_COUNT} are shown.")
    return DEFAULT_COUNT
