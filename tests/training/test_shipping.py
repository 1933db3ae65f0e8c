"""What ships belongs together: the embedded model, and the demo catalogue as that model sees it."""

import numpy as np
import pytest
from PIL import Image

import fvl_core as fvl
from fvl_core.embedding.store import VectorStore
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.items import Catalogue, Item
from fvl_core.models.hand import HandModel
from fvl_core.training.shipping import ship_embeddings, ship_files


def test_files_are_copied_all_or_none(tmp_path):
    here = tmp_path / "here"
    (tmp_path / "one").write_text("1")
    with pytest.raises(InvalidInputError, match="two"):
        ship_files([tmp_path / "one", tmp_path / "two"], here)
    assert not here.exists()
    ship_files([tmp_path / "one"], here)
    assert (here / "one").read_text() == "1"


def test_vectors_are_shipped_in_the_layout_of_the_cache_and_old_ones_leave(tmp_path):
    red = tmp_path / "red.png"
    Image.new("RGB", (4, 4), "red").save(red)
    (tmp_path / "shipped" / "old").mkdir(parents=True)
    model = HandModel()
    ship_embeddings(Catalogue("one", [Item("red", red)]), [model], tmp_path / "shipped")
    (folder,) = (tmp_path / "shipped").iterdir()
    assert [path.name for path in folder.iterdir()] == ["one.vectors"]
    key = fvl.EmbeddingCache(tmp_path / "cache").contents.key(red)
    vector, _ = VectorStore(tmp_path / "none", model.dim, shipped=folder).get([key])[key]
    np.testing.assert_array_equal(vector, model.encode_images([red]).vectors[0])


def test_a_picture_that_cannot_be_read_is_not_left_out_in_silence(tmp_path):
    (tmp_path / "bad.png").write_bytes(b"")
    with pytest.raises(InvalidInputError, match="bad cannot be read"):
        ship_embeddings(
            Catalogue("one", [Item("bad", tmp_path / "bad.png")]), [HandModel()], tmp_path / "shipped"
        )


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_the_shipped_vectors_are_those_of_the_shipped_model(precision, tmp_path, monkeypatch):
    monkeypatch.setenv("FVL_CACHE_DIR", str(tmp_path))
    model = fvl.load_model("fvl-tiny", device="cpu", precision=precision)
    demo = fvl.load_catalogue("demo")
    report = fvl.encode_catalogue(demo, model)
    assert (report.n_encoded, len(report.embeddings)) == (0, len(demo))
    some = range(0, len(demo), 97)
    fresh = model.encode_images([demo[place].image for place in some])
    cosines = (fresh.vectors * report.embeddings.vectors[list(some)]).sum(axis=1)
    assert cosines.min() > (0.9999 if precision == "float32" else 0.999)
