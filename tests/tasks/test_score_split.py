"""A score and its ingredients: shares add up, and ablation says what each is worth."""

import numpy as np
import pytest
from PIL import Image

from fvl_core.composition.additive import AdditiveComposer
from fvl_core.composition.library import COMPOSERS
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.items import Catalogue, Item
from fvl_core.foundation.queries import Hit, Ingredient, Query
from fvl_core.models.hand import HandModel
from fvl_core.tasks.encoded_query import EncodedQuery
from fvl_core.tasks.score_split import ablate, split_scores
from fvl_core.tasks.search import SearchEngine
from tests.composition.making import random_combiner

ADDITIVE = [kind for kind in map(COMPOSERS.__getitem__, COMPOSERS) if issubclass(kind, AdditiveComposer)]
DYES = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255), "pink": (255, 0, 255)}


def plain(dye):
    return Image.new("RGB", (4, 4), DYES[dye])


@pytest.fixture
def engine(tmp_path):
    items = [Item(dye, plain(dye), attributes={"warm": str(dye in ("red", "pink"))}) for dye in DYES]
    return SearchEngine.build(
        Catalogue("plain", items), HandModel(), composer="weighted", cache=EmbeddingCache(tmp_path)
    )


def random_embeddings(random, n, dim):
    raw = random.standard_normal((n, dim)) * random.uniform(0.5, 20, (n, 1))
    return Embeddings.from_raw(None, raw, space="toy")


def largest_gap(n_queries, *, spoil=None):
    """Return how far the sum of the shares is from the score, at most, over random queries."""
    random, worst = np.random.default_rng(7), 0.0
    for number in range(n_queries):
        composer = ADDITIVE[number % len(ADDITIVE)]()
        n_images, n_texts, dim = *random.integers(1, 4, 2), int(random.choice([8, 64, 256]))
        images, texts = random_embeddings(random, n_images, dim), random_embeddings(random, n_texts, dim)
        weights = random.uniform(0.1, 1, n_images + n_texts)
        weights[n_images + 1 :] *= random.choice([1, -0.4])  # the first words stay liked
        parts = [Ingredient(image=b"any", weight=w) for w in weights[:n_images]]
        parts += [Ingredient(text="any", weight=w) for w in weights[n_images:]]
        order = random.permutation(len(parts))
        of_images = [place for place in order if place < n_images]
        of_texts = [place - n_images for place in order if place >= n_images]
        shuffled = tuple(parts[place] for place in order)
        encoded = EncodedQuery(shuffled, taken(images, of_images), taken(texts, of_texts), HandModel())
        items = random_embeddings(random, 5, dim).vectors
        scores = items @ encoded.vector(composer)[0]
        split = split_scores(encoded, composer, list("abcde"), items)
        shares = split.shares if spoil is None else spoil(split)
        worst = max(worst, float(np.abs(shares.sum(axis=1) - scores).max()))
    return worst


def taken(side, rows):
    return Embeddings(tuple(str(r) for r in rows), side.vectors[rows], side.norms[rows], side.space)


def test_the_ingredients_of_a_thousand_random_queries_add_up_to_the_scores():
    assert largest_gap(1000) < 1e-5


def test_a_split_that_mixes_up_its_ingredients_would_be_seen():
    assert largest_gap(50, spoil=lambda split: split.pulls[::-1] * split.cosines) > 0.01


def test_a_split_by_hand(engine):
    query = Query(
        ingredients=[
            Ingredient(text="blue", weight=0.6),
            Ingredient(image=plain("red"), weight=0.8),
            Ingredient(text="green", weight=-1.0),
        ]
    )
    hits = engine.search(query, k=4)
    split = engine.split(query, hits)
    shares = dict(zip(split.item_ids, split.shares, strict=True))
    length = 2**0.5  # of (0.8, -1, 0.6)
    np.testing.assert_allclose(shares["red"], np.array([0, 0.8, 0]) / length, atol=1e-6)
    np.testing.assert_allclose(shares["green"], np.array([0, 0, -1.0]) / length, atol=1e-6)
    np.testing.assert_allclose(shares["pink"], np.array([0.6, 0.8, 0]) / 2, atol=1e-6)
    np.testing.assert_allclose(split.scores, [hit.score for hit in hits], atol=1e-6)


def test_an_ingredient_that_the_composer_leaves_out_has_no_share(engine):
    query = Query("blue", plain("red"))
    alone = engine.with_composer("text")
    split = alone.split(query, alone.search(query, k=1))
    assert [part.text for part in split.parts] == [None, "blue"]
    np.testing.assert_allclose(split.shares, [[0, 1]], atol=1e-6)


def test_a_trained_composer_does_not_split(engine):
    trained = engine.with_composer(random_combiner(4))
    query = Query("blue", plain("red"))
    hits = trained.search(query, k=4)
    assert trained.split(query, hits) is None
    assert np.isfinite(ablate(trained, query, hits).scores).all()


def test_ablation_by_hand(engine):
    query = Query("blue", plain("red"), text_weight=0.5, image_weight=0.5)
    found = ablate(engine, query, engine.search(query, k=2))
    half = 0.5**0.5
    assert found.item_ids == ("pink", "red")
    np.testing.assert_allclose(found.base_scores, [1, half], atol=1e-6)
    assert found.base_ranks.tolist() == [1, 2]
    # the picture comes first in a query: without it "blue" is left, without the words the red picture
    np.testing.assert_allclose(found.scores, [[half, half], [0, 1]], atol=1e-6)
    assert found.ranks.tolist() == [[2, 2], [3, 1]]  # red and green score 0 for "blue"; red comes earlier
    np.testing.assert_allclose(found.losses, [[1 - half, 1 - half], [half, half - 1]], atol=1e-6)
    assert found.possible.tolist() == [True, True]


def test_ranks_of_an_ablation_know_the_filter(engine):
    query = Query("blue", plain("red"), where={"warm": "True"})
    found = ablate(engine, query, engine.search(query))
    assert found.item_ids == ("pink", "red")
    assert found.ranks.tolist() == [[1, 2], [2, 1]]


def test_ranks_of_an_ablation_know_what_is_left_out(engine):
    query = Query("blue", plain("red"))
    found = ablate(engine, query, engine.search(query, k=1), without=["red"])
    assert found.ranks.tolist() == [[2, 1]]  # without the words red would be first


def test_a_query_cannot_do_without_its_only_ingredient_or_a_side_that_is_needed(engine):
    alone = Query("blue")
    found = ablate(engine, alone, engine.search(alone, k=1))
    assert (found.possible.tolist(), found.ranks.tolist()) == ([False], [[0]])
    both = Query("blue", plain("red"))
    texts = engine.with_composer("text")
    assert ablate(texts, both, texts.search(both, k=1)).possible.tolist() == [True, False]


def test_a_hit_of_another_catalogue_is_refused(engine):
    stranger = [Hit("nobody", 0.5, 1)]
    with pytest.raises(InvalidInputError, match="nobody"):
        engine.split(Query("blue"), stranger)
    with pytest.raises(InvalidInputError, match="nobody"):
        ablate(engine, Query("blue"), stranger)
