"""Token counts are those of the model's own tokenizer, and the cut falls where encoding stops to change."""

import numpy as np
import pytest

import fvl_core as fvl
from tests.models.making import hugging_face_folder, open_clip_folder

LONG = "a very long red dress with pleats and puffed sleeves, worn over striped trousers and yellow boots"


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    made = tmp_path_factory.mktemp("models")
    return {
        "open_clip": open_clip_folder(made / "open_clip"),
        "transformers": hugging_face_folder(made / "transformers"),
    }


def counted(model, text):
    """The count of a model that can tell."""
    found = fvl.read_tokens(model, text)
    assert found is not None
    return found


@pytest.mark.parametrize("family", ["open_clip", "transformers"])
def test_clip_counts_start_end_and_pieces(folders, family):
    model = fvl.load_model(folders[family])
    found = counted(model, "red dress")
    assert (found.n_tokens, found.limit, found.kept, found.cut) == (4, 16, "red dress", "")


@pytest.mark.parametrize("family", ["open_clip", "transformers", "fvl-tiny"])
def test_what_is_kept_is_read_and_what_is_cut_makes_no_difference(folders, family):
    model = fvl.load_model(folders.get(family, family))
    text = LONG if family != "fvl-tiny" else f"{LONG} {LONG} {LONG}"
    found = counted(model, text)
    assert found.kept + found.cut == text
    assert found.cut.split()
    one_more = f"{found.kept} {found.cut.split()[0]}"
    assert counted(model, found.kept).n_tokens <= found.limit < counted(model, one_more).n_tokens
    changed = f"{found.kept} {found.cut.split()[0]} entirely different words"
    shorter = " ".join(found.kept.split()[:-1])
    whole, other, less = model.encode_texts([text, changed, shorter]).vectors
    np.testing.assert_allclose(whole, other, atol=1e-5)
    assert np.abs(whole - less).max() > 1e-4


def test_letters_of_several_bytes_are_counted(folders):
    for family in ("open_clip", "transformers"):
        model = fvl.load_model(folders[family])
        assert counted(model, "漢字" * 3).n_tokens > 6
        assert counted(model, "👗").n_tokens >= 3


def test_a_model_that_cannot_tell_says_nothing():
    assert fvl.read_tokens(fvl.load_model("hand"), "red") is None


def test_a_word_longer_than_the_limit_is_cut_whole():
    found = counted(fvl.load_model("fvl-tiny"), "qz" * 200)
    assert (found.kept, found.cut) in [("", "qz" * 200), ("qz" * 200, "")]
    assert (found.n_tokens > found.limit) == bool(found.cut)
