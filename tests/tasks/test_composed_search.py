"""Sweep, suggestions, known answers, groups, background and ranks, worked out by hand."""

import json

import numpy as np
import pytest
from PIL import Image

from fvl_core.catalogues.triplets import Triplet, write_triplets
from fvl_core.composition.library import list_composers
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.items import Catalogue, Item
from fvl_core.foundation.queries import Hit, Ingredient, Query
from fvl_core.models.hand import HandModel
from fvl_core.tasks.alike import collapse_alike
from fvl_core.tasks.composer_fits import composer_fits
from fvl_core.tasks.known_answers import known_answers, known_edits
from fvl_core.tasks.references import reference_item
from fvl_core.tasks.score_background import Background
from fvl_core.tasks.suggestions import suggest_modifiers
from fvl_core.tasks.sweep import sweep
from tests.composition.making import random_combiner
from tests.embedding.pictures import CountingModel
from tests.tasks.wardrobes import engine_over, plain, wardrobe


@pytest.fixture
def engine(tmp_path):
    return engine_over(wardrobe(), tmp_path / "cache", model=CountingModel())


def ids(hits):
    return [hit.item_id for hit in hits]


# sweep


def test_a_sweep_goes_from_the_picture_to_the_words(engine):
    rows = sweep(engine, Query("blue", plain("red", size=5)), k=1)
    assert [row.share for row in rows] == [0, 0.25, 0.5, 0.75, 1]
    assert [row.hits[0].item_id for row in rows] == [
        "red-dress", "red-dress", "pink-dress", "blue-dress", "blue-dress",
    ]  # fmt: skip
    at_quarter = np.array([0.75, 0.25]) / np.hypot(0.75, 0.25)
    assert rows[1].hits[0].score == pytest.approx(at_quarter[0], abs=1e-6)


def test_a_sweep_keeps_proportions_and_encodes_each_ingredient_once(engine):
    query = Query(
        ingredients=[
            Ingredient(text="blue", weight=0.2),
            Ingredient(text="green", weight=-0.1),
            Ingredient(image=plain("red", size=5), weight=3.0),
        ]
    )
    n_before = len(engine.model.seen)
    (row,) = sweep(engine, query, [0.5], k=5)
    wanted = np.array([0.5, -0.25, 0.5]) / np.linalg.norm([0.5, -0.25, 0.5])  # red, green, blue
    scores = {hit.item_id: hit.score for hit in row.hits}
    assert scores["red-dress"] == pytest.approx(wanted[0], abs=1e-6)
    sweep(engine, query, [0.1, 0.2, 0.3])
    assert engine.model.read == ["blue", "green"]
    assert len(engine.model.seen) - n_before <= 1


def test_a_composer_without_weights_is_replaced_and_one_with_weights_is_not(engine):
    query = Query("blue", plain("red"))
    assert {row.hits.composer for row in sweep(engine.with_composer("sum"), query)} == {"weighted"}
    assert {row.hits.composer for row in sweep(engine.with_composer("slerp"), query)} == {"slerp"}
    trained = engine.with_composer(random_combiner(4))
    assert {row.hits.composer for row in sweep(trained, query)} == {"weighted"}


def test_a_sweep_needs_both_sides_and_shares_that_are_shares(engine):
    with pytest.raises(InvalidInputError, match="Add a picture"):
        sweep(engine, Query("blue"))
    with pytest.raises(InvalidInputError, match="Add words"):
        sweep(engine, Query(image=plain("red")))
    with pytest.raises(InvalidInputError, match=r"share of 1\.5"):
        sweep(engine, Query("blue", plain("red")), [1.5])


# ranks, left out items, background


def test_ranks_reach_beyond_the_page_and_equal_those_of_a_search(engine):
    query = Query("blue", plain("red"))
    full = {hit.item_id: hit.rank for hit in engine.search(query, k=5)}
    assert engine.ranks_of(query, engine.ids) == full
    blues = engine.ranks_of(Query("blue"), ["blue-bag", "blue-dress", "blue-shirt"])
    assert blues == {"blue-dress": 1, "blue-shirt": 2, "blue-bag": 3}  # equal scores: the earlier item


def test_ranks_know_the_filter_and_what_is_left_out(engine):
    query = Query("blue", where={"category": "dress"})
    assert engine.ranks_of(query, ["pink-dress", "blue-bag", "nobody"]) == {"pink-dress": 2}
    assert engine.ranks_of(query, ["pink-dress"], without=["blue-dress"]) == {"pink-dress": 1}
    hits = engine.search(query, without=["blue-dress", "nobody"])
    assert (ids(hits), hits.n_candidates) == (["pink-dress", "red-dress"], 2)


def test_ranks_are_exact_where_many_scores_are_nearly_equal(tmp_path):
    random = np.random.default_rng(0)
    dyes = [(200, 60, int(blue)) for blue in random.integers(0, 256, 300)]
    items = [Item(str(n), Image.new("RGB", (2, 2), dye)) for n, dye in enumerate(dyes)]
    engine = engine_over(Catalogue("many", items), tmp_path)
    query = Query("blue", Image.new("RGB", (2, 2), (200, 60, 31)))
    assert engine.ranks_of(query, engine.ids) == {
        hit.item_id: hit.rank for hit in engine.search(query, k=300)
    }


def test_the_cut_is_a_fifth_of_the_way_from_the_best_to_the_mean():
    background = Background.of(np.array([0.9, 0.1, 0.1, 0.1, np.nan], np.float32))
    assert background.mean == pytest.approx(0.3)
    assert background.best == pytest.approx(0.9)
    assert background.cut == pytest.approx(0.78)
    assert background.deviation == pytest.approx(np.std([0.9, 0.1, 0.1, 0.1]))
    assert background.above(0.1) == 1.0
    assert background.above(0.5) == 0.25
    assert np.isnan(Background.of(np.empty(0, np.float32)).cut)


def test_the_reference_can_stay_out_of_the_background(engine):
    query = Query(image=plain("red"))
    assert engine.background(query).best == pytest.approx(1.0)
    left = engine.background(query, without=["red-dress"])
    assert np.isnan(left.scores[0])
    assert left.best == pytest.approx(0.5**0.5)  # pink


# near-duplicates


def test_alike_hits_stand_behind_the_best_of_them_with_their_ranks(engine):
    groups = collapse_alike(engine, engine.search(Query("blue"), k=5))
    assert [(g.first.item_id, ids(g.alike)) for g in groups] == [
        ("blue-dress", ["blue-shirt", "blue-bag"]), ("pink-dress", []), ("red-dress", []),
    ]  # fmt: skip
    assert [hit.rank for hit in groups[0].alike] == [2, 3]


def test_a_chain_of_small_steps_is_not_one_group(tmp_path):
    """Each of three dyes is near the next; the last is not near the first."""
    dyes = [(255, 0, 0), (255, 60, 0), (255, 125, 0)]
    items = [Item(str(n), Image.new("RGB", (2, 2), dye)) for n, dye in enumerate(dyes)]
    engine = engine_over(Catalogue("chain", items), tmp_path)
    groups = collapse_alike(engine, engine.search(Query("red"), k=3), 0.96)
    assert [(g.first.item_id, ids(g.alike)) for g in groups] == [("0", ["1"]), ("2", [])]


def test_groups_keep_every_hit_once_and_refuse_what_is_no_cosine(engine):
    hits = engine.search(Query("blue"), k=5)
    for cosine in (-1.0, 0.5, 1.0):
        groups = collapse_alike(engine, hits, cosine)
        assert sorted(h.rank for g in groups for h in (g.first, *g.alike)) == [1, 2, 3, 4, 5]
    assert len(collapse_alike(engine, hits, 1.0)) == 3  # twins are alike whatever rounding does
    assert collapse_alike(engine, []) == ()
    with pytest.raises(InvalidInputError, match="cosine of 2"):
        collapse_alike(engine, hits, 2.0)


# suggestions


def test_suggestions_come_from_the_neighbours_and_take_turns(engine):
    found = suggest_modifiers(engine, "red-dress", k=4)
    assert {(s.attribute, s.value, s.n) for s in found} == {
        ("colour", "blue", 3), ("colour", "pink", 1), ("category", "bag", 1), ("category", "shirt", 1),
        ("sleeve", "long", 2), ("closure", "zip", 1), ("closure", "buttons", 1),
    }  # fmt: skip
    assert (found[0].text, found[0].n) == ("in blue", 3)
    assert {s.text for s in found} >= {"with long sleeves", "a bag instead", "with a zip"}
    assert not any(s.value in ("red", "dress", "short", "belt") for s in found)  # its own values


def test_suggestions_look_at_k_neighbours_and_never_at_the_reference(engine):
    found = suggest_modifiers(engine, "red-dress", k=1)  # the pink dress is nearest
    assert {(s.attribute, s.value) for s in found} == {("colour", "pink"), ("sleeve", "long")}


def test_an_item_a_file_and_an_id_are_the_same_reference(tmp_path):
    items = []
    for dye in ("red", "blue", "pink"):
        plain(dye).save(tmp_path / f"{dye}.png")
        items.append(Item(dye, tmp_path / f"{dye}.png", attributes={"colour": dye}))
    engine = engine_over(Catalogue("files", items), tmp_path / "cache")
    by_id = suggest_modifiers(engine, "red")
    assert {s.value for s in by_id} == {"blue", "pink"}
    assert suggest_modifiers(engine, items[0]) == by_id == suggest_modifiers(engine, tmp_path / "red.png")
    assert reference_item(engine, Query("in blue", str(items[1].path))) == "blue"
    assert reference_item(engine, Query("in blue", plain("blue"))) is None


def test_a_reference_that_cannot_be_read_is_one_sentence(engine):
    with pytest.raises(InvalidInputError, match="cannot be read"):
        suggest_modifiers(engine, b"no picture")


# known answers


@pytest.fixture
def catalogue_with_edits(tmp_path):
    folder = tmp_path / "drawn"
    (folder / "images").mkdir(parents=True)
    items = []
    for dye in ("red", "blue", "pink"):
        plain(dye).save(folder / "images" / f"{dye}.png")
        items.append(Item(dye, folder / "images" / f"{dye}.png"))
    write_triplets(folder, [Triplet("red", "make it blue", "one", ("blue",))])
    return Catalogue("drawn", items), folder


def test_known_answers_are_those_of_the_catalogues_own_edits(catalogue_with_edits):
    catalogue, _ = catalogue_with_edits
    found = known_answers(catalogue, "red", "  Make it  BLUE ")
    assert found is not None
    assert (found.targets, found.kind) == (("blue",), "one")
    assert "reference left out" in found.protocol
    assert known_answers(catalogue, "blue", "make it blue") is None
    assert known_answers(catalogue, "red", "make it pink") is None
    assert [edit.modifier for edit in known_edits(catalogue, "red")] == ["make it blue"]


def test_a_changed_file_is_read_again_and_a_damaged_one_tells_nothing(catalogue_with_edits):
    catalogue, folder = catalogue_with_edits
    assert known_answers(catalogue, "red", "make it blue")
    path = folder / "triplets.jsonl"
    changed = {"reference": "red", "modifier": "in pink", "kind": "one", "targets": ["pink"]}
    path.write_text(json.dumps(changed) + "\n", encoding="utf-8")
    found = known_answers(catalogue, "red", "in pink")
    assert found is not None
    assert found.targets == ("pink",)
    path.write_text("{}\n\n\n", encoding="utf-8")
    assert known_answers(catalogue, "red", "in pink") is None


def test_catalogues_without_edits_have_no_answers_and_others_can_be_given(engine):
    assert known_answers(engine.catalogue, "red-dress", "in blue") is None
    assert known_answers(Catalogue("empty", []), "red-dress", "in blue") is None
    given = [Triplet("red-dress", "in blue", "one", ("blue-dress",))]
    found = known_answers(engine.catalogue, "red-dress", "in blue", triplets=given)
    assert found is not None
    assert found.targets == ("blue-dress",)


# composers and models


def test_every_composer_is_listed_with_the_reason_why_it_does_not_fit():
    fits = composer_fits(HandModel())
    assert [fit.name for fit in fits] == list(list_composers())
    for fit in fits:
        assert fit.fits is (fit.reason == "")
        assert fit.summary.endswith(".")
    assert {fit.name for fit in fits if fit.additive} >= {"sum", "weighted", "slerp", "difference"}


def test_hits_need_not_be_of_one_search(engine):
    groups = collapse_alike(engine, [Hit("blue-bag", 0.4, 1), Hit("blue-dress", 0.3, 2)])
    assert [(g.first.item_id, ids(g.alike)) for g in groups] == [("blue-bag", ["blue-dress"])]
