"""The part of a picture that matters: boxes in the address, and the pixels that are left."""

import io

import pytest
from PIL import Image

from pages._ui.composed import crop
from tests.pages.shown import tiles, upload, words


def two_colours():
    """Red above, blue below: 40 by 60 pixels, the border at 30."""
    image = Image.new("RGB", (40, 60), "red")
    image.paste("blue", (0, 30, 40, 60))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def ranked(app):
    return [tile["title"] for tile in tiles(app, "hits")]


@pytest.mark.parametrize(("box", "first"), [("0,0,100,50", "red dress"), ("0,50,100,100", "blue dress")])
def test_only_the_chosen_part_of_an_upload_is_searched_for(studio, box, first):
    app = studio("search", alike="false")
    upload(app, ("mine.png", two_colours()))
    app.query_params["crop"] = box
    app.run()
    assert ranked(app)[0] == first
    assert tiles(app, "hits")[0]["right"] == "cosine 1.000"


def test_a_garment_of_the_catalogue_may_be_cropped_too(studio):
    app = studio("search", item="g3", crop="10,10,60,60")
    assert ranked(app)[0] == "green skirt"
    assert not app.exception


@pytest.mark.parametrize(
    "written", ["1,2,3", "50,0,52,100", "60,0,40,100", "0,0,100,101", "a,b,c,d", "0,0,-1,5"]
)
def test_what_is_no_box_is_named_and_the_whole_picture_used(studio, written):
    assert crop.parse(written) is None
    assert "is no part of a picture" in words(studio("search", item="g3", crop=written))


def test_pixels_of_a_box():
    assert crop.Box(10, 0, 50, 100).pixels(200, 90) == (20, 0, 100, 90)
    assert crop.Box(95, 95, 100, 100).pixels(3, 3) == (2, 2, 3, 3)
    assert crop.WHOLE.entry == ""


def test_presets_lie_within_the_picture_and_the_shoes_are_at_the_bottom():
    assert list(crop.PRESETS) == ["Whole picture", "Top", "Bottom", "Shoes"]
    for name, box in crop.PRESETS.items():
        assert box == crop.WHOLE or crop.parse(box.entry) == box, name
    assert crop.PRESETS["Shoes"].top > crop.PRESETS["Bottom"].top > crop.PRESETS["Top"].top
