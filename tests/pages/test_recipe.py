"""The recipe of a query: signed parts in the address, as chips, and in the ranking."""

import json
import re

import pytest

from pages._ui.composed import parts
from tests.pages.shown import png, tiles, upload, words


def chips(app):
    for element in app.get("bidi_component"):
        data = json.loads(element.proto.json)
        if "chips" in data:
            return data["chips"]
    return []


def ranked(app):
    return [tile["title"] for tile in tiles(app, "hits")]


def test_words_alone_need_no_chip_and_a_picture_has_one(studio):
    assert chips(studio("search", q="red")) == []
    (chip,) = chips(studio("search", item="g3"))
    assert (chip["id"], chip["name"], chip["weight"], chip["turns"]) == (
        "reference",
        "green skirt",
        None,
        False,
    )


def test_reference_and_words_share_one_weight(studio):
    shown = chips(studio("search", item="g3", q="red", w="0.7"))
    assert [(chip["id"], chip["weight"]) for chip in shown] == [
        ("reference", pytest.approx(0.3)),
        ("words", 0.7),
    ]


def test_a_disliked_part_pushes_its_like_to_the_end(studio):
    # white is (1, 1, 1, 0)/√3; less green by 0.5 leaves green garments below red and blue ones
    app = studio("search", q="white", part="-0.5 words:green", alike="false")
    assert ranked(app)[-1] in ("green skirt", "black shoe")
    assert ranked(app).index("green skirt") > ranked(app).index("blue dress")
    (_, chip) = chips(app)
    assert (chip["name"], chip["liked"], chip["weight"], chip["turns"]) == ("“green”", False, 0.5, True)


def test_a_garment_alone_may_be_disliked(studio):
    app = studio("search", part="-0.5 item:g1", alike="false")
    assert ranked(app)[-1] == "blue dress"
    assert not app.exception


def opened(app):
    """The menu "Add to the query" is made once it is open."""
    app.session_state["add_part"] = True
    return app.run()


def test_an_uploaded_picture_may_be_a_further_part(studio):
    app = opened(studio("search", q="red", alike="false"))
    upload(app, ("mine.png", png("blue")))  # the uploader of "Add to the query"
    assert re.fullmatch(r"0\.5 picture:[0-9a-f]{16}", app.query_params["part"])
    assert [chip["name"] for chip in chips(app)] == ["“red”", "mine.png"]
    assert "A picture that you brought stays with you" in words(app)


@pytest.mark.parametrize("entry", ["x words:red", "0.5 magic:red", "0.5 words:", "nan words:red"])
def test_what_is_no_ingredient_is_named_and_left_out(studio, entry):
    app = studio("search", q="red", part=entry)
    assert "is no ingredient of a query" in words(app)
    assert ranked(app)[0] == "red dress"


def test_a_garment_of_another_catalogue_is_named_and_left_out(studio):
    assert "“gone” is not in the catalogue" in words(studio("search", q="red", part="0.5 item:gone"))


def test_the_link_holds_no_more_parts_than_it_can_carry(studio):
    app = studio("search", q="red", part=[f"0.1 words:red {n}" for n in range(10)])
    assert "the first 8 are used" in words(app)
    assert len(chips(app)) == 1 + parts.MOST


@pytest.mark.parametrize(
    ("act", "value", "becomes"),
    [
        ("remove", 0.0, ""),
        ("turn", 0.0, "0.3 item:g1"),
        ("weigh", 0.8, "-0.8 item:g1"),
        ("weigh", 7.0, "-1 item:g1"),
    ],
)
def test_a_part_is_removed_turned_over_or_weighed(act, value, becomes):
    assert parts.changed("-0.3 item:g1", act, value) == becomes


def test_a_part_that_weighs_nothing_keeps_its_sign(studio):
    zero = parts.changed("-0.3 item:g1", "weigh", 0.0)
    assert parts.changed(zero, "weigh", 0.4) == "-0.4 item:g1"


def test_the_form_adds_words_as_liked_and_as_disliked(studio):
    app = opened(studio("search", q="red"))
    app.text_input(key="add_words_field").set_value("stripes")
    next(button for button in app.button if button.label == "Add words").click()
    app.run()
    assert app.query_params["part"] == "0.5 words:stripes"
    app.segmented_control(key="add_sign").set_value("Less like this").run()
    app.text_input(key="add_words_field").set_value("stripes")
    next(button for button in app.button if button.label == "Add words").click()
    app.run()
    assert app.query_params["part"] == "-0.3 words:stripes"
