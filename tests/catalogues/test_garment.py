"""What a garment can be: the taxonomy is whole, and every drawn garment keeps to it."""

from collections import Counter

import numpy as np
import pytest

from fvl_core.catalogues.captions import describe
from fvl_core.catalogues.drawing.cutting import CUTS, SETTINGS
from fvl_core.catalogues.garment import rgb, sample_garment
from fvl_core.catalogues.taxonomy import CATEGORIES, COLOURS, PARENTS, PATTERNS, SLEEVES

BASIC = {"black", "white", "grey", "red", "orange", "yellow", "green", "blue", "purple", "pink", "brown"}
MORE = {"navy", "light blue", "beige", "olive", "burgundy"}


def sampled(n=600, **fixed):
    return [sample_garment(np.random.default_rng((1, i)), **fixed) for i in range(n)]


def lab(value):
    """Return CIELAB of an sRGB hex value (D65)."""
    channels = np.array(rgb(value))
    linear = np.where(channels > 0.04045, ((channels + 0.055) / 1.055) ** 2.4, channels / 12.92)
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = (matrix @ linear) / (0.95047, 1.0, 1.08883)
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return np.array([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)])


def test_the_taxonomy_has_two_levels_and_enough_of_everything():
    assert len(CATEGORIES) >= 24
    assert set(PARENTS) == {
        "tops",
        "bottoms",
        "dresses",
        "outerwear",
        "footwear",
        "headwear",
        "bags",
        "accessories",
    }
    assert set(COLOURS) >= BASIC | MORE
    assert len(PATTERNS) >= 12
    assert list(SLEEVES) == ["sleeveless", "short", "three-quarter", "long"]


def test_every_category_can_be_cut_and_has_a_place_to_lie():
    assert set(CUTS) == set(CATEGORIES)
    assert set(SETTINGS) == set(PARENTS)


def test_every_garment_keeps_to_its_category():
    for garment in sampled():
        kind = garment.kind
        assert garment.parent == kind.parent
        for attribute in ("pattern", "sleeve", "length", "neckline", "fabric", "fit", "closure"):
            assert getattr(garment, attribute) in kind.allowed(attribute), (attribute, garment)
        assert garment.colour in COLOURS
        assert garment.shade in COLOURS[garment.colour].shades


def test_every_category_colour_and_pattern_turns_up():
    garments = sampled(1500)
    assert set(Counter(g.category for g in garments)) == set(CATEGORIES)
    assert {g.colour for g in garments} == set(COLOURS)
    assert {g.pattern for g in garments} == set(PATTERNS)


def test_the_exact_colour_of_a_garment_is_nearest_to_its_own_name():
    names = {shade: name for name, colour in COLOURS.items() for shade in colour.shades.values()}
    table = {value: lab(value) for value in names}
    wrong = 0
    for garment in sampled(400):
        exact = lab(garment.colour_hex)
        nearest = min(table, key=lambda value: float(np.linalg.norm(table[value] - exact)))
        wrong += names[nearest] != garment.colour
    assert wrong <= 4


def test_a_pattern_of_two_colours_names_two_that_differ():
    for garment in sampled():
        if garment.pattern in {"plain", "washed", "cable knit"}:
            assert garment.second == ""
        else:
            assert garment.second in COLOURS
            assert garment.second != garment.colour


@pytest.mark.parametrize(
    ("name", "value"), [("category", "skirt"), ("colour", "teal"), ("pattern", "floral")]
)
def test_one_attribute_can_be_fixed(name, value):
    category = {} if name == "category" else {"category": "skirt"}
    assert {getattr(g, name) for g in sampled(20, **category, **{name: value})} == {value}


def test_captions_say_what_is_true_in_several_registers():
    for number, garment in enumerate(sampled(200)):
        caption = describe(garment, np.random.default_rng(number))
        assert garment.category in caption.title.lower()
        assert garment.colour in caption.title.lower()
        assert garment.category in caption.description.lower()
        assert garment.colour in caption.description.lower()
        assert caption.description.endswith(".")
        assert "  " not in caption.description
        assert ("one attribute", garment.colour) in caption.phrases


def test_the_same_chance_gives_the_same_words():
    garment = sampled(1)[0]
    first, second = (describe(garment, np.random.default_rng(4)) for _ in range(2))
    assert first == second
