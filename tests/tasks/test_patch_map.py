"""Patch maps worked out by hand: cosines of cells, and where each cell lies on the picture."""

import numpy as np
import pytest
from PIL import Image

import fvl_core as fvl
from fvl_core.foundation.patches import Patches
from tests.embedding.pictures import CountingModel


class Quarters(CountingModel):
    """CountingModel that gives two rows of three cells, worked out by hand, for a part of the picture."""

    cells = ((1, 0, 0, 0), (0, 1, 0, 0), (3, 4, 0, 0), (4, 3, 0, 0), (-2, 0, 0, 0), (0, 0, 1, 1))
    box = (0.0, 0.0, 6.0, 4.0)

    def encode_patches(self, image):
        return Patches(fvl.Embeddings.from_raw(None, self.cells, space=self.space), 2, 3, self.box)


@pytest.fixture
def cache(tmp_path):
    return fvl.EmbeddingCache(tmp_path / "cache")


def plain(size=(6, 4)):
    return Image.new("RGB", size, "blue")


def test_cells_have_their_cosines_with_the_words_row_by_row(cache):
    found = fvl.patch_map(Quarters(), plain(), "red", cache=cache)
    expected = [[1.0, 0.0, 0.6], [0.8, -1.0, 0.0]]
    np.testing.assert_allclose(found.similarity, expected, atol=1e-6)
    assert found.similarity.dtype == np.float32
    assert found.cosine == pytest.approx(0.0)
    assert (found.text, found.flat) == ("red", False)
    yellow = fvl.patch_map(Quarters(), plain(), "yellow", cache=cache).similarity  # (1, 1, 0, 0) / √2
    np.testing.assert_allclose(yellow, np.array([[1, 1, 1.4], [1.4, -1, 0]]) / np.sqrt(2), atol=1e-6)


def test_the_heat_stretches_from_the_lowest_to_the_highest_over_the_picture(cache):
    found = fvl.patch_map(Quarters(), plain(), "red", cache=cache)
    upper, lower = [1.0, 1.0, 0.5, 0.5, 0.8, 0.8], [0.9, 0.9, 0.0, 0.0, 0.5, 0.5]
    np.testing.assert_allclose(found.heat, [upper, upper, lower, lower], atol=1e-6)
    assert found.heat.dtype == np.float32


def test_what_the_model_crops_away_stays_cold(cache):
    model = Quarters()
    model.box = (2.0, 1.0, 8.0, 5.0)
    found = fvl.patch_map(model, plain((10, 6)), "red", cache=cache)
    assert found.box == (2, 1, 8, 5)
    assert found.heat.shape == (6, 10)
    whole = fvl.patch_map(Quarters(), plain(), "red", cache=cache).heat
    np.testing.assert_array_equal(found.heat[1:5, 2:8], whole)
    outside = np.ones((6, 10), dtype=bool)
    outside[1:5, 2:8] = False
    assert (found.heat[outside] == 0).all()


def test_cells_that_match_alike_light_nothing(cache):
    model = Quarters()
    model.cells = ((1, 1, 0, 0),) * 6
    found = fvl.patch_map(model, plain(), "red", cache=cache)
    assert found.flat
    assert found.heat.max() == 0
    np.testing.assert_allclose(found.similarity, 1 / np.sqrt(2), atol=1e-6)


def test_the_words_and_the_whole_picture_are_encoded_once(cache):
    model = Quarters()
    for text in ("red", "green", "red"):
        fvl.patch_map(model, plain(), text, cache=cache)
    assert model.read == ["red", "green"]
    assert len(model.seen) == 1


def test_fvl_tiny_finds_the_half_that_the_words_name(tmp_path, cache):
    model = fvl.load_model("fvl-tiny", device="cpu", precision="float32")
    picture = Image.new("RGB", (128, 128), "blue")
    picture.paste("red", (64, 0, 128, 128))
    red, blue = (fvl.patch_map(model, picture, word, cache=cache).similarity for word in ("red", "blue"))
    assert (red - blue)[:, 2:].mean() > (red - blue)[:, :2].mean()


def test_cells_of_another_space_are_refused(cache):
    class Foreign(Quarters):
        def encode_patches(self, image):
            cells = fvl.Embeddings.from_raw(None, self.cells, space="elsewhere")
            return Patches(cells, 2, 3, self.box)

    with pytest.raises(fvl.SpaceMismatchError):
        fvl.patch_map(Foreign(), plain(), "red", cache=cache)


def test_a_model_without_patches_and_a_blank_text_are_refused(cache):
    with pytest.raises(fvl.InvalidInputError, match="does not keep the parts"):
        fvl.patch_map(CountingModel(), plain(), "red", cache=cache)
    with pytest.raises(fvl.InvalidInputError):
        fvl.patch_map(Quarters(), plain(), "  ", cache=cache)


def test_cells_must_fill_their_grid():
    cells = fvl.Embeddings.from_raw(None, Quarters.cells, space="hand:1")
    with pytest.raises(fvl.InvalidInputError, match="6 cells do not fill 2 rows and 2 columns"):
        Patches(cells, 2, 2, (0, 0, 1, 1))
