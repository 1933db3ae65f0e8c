"""FashionViL's composer in search and in evaluation: the query is what the model makes of both."""

import numpy as np
import pytest

import fvl_core as fvl
from fvl_core.composition.joint import JointEncoder
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.items import Catalogue, Item
from fvl_core.foundation.queries import Ingredient, Query
from fvl_core.models.hand import HandModel
from fvl_core.models.library import load_model
from fvl_core.tasks.composer_fits import composer_fits
from fvl_core.tasks.search import SearchEngine
from tests.models.fashionvil_making import checkpoint, network, vocabulary
from tests.models.making import pictures


@pytest.fixture
def model(tmp_path):
    vocabulary(tmp_path)
    return load_model(checkpoint(tmp_path / "best.ckpt", network(), head="composition"), precision="float32")


@pytest.fixture
def engine(model, tmp_path):
    shop = Catalogue("shop", [Item(str(n), picture) for n, picture in enumerate(pictures())])
    return SearchEngine.build(shop, model, composer="fashionvil", cache=EmbeddingCache(tmp_path / "vectors"))


def test_several_texts_are_joined_as_fashioniqs_captions_are(engine, model):
    query = Query("is red", pictures()[0], ingredients=[Ingredient(text="longer sleeves")])
    expected = model.encode_jointly(pictures()[:1], ["is red, longer sleeves"]).vectors
    np.testing.assert_allclose(engine.query_vector(query), expected, atol=1e-6)


def test_several_pictures_are_each_read_with_all_words(engine, model):
    query = Query(
        "is red", pictures()[0], image_weight=0.6, ingredients=[Ingredient(image=pictures()[1], weight=0.2)]
    )
    joint = model.encode_jointly(pictures()[:2], ["is red"] * 2).raw
    mixed = 0.6 * joint[0] + 0.2 * joint[1]
    np.testing.assert_allclose(engine.query_vector(query)[0], mixed / np.linalg.norm(mixed), atol=1e-5)


def test_a_pair_is_read_once(engine, model, monkeypatch):
    query = Query("is red", pictures()[0])
    first = engine.query_vector(query)
    monkeypatch.setattr(type(model), "_joint", lambda *_: pytest.fail("read again"))
    np.testing.assert_array_equal(engine.query_vector(query), first)


def test_a_model_that_lacks_it_is_told_so_in_search_and_in_the_list(tmp_path):
    shop = Catalogue("shop", [Item("0", pictures()[0])])
    engine = SearchEngine.build(shop, HandModel(), composer="fashionvil", cache=EmbeddingCache(tmp_path))
    with pytest.raises(InvalidInputError, match="does not read a picture and words together"):
        engine.search(Query("red", pictures()[0]))
    fits = {fit.name: fit for fit in composer_fits(HandModel())}
    assert not fits["fashionvil"].fits
    assert "Choose a FashionViL model" in fits["fashionvil"].reason


def test_the_list_says_that_it_fits_a_fashionvil(model):
    fits = {fit.name: fit for fit in composer_fits(model)}
    assert fits["fashionvil"].fits
    assert not fits["searle"].fits
    assert isinstance(fvl.load_composer("fashionvil"), JointEncoder)
