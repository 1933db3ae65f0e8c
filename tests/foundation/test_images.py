"""Every odd file decodes upright and over white, or is refused by name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.images import image_digest, open_image
from tests.foundation.odd_pictures import BAD, GOOD, RED, scene

COLOURLESS = {"grey_alpha.png", "grey.jpg", "grey16.png", "float.tiff", "bilevel.png", "lab.tiff"}
OTHER_SHAPE = {"one_pixel.png", "ribbon.png"}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_gives_an_upright_rgb_picture(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(GOOD[name]())
    image = open_image(path)
    assert image.mode == "RGB"
    if name in OTHER_SHAPE:
        return
    assert image.size == (48, 64)
    top, bottom = np.asarray(image)[12, 24], np.asarray(image)[52, 24]
    if name not in COLOURLESS:
        assert np.allclose(top, RED, atol=12), top
        assert np.allclose(bottom, (255, 255, 255), atol=12), bottom
    elif name != "lab.tiff":
        assert top.max() < 200 < bottom.min()


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_one_sentence_that_names_it(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(BAD[name]())
    with pytest.raises(InvalidInputError, match=name.replace(".", r"\.")) as caught:
        open_image(path)
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


def test_there_are_forty_odd_files() -> None:
    assert len(GOOD) + len(BAD) >= 40


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("name", ["bomb.png", "large.png"])
def test_a_bomb_is_refused_for_its_pixels_before_it_is_decoded(name: str) -> None:
    with pytest.raises(InvalidInputError, match="80 million pixels"):
        open_image(BAD[name](), name=name)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"gone\.jpg: there is no such file"):
        open_image(tmp_path / "gone.jpg")


def test_a_folder_is_no_picture(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError):
        open_image(tmp_path)


def test_sixteen_bit_grey_is_scaled_and_not_clipped() -> None:
    assert open_image(GOOD["grey16.png"]()).getpixel((24, 12)) == (31, 31, 31)


def test_floating_grey_between_zero_and_one_is_scaled() -> None:
    assert open_image(GOOD["float.tiff"]()).getpixel((24, 12)) == (51, 51, 51)


def test_a_picture_in_memory_is_left_alone() -> None:
    original = scene().convert("RGBA")
    opened = open_image(original)
    assert original.mode == "RGBA"
    assert opened.mode == "RGB"


def test_the_digest_follows_the_pixels_and_the_shape() -> None:
    flat, tall = Image.new("RGB", (4, 2)), Image.new("RGB", (2, 4))
    assert image_digest(flat) == image_digest(flat.copy())
    assert image_digest(flat) != image_digest(tall)
