"""The frames that pictures hang in, and the small pictures themselves."""

from io import BytesIO

import pytest
from PIL import Image

import fvl_core as fvl
from pages._ui import framed, server, thumbnails


def served(thumbnail):
    return (server.thumbnails_dir() / thumbnail.src.removeprefix("/thumbs/")).read_bytes()


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


def test_a_small_webp_is_served_as_it_is(empty_cache, tmp_path):
    path = tmp_path / "dress.webp"
    Image.new("RGB", (320, 320), "teal").save(path)
    assert served(thumbnails.of(fvl.Item("a", path))) == path.read_bytes()


def test_a_webp_that_is_large_or_turned_is_drawn_anew(empty_cache, tmp_path):
    turned = Image.Exif()
    turned[0x0112] = 6
    for name, size, exif in (("large", (900, 600), Image.Exif()), ("turned", (60, 40), turned)):
        path = tmp_path / f"{name}.webp"
        Image.new("RGB", size, "teal").save(path, exif=exif)
        with Image.open(BytesIO(served(thumbnails.of(fvl.Item("a", path))))) as small:
            assert small.size == {"large": (420, 280), "turned": (40, 60)}[name]
            assert not small.getexif()


def test_a_damaged_webp_is_not_served(empty_cache, tmp_path):
    path = tmp_path / "cut.webp"
    Image.effect_noise((200, 200), 90).convert("RGB").save(path)
    path.write_bytes(path.read_bytes()[:900])
    assert thumbnails.of(fvl.Item("a", path)).src == ""
