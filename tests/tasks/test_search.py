"""Searching: the right items, in the right order, with the right scores, and nothing encoded twice."""

import threading
from types import MappingProxyType

import numpy as np
import pytest
from PIL import Image

from fvl_core.composition.library import COMPOSERS, list_composers
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.foundation.errors import InvalidInputError, UnknownNameError
from fvl_core.foundation.items import Catalogue, Item
from fvl_core.foundation.queries import Ingredient, Query
from fvl_core.index.library import list_indexes
from fvl_core.tasks.search import SearchEngine
from tests.composition.making import composer_of
from tests.embedding.pictures import CountingModel, catalogue_on_disk
from tests.foundation.odd_pictures import BAD, GOOD

COLOURS = ("red", "green", "blue", "yellow", "white", "black", "red")


def plain(colour):
    return Image.new("RGB", (4, 4), colour if colour != "green" else (0, 255, 0))


@pytest.fixture
def cache(tmp_path):
    return EmbeddingCache(tmp_path / "cache")


@pytest.fixture
def catalogue():
    """Seven plain garments; the first and the last look the same."""
    return Catalogue(
        "plain",
        [
            Item(f"{colour}-{place}", plain(colour), title=colour, attributes={"size": "SML"[place % 3]})
            for place, colour in enumerate(COLOURS)
        ],
    )


@pytest.fixture
def engine(catalogue, cache):
    return SearchEngine.build(catalogue, CountingModel(), cache=cache)


def test_words_find_what_they_name_with_its_cosine_and_rank(engine):
    hits = engine.search(Query("yellow"), k=3)
    assert [(hit.item_id, hit.rank) for hit in hits] == [("yellow-3", 1), ("white-4", 2), ("red-0", 3)]
    np.testing.assert_allclose([hit.score for hit in hits], [1.0, (2 / 3) ** 0.5, 0.5**0.5], atol=1e-6)
    assert (hits.composer, hits.space, hits.n_candidates) == ("sum", "hand:1", 7)


def test_a_picture_finds_itself_first_and_ties_go_to_the_earlier_item(engine):
    hits = engine.search(Query(image=plain("red")), k=2)
    assert [hit.item_id for hit in hits] == ["red-0", "red-6"]
    assert hits[0].score == hits[1].score == pytest.approx(1.0)


def test_picture_and_words_are_added_by_default(engine):
    hits = engine.search(Query("green", plain("red")), k=1)
    assert (hits[0].item_id, hits[0].score) == ("yellow-3", pytest.approx(1.0))


@pytest.mark.parametrize("kind", ["auto", *list_indexes()])
def test_every_index_gives_the_same_hits(catalogue, cache, engine, kind):
    other = SearchEngine.build(catalogue, CountingModel(), index=kind, cache=cache)
    assert other.search(Query("pink"), k=7).entries == engine.search(Query("pink"), k=7).entries


def test_a_filter_comes_before_the_ranking(engine, catalogue):
    hits = engine.search(Query("red", where={"size": "M"}), k=5)
    assert [hit.item_id for hit in hits] == ["white-4", "green-1"]
    assert hits.n_candidates == 2
    both = engine.search(Query("red", where={"size": ["S", "M"]}), k=50)
    assert {hit.item_id for hit in both} == set(catalogue.select({"size": ["S", "M"]}).ids)


@pytest.mark.parametrize(
    "where", [{"size": "XXL"}, {"weave": "twill"}, {"size": []}, {"size": "S", "weave": "x"}]
)
def test_a_filter_that_nothing_passes_gives_no_hits(engine, where):
    hits = engine.search(Query("red", where=where))
    assert (len(hits), hits.n_candidates) == (0, 0)


def test_asking_for_more_than_there_is_gives_all(engine):
    assert [hit.rank for hit in engine.search(Query("red"), k=100)] == [1, 2, 3, 4, 5, 6, 7]


def test_the_cards_template_is_put_round_words_and_braces_are_left_alone(catalogue, cache):
    model = CountingModel()
    model.card = type(model.card)(name="t", title="T", family="hand", dim=4, query_template="a photo of {}")
    engine = SearchEngine.build(catalogue, model, cache=cache)
    engine.search(Query(" {red} dress "))
    assert model.read == ["a photo of {red} dress"]


def test_items_that_cannot_be_read_are_listed_and_never_found(tmp_path, cache):
    (tmp_path / "bad.png").write_bytes(b"no picture")
    items = [Item("bad", tmp_path / "bad.png"), Item("good", plain("red"))]
    engine = SearchEngine.build(Catalogue("mixed", items), CountingModel(), cache=cache)
    assert [item_id for item_id, _ in engine.failures] == ["bad"]
    assert [hit.item_id for hit in engine.search(Query("red"))] == ["good"]
    assert engine.search(Query("red")).n_candidates == 1


def test_a_catalogue_without_one_readable_picture_gives_no_hits(cache):
    engine = SearchEngine.build(Catalogue("bad", [Item("bad", b"")]), CountingModel(), cache=cache)
    assert len(engine.search(Query("red"))) == 0


def test_other_weights_and_composers_encode_nothing(engine):
    model = engine.model
    query = {"text": "green", "image": plain("pink")}
    engine.search(Query(**query))
    n_before = len(model.seen), len(model.read)
    for name in (name for name in list_composers() if COMPOSERS[name].late):
        for weight in (0.1, 0.4, 0.9):
            composed = engine.with_composer(composer_of(name, model.dim))
            composed.search(Query(**query, text_weight=weight, image_weight=1 - weight))
    assert (len(model.seen), len(model.read)) == n_before


def test_a_side_that_the_composer_leaves_out_is_not_encoded(engine):
    n_before = len(engine.model.seen)
    engine.with_composer("text").search(Query("green", plain("pink")))
    assert (len(engine.model.seen), engine.model.read) == (n_before, ["green"])
    engine.with_composer("image").search(Query("yellow", plain("red")))
    assert engine.model.read == ["green"]


def test_a_picture_of_the_catalogue_is_not_encoded_again_as_a_query(tmp_path, cache):
    catalogue, model = catalogue_on_disk(tmp_path / "pictures", 6), CountingModel()
    engine = SearchEngine.build(catalogue, model, cache=cache)
    path = catalogue[3].path
    assert engine.search(Query(image=path))[0].item_id == "003"
    assert engine.search(Query(image=path.read_bytes()))[0].item_id == "003"
    assert len(model.seen) == 6


def test_building_again_encodes_nothing(catalogue, cache):
    model = CountingModel()
    assert SearchEngine.build(catalogue, model, cache=cache).n_encoded == 6
    assert SearchEngine.build(catalogue, model, cache=cache).n_encoded == 0
    assert len(model.seen) == 6


def test_the_weight_moves_a_query_from_the_picture_to_the_words(engine):
    def best(share, composer):
        query = Query("blue", plain("red"), text_weight=share, image_weight=1 - share)
        return engine.with_composer(composer).search(query, k=1)[0].item_id

    for composer in ("weighted", "slerp"):
        assert best(0.0, composer) == "red-0"
        assert best(1.0, composer) == "blue-2"


def test_signed_ingredients_push_away(engine):
    parts = [
        Ingredient(text="white"),
        Ingredient(text="blue", weight=-0.5),
        Ingredient(image=plain("red"), weight=0.2),
    ]
    query = Query(ingredients=parts)
    white, blue, red = np.array([1, 1, 1, 0]) / 3**0.5, np.array([0, 0, 1, 0]), np.array([1, 0, 0, 0])
    wanted = white - 0.5 * blue + 0.2 * red
    hits = engine.with_composer("weighted").search(query, k=1)
    assert hits[0].item_id == "yellow-3"
    yellow = np.array([1, 1, 0, 0]) / 2**0.5
    assert hits[0].score == pytest.approx(wanted @ yellow / np.linalg.norm(wanted), abs=1e-6)


def test_parts_that_cancel_each_other_out_are_refused_in_one_sentence(engine):
    query = Query(ingredients=[Ingredient(text="red"), Ingredient(text="red", weight=-1.0)])
    for name in ("sum", "weighted", "slerp", "text"):
        with pytest.raises(InvalidInputError, match="cancel each other out"):
            engine.with_composer(name).search(query)


def test_a_composer_that_misses_its_side_says_what_it_needs(engine):
    with pytest.raises(InvalidInputError, match="needs words"):
        engine.with_composer("text").search(Query(image=plain("red")))
    with pytest.raises(InvalidInputError, match="needs a picture"):
        engine.with_composer("image").search(Query("red"))


def test_odd_questions_are_refused(engine):
    with pytest.raises(InvalidInputError, match="at least one"):
        engine.search(Query("red"), k=0)
    with pytest.raises(InvalidInputError, match="cannot be read"):
        engine.search(Query(image=b"no picture"))
    with pytest.raises(InvalidInputError, match="not a number"):
        engine.with_composer("weighted").search(Query("red", plain("red"), text_weight=float("nan")))
    with pytest.raises(UnknownNameError, match="Did you mean sum"):
        engine.with_composer("sume")


@pytest.mark.parametrize("name", GOOD)
def test_an_odd_but_readable_picture_is_a_query_like_any_other(engine, name):
    assert len(engine.search(Query(image=GOOD[name]()), k=7)) == 7


@pytest.mark.parametrize("name", BAD)
def test_an_unreadable_picture_as_query_is_one_sentence(engine, name):
    with pytest.raises(InvalidInputError, match="the picture"):
        engine.search(Query(image=BAD[name]()))


def test_unknown_index_is_refused_with_the_known_ones(catalogue, cache):
    with pytest.raises(UnknownNameError, match="exact"):
        SearchEngine.build(catalogue, CountingModel(), index="exakt", cache=cache)


def test_the_background_holds_every_items_score(engine):
    query = Query("pink", where={"size": "S"})
    everything = engine.background(query).scores
    assert everything.shape == (7,)
    hits = engine.search(Query("pink"), k=7)
    order = [engine.ids.index(hit.item_id) for hit in hits]
    scores = np.array([hit.score for hit in hits])
    np.testing.assert_allclose(scores, everything[order], atol=1e-6)


def test_titles_can_be_part_of_an_item(cache):
    items = [Item("a", plain("red"), title="blue"), Item("b", plain("red")), Item("c", b"", title="blue")]
    fields = {"image": 0.6, "title": 0.8}
    engine = SearchEngine.build(Catalogue("t", items), CountingModel(), fields=fields, cache=cache)
    np.testing.assert_allclose(
        engine.index.vectors, np.array([[0.6, 0.0, 0.8, 0.0], [1.0, 0.0, 0.0, 0.0]]), atol=1e-6
    )
    assert [item_id for item_id, _ in engine.failures] == ["c"]


def test_titles_alone_need_no_picture_and_an_item_without_one_is_listed(cache):
    items = [Item("a", b"", title="blue"), Item("b", b""), Item("c", b"", title="red")]
    model = CountingModel()
    engine = SearchEngine.build(Catalogue("t", items), model, fields={"title": 2.0}, cache=cache)
    assert [hit.item_id for hit in engine.search(Query("red"))] == ["c", "a"]
    assert engine.failures[0][0] == "b"
    assert not model.seen


@pytest.mark.parametrize(
    "fields", [{}, {"image": 0.0}, {"image": -1.0}, {"picture": 1.0}, {"title": float("nan")}]
)
def test_fields_that_make_no_vector_are_refused(catalogue, cache, fields):
    with pytest.raises(InvalidInputError):
        SearchEngine.build(catalogue, CountingModel(), fields=MappingProxyType(fields), cache=cache)


def test_many_threads_search_at_once_and_get_their_own_answers(engine):
    answers: list[tuple[str, str]] = []

    def ask(colour):
        answers.extend((colour, engine.search(Query(colour), k=1)[0].item_id) for _ in range(20))

    threads = [threading.Thread(target=ask, args=(colour,)) for colour in COLOURS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 140
    assert all(found.split("-")[0] == colour for colour, found in answers)
    assert sorted(engine.model.read) == sorted(set(COLOURS))


def test_a_search_shows_its_stages_when_asked(engine, monkeypatch, capfd):
    monkeypatch.setenv("FVL_TRACE", "1")
    engine.search(Query("red"))
    told = capfd.readouterr().err
    assert all(stage in told for stage in ("encode query", "compose", "rank"))


def test_an_engine_over_a_corrected_catalogue_shares_its_vectors_and_encodes_nothing(engine, catalogue):
    from dataclasses import replace

    renamed = [replace(item, title="new", attributes={"size": "XL"}) for item in catalogue]
    other = engine.over(Catalogue("plain", renamed))
    assert other.index is engine.index
    assert len(other.model.seen) == len(set(COLOURS))  # those of the build; nothing since
    assert len(other.search(Query("blue", where={"size": "XL"}), k=9)) == 7
    assert len(other.search(Query("blue", where={"size": "S"}), k=9)) == 0
    fewer = engine.over(Catalogue("plain", [item for item in catalogue if "red" not in item.id]))
    assert [hit.item_id for hit in fewer.search(Query("yellow"), k=2)] == ["yellow-3", "white-4"]
    assert fewer.search(Query("red"), k=9).n_candidates == 5
    assert fewer.ids == ("green-1", "blue-2", "yellow-3", "white-4", "black-5")
    whole = SearchEngine.build(fewer.catalogue, CountingModel(), cache=engine.cache)
    np.testing.assert_array_equal(fewer.index.vectors, whole.index.vectors)


def test_an_engine_is_not_moved_over_other_pictures_or_words(engine, catalogue, cache):
    stranger = Catalogue("plain", [*catalogue[1:], Item("red-0", plain("blue"))])
    with pytest.raises(InvalidInputError, match="not made of"):
        engine.over(stranger)
    of_titles = SearchEngine.build(catalogue, CountingModel(), cache=cache, fields={"title": 1.0})
    with pytest.raises(InvalidInputError, match="not made of"):
        of_titles.over(catalogue)
