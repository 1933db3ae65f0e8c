"""The frames that pictures hang in."""

import pytest
from PIL import Image

import fvl_core as fvl
from pages._ui import framed, thumbnails


@pytest.mark.parametrize(
    ("aspects", "frame"),
    [([1.0] * 5, 1.0), ([0.75, 0.75, 1.78], 0.75), ([0.2, 0.3], 2 / 3), ([3.0], 4 / 3), ([], 1.0)],
)
def test_the_frame_is_the_shape_nearest_to_the_median(aspects, frame):
    assert framed.common_aspect(aspects) == pytest.approx(frame)


@pytest.mark.parametrize("size", [(300, 400), (900, 300), (64, 64)])
def test_a_thumbnail_tells_the_shape_of_its_picture(empty_cache, size):
    made = thumbnails.of(fvl.Item("a", Image.new("RGB", size)))
    assert made.aspect == pytest.approx(size[0] / size[1], rel=0.01)
    assert made.src.startswith("/thumbs/")


def test_a_picture_that_cannot_be_read_has_no_thumbnail(empty_cache):
    assert thumbnails.of(fvl.Item("a", b"no picture")).src == ""
