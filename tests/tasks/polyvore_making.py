"""A folder shaped as Polyvore Outfits: 12 plain pictures in three categories, and questions about them."""

import json
from typing import Any

import numpy as np
from PIL import Image

CATEGORIES = {str(100 + n): ("11", "41", "1605")[n % 3] for n in range(12)}
BLANKS: list[dict[str, Any]] = [
    {"question": ["101", "102"], "blank": "100", "fake_data": False},
    {"question": ["104"], "blank": "103", "fake_data": False},
    {"question": ["105", "106"], "blank": "107", "fake_data": False},
    {"question": ["108"], "blank": "109", "fake_data": True},
    {"question": ["109", "107"], "blank": "106", "fake_data": False},
    {"question": ["999"], "blank": "111", "fake_data": False},
]
OUTFITS: list[dict[str, Any]] = [
    {"set_id": "7", "items": [{"item_id": str(100 + n), "index": n + 1} for n in range(4)]},
    {"set_id": "8", "items": [{"item_id": str(104 + n), "index": n + 1} for n in range(4)]},
]
COMPATIBILITY = "1 7_1 7_2 7_3\n0 7_1 8_2 8_3\n1 8_1 8_2\n0 8_1 7_2 7_4\n"
CHOICES: list[dict[str, Any]] = [
    {"question": ["7_1", "7_2"], "answers": ["8_3", "7_3", "8_4"], "blank_position": 3},
    {"question": ["8_1", "8_2", "8_4"], "answers": ["8_3", "7_1"], "blank_position": 3},
]


def polyvore_folder(folder):
    (folder / "images").mkdir(parents=True)
    draw = np.random.default_rng(3)
    for item_id in CATEGORIES:
        tiles = draw.integers(0, 256, (4, 4, 3), dtype=np.uint8)
        Image.fromarray(tiles).resize((40, 40), Image.Resampling.NEAREST).save(
            folder / "images" / f"{item_id}.jpg", quality=95
        )
    told = {
        item_id: {"category_id": category, "url_name": f"item {item_id}", "semantic_category": "tops"}
        for item_id, category in CATEGORIES.items()
    }
    told["500"] = {"category_id": "11"}  # whose picture is not there
    write(folder / "polyvore_item_metadata.json", told)
    write(folder / "ocir_disjoint_test.json", BLANKS)
    (folder / "disjoint").mkdir()
    write(folder / "disjoint/test.json", OUTFITS)
    write(folder / "disjoint/fill_in_blank_test.json", CHOICES)
    (folder / "disjoint/compatibility_test.txt").write_text(COMPATIBILITY)
    return folder


def write(path, content):
    path.write_text(json.dumps(content))
