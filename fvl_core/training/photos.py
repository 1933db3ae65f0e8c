"""Read real photos for training: a folder with labels.csv and images/, and what a label makes known."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.training.colours import COLOUR_TABLE
from fvl_core.training.facts import Knowledge


@dataclass(frozen=True)
class Label:
    """What a photo's label says: values, facts that it leaves open, and the word used to test it."""

    values: Mapping[str, str]
    open_categories: tuple[str, ...] = ()


_TOP, _OUTER = "tops", "outerwear"
LABELS: Mapping[str, Label] = {
    "T-Shirt": Label({"category": "t-shirt", "parent": _TOP, "sleeve": "short"}),
    "Longsleeve": Label(
        {"category": "long-sleeved top", "parent": _TOP, "sleeve": "long"},
        ("jumper", "sweatshirt", "cardigan", "hoodie", "blouse"),
    ),
    "Pants": Label({"category": "trousers", "parent": "bottoms"}, ("jeans", "joggers", "leggings")),
    "Shoes": Label(
        {"parent": "footwear"},
        ("trainers", "lace-up shoes", "loafers", "ballet flats", "sandals", "high heels", "boots"),
    ),
    "Shirt": Label({"category": "shirt", "parent": _TOP}, ("blouse",)),
    "Dress": Label({"category": "dress", "parent": "dresses"}),
    "Outwear": Label(
        {"parent": _OUTER}, ("jacket", "coat", "puffer jacket", "gilet", "cardigan", "hoodie", "blazer")
    ),
    "Shorts": Label({"category": "shorts", "parent": "bottoms"}),
    "Hat": Label({"parent": "headwear"}, ("cap", "beanie", "sun hat", "bucket hat")),
    "Skirt": Label({"category": "skirt", "parent": "bottoms"}),
    "Polo": Label({"category": "polo shirt", "parent": _TOP}, ("t-shirt", "shirt")),
    "Undershirt": Label({"category": "tank top", "parent": _TOP}, ("t-shirt",)),
    "Blazer": Label({"category": "blazer", "parent": _OUTER}, ("jacket", "coat")),
    "Hoodie": Label({"category": "hoodie", "parent": _TOP}, ("sweatshirt", "jacket", "long-sleeved top")),
    "Body": Label({"category": "bodysuit"}, ("jumpsuit",)),
    "Top": Label({"parent": _TOP}, ("tank top", "t-shirt", "blouse", "long-sleeved top")),
    "Blouse": Label({"category": "blouse", "parent": _TOP}, ("shirt", "t-shirt", "long-sleeved top")),
}
TEST_WORDS: Mapping[str, str] = {
    "T-Shirt": "t-shirt",
    "Longsleeve": "long-sleeved top",
    "Pants": "trousers",
    "Shoes": "shoes",
    "Shirt": "shirt",
    "Dress": "dress",
    "Outwear": "jacket or coat",
    "Shorts": "shorts",
    "Hat": "hat",
    "Skirt": "skirt",
}
_LEFT_OPEN = ("tone", "pattern", "second", "sleeve", "length", "neckline", "fabric", "fit", "closure")


@dataclass(frozen=True)
class Photo:
    """One labelled photo of a folder."""

    identity: str
    path: Path
    label: str

    @property
    def held_out(self) -> bool:
        """Tell whether the photo is kept for validation: the sha1 of its id ends in 3."""
        return hashlib.sha1(self.identity.encode(), usedforsecurity=False).hexdigest().endswith("3")


def read_photos(folder: Path) -> tuple[Photo, ...]:
    """List the labelled photos of FOLDER/labels.csv (columns image, label) with FOLDER/images/<image>.jpg.

    Labels outside `LABELS` are left out.

    Raises:
        InvalidInputError: when the folder has no labels.csv.
    """
    table = folder / "labels.csv"
    if not table.is_file():
        raise InvalidInputError(
            f"{folder} has no labels.csv.", remedy="Give a folder with labels.csv (image, label) and images/."
        )
    with table.open(newline="", encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["label"] in LABELS]
    photos = (Photo(row["image"], folder / "images" / f"{row['image']}.jpg", row["label"]) for row in rows)
    return tuple(photo for photo in photos if photo.path.is_file())


def photo_knowledge(label: str, colour: str) -> Knowledge:
    """Say what a label and a colour reading ("" when unsure) make known of a photo."""
    meaning = LABELS[label]
    values = {**meaning.values, **({"colour": colour} if colour else {})}
    basic = COLOUR_TABLE[colour][1] if colour else ""
    unseen = [name for name in _LEFT_OPEN if name not in values]
    return Knowledge(
        values=values,
        also=(f"colour={basic}",) if basic else (),
        open_facts=tuple(f"category={name}" for name in meaning.open_categories),
        open_attributes=(
            *unseen,
            *(() if colour else ("colour",)),
            *(() if "parent" in values else ("parent",)),
        ),
    )
