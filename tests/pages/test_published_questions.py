"""FashionIQ's and CIRR's questions on the Search page: offered, recognised, and placed by their own rules."""

import json

import pytest

import fvl_core as fvl
from pages._ui.composed import known
from tests.pages.shown import tiles, words


def written(folder, name, content):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(content), encoding="utf-8")


@pytest.fixture
def fashioniq(rail):
    """The rail's pictures are FashionIQ's dresses; the split lists three and one that is not there."""
    entries = [
        {"candidate": "0", "captions": ["is blue.", "same shape"], "target": "1"},
        {"candidate": "0", "captions": ["is shiny", "has wings"], "target": "gone"},
    ]
    written(rail / "captions", "cap.dress.val.json", entries)
    written(rail / "image_splits", "split.dress.val.json", ["0", "1", "3", "gone"])


def test_fashioniqs_answer_is_framed_and_placed_in_both_galleries(fashioniq, studio):
    app = studio("search", item="g0", q="same shape and IS BLUE", alike="false")
    (told,) = [element.value for element in app.success]
    assert told.startswith("This question has **1 right answer**: at rank **1** of 4, framed below.")
    # the red dress itself is among FashionIQ's candidates, and it is the more like the query
    assert "By the rules of the benchmark: FashionIQ dress val, rank **2** of 3" in told
    assert "(1 more are not in this catalogue)" in told
    assert "in other words under this composer" in told
    assert [tile["title"] for tile in tiles(app, "hits") if tile["framed"]] == ["blue dress"]
    exactly = studio("search", item="g0", q="Is blue and same shape")
    assert "in other words" not in exactly.success[0].value


def test_an_answer_whose_picture_is_missing_is_named(fashioniq, studio):
    app = studio("search", item="g0", q="is shiny and has wings")
    assert "the picture of its right answer, gone, is not here" in words(app)
    assert not app.success


def test_published_questions_are_offered_once_their_answers_are_here(fashioniq):
    (edit,) = known.offered(fvl.load_catalogue("rail"), 0)
    assert (edit.reference, edit.modifier, edit.kind) == (
        "g0",
        "Is blue and same shape",
        "FashionIQ dress val",
    )


def test_cirrs_answer_is_placed_in_its_image_set_too(rail, studio):
    members = [str(number) for number in range(6)]
    entry = {"pairid": 1, "reference": "0", "caption": "make it blue", "target_hard": "1"}
    written(rail / "captions", "cap.rc2.val.json", [{**entry, "img_set": {"members": members}}])
    written(rail / "image_splits", "split.rc2.val.json", {name: f"./images/{name}.png" for name in members})
    app = studio("search", item="g0", q="make it blue")
    # the last picture cannot be read, so four of the five others are left
    assert "CIRR val, rank **1** of 4; its image set, rank **1** of 4." in app.success[0].value


def test_words_that_name_no_value_are_said_to_be_not_judged(studio):
    app = studio("search", item="g0", q="in blue, shinier and with a lower neckline")
    assert "Not judged, because no known value is named: “shinier”, “lower neckline”." in words(app)
    assert "Not judged" not in words(studio("search", item="g0", q="in blue"))
