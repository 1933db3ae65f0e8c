"""Occlusion maps point at the patch that the words name, the same way every time."""

import numpy as np
import pytest
from PIL import Image

import fvl_core as fvl
from tests.embedding.pictures import CountingModel


@pytest.fixture
def cache(tmp_path):
    return fvl.EmbeddingCache(tmp_path / "cache")


def patched(box, size=(64, 64), ground="blue", patch="red"):
    picture = Image.new("RGB", size, ground)
    picture.paste(patch, box)
    return picture


@pytest.mark.parametrize("left", [0, 24, 48])
@pytest.mark.parametrize("top", [0, 24, 48])
def test_the_patch_that_the_words_name_is_the_hottest(cache, left, top):
    box = (left, top, left + 16, top + 16)
    found = fvl.occlusion_map(CountingModel(), patched(box), "red", cache=cache)
    inside = np.zeros((64, 64), dtype=bool)
    inside[top : top + 16, left : left + 16] = True
    assert inside[np.unravel_index(found.heat.argmax(), found.heat.shape)]
    assert found.heat[inside].mean() > 3 * found.heat[~inside].mean()
    assert not found.flat
    assert found.best > found.cosine


@pytest.mark.parametrize("size", [(96, 32), (30, 90)])
def test_the_map_lies_over_the_whole_picture_whatever_its_shape(cache, size):
    width, height = size
    box = (width * 3 // 4, 0, width, height // 4)
    found = fvl.occlusion_map(CountingModel(), patched(box, size), "red", cache=cache)
    assert found.heat.shape == (height, width)
    assert found.heat.dtype == np.float32
    assert (found.heat.min(), found.heat.max()) == (0.0, 1.0)
    row, column = np.unravel_index(found.heat.argmax(), found.heat.shape)
    assert column >= width * 3 // 4
    assert row < height // 4


def test_n_steps_give_that_many_views_and_progress_counts_them(cache):
    told = []
    model = CountingModel()
    found = fvl.occlusion_map(
        model, patched((0, 0, 16, 16)), "red", n_steps=4, cache=cache, on_progress=lambda *n: told.append(n)
    )
    assert found.n_views == 4 * 5 - 1  # nine bands each way, and the whole
    assert told[-1] == (19, 19)
    assert len(model.seen) == 19
    assert max(model.batches) <= model.batch_size


def test_many_views_go_through_in_batches(cache):
    model, told = CountingModel(), []
    model.batch_size = 20
    picture = Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8))
    fvl.occlusion_map(model, picture, "red", cache=cache, on_progress=lambda *n: told.append(n))
    assert told == [(20, 71), (40, 71), (60, 71), (71, 71)]
    assert model.batches == [20, 20, 20, 11]


def test_another_text_encodes_no_picture_again_and_the_map_repeats_exactly(cache):
    model = CountingModel()
    picture = patched((40, 8, 60, 30))
    first = fvl.occlusion_map(model, picture, "red", cache=cache)
    n = len(model.seen)
    fvl.occlusion_map(model, picture, "green", cache=cache)
    again = fvl.occlusion_map(model, picture, "red", cache=cache)
    assert len(model.seen) == n
    np.testing.assert_array_equal(first.heat, again.heat)
    fresh = fvl.occlusion_map(CountingModel("other"), picture, "red", cache=cache)
    np.testing.assert_array_equal(first.heat, fresh.heat)


def test_where_no_part_matches_better_than_the_whole_nothing_is_hot(cache):
    found = fvl.occlusion_map(CountingModel(), Image.new("RGB", (40, 40), "red"), "red", cache=cache)
    assert found.flat
    assert found.heat.max() == 0
    assert found.cosine == pytest.approx(1.0)


def test_without_sharpening_every_gain_is_kept(cache):
    picture = patched((0, 0, 16, 16))
    soft = fvl.occlusion_map(CountingModel(), picture, "red", sharpenings=0, cache=cache).heat
    sharp = fvl.occlusion_map(CountingModel(), picture, "red", sharpenings=3, cache=cache).heat
    assert (soft > 0).mean() > (sharp > 0).mean()


@pytest.mark.parametrize("steps", [1, 33, 0])
def test_steps_that_make_no_sense_are_refused(cache, steps):
    with pytest.raises(fvl.InvalidInputError, match="steps"):
        fvl.occlusion_map(CountingModel(), patched((0, 0, 9, 9)), "red", n_steps=steps, cache=cache)


def test_a_blank_text_is_refused(cache):
    with pytest.raises(fvl.InvalidInputError):
        fvl.occlusion_map(CountingModel(), patched((0, 0, 9, 9)), "  ", cache=cache)
