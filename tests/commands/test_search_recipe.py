"""`search` with several ingredients, on the model that can be worked out by hand."""

import csv
import io
import json

import pytest
from PIL import Image

from fvl_core.commands.recipe import split_weight


@pytest.fixture
def search(run, labelled):
    def ask(*words):
        return run("search", *words, "-c", labelled, "-m", "hand")

    return ask


def rows_of(done):
    assert done.exit_code == 0, done.stderr
    return [line.split() for line in done.stdout.splitlines()[1:]]


def test_an_item_of_the_catalogue_is_liked_by_its_id_and_not_found_again(search):
    rows = rows_of(search("--like", "red0", "-k", 2))
    assert rows[0][:3] == ["1", "1.000", "red1"]
    assert "red0" not in [row[2] for row in rows]


def test_weights_and_signs_are_those_of_the_options(search):
    asked = ("--more", "0.6:red", "--less", "0.8:blue", "-k", 1, "--json")
    found = json.loads(search(*asked).stdout)
    assert found["composer"] == "weighted"
    assert found["query"]["ingredients"] == [{"weight": 0.6, "is": "“red”"}, {"weight": -0.8, "is": "“blue”"}]
    assert found["hits"][0]["score"] == pytest.approx(0.6)  # (0.6, 0, -0.8, 0) and red
    named = json.loads(search(*asked, "--composer", "sum").stdout)
    assert named["composer"] == "sum"


def test_the_split_is_a_column_for_each_ingredient_and_adds_up(search):
    done = search("red", "--more", "blue", "--like", "green0", "--split", "-k", 3)
    assert "“red”" in done.stdout.splitlines()[0]
    for row in rows_of(done):
        assert float(row[1]) == pytest.approx(sum(map(float, row[2:5])), abs=0.002)
    found = json.loads(search("red", "--more", "blue", "--split", "--json").stdout)
    assert found["parts"] == ["“red”", "“blue”"]
    for hit, shares in zip(found["hits"], found["shares"], strict=True):
        assert hit["score"] == pytest.approx(sum(shares), abs=1e-5)


def test_a_sweep_prints_a_line_per_share(search):
    rows = rows_of(search("blue", "--like", "red0", "--sweep", "-k", 1))
    assert [row[0] for row in rows] == ["0.00", "0.25", "0.50", "0.75", "1.00"]
    assert (rows[0][2], rows[-1][2]) == ("red1", "blue0")


def test_a_sweep_without_a_picture_is_refused_in_a_sentence(search):
    done = search("blue", "--sweep")
    assert done.exit_code != 0
    assert "Add a picture" in done.stderr


def test_counter_words_are_found_and_said(search):
    done = search("in blue", "--like", "red0", "--composer", "difference", "-k", 1)
    assert "Counter-words: in red" in done.stderr
    assert rows_of(done)[0][2].startswith("blue")
    plain = search("nicer", "--like", "red0", "--composer", "difference", "-k", 1)
    assert "No counter-words were found" in plain.stderr
    given = search("blue", "--like", "red0", "--less", "green", "--composer", "difference", "-k", 1)
    assert "ounter-words" not in given.stderr


def test_hits_are_exported_with_query_model_and_space(search, tmp_path):
    path = tmp_path / "hits.csv"
    done = search("red", "--less", "0.3:blue", "--where", "category=shirt", "-k", 2, "--csv", path)
    assert f"Wrote {path}" in done.stderr
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    assert [row["id"] for row in rows] == [row[2] for row in rows_of(done)]
    assert rows[0]["query"] == "+0.5 “red”; -0.3 “blue”; category=shirt"
    assert (rows[0]["rank"], rows[0]["model"], rows[0]["space"]) == ("1", "hand", "hand:1")
    assert float(rows[0]["score"]) == pytest.approx(0.5 / (0.5**2 + 0.3**2) ** 0.5, abs=1e-5)


def test_csv_on_stdout_stands_alone(search):
    done = search("red", "-k", 1, "--csv", "-")
    assert done.stdout.splitlines()[0].startswith("rank,id,score")
    assert len(done.stdout.splitlines()) == 2


def test_a_table_and_json_do_not_share_stdout(search):
    done = search("red", "--csv", "-", "--json")
    assert done.exit_code == 2
    assert "give --csv a file" in done.stderr
    assert not done.stdout


def test_an_id_that_looks_like_a_weight_is_an_id(run, tmp_path):
    Image.new("RGB", (8, 8), "red").save(tmp_path / "red.png")
    (tmp_path / "items.csv").write_text("id,image\n12:34,red.png\n56,red.png\n", encoding="utf-8")
    done = run("search", "--like", "12:34", "-c", tmp_path, "-m", "hand", "--json")
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    assert [entry["weight"] for entry in found["query"]["ingredients"]] == [0.5]
    assert [hit["id"] for hit in found["hits"]] == ["56"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--like", "nobody"), "neither an item of"),
        (("--less", "blue", "--more", "blue"), "cancel each other out"),
        (("--more", " "), "empty"),
    ],
)
def test_ingredients_that_make_no_query_are_one_line(search, words, sentence):
    done = search(*words)
    assert done.exit_code != 0
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("told", "split"),
    [
        ("0.3:red", (0.3, "red")),
        (".5:red:blue", (0.5, "red:blue")),
        ("2:a", (2.0, "a")),
        ("red", (0.5, "red")),
        ("C:/shirt.jpg", (0.5, "C:/shirt.jpg")),
        ("-1:red", (0.5, "-1:red")),
    ],
)
def test_a_weight_is_a_number_before_a_colon(told, split):
    assert split_weight(told) == split
