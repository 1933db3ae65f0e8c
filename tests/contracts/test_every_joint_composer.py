"""What composers promise that read the words themselves: unit queries, row by row, in the model's space."""

import numpy as np
import pytest

from fvl_core.composition.joint import JointEncoder
from fvl_core.composition.library import COMPOSERS
from fvl_core.composition.phi_file import PhiWeights
from fvl_core.composition.searle import Searle
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import InvalidInputError, SpaceMismatchError
from fvl_core.foundation.items import Catalogue, Item
from fvl_core.foundation.queries import Ingredient, Query
from fvl_core.models.hand import HandModel
from fvl_core.models.library import load_model
from fvl_core.tasks.search import SearchEngine
from tests.composition.making import random_phi
from tests.models import fashionvil_making
from tests.models.making import open_clip_folder, pictures

WORDS = ["is red", "has long sleeves and {no} buttons", "costs $ 5"]


def searle(tmp_path):
    model = load_model(open_clip_folder(tmp_path / "clip"), precision="float32")
    return model, Searle(PhiWeights(random_phi(24, 64)))


def fashionvil(tmp_path):
    fashionvil_making.vocabulary(tmp_path)
    place = fashionvil_making.checkpoint(
        tmp_path / "best.ckpt", fashionvil_making.network(), head="composition"
    )
    return load_model(place, precision="float32"), JointEncoder()


MAKERS = {"searle": searle, "fashionvil": fashionvil}
every_joint = pytest.mark.parametrize("name", list(MAKERS))


def test_every_composer_that_does_not_fuse_features_is_held_to_this_contract():
    assert MAKERS.keys() == {name for name in COMPOSERS if not COMPOSERS[name].late}


@every_joint
def test_queries_are_unit_in_the_models_space_and_independent_of_the_batch(name, tmp_path):
    model, composer = MAKERS[name](tmp_path)
    composed = composer.compose(model, pictures(), WORDS)
    assert composed.space == model.space
    np.testing.assert_allclose(np.linalg.norm(composed.vectors, axis=1), 1, atol=1e-6)
    alone = [composer.compose(model, [p], [w]).vectors for p, w in zip(pictures(), WORDS, strict=True)]
    np.testing.assert_allclose(composed.vectors, np.concatenate(alone), atol=2e-5)


@every_joint
def test_both_sides_count(name, tmp_path):
    model, composer = MAKERS[name](tmp_path)
    one, other, third = (
        composer.compose(model, [p], [w]).vectors
        for p, w in ((pictures()[0], "red"), (pictures()[1], "red"), (pictures()[0], "long blue"))
    )
    assert not np.allclose(one, other, atol=1e-4)
    assert not np.allclose(one, third, atol=1e-4)


@every_joint
def test_a_side_alone_is_taken_as_it_is(name, tmp_path):
    model, composer = MAKERS[name](tmp_path)
    images, texts = model.encode_images(pictures()), model.encode_texts(WORDS)
    np.testing.assert_allclose(composer.compose(model, pictures(), None).vectors, images.vectors, atol=1e-5)
    np.testing.assert_allclose(composer.compose(model, None, WORDS).vectors, texts.vectors, atol=1e-5)


@every_joint
def test_what_cannot_be_composed_is_refused_in_a_sentence(name, tmp_path):
    model, composer = MAKERS[name](tmp_path)
    stranger = Embeddings.from_raw(None, np.eye(24)[:3], space="another")
    with pytest.raises(SpaceMismatchError):
        composer.compose(model, stranger, WORDS)
    with pytest.raises(InvalidInputError, match="as many of each"):
        composer.compose(model, pictures(), WORDS[:2])
    with pytest.raises(InvalidInputError, match="words themselves"):
        composer.compose(model, pictures(), model.encode_texts(WORDS))
    with pytest.raises(InvalidInputError, match="words themselves"):
        composer.fuse(np.eye(24), np.eye(24))
    with pytest.raises(InvalidInputError):
        composer.require_model(HandModel())
    with pytest.raises(InvalidInputError):
        composer.compose(HandModel(), pictures(), WORDS)


@every_joint
def test_it_searches_like_any_other_composer(name, tmp_path):
    model, composer = MAKERS[name](tmp_path)
    shop = Catalogue("shop", [Item(str(n), picture) for n, picture in enumerate(pictures())])
    cache = EmbeddingCache(tmp_path / "vectors")
    engine = SearchEngine.build(shop, model, composer=composer, cache=cache)
    hits = engine.search(Query("is red", pictures()[0]), k=3)
    query = composer.compose(model, pictures()[:1], ["is red"]).vectors[0]
    wanted = model.encode_images(pictures()).vectors @ query
    assert [hit.item_id for hit in hits] == [str(n) for n in np.argsort(-wanted)]
    np.testing.assert_allclose([hit.score for hit in hits], sorted(wanted, reverse=True), atol=1e-4)
    words_alone = engine.search(Query("red dress"), k=3)
    plain = engine.with_composer("text").search(Query("red dress"), k=3)
    assert [hit.item_id for hit in words_alone] == [hit.item_id for hit in plain]
    less = Query("red", pictures()[0], ingredients=[Ingredient(text="stripes", weight=-0.3)])
    with pytest.raises(InvalidInputError, match="knows no"):
        engine.search(less)
