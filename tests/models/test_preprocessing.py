import numpy as np
import pytest

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


def test_no_pictures_give_no_pixels():
    assert to_pixels([], Preprocessing(image_size=8)).shape == (0, 3, 8, 8)
