"""FashionIQ's and CIRR's questions beside a catalogue's pictures, with the ranks of the benchmarks."""

import json
import shutil

import pytest

import fvl_core as fvl
from tests.tasks.published import cirr_folder, fashioniq_folder


@pytest.fixture
def model():
    return fvl.load_model("hand")


@pytest.fixture
def cache(tmp_path):
    return fvl.EmbeddingCache(tmp_path / "vectors")


@pytest.fixture
def fashioniq(tmp_path):
    return fashioniq_folder(tmp_path / "fiq")


@pytest.mark.parametrize(
    "words",
    [
        "Is red and and not green",
        "  is RED and   and not green? ",
        "and not green and is red",
        " Is RED. , and not green?",
    ],
)
def test_a_question_is_recognised_in_every_published_wording(fashioniq, words):
    found = fvl.known_answers(fvl.load_catalogue(fashioniq), "images/S0.png", words)
    assert found is not None
    assert (found.targets, found.kind) == (("images/S1.png",), "FashionIQ shirt val")


def test_one_caption_alone_is_another_question(fashioniq):
    assert fvl.known_answers(fvl.load_catalogue(fashioniq), "images/S0.png", "is red") is None


def test_questions_are_offered_as_edits_of_their_references(fashioniq):
    catalogue = fvl.load_catalogue(fashioniq)
    references = ["images/D0.png", "images/D1.png", "images/S0.png", "images/S2.png", "images/S4.png"]
    assert fvl.edited_items(catalogue) == (*references, "images/T0.png")
    (edit,) = fvl.known_edits(catalogue, "images/D1.png")
    assert (edit.modifier, edit.kind) == ("Is cyan and has white", "FashionIQ dress val")
    assert edit.targets == ("images/D4.png",)


def test_fashioniqs_ranks_are_those_of_its_evaluation(fashioniq, model, cache):
    catalogue = fvl.load_catalogue(fashioniq)
    engine = fvl.SearchEngine.build(catalogue, model, composer="sum", cache=cache)
    names = fvl.items_by_name(catalogue)
    rows = fvl.evaluate_fashioniq(fashioniq, model, composer="sum", cache=cache).per_query
    for row in rows:
        reference = names[row["reference"]]
        found = fvl.known_answers(catalogue, reference, row["modifier"])
        assert found is not None
        query = fvl.Query(row["modifier"], catalogue.item(reference).image)
        (standing,) = fvl.standings(engine, query, found, reference_id=reference)
        n_missing = 1 if row["kind"] == "toptee" else 0
        assert (standing.rank, standing.n, standing.n_missing) == (row["rank"], 7, n_missing)
        assert standing.name == f"FashionIQ {row['kind']} val"
    assert len(rows) == 6


def test_cirrs_ranks_are_those_of_its_evaluation_in_the_gallery_and_in_the_image_set(tmp_path, model, cache):
    root = cirr_folder(tmp_path / "cirr")
    catalogue = fvl.load_catalogue(root)
    engine = fvl.SearchEngine.build(catalogue, model, composer="sum", cache=cache)
    names = fvl.items_by_name(catalogue)
    rows = fvl.evaluate_cirr(root, model, composer="sum", cache=cache).per_query
    for row in rows:
        reference = names[row["reference"]]
        found = fvl.known_answers(catalogue, reference, row["modifier"])
        assert found is not None
        query = fvl.Query(row["modifier"], catalogue.item(reference).image, where={"folder": "nowhere"})
        whole, subset = fvl.standings(engine, query, found, reference_id=reference)
        assert (whole.name, whole.rank, whole.n) == ("CIRR val", row["rank"], 53)
        assert (subset.name, subset.rank, subset.n) == ("its image set", row["rank_in_subset"], 5)
    assert len(rows) == 8


def test_an_answer_without_a_picture_is_named_and_not_offered(fashioniq):
    catalogue = fvl.load_catalogue(fashioniq)
    found = fvl.known_answers(catalogue, "images/T1.png", "Red and red")
    assert found is not None
    assert (found.targets, found.missing) == ((), ("gone",))
    assert fvl.known_edits(catalogue, "images/T1.png") == ()


def test_captions_may_lie_in_the_folder_itself_and_pictures_deeper(fashioniq, tmp_path):
    flat = tmp_path / "flat"
    shutil.copytree(fashioniq / "images", flat / "images" / "dress")
    for folder in ("captions", "image_splits"):
        for path in (fashioniq / folder).iterdir():
            shutil.copy(path, flat / path.name)
    catalogue = fvl.load_catalogue(flat / "images" / "dress")
    found = fvl.known_answers(catalogue, "D0.png", "green and yellow")
    assert found is not None
    assert [(each.name, len(each.ids)) for each in found.among] == [("FashionIQ dress val", 7)]


def test_a_damaged_file_tells_nothing_and_spares_the_others(fashioniq):
    (fashioniq / "captions" / "cap.dress.val.json").write_text("{", encoding="utf-8")
    (fashioniq / "image_splits" / "split.shirt.val.json").unlink()
    catalogue = fvl.load_catalogue(fashioniq)
    assert fvl.known_answers(catalogue, "images/D0.png", "green and yellow") is None
    found = fvl.known_answers(catalogue, "images/S2.png", "blue and is more blue")
    assert found is not None
    assert found.among == ()


def test_hidden_answers_are_no_known_ones(tmp_path):
    root = fashioniq_folder(tmp_path / "fiq", split="test")
    assert fvl.edited_items(fvl.load_catalogue(root)) == ()


def test_what_each_composer_is_asked_by_its_benchmark_is_told():
    captions = ("is Red.", "has long sleeves")
    joined, comma = "Is red and has long sleeves", "is Red., has long sleeves"
    ways = {
        name: [fvl.as_published(fvl.load_composer(name), captions, words) for words in (joined, comma)]
        for name in ("weighted", "fashionvil", "searle")
    }
    assert ways == {"weighted": [True, False], "fashionvil": [False, True], "searle": [False, False]}


def test_questions_of_a_catalogue_that_nobody_published_are_none(tmp_path, fashioniq):
    shutil.copytree(fashioniq / "images", tmp_path / "bare")
    (tmp_path / "captions").mkdir()
    (tmp_path / "captions" / "notes.json").write_text(json.dumps([]), encoding="utf-8")
    assert fvl.edited_items(fvl.load_catalogue(tmp_path / "bare")) == ()
