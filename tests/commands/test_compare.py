"""`compare` says which of two models is better, in a table and in JSON, and refuses the rest in a line."""

import json

import pytest

from tests.models.making import open_clip_folder


@pytest.fixture
def stranger(tmp_path):
    """A small CLIP with random weights: guesses."""
    return open_clip_folder(tmp_path / "stranger")


def test_labels_in_a_table(run, labelled, stranger):
    done = run("compare", "labels", labelled, "-m", "hand", "-m", stranger, "--attribute", "colour")
    assert done.exit_code == 0, done.output
    assert "colour of" in done.stdout
    assert "n = 8, 4 labels" in done.stdout
    assert done.stdout.count("accuracy") >= 2
    assert "both right" in done.stdout
    assert "McNemar p" in done.stdout


def test_labels_as_json_are_the_whole_comparison(run, labelled, stranger):
    done = run(
        "compare", "labels", labelled, "-m", "hand", "-m", stranger, "--attribute", "colour", "--json", "-"
    )
    told = json.loads(done.stdout)
    assert told["task"] == "labels"
    assert sorted(told["labels"]) == ["black", "blue", "green", "red"]
    assert told["figures"]["hand"][0]["value"] == 7 / 8  # one black picture is labelled green
    [pair] = told["pairs"]
    assert len(pair["both_right"]) + len(pair["only_a"]) == 7
    [verdict] = told["verdicts"]
    assert verdict["n"] == 8
    assert verdict["mcnemar"]["only_a"] == len(pair["only_a"])
    assert verdict["sentence"]
    assert len(told["answers"]) == 8
    assert told["answers"][0]["answers"]["hand"][0] == told["answers"][0]["truth"]
    assert told["costs"] == {}


def test_retrieval_in_a_table_and_in_a_file(run, labelled, stranger, tmp_path):
    file = tmp_path / "report.json"
    done = run(
        "compare", "retrieval", labelled, "-m", "hand", "-m", stranger, "-k", 2, "--json", file, "--cost"
    )
    assert done.exit_code == 0, done.output
    measures = [cell for line in done.stdout.splitlines() for cell in line.split()[1:2] if "@" in cell]
    assert measures == ["recall@1", "recall@2", "recall@5"] * 2  # what decides is among them
    assert "ms a picture" in done.stdout
    told = json.loads(file.read_text(encoding="utf-8"))
    assert told["measure"] == "recall@2"
    assert told["curves"]["hand"][1]["recall"] == 1.0  # two garments of each colour
    assert [row["ranks"]["hand"] for row in told["queries"]] == [1, 1, 1, 1, 2, 2, 2, 2]
    assert told["costs"]["hand"]["n_items"] == 8


@pytest.mark.parametrize(
    ("models", "sentence"),
    [
        (["hand"], "1 came to be compared"),
        (["hand", "hand"], "came twice"),
        (["a", "b", "c", "d", "e"], "5 came to be compared"),
        (["hand", "nobody"], "nobody"),
    ],
)
def test_what_cannot_be_compared_fails_in_one_line(run, labelled, models, sentence):
    words = [word for model in models for word in ("-m", model)]
    done = run("compare", "labels", labelled, *words, "--attribute", "colour")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert sentence in done.stderr.splitlines()[-1]


def test_an_unknown_attribute_suggests_the_nearest(run, labelled, stranger):
    done = run("compare", "labels", labelled, "-m", "hand", "-m", stranger, "--attribute", "color")
    assert done.exit_code == 1
    assert "Did you mean colour" in done.stderr
