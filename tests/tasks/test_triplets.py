"""Composed retrieval on edits, against ranks worked out one by one."""

import json

import numpy as np
import pytest
from PIL import Image

import fvl_core as fvl
from fvl_core.tasks.triplets import evaluate_triplets

PALETTE = [(r, g, b) for r in (0, 90, 200) for g in (0, 120, 255) for b in (10, 130, 240)]


@pytest.fixture
def model():
    return fvl.load_model("hand")


@pytest.fixture
def cache(tmp_path):
    return fvl.EmbeddingCache(tmp_path / "vectors")


@pytest.fixture
def shop():
    items = [fvl.Item(f"g{n:02d}", Image.new("RGB", (3, 3), colour)) for n, colour in enumerate(PALETTE)]
    return fvl.Catalogue("shop", items)


@pytest.fixture
def edits(shop):
    draws = np.random.default_rng(0)
    words = ["red", "green", "blue and green", "red and blue", "black"]
    made = []
    for n, item in enumerate(shop):
        others = [i.id for i in shop if i.id != item.id]
        targets = tuple(draws.choice(others, size=1 + n % 3, replace=False).tolist())
        made.append(fvl.Triplet(item.id, words[n % 5], ("one", "two")[n % 2], targets))
    return tuple(made[::-1] + made[:3])  # neither in catalogue order nor one a reference


def slow_rank(model, shop, edit, image_share):
    """Rank one query by sorting all cosines, with nothing shared with the code under test."""
    v = model.encode_images([shop.item(edit.reference).open()]).vectors[0].astype(float)
    t = model.encode_texts([edit.modifier]).vectors[0].astype(float)
    q = image_share * v + (1 - image_share) * t
    q /= np.linalg.norm(q)
    scored = []
    for place, item in enumerate(shop):
        if item.id != edit.reference:
            score = np.float32(model.encode_images([item.open()]).vectors[0].astype(float) @ q)
            scored.append((-score, place, item.id))
    order = [item_id for _, _, item_id in sorted(scored)]
    return 1 + min(order.index(target) for target in edit.targets), order[0]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_ranks_are_those_of_sorting_every_cosine_without_the_reference(shop, edits, model, cache, share):
    report = evaluate_triplets(shop, edits, model, composer="weighted", text_weight=share, cache=cache)
    wanted = [slow_rank(model, shop, edit, 1 - share) for edit in edits]
    assert [(row["rank"], row["first_id"]) for row in report.per_query] == wanted
    ranks = np.array([rank for rank, _ in wanted])
    for k in (1, 10):
        figure = report[f"recall@{k}"]
        assert figure.value == np.mean(ranks <= k)
        assert (figure.low, figure.high) == fvl.metrics.wilson_interval(int((ranks <= k).sum()), len(edits))
    odd = ranks[[edit.kind == "two" for edit in edits]]
    assert report["recall@10 two"].value == np.mean(odd <= 10)
    assert report["recall@10 two"].n == len(odd)


def test_the_reference_itself_is_never_found(model, cache):
    red, also_red = (
        fvl.Item(name, Image.new("RGB", (2, size), "red")) for name, size in (("a", 2), ("b", 3))
    )
    blue = fvl.Item("c", Image.new("RGB", (2, 2), "blue"))
    shop = fvl.Catalogue("three", [red, also_red, blue])
    report = evaluate_triplets(shop, [fvl.Triplet("a", "red", "one", ("c",))], model, cache=cache)
    assert report.per_query[0]["first_id"] == "b"
    assert report.per_query[0]["rank"] == 2
    assert report.facts["n_candidates"] == 2


def test_any_right_target_counts_and_chance_knows_how_many_there_are(shop, model, cache):
    edits = [
        fvl.Triplet("g00", "red", "one", ("g01", "g02", "g03")),
        fvl.Triplet("g01", "red", "one", ("g02",)),
    ]
    report = evaluate_triplets(shop, edits, model, composer="text", cache=cache)
    assert report["recall@1"].chance == pytest.approx((3 / 26 + 1 / 26) / 2)
    missed = 16 / 26 * 15 / 25 * 14 / 24  # each of three targets lies outside the ten
    assert report["recall@10"].chance == pytest.approx(((1 - missed) + 10 / 26) / 2)
    assert report["recall@10"].ceiling == 1.0
    assert all(figure.protocol == "triplets, reference left out" for figure in report.figures)


def test_what_cannot_be_read_is_left_out_and_counted(shop, model, cache):
    torn = fvl.Catalogue("torn", [*shop, fvl.Item("torn", b"no picture")])
    edits = [
        fvl.Triplet("torn", "red", "one", ("g01",)),
        fvl.Triplet("g01", "red", "one", ("torn",)),
        fvl.Triplet("g02", "red", "one", ("torn", "g03")),
    ]
    report = evaluate_triplets(torn, edits, model, cache=cache)
    assert [(row["reference"], row["n_targets"]) for row in report.per_query] == [("g02", 1)]
    assert report.facts["n_left_out"] == 2
    assert [entry["id"] for entry in report.facts["unreadable"]] == ["torn"]


def test_triplets_of_another_catalogue_are_refused(shop, model, cache):
    with pytest.raises(fvl.InvalidInputError, match="'elsewhere'"):
        evaluate_triplets(shop, [fvl.Triplet("g00", "red", "one", ("elsewhere",))], model, cache=cache)
    with pytest.raises(fvl.InvalidInputError, match="No question"):
        evaluate_triplets(shop, [], model, cache=cache)


def test_a_composer_that_does_not_fit_is_refused_before_anything_is_encoded(shop, edits, model, cache):
    from tests.composition.making import random_combiner

    seen = []
    with pytest.raises(fvl.InvalidInputError, match="takes features of 7 numbers, the model gives 4"):
        evaluate_triplets(
            shop,
            edits,
            model,
            composer=random_combiner(7),
            cache=cache,
            on_progress=lambda *done: seen.append(done),
        )
    assert seen == []


def test_the_words_share_counts_for_weighted_composers_only_and_stands_in_the_report(
    shop, edits, model, cache
):
    by_sum = evaluate_triplets(shop, edits, model, composer="sum", text_weight=0.9, cache=cache)
    assert by_sum.facts["text_weight"] is None
    assert by_sum.per_query == evaluate_triplets(shop, edits, model, composer="sum", cache=cache).per_query
    weighted = evaluate_triplets(shop, edits, model, composer="slerp", text_weight=0.9, cache=cache)
    assert json.loads(weighted.to_json())["facts"]["text_weight"] == 0.9
    with pytest.raises(fvl.InvalidInputError, match="0 to 1"):
        evaluate_triplets(shop, edits, model, composer="slerp", text_weight=1.5, cache=cache)


def test_ranks_do_not_depend_on_the_size_of_the_blocks(shop, edits, model, cache, monkeypatch):
    whole = evaluate_triplets(shop, edits, model, cache=cache).per_query
    monkeypatch.setattr("fvl_core.metrics.composed.SCORES_AT_ONCE", 60)
    assert evaluate_triplets(shop, edits, model, cache=cache).per_query == whole
