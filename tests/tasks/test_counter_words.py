"""What words replace, and what the composer `difference` makes of it."""

import numpy as np
import pytest

from fvl_core.catalogues.triplets import Triplet
from fvl_core.foundation.items import Catalogue, Item
from fvl_core.foundation.queries import Ingredient, Query
from fvl_core.tasks.attribute_reading import AttributeReader
from fvl_core.tasks.counter_words import contrast, counter_text, with_counter_words
from fvl_core.tasks.triplets import evaluate_triplets
from tests.tasks.wardrobes import engine_over, plain, wardrobe

VALUES = {
    "colour": ("blue", "navy", "red"),
    "sleeve": ("long", "short"),
    "length": ("maxi", "mini"),
    "closure": ("belt", "zip"),
}
OWN = {"colour": "red", "sleeve": "short", "length": "", "closure": None}


@pytest.mark.parametrize(
    ("words", "counter"),
    [
        ("in blue", "in red"),
        ("in red", ""),  # it is red already
        ("with long sleeves, in navy", "in red and with short sleeves"),
        ("a maxi", ""),  # the reference has no length
        ("with a zip", ""),  # nobody knows its closure
        ("without the belt", "with a belt"),
        ("longer", "shorter"),
        ("is darker", "lighter"),
        ("nicer", ""),
    ],
)
def test_counter_words_name_what_is_replaced(words, counter):
    assert counter_text(words, VALUES, OWN) == counter


@pytest.fixture
def engine(tmp_path):
    return engine_over(wardrobe(), tmp_path, composer="difference")


def test_a_query_gets_its_counter_words_as_an_ingredient_that_is_seen(engine):
    query = Query("with long sleeves in blue", engine.catalogue.item("red-dress").image, text_weight=0.4)
    asked = with_counter_words(engine, query)
    assert [(part.text, part.weight) for part in asked.parts] == [
        (None, 0.5), ("with long sleeves in blue", 0.4), ("in red and with short sleeves", -0.4),
    ]  # fmt: skip


def test_a_query_without_picture_words_or_need_comes_back_as_it_is(engine):
    image = engine.catalogue.item("red-dress").image
    for query in (
        Query("in blue"),
        Query(image=image),
        Query("nicer", image),
        Query("in blue", image, ingredients=[Ingredient(text="in pink", weight=-1.0)]),
    ):
        assert with_counter_words(engine, query) is query


def test_the_difference_goes_where_the_words_alone_do_not(tmp_path):
    """From a white reference "red" minus "white" takes green and blue away; "red" alone adds red to white."""
    items = [
        Item("white", plain("red").point(lambda _: 255), attributes={"colour": "white"}),
        Item("red", plain("red"), attributes={"colour": "red"}),
        Item("pale", plain("red").point(lambda v: max(v, 120)), attributes={"colour": "pink"}),
    ]
    engine = engine_over(Catalogue("dyes", items), tmp_path, composer="difference")
    query = with_counter_words(engine, Query("red", items[0].image), reference_id="white")
    scores = {hit.item_id: hit.score for hit in engine.search(query)}
    white, red = np.array([1, 1, 1, 0]) / 3**0.5, np.array([1.0, 0, 0, 0])
    way = red - white
    wanted = 0.5 * white + 0.5 * way / np.linalg.norm(way)
    assert scores["red"] == pytest.approx(wanted[0] / np.linalg.norm(wanted), abs=1e-6)


def test_words_that_mean_the_same_as_their_counter_words_stay_as_they_are(engine):
    """To HandModel "not in red" is "in red": nothing is left of their difference."""
    reader = AttributeReader(engine.catalogue, engine.model, engine.gallery, engine.cache)
    texts = ["not in red", "in blue"]
    words = engine.model.encode_texts(texts)
    pictures = engine.model.encode_images([plain("red"), plain("red")])
    ways = contrast(words, texts, pictures, reader).vectors
    np.testing.assert_allclose(ways[0], [1, 0, 0, 0], atol=1e-6)


def test_an_evaluation_reads_the_reference_and_never_asks_the_catalogue(tmp_path, monkeypatch):
    engine = engine_over(wardrobe(), tmp_path)
    triplets = [Triplet("red-dress", "in blue", "one", ("blue-dress",))]

    def report(catalogue):
        return evaluate_triplets(catalogue, triplets, engine.model, composer="difference", cache=engine.cache)

    lying = [Item(i.id, i.image, attributes={**i.attributes, "colour": "red"}) for i in engine.catalogue]
    lying[1] = Item("blue-dress", plain("blue"), attributes={"colour": "blue"})
    lying[3] = Item("pink-dress", plain("pink"), attributes={"colour": "pink"})
    told = report(engine.catalogue)
    assert told.facts["counter_words"].startswith("what the words would replace")
    assert report(Catalogue("lying", lying)).per_query == told.per_query
