"""Ranks of the same queries under two models, worked out by hand on plain colours."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

import fvl_core as fvl

COLOURS = ("red", "green", "blue", "black")


@pytest.fixture
def cache(tmp_path):
    return fvl.EmbeddingCache(tmp_path / "vectors")


@pytest.fixture
def shop():
    items = [
        fvl.Item(f"{colour}{n}", Image.new("RGB", (4, 4), colour), caption=f"a {colour} shirt")
        for n in range(2)
        for colour in COLOURS
    ]
    return fvl.Catalogue("shop", items)


def with_ranks(report, ranks):
    """The same report with other ranks: another model's."""
    rows = tuple({**row, "rank": rank} for row, rank in zip(report.per_query, ranks, strict=True))
    return replace(report, per_query=rows)


@pytest.fixture
def reports(shop, cache):
    report = fvl.evaluate_retrieval(shop, fvl.load_model("hand"), cache=cache)
    # Of two equal garments the first is found first: ranks 1 1 1 1 2 2 2 2.
    return {"A": report, "B": with_ranks(report, [2, 1, 8, 7, 1, 2, 3, 4])}


def test_ranks_curves_and_histogram_are_those_of_the_reports(reports):
    found = fvl.compare_retrieval(reports, k=1)
    assert found.ranks["A"].tolist() == [1, 1, 1, 1, 2, 2, 2, 2]
    assert (found.measure, found.n_candidates, len(found.queries)) == ("recall@1", 8, 8)
    assert [point.recall for point in found.curves["B"]] == [
        2 / 8,
        4 / 8,
        5 / 8,
        6 / 8,
        6 / 8,
        6 / 8,
        7 / 8,
        1.0,
    ]
    assert found.curves["A"][0].chance == 1 / 8
    assert found.histogram["B"]["2–5"] == ("black1", "blue1", "red0", "green1")  # ranks 4, 3, 2, 2
    assert found.histogram["B"]["6–10"] == ("blue0", "black0")
    assert found.histogram["A"]["11–50"] == ()


def test_pairs_hold_who_finds_what_within_k(reports):
    [pair] = fvl.compare_retrieval(reports, k=1).pairs
    assert pair.both == ("green0",)
    assert pair.only_a == ("red0", "blue0", "black0")
    assert pair.only_b == ("red1",)
    assert pair.neither == ("green1", "blue1", "black1")
    assert (pair.n_a_higher, pair.n_b_higher, pair.n_equal) == (5, 1, 2)


def test_the_verdict_is_on_recall_at_k(reports):
    [verdict] = fvl.compare_retrieval(reports, k=1).verdicts
    assert (verdict.measure, verdict.value_a, verdict.value_b) == ("recall@1", 4 / 8, 2 / 8)
    assert (verdict.mcnemar.only_a, verdict.mcnemar.only_b, verdict.clear) == (3, 1, False)
    [verdict] = fvl.compare_retrieval(reports, k=2).verdicts
    assert (verdict.value_a, verdict.value_b) == (1.0, 4 / 8)


def test_many_queries_make_a_clear_case(reports):
    report = reports["A"]
    rows = tuple({**report.per_query[0], "item_id": str(n), "rank": 1} for n in range(200))
    good = replace(report, per_query=rows)
    bad = with_ranks(good, [1] * 150 + [9] * 50)
    found = fvl.compare_retrieval({"good": good, "bad": bad}, k=5)
    assert found.verdicts[0].better == "good"
    assert found.histogram["bad"]["6–10"] == tuple(str(n) for n in range(150, 200))


@pytest.mark.parametrize(
    ("fact", "value", "sentence"),
    [("fingerprint", "other", "catalogue"), ("field", "title", "field"), ("n_candidates", 9, "candidates")],
)
def test_reports_on_different_ground_are_refused(reports, fact, value, sentence):
    other = replace(reports["B"], facts={**reports["B"].facts, fact: value})
    with pytest.raises(fvl.InvalidInputError, match=sentence):
        fvl.compare_retrieval({"A": reports["A"], "B": other})


def test_reports_with_other_queries_or_another_task_are_refused(reports):
    fewer = replace(reports["B"], per_query=reports["B"].per_query[1:])
    with pytest.raises(fvl.InvalidInputError, match="different queries"):
        fvl.compare_retrieval({"A": reports["A"], "B": fewer})
    with pytest.raises(fvl.InvalidInputError, match="classification"):
        fvl.compare_retrieval({"A": reports["A"], "B": replace(reports["B"], task="classification")})
    with pytest.raises(fvl.InvalidInputError, match="k is 0"):
        fvl.compare_retrieval(reports, k=0)


def test_what_beat_the_target_stands_above_it(shop, cache):
    model = fvl.load_model("hand")
    found = fvl.what_beat(shop, model, "red1", "a pink shirt", cache=cache)
    # pink (1, 0, 1): red and blue each at 0.707, in catalogue order
    assert [hit.item_id for hit in found.rivals] == ["red0", "blue0"]
    assert (found.target.item_id, found.target.rank, found.n_candidates) == ("red1", 3, 8)
    assert found.target.score == pytest.approx(0.5**0.5)
    assert [hit.rank for hit in found.rivals] == [1, 2]


def test_ranks_are_those_of_the_evaluation(shop, cache):
    model = fvl.load_model("hand")
    for row in fvl.evaluate_retrieval(shop, model, cache=cache).per_query:
        found = fvl.what_beat(shop, model, row["item_id"], row["query"], k=1, cache=cache)
        assert found.target.rank == row["rank"]
        assert len(found.rivals) == min(1, row["rank"] - 1)


def test_an_item_that_is_not_there_is_refused(shop, cache):
    with pytest.raises(fvl.InvalidInputError):
        fvl.what_beat(shop, fvl.load_model("hand"), "hat", "red", cache=cache)


def test_ranks_that_are_never_reached_fall_into_the_last_bin(reports):
    lost = with_ranks(reports["A"], [np.inf] * 8)
    found = fvl.compare_retrieval({"A": reports["A"], "B": lost})
    assert len(found.histogram["B"][">100"]) == 8
