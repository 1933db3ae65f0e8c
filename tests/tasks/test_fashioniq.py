"""FashionIQ against ranks worked out one by one from its files: galleries, wordings, missing pictures."""

import json
from typing import Any

import numpy as np
import pytest

import fvl_core as fvl
from fvl_core.catalogues.questions import both_orders, joined
from tests.models.fashionvil_making import checkpoint, network, vocabulary
from tests.tasks.published import FIQ_QUERIES, N_PICTURES, fashioniq_folder, order_of, summed

JOINED = {  # worked out by hand from CLIP4Cir's rule
    "S0": "Is red and and not green",
    "S2": "Blue and is more blue",
    "S4": "Is black and pink",
    "D0": "Green and yellow",
    "D1": "Is cyan and has white",
    "T0": " and red",
}


@pytest.fixture
def model():
    return fvl.load_model("hand")


@pytest.fixture
def root(tmp_path):
    return fashioniq_folder(tmp_path / "fiq")


@pytest.fixture
def cache(tmp_path):
    return fvl.EmbeddingCache(tmp_path / "vectors")


def expected(root, model, gallery, wordings):
    """Rank every query that has both pictures, by sorting its gallery."""
    found = {}
    for category, queries in FIQ_QUERIES.items():
        names = [f"{category[0].upper()}{n}" for n in range(N_PICTURES)]
        if gallery == "union":
            shown = {name for reference, target, _ in queries for name in (reference, target)}
            names = [name for name in names if name in shown]
        paths = {name: root / "images" / f"{name}.png" for name in names}
        for reference, target, captions in queries:
            if "gone" not in (reference, target):
                query = summed(model, paths[reference], *wordings(reference, captions))
                order = order_of(query, names, paths, model)
                found[reference, target] = (order.index(target) + 1, order[0])
    return found


@pytest.mark.parametrize("gallery", ["original", "union"])
def test_ranks_are_those_of_sorting_each_gallery_with_the_reference_in_it(root, model, cache, gallery):
    report = fvl.evaluate_fashioniq(root, model, gallery=gallery, cache=cache)
    wanted = expected(root, model, gallery, lambda reference, _: [JOINED[reference]])
    rows = {(row["reference"], row["target"]): (row["rank"], row["first_id"]) for row in report.per_query}
    assert rows == wanted
    assert {row["modifier"] for row in report.per_query} == set(JOINED.values())
    assert all(gallery in figure.protocol for figure in report.figures)


def test_both_orders_are_the_mean_of_two_queries(root, model, cache):
    report = fvl.evaluate_fashioniq(root, model, wording="both-orders", cache=cache)
    wanted = expected(root, model, "original", lambda _, captions: both_orders(captions))
    assert {(r["reference"], r["target"]): (r["rank"], r["first_id"]) for r in report.per_query} == wanted


def test_means_are_over_categories_and_not_over_queries(root, model, cache, monkeypatch):
    monkeypatch.setattr("fvl_core.tasks.fashioniq.RECALL_K", (1, 3))
    report = fvl.evaluate_fashioniq(root, model, cache=cache)
    wanted = expected(root, model, "original", lambda reference, _: [JOINED[reference]])
    means = []
    for k in (1, 3):
        by_category = [
            np.mean([wanted[r, t][0] <= k for r, t, _ in queries if (r, t) in wanted])
            for queries in FIQ_QUERIES.values()
        ]
        means.append(np.mean(by_category))
        assert report[f"recall@{k}"].value == pytest.approx(means[-1])
        for category, value in zip(FIQ_QUERIES, by_category, strict=True):
            assert report[f"recall@{k} {category}"].value == pytest.approx(value)
    assert report["average_recall"].value == pytest.approx(np.mean(means))
    assert report["recall@1"].n == 6
    assert report["recall@3"].low <= report["recall@3"].value <= report["recall@3"].high
    assert report["recall@3 shirt"].chance == pytest.approx(3 / 7)


def test_pictures_that_are_not_there_are_counted_and_cost_only_their_own_queries(root, model, cache):
    report = fvl.evaluate_fashioniq(root, model, cache=cache)
    coverage = {entry["name"]: entry for entry in report.tables["coverage"]}
    assert coverage["toptee"] == {
        "name": "toptee",
        "n_gallery": 7,
        "n_gallery_listed": 8,
        "n_questions": 1,
        "n_questions_listed": 3,
        "missing": ("gone",),
    }
    assert (report.facts["n_missing"], report.facts["n_left_out"]) == (1, 2)


def test_the_test_split_has_predictions_and_no_figures(tmp_path, model, cache):
    root = fashioniq_folder(tmp_path / "fiq", split="test")
    out = tmp_path / "predictions"
    report = fvl.evaluate_fashioniq(root, model, split="test", predictions=out, cache=cache)
    assert report.figures == ()
    told = json.loads((out / "toptee.test.pred.json").read_text())
    assert [entry["candidate"] for entry in told] == ["T0", "gone", "T1"]
    assert "target" not in told[0]
    assert told[1]["ranking"] == []
    names = [f"T{n}" for n in range(N_PICTURES)]
    paths = {name: root / "images" / f"{name}.png" for name in names}
    wanted = order_of(summed(model, paths["T0"], JOINED["T0"]), names, paths, model)
    assert told[0]["ranking"] == wanted


def test_captions_are_stripped_and_joined_as_published():
    assert joined([" Is RED. ", "and not green?"]) == "Is red and and not green"
    assert both_orders(["Is RED.", "?, not green"]) == ("Is RED and not green", "not green and Is RED")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"split": "dev"}, "no split named 'dev'"),
        ({"gallery": "all"}, "no gallery named 'all'"),
        ({"categories": ["dresses"]}, "Did you mean dress"),
    ],
)
def test_unknown_parts_are_refused_by_name(root, options, sentence):
    with pytest.raises(fvl.UnknownNameError, match=sentence):
        fvl.load_fashioniq(root, **options)


def test_files_of_another_form_are_refused_with_their_place(root, tmp_path):
    with pytest.raises(fvl.InvalidInputError, match="lacks captions or image_splits"):
        fvl.load_fashioniq(tmp_path)
    path = root / "captions" / "cap.dress.val.json"
    path.write_text(json.dumps([{"candidate": "D0", "captions": ["one"], "target": "D1"}]))
    with pytest.raises(fvl.InvalidInputError, match=r"Entry 0 of .*cap\.dress\.val\.json"):
        fvl.load_fashioniq(root)
    path.write_text("{")
    with pytest.raises(fvl.InvalidInputError, match="cannot be read as JSON"):
        fvl.load_fashioniq(root)
    path.unlink()
    with pytest.raises(fvl.InvalidInputError, match="is not there"):
        fvl.load_fashioniq(root)
    with pytest.raises(fvl.InvalidInputError, match="holds no pictures"):
        fvl.load_fashioniq(fashioniq_folder(tmp_path / "again"), images=tmp_path / "again" / "captions")


def test_fashionvil_reads_each_reference_with_both_captions_joined_by_a_comma(root, cache, tmp_path):
    vocabulary(tmp_path)
    place = checkpoint(tmp_path / "best.ckpt", network(), head="composition")
    model: Any = fvl.load_model(place, precision="float32")
    report = fvl.evaluate_fashioniq(root, model, composer="fashionvil", cache=cache)
    wanted = {}
    for category, queries in FIQ_QUERIES.items():
        names = [f"{category[0].upper()}{n}" for n in range(N_PICTURES)]
        paths = [root / "images" / f"{name}.png" for name in names]
        gallery = model.encode_images(paths).vectors.astype(np.float64)
        for reference, target, captions in queries:
            if "gone" in (reference, target):
                continue
            picture = root / "images" / f"{reference}.png"
            [query] = model.encode_jointly([picture], [", ".join(captions)]).vectors
            scores = gallery @ query
            wanted[reference, target] = scores[names.index(target)], scores
    for row in report.per_query:
        own, scores = wanted[row["reference"], row["target"]]
        surely, at_most = (int((scores > own + shift).sum()) + 1 for shift in (1e-5, -1e-5))
        assert surely <= row["rank"] <= at_most
    assert len(report.per_query) == len(wanted)
