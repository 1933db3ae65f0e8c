"""Evaluation on pictures of plain colours, whose every figure can be worked out by hand."""

import json
import math

import numpy as np
import pytest
from PIL import Image

import fvl_core as fvl
from fvl_core.tasks.classification import evaluate_classification
from fvl_core.tasks.retrieval import evaluate_retrieval

COLOURS = ("red", "green", "blue", "black")


def plain(colour):
    return Image.new("RGB", (4, 4), colour)


def garment(item_id, colour, *, truth=None, caption=None):
    return fvl.Item(
        item_id,
        plain(colour),
        caption=f"a {colour} shirt" if caption is None else caption,
        title=colour.title(),
        attributes={"colour": truth or colour},
    )


@pytest.fixture
def model():
    return fvl.load_model("hand")


@pytest.fixture
def cache(tmp_path):
    return fvl.EmbeddingCache(tmp_path / "vectors")


@pytest.fixture
def shop():
    """Eight garments, of which one blue is labelled red."""
    items = [garment(f"{colour}{n}", colour) for n in range(2) for colour in COLOURS]
    items[6] = garment("blue1", "blue", truth="red")
    return fvl.Catalogue("shop", items)


def test_accuracy_counts_the_wrong_label_as_wrong(shop, model, cache):
    report = evaluate_classification(shop, model, "colour", cache=cache)
    accuracy = report["accuracy"]
    assert (accuracy.value, accuracy.n, accuracy.chance) == (7 / 8, 8, 1 / 4)
    assert (accuracy.low, accuracy.high) == fvl.metrics.wilson_interval(7, 8)
    assert report["majority_baseline"].value == 3 / 8
    assert report.facts["majority_label"] == "red"
    assert report["top3_accuracy"].value == 7 / 8  # of three equals after blue, red comes last


def test_f1_figures_are_those_of_the_confusion_matrix(shop, model, cache):
    report = evaluate_classification(shop, model, "colour", cache=cache)
    # red: 2 of 3 found, no false ones; blue: its 1 found, 1 false one; green and black perfect
    f1 = {"black": 1.0, "blue": 2 / 3, "green": 1.0, "red": 0.8}
    assert {c.label: c.f1 for c in report.tables["per_class"]} == pytest.approx(f1)
    assert report["macro_f1"].value == pytest.approx(sum(f1.values()) / 4)
    assert report["weighted_f1"].value == pytest.approx((2 * 1.0 + 2 / 3 + 2 * 1.0 + 3 * 0.8) / 8)
    assert report["balanced_accuracy"].value == pytest.approx((1 + 1 + 1 + 2 / 3) / 4)
    assert report.tables["confusion"]["labels"] == ("black", "blue", "green", "red")
    assert report.tables["confusion"]["counts"].tolist() == [
        [2, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 2, 0],
        [0, 1, 0, 2],
    ]


def test_every_interval_holds_its_value_and_every_figure_has_n(shop, model, cache):
    for report in (
        evaluate_classification(shop, model, "colour", cache=cache),
        evaluate_retrieval(shop, model, cache=cache),
    ):
        for figure in report.figures:
            assert figure.low <= figure.value <= figure.high
            assert figure.n == 8
            assert figure.protocol


def test_every_item_has_its_own_answer(shop, model, cache):
    report = evaluate_classification(shop, model, "colour", cache=cache)
    assert [row["item_id"] for row in report.per_query] == list(shop.ids)
    wrong = report.per_query[6]
    assert (wrong["truth"], wrong["predicted"], wrong["rank_of_truth"]) == ("red", "blue", 4)
    # cosine 1 to blue, 0 to the three others, at the model's scale of 10
    assert wrong["p_predicted"] == pytest.approx(math.exp(10) / (math.exp(10) + 3), abs=1e-6)
    assert wrong["p_truth"] == pytest.approx(1 / (math.exp(10) + 3), abs=1e-6)


def test_items_whose_truth_is_not_among_the_labels_are_left_out_and_counted(shop, model, cache):
    report = evaluate_classification(shop, model, "colour", labels=("red", "blue"), cache=cache)
    assert report["accuracy"].n == 4
    assert report["accuracy"].value == 3 / 4
    assert report.facts["n_without_label"] == 4
    assert "top3_accuracy" not in [figure.measure for figure in report.figures]


def test_the_prompt_that_was_used_stands_in_the_report(shop, model, cache):
    report = evaluate_classification(shop, model, "colour", templates=("a {} thing",), cache=cache)
    assert list(report.facts["templates"]) == ["a {} thing"]
    assert report["accuracy"].value == 7 / 8


def test_fashionclips_protocol_asks_bare_labels_and_puts_weighted_f1_first(shop, model, cache):
    plainly = evaluate_classification(shop, model, "colour", templates=("{}",), cache=cache)
    report = evaluate_classification(shop, model, "colour", protocol="fashionclip", cache=cache)
    assert report.figures[0].measure == "weighted_f1"
    assert {f.measure: f.value for f in report.figures} == {f.measure: f.value for f in plainly.figures}
    assert {f.protocol for f in report.figures} == {"fashionclip colour"}
    assert list(report.facts["templates"]) == ["{}"]


def test_as_published_a_long_label_wins_over_the_nearest(model, cache):
    """Between red and blue, nearer to red; the label "blue blue" is a vector twice as long."""
    picture = Image.new("RGB", (4, 4), (255, 0, 200))
    shop = fvl.Catalogue("one", [fvl.Item("a", picture, attributes={"colour": "red"})])
    labels = ("red", "blue blue")
    ours = evaluate_classification(shop, model, "colour", labels=labels, protocol="fashionclip", cache=cache)
    theirs = evaluate_classification(
        shop, model, "colour", labels=labels, protocol="fashionclip", as_published=True, cache=cache
    )
    assert (ours["accuracy"].value, theirs["accuracy"].value) == (1.0, 0.0)
    assert theirs.per_query[0]["predicted"] == "blue blue"
    assert "calibration_error" not in [figure.measure for figure in theirs.figures]
    assert {f.protocol for f in theirs.figures} == {"fashionclip as published colour"}
    json.loads(theirs.to_json())


@pytest.mark.parametrize(
    "options",
    [{"protocol": "fashionclp"}, {"as_published": True}, {"protocol": "fashionclip", "templates": ("a {}",)}],
)
def test_rules_that_do_not_go_together_are_refused(shop, model, options):
    with pytest.raises(fvl.FvlError):
        evaluate_classification(shop, model, "colour", **options)


def test_an_unknown_attribute_suggests_the_nearest(shop, model):
    with pytest.raises(fvl.UnknownNameError, match="colour"):
        evaluate_classification(shop, model, "color")


def test_labels_that_nothing_carries_are_refused(shop, model, cache):
    with pytest.raises(fvl.InvalidInputError):
        evaluate_classification(shop, model, "colour", labels=("mauve", "teal"), cache=cache)


def test_retrieval_finds_the_first_of_two_equals_first_and_the_other_second(shop, model, cache):
    report = evaluate_retrieval(shop, model, cache=cache)
    # each caption is shared by two garments of the same colour: one is found first, one second
    assert [row["rank"] for row in report.per_query] == [1, 1, 1, 1, 2, 2, 2, 2]
    assert [(row["best_rank"], row["worst_rank"]) for row in report.per_query] == [(1, 2)] * 8
    assert report["recall@1"].value == report["recall@1"].ceiling == 0.5
    assert report["recall@5"].value == report["recall@5"].ceiling == 1.0
    assert report["mrr"].value == report["mrr"].ceiling == 0.75
    assert report["median_rank"].value == 1.5
    assert report.facts["n_tied"] == 8
    assert report.facts["n_distinct_queries"] == 4


def test_chance_is_stated_for_the_size_of_the_catalogue(shop, model, cache):
    report = evaluate_retrieval(shop, model, cache=cache)
    assert report["recall@1"].chance == 1 / 8
    assert report["recall@5"].chance == 5 / 8
    assert report["median_rank"].chance == 4.5
    assert "recall@10" not in [figure.measure for figure in report.figures]


def test_a_query_that_misses_says_what_came_first_instead(model, cache):
    shop = fvl.Catalogue("two", [garment("a", "red", caption="blue"), garment("b", "blue", caption="blue")])
    missed, found = evaluate_retrieval(shop, model, cache=cache).per_query
    assert (missed["rank"], missed["first_id"]) == (2, "b")
    assert (missed["cosine"], missed["first_cosine"]) == (0.0, 1.0)
    assert (found["rank"], found["first_id"]) == (1, "b")


def test_a_model_that_gives_everything_one_vector_is_no_better_than_chance(cache):
    items = [fvl.Item(str(n), Image.new("RGB", (2, 2 + n), "grey"), caption=f"thing {n}") for n in range(40)]
    report = evaluate_retrieval(fvl.Catalogue("grey", items), fvl.load_model("hand"), cache=cache)
    assert report["recall@1"].value == report["recall@1"].chance == 1 / 40
    assert [row["rank"] for row in report.per_query] == list(range(1, 41))


def test_items_without_words_are_candidates_but_no_queries(shop, model, cache):
    silent = fvl.Catalogue("silent", [*shop[:7], garment("mute", "black", caption="  ")])
    report = evaluate_retrieval(silent, model, cache=cache)
    assert report["recall@1"].n == 7
    assert (report.facts["n_candidates"], report.facts["n_without_words"]) == (8, 1)


def test_titles_and_attributes_can_be_the_words(shop, model, cache):
    assert evaluate_retrieval(shop, model, field="title", cache=cache)["recall@1"].value == 0.5
    by_label = evaluate_retrieval(shop, model, field="colour", cache=cache)
    assert [row["query"] for row in by_label.per_query][6] == "red"
    assert by_label.per_query[6]["rank"] > 2


def test_ranks_do_not_depend_on_the_size_of_the_blocks(model, cache, monkeypatch):
    draws = np.random.default_rng(0)
    items = [
        fvl.Item(
            str(n),
            Image.new("RGB", (1, 1), tuple(int(v) for v in draws.integers(0, 256, 3))),
            caption=str(draws.choice(["red and blue", "green", "black red"])),
        )
        for n in range(60)
    ]
    shop = fvl.Catalogue("mixed", items)
    whole = evaluate_retrieval(shop, model, cache=cache)
    monkeypatch.setattr("fvl_core.tasks.protocols.material.SCORES_AT_ONCE", 100)
    assert evaluate_retrieval(shop, model, cache=cache).per_query == whole.per_query


def test_a_picture_that_cannot_be_read_is_listed_and_left_out(shop, model, cache):
    broken = fvl.Catalogue("broken", [*shop, fvl.Item("bad", b"no picture", caption="a red shirt")])
    report = evaluate_retrieval(broken, model, cache=cache)
    assert [entry["id"] for entry in report.facts["unreadable"]] == ["bad"]
    assert report["recall@1"].n == 8


def test_a_catalogue_without_captions_is_refused(model, cache):
    bare = fvl.Catalogue("bare", [garment("a", "red", caption=""), garment("b", "blue", caption="")])
    with pytest.raises(fvl.InvalidInputError, match="caption"):
        evaluate_retrieval(bare, model, cache=cache)


@pytest.mark.parametrize("wrong", [{"protocol": "ful"}, {"field": "captoin"}])
def test_unknown_names_suggest_the_nearest(shop, model, cache, wrong):
    with pytest.raises(fvl.UnknownNameError, match="Did you mean"):
        evaluate_retrieval(shop, model, cache=cache, **wrong)


def test_the_report_is_json_that_any_parser_reads_and_names_its_conditions(shop, model, cache):
    report = evaluate_classification(shop, model, "colour", labels=(*COLOURS, "pink"), cache=cache)
    told = json.loads(report.to_json(), parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    assert told["facts"]["model"] == "hand"
    assert told["facts"]["space"] == model.space
    assert told["facts"]["fingerprint"] == shop.fingerprint
    assert told["facts"]["labels"] == [*COLOURS, "pink"]
    assert told["figures"][0]["measure"] == "accuracy"
    assert len(told["per_query"]) == 8
    pink = next(entry for entry in told["tables"]["per_class"] if entry["label"] == "pink")
    assert (pink["precision"], pink["recall"], pink["support"]) == (None, None, 0)


def test_a_figure_that_is_not_there_suggests_the_nearest(shop, model, cache):
    report = evaluate_retrieval(shop, model, cache=cache)
    with pytest.raises(fvl.UnknownNameError, match="recall@1"):
        report["recal@1"]
