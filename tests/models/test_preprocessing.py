import numpy as np
import pytest
from PIL import Image

from fvl_core.models import preprocessing
from fvl_core.models.card import Preprocessing
from fvl_core.models.preprocessing import to_pixels
from tests.models.making import pictures

SIZES = (
    (1, 1), (1, 7), (7, 1), (224, 224), (225, 224), (227, 224), (224, 227), (333, 500), (500, 333),
    (17, 400), (641, 479), (101, 99), (3, 900), (900, 3), (800, 99), (99, 800), (229, 224),
)  # fmt: skip


@pytest.mark.parametrize("side", [32, 225])
def test_pixels_equal_open_clips_evaluation_transform_to_the_bit(side):
    from open_clip.transform import image_transform

    reference = image_transform(side, is_train=False)
    for picture in pictures(SIZES):
        ours = to_pixels([picture], Preprocessing(image_size=side))[0]
        np.testing.assert_array_equal(ours, reference(picture).numpy(), err_msg=str(picture.size))


@pytest.mark.parametrize("side", [32, 225])
def test_pixels_equal_hugging_faces_pil_processor(side):
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

    reference = CLIPImageProcessorPil(size={"shortest_edge": side}, crop_size={"height": side, "width": side})
    facts = Preprocessing(image_size=side, crop_rounding="below")
    for picture in pictures(SIZES):
        theirs = reference(images=picture, return_tensors="np")["pixel_values"][0]
        np.testing.assert_allclose(
            to_pixels([picture], facts)[0], theirs, atol=1e-6, err_msg=str(picture.size)
        )


def test_the_two_references_crop_an_odd_margin_at_different_pixels():
    picture = pictures([(227, 224)])
    nearest, below = (to_pixels(picture, Preprocessing(crop_rounding=r)) for r in ("nearest", "below"))
    np.testing.assert_array_equal(nearest[..., :-1], below[..., 1:])


def test_squashing_equals_open_clips_squash():
    from open_clip.transform import image_transform

    reference = image_transform(20, is_train=False, resize_mode="squash", interpolation="bilinear")
    facts = Preprocessing(image_size=20, resize="squash", interpolation="bilinear")
    for picture in pictures():
        np.testing.assert_array_equal(to_pixels([picture], facts)[0], reference(picture).numpy())


def test_a_very_long_picture_is_cropped_before_it_fills_the_memory(monkeypatch):
    picture = pictures([(3000, 3)])
    whole = to_pixels(picture, Preprocessing(image_size=32))
    monkeypatch.setattr(preprocessing, "_MOST_PIXELS", 0)
    np.testing.assert_allclose(to_pixels(picture, Preprocessing(image_size=32)), whole, atol=0.05)
    assert to_pixels(pictures([(1, 30_000)]), Preprocessing()).shape == (1, 3, 224, 224)


def published_padding(picture, kind):
    """CLIP4Cir's rule written out again: what is added on the left and right, and on the top and bottom."""
    w, h = picture.size
    side = max(w, h) if kind == "square" else max(w, h) / 1.25
    if kind == "target" and max(w, h) / min(w, h) < 1.25:
        return 0, 0
    return tuple(int((side - length) / 2) if side > length else 0 for length in (w, h))


@pytest.mark.parametrize("kind", ["target", "square"])
def test_padded_pixels_equal_clip4cirs_to_the_bit(kind):
    from open_clip.transform import image_transform
    from PIL import ImageOps

    reference = image_transform(32, is_train=False)
    for picture in pictures(SIZES):
        across, down = published_padding(picture, kind)
        padded = ImageOps.expand(picture, border=(across, down, across, down), fill=0)
        ours = to_pixels([picture], Preprocessing(image_size=32, pad=kind))[0]
        np.testing.assert_array_equal(ours, reference(padded).numpy(), err_msg=str(picture.size))


@pytest.mark.parametrize(
    ("size", "padded"),
    [
        ((200, 300), (240, 300)),
        ((333, 500), (399, 500)),
        ((17, 400), (319, 400)),
        ((251, 200), (251, 200)),
        ((1000, 100), (1000, 800)),
    ],
)
def test_target_padding_gives_the_published_sizes(size, padded):
    assert preprocessing.pad(Image.new("RGB", size, "white"), Preprocessing(pad="target")).size == padded


def test_a_picture_too_long_to_pad_is_made_smaller_first():
    seen = to_pixels([Image.new("RGB", (1, 30_000), "white")], Preprocessing(image_size=32, pad="square"))
    assert seen.shape == (1, 3, 32, 32)
    assert preprocessing.pad(Image.new("RGB", (3, 30_000)), Preprocessing(pad="target")).width < 7_000


def test_padding_makes_another_space_and_its_absence_the_one_from_before():
    assert repr(Preprocessing()) == (
        "Preprocessing(image_size=224, resize='shortest', interpolation='bicubic', crop_rounding='nearest', "
        "mean=(0.48145466, 0.4578275, 0.40821073), std=(0.26862954, 0.26130258, 0.27577711))"
    )
    told = {repr(Preprocessing(pad=kind)) for kind in ("none", "square", "target")}
    assert len(told | {repr(Preprocessing(pad="target", pad_ratio=1.5))}) == 4


def test_the_part_that_a_padded_model_sees_reaches_beyond_the_picture():
    facts = Preprocessing(image_size=40, pad="target")
    assert preprocessing.seen_part((300, 100), facts) == (30.0, -70.0, 270.0, 170.0)


def test_no_pictures_give_no_pixels():
    assert to_pixels([], Preprocessing(image_size=8)).shape == (0, 3, 8, 8)
