"""Label sets: the built-in ones are whole, typed ones are read as meant, and groups add up."""

import json

import numpy as np
import pytest

import fvl_core as fvl

SIZES = {
    "fashion-mnist": 10,
    "deepfashion-category": 50,
    "deepfashion2": 13,
    "colours": 11,
    "patterns": 6,
    "sleeves": 4,
    "necklines": 6,
    "fabrics": 6,
}


def test_the_built_in_sets_are_as_long_as_their_sources_say():
    assert {entry.name: len(entry.labels) for entry in fvl.list_label_sets()} == SIZES


@pytest.mark.parametrize("name", SIZES)
def test_every_built_in_set_can_be_classified_with_and_names_its_source(name):
    found = fvl.load_label_set(name)
    assert fvl.ZeroShotClassifier(fvl.load_model("hand"), found.labels).labels == found.labels
    assert found.title
    assert found.source
    assert found.url.startswith("https://")
    assert set(found.parents) in (set(), set(found.labels))


def test_deepfashion_has_twenty_sixteen_and_fourteen_categories():
    groups = list(fvl.load_label_set("deepfashion-category").parents.values())
    assert [groups.count(name) for name in ("upper body", "lower body", "full body")] == [20, 16, 14]


def test_an_unknown_set_suggests_the_nearest():
    with pytest.raises(fvl.UnknownNameError, match="Did you mean deepfashion2"):
        fvl.load_label_set("deepfashion3")


@pytest.mark.parametrize(
    ("text", "labels", "parents"),
    [
        ("red, blue", ("red", "blue"), {}),
        ("red\n\n blue ;green\tred,", ("red", "blue", "green"), {}),
        (
            "tops > shirt\ntops>tee\n women > shoes > boots; pumps ",
            ("shirt", "tee", "boots", "pumps"),
            {"shirt": "tops", "tee": "tops", "boots": "women > shoes", "pumps": "women > shoes"},
        ),
        (
            "tops: shirt, tee\nboots",
            ("shirt", "tee", "boots"),
            {"shirt": "tops", "tee": "tops", "boots": "boots"},
        ),
    ],
)
def test_typed_labels_are_read_as_meant(text, labels, parents):
    found = fvl.parse_label_set(text)
    assert (found.labels, dict(found.parents)) == (labels, parents)


@pytest.mark.parametrize(
    "text", ["", " ,\n;", "tops: shirt\nbottoms: shirt", "tops > tee\nknits > tee", "none of these, shirt"]
)
def test_labels_that_cannot_stand_are_refused(text):
    with pytest.raises(fvl.InvalidInputError):
        fvl.parse_label_set(text)


def test_a_concept_file_is_read_with_its_fathers(tmp_path):
    rows = [
        {"query_id": 1, "phrase": "denim jacket", "phrase_father": "jacket"},
        {"query_id": 2, "phrase": "jacket", "phrase_father": ""},
        {"query_id": 3, "phrase": "denim jacket", "phrase_father": "jacket"},
    ]
    file = tmp_path / "concepts.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    found = fvl.read_concepts(file)
    assert found.labels == ("denim jacket", "jacket")
    assert dict(found.parents) == {"denim jacket": "jacket", "jacket": "jacket"}


@pytest.mark.parametrize("content", [b"", b"{}\n", b"not json\n", b"[1]\n", b"\xff\xfe\x00"])
def test_a_file_without_concepts_is_refused_by_name(tmp_path, content):
    file = tmp_path / "odd.jsonl"
    file.write_bytes(content)
    with pytest.raises(fvl.InvalidInputError, match=r"odd\.jsonl"):
        fvl.read_concepts(file)


def predictions(rule):
    p = np.array([[0.4, 0.25, 0.35], [0.1, 0.8, 0.1]])
    return fvl.Predictions(("boots", "shirt", "blouse"), p, p / 2, (("a",), ("b",), ("c",)), rule, ("1", "2"))


def test_groups_add_up_under_softmax_and_take_their_best_under_sigmoid():
    parents = {"shirt": "tops", "blouse": "tops"}
    above = fvl.roll_up(predictions("Softmax over 3"), parents)
    assert above.labels == ("boots", "tops")
    np.testing.assert_allclose(above.probabilities, [[0.4, 0.6], [0.1, 0.9]])
    np.testing.assert_allclose(above.cosines, [[0.2, 0.175], [0.05, 0.4]])
    assert above.texts == (("a",), ("b", "c"))
    single = fvl.roll_up(predictions("Each label by itself: sigmoid"), parents)
    np.testing.assert_allclose(single.probabilities, [[0.4, 0.35], [0.1, 0.8]])
