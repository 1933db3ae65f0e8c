"""Reports on edits, read again: what an evaluation wrote is what the studio opens."""

import json

import pytest

import fvl_core as fvl
from tests.tasks.published import cirr_folder, fashioniq_folder


@pytest.fixture
def model():
    return fvl.load_model("hand")


@pytest.fixture
def cache(tmp_path):
    return fvl.EmbeddingCache(tmp_path / "vectors")


def test_a_report_on_fashioniq_gives_every_query_its_rank_the_worst_first(tmp_path, model, cache):
    report = fvl.evaluate_fashioniq(
        fashioniq_folder(tmp_path / "fiq"), model, composer="weighted", text_weight=0.25, cache=cache
    )
    found = fvl.QueryRanks.from_json(report.to_json())
    assert [query.rank for query in found.queries] == sorted(
        (q["rank"] for q in report.per_query), reverse=True
    )
    assert (found.model, found.composer, found.text_weight) == ("hand", "weighted", 0.25)
    assert {query.kind for query in found.queries} == {"shirt", "dress", "toptee"}
    first = next(query for query in found.queries if query.reference == "S0")
    assert (first.modifier, first.target) == ("Is red and and not green", "S1")
    assert sum(map(len, found.bins().values())) == 6


def test_a_report_on_cirr_keeps_the_rank_in_the_image_set(tmp_path, model, cache):
    report = fvl.evaluate_cirr(cirr_folder(tmp_path / "cirr"), model, cache=cache)
    found = fvl.QueryRanks.of(report)
    told = {row["query_id"]: (row["rank"], row["rank_in_subset"]) for row in report.per_query}
    assert {query.id: (query.rank, query.rank_in_subset) for query in found.queries} == told


def test_what_is_kept_is_read_again(tmp_path, model, cache):
    found = fvl.QueryRanks.of(fvl.evaluate_cirr(cirr_folder(tmp_path / "cirr"), model, cache=cache))
    assert fvl.QueryRanks.from_json(found.to_json()) == found


def test_of_several_composers_the_first_is_opened():
    rows = [
        {"query_id": "0", "reference": "a", "modifier": "red", "target": "b", "rank": rank} for rank in (2, 9)
    ]
    facts: dict[str, str | None] = {"model": "m", "catalogue": "c", "text_weight": None}
    told: dict[str, object] = {
        "lines": [
            {"name": name, "report": {"facts": facts | {"composer": name}, "per_query": rows}}
            for name in ("combiner", "sum")
        ]
    }
    found = fvl.QueryRanks.from_json(json.dumps(told))
    assert (found.composer, [query.rank for query in found.queries]) == ("combiner", [9, 2])


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"facts": {}, "per_query": [{}]}', '{"lines": []}', b"\xff"]
)
def test_another_file_is_refused_with_what_to_bring(text):
    with pytest.raises(fvl.InvalidInputError, match="no report on edits") as refused:
        fvl.QueryRanks.from_json(text)
    assert "--json" in refused.value.remedy


def test_a_report_whose_answers_are_hidden_is_refused(tmp_path, model, cache):
    root = fashioniq_folder(tmp_path / "fiq", split="test")
    report = fvl.evaluate_fashioniq(root, model, split="test", cache=cache)
    with pytest.raises(fvl.InvalidInputError, match="No query of this report has a known answer"):
        fvl.QueryRanks.of(report)
