"""The pictures: repeatable to the byte, whole, and of the colour they claim."""

import numpy as np
import pytest
from PIL import Image

from fvl_core.catalogues.drawing import draw_garment
from fvl_core.catalogues.drawing.outlines import ribbon, smooth, symmetric
from fvl_core.catalogues.drawing.patterns import pattern_tile
from fvl_core.catalogues.drawing.relief import blur
from fvl_core.catalogues.garment import rgb, sample_garment
from fvl_core.catalogues.taxonomy import CATEGORIES, COLOURS, PATTERNS


def garment_of(number, **fixed):
    return sample_garment(np.random.default_rng((2, number)), **fixed)


def test_the_same_seed_gives_the_same_bytes_and_another_does_not():
    garment = garment_of(0, category="dress")
    first, again, other = (draw_garment(garment, seed=seed, px=64).tobytes() for seed in (5, 5, 6))
    assert first == again
    assert first != other


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_is_drawn_whole(category):
    for number in range(3):
        picture = draw_garment(garment_of(number, category=category), seed=number, px=64)
        assert picture.size == (64, 64)
        assert picture.mode == "RGB"
        pixels = np.asarray(picture, np.float32)
        middle, border = pixels[16:48, 16:48], np.concatenate([pixels[0], pixels[-1]])
        assert middle.std() > 4 or np.abs(middle.mean((0, 1)) - border.mean(0)).max() > 10


@pytest.mark.parametrize("colour", COLOURS)
def test_a_plain_garment_has_its_colour(colour):
    garment = garment_of(7, category="t-shirt", colour=colour, pattern="plain")
    pixels = np.asarray(draw_garment(garment, seed=3, px=96), np.float32)[42:62, 40:56] / 255
    assert np.abs(np.median(pixels, (0, 1)) - rgb(garment.colour_hex)).max() < 0.09


@pytest.mark.parametrize(
    "pattern", [p for p in PATTERNS if p not in {"plain", "colour block", "graphic print", "cable knit"}]
)
def test_a_pattern_repeats_without_a_seam_and_keeps_its_ground(pattern):
    category = "jeans" if pattern == "washed" else "shorts"
    garment = garment_of(3, category=category, pattern=pattern)
    found = pattern_tile(garment, np.random.default_rng(0), 150.0)
    assert found is not None
    tile, period = found
    assert tile.ndim == 3
    assert tile.shape[0] == tile.shape[1]
    assert period > 0
    assert tile.min() >= 0
    assert tile.max() <= 1
    assert tile.std() > 0.01
    if pattern != "tie-dye":  # a swirl has a centre; its tile is larger than a garment
        inner = np.abs(np.diff(tile, axis=0)).mean((1, 2)).max()
        assert np.abs(tile[0] - tile[-1]).mean() <= inner + 0.05


def test_plain_cloth_needs_no_tile():
    assert (
        pattern_tile(garment_of(0, category="skirt", pattern="plain"), np.random.default_rng(0), 100.0)
        is None
    )


def test_a_smooth_curve_goes_through_its_points_and_an_outline_is_symmetric():
    curve = smooth([(0, 0), (1, 2), (3, 1)], steps=6)
    assert curve[0].tolist() == [0, 0]
    assert curve[6].tolist() == [1, 2]
    assert curve[-1].tolist() == [3, 1]
    outline = symmetric([(0, 0), (1, 1), (0, 2)])
    assert sorted(map(tuple, outline)) == sorted((-x, y) for x, y in outline)


def test_a_ribbon_has_its_width():
    strip = ribbon([(0, 0), (1, 0), (2, 0)], 0.5)
    assert np.ptp(strip[:, 1]) == pytest.approx(0.5)


def test_blurring_keeps_the_sum_inside_and_flat_fields_flat():
    assert np.allclose(blur(np.full((12, 9), 3.0, np.float32), 2), 3.0)
    spot = np.zeros((41, 41), np.float32)
    spot[20, 20] = 1
    assert blur(spot, 3).sum() == pytest.approx(1.0, abs=1e-4)


def test_pictures_of_different_sizes_show_the_same_thing():
    garment = garment_of(11, category="jumper", pattern="plain")
    small = draw_garment(garment, seed=1, px=96)
    large = draw_garment(garment, seed=1, px=192).resize((96, 96), Image.Resampling.BOX)
    assert np.abs(np.asarray(small, float).mean((0, 1)) - np.asarray(large, float).mean((0, 1))).max() < 25
