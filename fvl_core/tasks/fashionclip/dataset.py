"""`FCLIPDataset`: a catalogue as a list of dictionaries, as the fashion-clip package takes it."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.items import Catalogue, Item

if TYPE_CHECKING:
    from PIL.Image import Image

NEEDED = ("id", "image", "caption")
_CELL, _COLUMNS, _MOST_SHOWN = 180, 5, 15


class FCLIPDataset:
    """Hold a catalogue of dictionaries with at least id, image and caption.

    Mended against the package: an id that occurs twice or a missing key is named (there the last one wins, or
    a KeyError comes later); `random_product_id` never reaches past the end; `display_products` shows keys
    that every catalogue has. Pictures are read from this machine only: of S3 and URL the package shows
    pictures, but cannot encode them. Its private catalogue "FF" needs keys of its owner.

    Args:
        name: of the catalogue.
        image_source_path: the folder in which the pictures lie.
        image_source_type: "LOCAL", in any case.
        catalog: the dictionaries; "image" is a path inside the folder.

    Attributes:
        ids, images, captions, images_path: arrays of text, in the order of the catalogue. id_to_idx: the
        place of each id. catalog: the dictionaries.

    Raises:
        InvalidInputError: for another source, no catalogue, a missing key, or an id that occurs twice.
    Source: fashion-clip 0.2.2 (Chia et al., 2022), class FCLIPDataset.

    Example:
        >>> rows = [{"id": 7, "image": "a.jpg", "caption": "red dress"}]
        >>> shop = FCLIPDataset("shop", "pictures", "local", rows)
        >>> shop.ids.tolist(), shop.id_to_idx["7"], shop.images_path.tolist()
        (['7'], 0, ['pictures/a.jpg'])
    """

    def __init__(
        self,
        name: str,
        image_source_path: str | Path,
        image_source_type: str = "LOCAL",
        catalog: Sequence[Mapping[str, Any]] | None = None,
    ) -> None:
        if image_source_type.upper() != "LOCAL":
            raise InvalidInputError(
                f"Pictures of the source {image_source_type} cannot be encoded.",
                remedy='Copy them into a folder, and give image_source_type="LOCAL".',
            )
        if not catalog:
            raise InvalidInputError(
                f"There is no catalogue {name!r}.", remedy="Give a list of dictionaries as catalog."
            )
        _require_whole(catalog)
        self.name = name
        self.catalog = np.array(list(catalog), dtype=object)
        self.ids = np.array([str(row["id"]) for row in catalog])
        self.images = np.array([str(row["image"]) for row in catalog])
        self.images_path = np.array([str(Path(image_source_path) / str(row["image"])) for row in catalog])
        self.captions = np.array([str(row["caption"]) for row in catalog])
        self.id_to_idx = {str(item_id): place for place, item_id in enumerate(self.ids)}

    def __len__(self) -> int:
        return len(self.ids)

    def retrieve_row(self, item_id: str) -> Mapping[str, Any]:
        """Return the dictionary of an id.

        Raises:
            InvalidInputError: when the catalogue has none of this id.
        """
        if item_id not in self.id_to_idx:
            raise InvalidInputError(f"There is no id {item_id!r}.", remedy="Give an id of the catalogue.")
        row: Mapping[str, Any] = self.catalog[self.id_to_idx[item_id]]
        return row

    def random_product_id(self) -> str:
        """Return the id of a product drawn by lot."""
        return str(random.choice(self.ids))

    def hash(self) -> str:
        """Return the package's sha256 over ids, names of pictures and captions; it reads no picture."""
        parts = (_hash_of(column) for column in (self.ids, self.images, self.captions))
        return hashlib.sha256("".join(parts).encode()).hexdigest()

    def to_catalogue(self) -> Catalogue:
        """Return the studio's own kind of catalogue; further keys with words become attributes."""
        return Catalogue(self.name, (self._item(row, path) for row, path in self._rows()))

    def display_products(self, ids: Sequence[str], fields: Sequence[str] = ("id", "caption")) -> Image:
        """Return a sheet of up to 15 products, five in a row, each with these keys of its dictionary below.

        Raises:
            InvalidInputError: for an id or a key that is not there, or a picture that cannot be read.
        """
        rows = [self.retrieve_row(item_id) for item_id in list(ids)[:_MOST_SHOWN]]
        if lacking := [field for field in fields if any(field not in row for row in rows)]:
            raise InvalidInputError(f"Not every product has {lacking[0]!r}.", remedy="Leave it out.")
        paths = [self.images_path[self.id_to_idx[item_id]] for item_id in list(ids)[:_MOST_SHOWN]]
        return _sheet(paths, [[str(row[field]) for field in fields] for row in rows])

    def _rows(self) -> Sequence[tuple[Mapping[str, Any], str]]:
        return list(zip(self.catalog, self.images_path, strict=True))

    def _item(self, row: Mapping[str, Any], path: str) -> Item:
        more = {key: str(value) for key, value in row.items() if key not in NEEDED and str(value).strip()}
        return Item(str(row["id"]), path, caption=str(row["caption"]), attributes=more)


def _require_whole(catalog: Sequence[Mapping[str, Any]]) -> None:
    for number, row in enumerate(catalog, start=1):
        for key in NEEDED:
            if not isinstance(row, Mapping) or key not in row:
                raise InvalidInputError(
                    f"Row {number} of the catalogue has no {key!r}.", remedy="Give id, image and caption."
                )
    twice = next((i for i, n in Counter(str(row["id"]) for row in catalog).items() if n > 1), None)
    if twice is not None:
        raise InvalidInputError(f"The id {twice!r} occurs twice.", remedy="Give every product its own id.")


def _hash_of(column: np.ndarray) -> str:
    digests = " ".join(hashlib.sha256(str(cell).encode()).hexdigest() for cell in column)
    return hashlib.sha256(digests.encode()).hexdigest()


def _sheet(paths: Sequence[str], lines: Sequence[Sequence[str]]) -> Image:
    from PIL import Image, ImageDraw

    from fvl_core.foundation.images import open_image

    height = _CELL + 14 * max((len(words) for words in lines), default=0) + 8
    n_rows = -(-len(paths) // _COLUMNS)
    sheet = Image.new("RGB", (_CELL * min(len(paths), _COLUMNS), height * n_rows), "white")
    pen = ImageDraw.Draw(sheet)
    for place, (path, words) in enumerate(zip(paths, lines, strict=True)):
        left, top = _CELL * (place % _COLUMNS), height * (place // _COLUMNS)
        picture = open_image(path)
        picture.thumbnail((_CELL - 8, _CELL - 8))
        sheet.paste(picture, (left + (_CELL - picture.width) // 2, top + (_CELL - picture.height) // 2))
        for number, text in enumerate(words):
            pen.text((left + 4, top + _CELL + 14 * number), text[:28], fill="black")
    return sheet
