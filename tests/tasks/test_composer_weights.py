"""Files of trained composers, kept for the model on which they were trained."""

import numpy as np
import pytest
import torch

import fvl_core as fvl
from fvl_core.composition.combiner_file import combiner_shapes
from fvl_core.composition.phi_file import phi_shapes
from tests.models.making import open_clip_folder, pictures

SIZES = (24, 30, 40)


def combiner_file(path, *, sizes=SIZES, seed=0):
    draw = torch.Generator().manual_seed(seed)
    shapes = combiner_shapes(*sizes)
    tensors = {name: torch.randn(shape, generator=draw) for name, shape in shapes.items()}
    torch.save({"epoch": 3, "Combiner": tensors}, path)
    return path


@pytest.fixture
def clip(empty_cache, tmp_path):
    """An added CLIP of 24 dimensions."""
    return fvl.add_model(open_clip_folder(tmp_path / "clip")).name


def fit_of(model, name):
    [fit] = [fit for fit in fvl.composer_fits(model) if fit.name == name]
    return fit


def test_a_combiner_that_is_kept_composes_for_its_model_and_no_other(clip, tmp_path):
    path = combiner_file(tmp_path / "fiq_comb.pt")
    model, tiny = fvl.load_model(clip), fvl.load_model("fvl-tiny")
    assert not fit_of(model, "combiner").fits
    kept = fvl.keep_composer(path, model=clip)
    assert kept == fvl.KeptComposer("combiner", str(path), clip, model.space)
    assert fvl.kept_composers() == (kept,)
    assert fit_of(model, "combiner").fits
    assert fit_of(tiny, "combiner").fits  # by the one that ships
    images, texts = model.encode_images(pictures()[:1]), model.encode_texts(["in red"])
    by_file = fvl.load_composer("combiner", checkpoint=path).fuse(images.raw, texts.raw)
    by_space = fvl.load_composer("combiner", space=model.space).fuse(images.raw, texts.raw)
    np.testing.assert_array_equal(by_space, by_file)


def test_search_takes_the_kept_file_by_the_composers_name(clip, tmp_path):
    folder = tmp_path / "shop"
    folder.mkdir()
    for number, picture in enumerate(pictures()):
        picture.save(folder / f"{number}.png")
    fvl.keep_composer(combiner_file(tmp_path / "a.pt"), model=clip)
    engine = fvl.SearchEngine.build(fvl.load_catalogue(folder), fvl.load_model(clip), composer="combiner")
    query = fvl.Query("in red", pictures()[0])
    of_file = engine.with_composer(fvl.load_composer("combiner", checkpoint=tmp_path / "a.pt")).search(query)
    assert [hit.score for hit in engine.search(query)] == [hit.score for hit in of_file]
    combiner_file(tmp_path / "a.pt", seed=1)  # another file under that name is read afresh
    changed = engine.with_composer("combiner").search(query)
    assert [hit.score for hit in changed] != [hit.score for hit in of_file]


def test_a_phi_of_ones_own_is_kept_too(clip, tmp_path):
    draw = torch.Generator().manual_seed(0)
    tensors = {name: torch.randn(s, generator=draw) for name, s in phi_shapes(24, 50, 64).items()}
    torch.save({"Phi": tensors}, tmp_path / "phi.pt")
    assert fvl.keep_composer(tmp_path / "phi.pt", model=clip).composer == "searle"
    assert fit_of(fvl.load_model(clip), "searle").fits


def test_what_does_not_fit_is_refused_with_the_reason_and_not_kept(clip, tmp_path):
    wider = combiner_file(tmp_path / "wider.pt", sizes=(32, 30, 40))
    with pytest.raises(fvl.InvalidInputError, match="takes features of 32 numbers, clip gives 24"):
        fvl.keep_composer(wider, model=clip)
    with pytest.raises(fvl.InvalidInputError, match="holds no composer's weights"):
        fvl.keep_composer(tmp_path / "clip", model=clip)
    torch.save({"Combiner": {"text_projection_layer.weight": torch.ones(3, 24),
                             "combiner_layer.weight": torch.ones(4, 6)}}, tmp_path / "half.pt")  # fmt: skip
    with pytest.raises(fvl.CorruptFileError, match=r"lacks text_projection_layer\.bias"):
        fvl.keep_composer(tmp_path / "half.pt", model=clip)
    assert fvl.kept_composers() == ()


def test_a_kept_file_that_is_gone_is_a_reason_and_can_be_forgotten(clip, tmp_path):
    path = combiner_file(tmp_path / "a.pt")
    fvl.keep_composer(path, model=clip)
    path.unlink()
    fit = fit_of(fvl.load_model(clip), "combiner")
    assert not fit.fits
    assert f"There is no file {path}" in fit.reason
    fvl.forget_composer("combiner", model=clip)
    assert fvl.kept_composers() == ()
    with pytest.raises(fvl.UnknownNameError, match=f"combiner of {clip}"):
        fvl.forget_composer("combiner", model=clip)
