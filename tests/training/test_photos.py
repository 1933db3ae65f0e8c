"""Photos: which are held out, what a label makes known, which colour the pixels have."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.training.colours import COLOUR_TABLE, read_colour, to_lab
from fvl_core.training.data import pack_photos
from fvl_core.training.facts import fact_index
from fvl_core.training.photos import LABELS, TEST_WORDS, Photo, photo_knowledge, read_photos


def _framed(colour: tuple[int, int, int], ground: tuple[int, int, int] = (240, 240, 240)) -> np.ndarray:
    picture = np.full((100, 100, 3), ground, np.uint8)
    picture[20:80, 20:80] = colour
    return picture


@pytest.mark.parametrize("name", sorted(COLOUR_TABLE))
def test_a_patch_of_a_table_colour_reads_as_that_colour(name: str) -> None:
    red, green, blue = bytes.fromhex(COLOUR_TABLE[name][0][1:])
    ground = (30, 200, 30) if name == "white" else (255, 255, 255)
    assert read_colour(_framed((red, green, blue), ground)) == (name, 1.0)


def test_a_garment_of_the_ground_s_colour_has_no_reading() -> None:
    assert read_colour(_framed((240, 240, 240))) == ("", 0.0)


def test_half_of_two_colours_shares_the_reading() -> None:
    picture = _framed((193, 18, 31))
    picture[20:80, 20:50] = (31, 95, 191)
    _, share = read_colour(picture)
    assert share == pytest.approx(0.5, abs=0.03)


def test_lab_of_white_and_mid_grey_is_the_published_value() -> None:
    lab = to_lab(np.array([[255, 255, 255], [119, 119, 119]], np.uint8))
    assert lab[0] == pytest.approx([100, 0, 0], abs=0.02)
    assert lab[1] == pytest.approx([50.03, 0, 0], abs=0.05)


def test_photos_are_held_out_by_the_last_digit_of_the_sha1_of_their_id() -> None:
    held = [f"photo-{i}" for i in range(200) if Photo(f"photo-{i}", Path("x.jpg"), "Hat").held_out]
    assert held == [
        f"photo-{i}" for i in range(200) if hashlib.sha1(f"photo-{i}".encode()).hexdigest()[-1] == "3"
    ]


def test_a_folder_is_read_and_strange_labels_and_missing_files_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    Image.new("RGB", (8, 8)).save(tmp_path / "images" / "a.jpg")
    (tmp_path / "labels.csv").write_text("image,label,kids\na,Hat,False\nb,Hat,False\na,Not sure,False\n")
    assert [(photo.identity, photo.label) for photo in read_photos(tmp_path)] == [("a", "Hat")]


def test_a_folder_without_labels_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"labels\.csv"):
        read_photos(tmp_path)


def test_every_test_word_belongs_to_a_label() -> None:
    assert set(TEST_WORDS) <= set(LABELS)
    assert len(TEST_WORDS) == 10


def test_trousers_may_be_jeans_but_not_shorts_and_navy_is_blue() -> None:
    true, false = photo_knowledge("Pants", "navy").vectors()
    index = fact_index()
    assert true[index["category=trousers"]]
    assert true[index["colour=navy"]]
    assert true[index["colour=blue"]]
    assert not true[index["category=jeans"]]
    assert not false[index["category=jeans"]]
    assert false[index["category=shorts"]]
    assert not false[index["pattern=floral"]]


def test_other_photos_are_packed_anew_and_the_same_ones_are_not(tmp_path: Path) -> None:
    def folder_of(name: str, rows: list[tuple[str, str]]) -> Path:
        folder = tmp_path / name
        (folder / "images").mkdir(parents=True)
        for image, _ in rows:
            Image.new("RGB", (8, 8), "red").save(folder / "images" / f"{image}.jpg")
        lines = ["image,label", *(f"{image},{label}" for image, label in rows)]
        (folder / "labels.csv").write_text("\n".join(lines) + "\n")
        return folder

    first, more, other = [("a", "Hat")], [("a", "Hat"), ("b", "Dress")], [("a", "Dress"), ("b", "Dress")]
    packed = tmp_path / "packed"
    for number, rows in enumerate((first, more, other)):
        held = pack_photos(packed, folder_of(f"photos{number}", rows))
        assert [(record["id"], record["label"]) for record in held.records] == rows
    before = (packed / "000000.npz").stat().st_mtime_ns
    pack_photos(packed, tmp_path / "photos2")
    assert (packed / "000000.npz").stat().st_mtime_ns == before
