"""CLIP4CirDemo's index files: read without running them, checked against the model, known to the cache."""

import os
import pickle

import numpy as np
import pytest
import torch
from PIL import Image

import fvl_core as fvl
from fvl_core.embedding.precomputed import import_features, read_index_features
from fvl_core.models.hand import HandModel

COLOURS = ("red", "green", "blue", "yellow", "pink")


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "images"
    made.mkdir()
    for colour in COLOURS:
        Image.new("RGB", (6, 6), colour).save(made / f"{colour}.png")
    return made


@pytest.fixture
def pair(tmp_path, folder):
    """Raw features in half precision, as on CUDA; one name has no picture, one picture no name."""
    names = ["pink", "gone", "red", "green", "blue"]
    raw = {c: HandModel().encode_images([folder / f"{c}.png"]).raw[0] for c in COLOURS}
    rows = np.stack([raw.get(name, np.ones(4)) for name in names])
    path = tmp_path / "fashionIQ_val_dress_index_features.pt"
    torch.save(torch.from_numpy(rows).half(), path)
    path.with_name("fashionIQ_val_dress_index_names.pkl").write_bytes(pickle.dumps(names))
    return path


class Counting(HandModel):
    """Counts what it is asked to encode."""

    n = 0

    def encode_images(self, images, **options):
        self.n += len(images)
        return super().encode_images(images, **options)


def test_imported_features_are_not_encoded_again(folder, pair, tmp_path):
    shop, cache, model = fvl.load_catalogue(folder), fvl.EmbeddingCache(tmp_path / "vectors"), Counting()
    found = import_features(shop, model, read_index_features(pair), cache=cache)
    assert (found.n_imported, found.n_without_features, found.n_without_picture) == (4, 1, 1)
    assert found.cosine > 0.999
    assert model.n == 3
    report = fvl.encode_catalogue(shop, model, cache=cache)
    assert (report.n_encoded, report.n_cached, model.n) == (1, 4, 4)
    own = HandModel().encode_images([item.image for item in shop])
    np.testing.assert_allclose(report.embeddings.raw, own.raw, atol=1e-3)
    imported = report.embeddings.raw[report.embeddings.ids.index("pink.png")]
    half = torch.load(pair, weights_only=True)[0].float().numpy()
    np.testing.assert_allclose(imported, half, rtol=1e-6)


def test_features_of_another_model_are_refused_and_leave_nothing_in_the_cache(folder, pair, tmp_path):
    shop, cache = fvl.load_catalogue(folder), fvl.EmbeddingCache(tmp_path / "vectors")
    held = torch.load(pair, weights_only=True)
    torch.save(held.flip(1), pair)
    with pytest.raises(fvl.InvalidInputError, match="makes something else"):
        import_features(shop, HandModel(), read_index_features(pair), cache=cache)
    assert fvl.encode_catalogue(shop, HandModel(), cache=cache).n_cached == 0
    torch.save(torch.ones(5, 3), pair)
    with pytest.raises(fvl.InvalidInputError, match="have 3 numbers, hand gives 4"):
        import_features(shop, HandModel(), read_index_features(pair), cache=cache)
    torch.save(held, pair)
    other = tmp_path / "other"
    other.mkdir()
    Image.new("RGB", (2, 2)).save(other / "x.png")
    with pytest.raises(fvl.InvalidInputError, match="None of the 5 names"):
        import_features(fvl.load_catalogue(other), HandModel(), read_index_features(pair), cache=cache)


class Harmful:
    def __reduce__(self):
        return os.mkdir, ("made-by-a-pickle",)


def test_a_pickle_that_asks_for_a_function_is_refused_and_not_run(pair, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = pair.with_name("fashionIQ_val_dress_index_names.pkl")
    names.write_bytes(pickle.dumps(["a", Harmful()]))
    with pytest.raises(fvl.CorruptFileError, match=r"asks for .*mkdir"):
        read_index_features(pair)
    torch.save({"a": Harmful()}, pair)
    with pytest.raises(fvl.CorruptFileError, match="could run code"):
        read_index_features(pair)
    assert not (tmp_path / "made-by-a-pickle").exists()


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (pickle.dumps(["a", "b"]), "has 5 rows, .* 2 names"),
        (pickle.dumps(("a",) * 5), "is no list of names"),
        (pickle.dumps(["a"] * 5), "occurs twice"),
        (pickle.dumps(["a", "b", "c", "d", "e"])[:9], "is no list of names"),
    ],
)
def test_names_that_do_not_fit_are_refused(pair, names, sentence):
    pair.with_name("fashionIQ_val_dress_index_names.pkl").write_bytes(names)
    with pytest.raises(fvl.CorruptFileError, match=sentence):
        read_index_features(pair)


def test_files_that_are_absent_or_something_else_are_refused(pair):
    torch.save({"a": torch.ones(2, 2)}, pair)
    with pytest.raises(fvl.CorruptFileError, match="no tensor of features"):
        read_index_features(pair)
    pair.with_name("fashionIQ_val_dress_index_names.pkl").unlink()
    with pytest.raises(fvl.WeightsUnavailable, match=r"no file .*_index_names\.pkl"):
        read_index_features(pair)
    with pytest.raises(fvl.CorruptFileError, match="names are unknown"):
        read_index_features(pair.with_name("x.pt"))
