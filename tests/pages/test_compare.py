"""The Compare page: contenders, one query in columns, labels with a verdict, known targets, costs.

The model "hand" names the colours of all five readable garments. With "green {}" round its labels "black" is
green and dark, which is just what the dark green skirt looks like: one of the five goes wrong.
"""

import json

import pytest

from pages._ui.compare import contenders
from pages._ui.compare.contenders import Contender
from tests.pages.shown import png, press, tiles, upload, words

PLAIN, GREEN = "hand", "hand;wording=green {}"
PAIR = {"vs": [PLAIN, GREEN]}


def columns(app):
    for element in app.get("bidi_component"):
        data = json.loads(element.proto.json)
        if "columns" in data:
            return {column["name"]: column["cells"] for column in data["columns"]}
    return {}


def shown_html(app):
    return "\n".join(element.proto.body for element in app.get("html"))


@pytest.mark.parametrize(
    "contender",
    [
        Contender("hand"),
        Contender("hand", "float32", "slerp", ("a {}", "b; {} = c")),
        Contender("hand", composer="text"),
    ],
)
def test_the_address_gives_back_the_contender_that_it_was_made_from(contender):
    assert contenders.parse(contender.entry) == contender


def test_a_wording_goes_round_the_words_and_several_weigh_alike():
    query = Contender("hand", wording=("a {}", "{} on white")).query("red", None, 0.5, {})
    assert [(part.text, part.weight) for part in query.parts] == [("a red", 0.5), ("red on white", 0.5)]


def test_two_rankings_stand_side_by_side_with_their_changes(studio):
    app = studio("compare", **PAIR, q="black", k="12")
    shown = columns(app)
    assert list(shown) == ["hand", "hand, “green {}”"]
    one, other = shown.values()
    assert [cell["title"] for cell in one[:2]] == ["black shoe", "green skirt"]
    assert [cell["title"] for cell in other[:2]] == ["green skirt", "black shoe"]
    assert [cell["notes"][0]["words"] for cell in one[:3]] == ["▲1", "▼1", "same"]
    assert [cell["notes"][0]["words"] for cell in other[:2]] == ["▲1", "▼1"]
    assert one[0]["alt"] == "rank 1 by hand, black shoe, cosine 1.00; hand, “green {}”: rank 2"
    assert "share **5 of their first 5**" in words(app)


def test_what_only_one_finds_is_marked(studio, monkeypatch):
    monkeypatch.setattr("pages._ui.asked.COUNTS", (2,))
    one, other = columns(studio("compare", **PAIR, q="blue", k="2")).values()
    assert [(cell["title"], cell["notes"][0]["words"]) for cell in one] == [
        ("blue dress", "same"),
        ("red dress", "only here"),
    ]
    assert [(cell["title"], cell["notes"][0]["words"]) for cell in other] == [
        ("blue dress", "same"),
        ("green skirt", "only here"),
    ]


def test_a_picture_and_a_modifier_are_ranked_by_each_composer(studio):
    app = studio("compare", vs=["hand;composer=text", "hand;composer=image"], item="g3", q="red")
    shown = columns(app)
    assert shown["hand, text"][0]["title"] == "red dress"
    assert shown["hand, image"][0]["title"] == "black shoe"  # that green is half dark; the skirt is left out


def test_an_uploaded_picture_is_asked_of_all(studio):
    app = studio("compare", **PAIR)
    upload(app, ("mine.png", png("blue")))
    assert [cells[0]["title"] for cells in columns(app).values()] == ["blue dress", "blue dress"]


def test_a_contender_who_is_not_here_is_named_and_replaced(studio):
    app = studio("compare", vs=["hand", "nobody", "hand;precision=float99"], q="red")
    assert not app.exception
    assert "nobody" in words(app)
    assert "names nobody to compare" in words(app)
    assert len(columns(app)) == 2


def test_adding_and_leaving_out_go_through_the_address(studio):
    app = studio("compare", **PAIR)
    press(app, "Add another")
    assert len(app.query_params["vs"]) == 3
    press(app, "Leave out")
    assert len(app.query_params["vs"]) == 2
    press(app, "Swap")
    assert app.query_params["vs"] != [PLAIN, GREEN]


def test_labels_get_a_verdict_that_may_be_none(studio):
    app = studio("compare", **PAIR, on="labels", by="colour")
    assert not app.exception
    said = words(app).replace("\\", "")
    assert "hand names the colour of 100 in 100 pictures" in said
    assert "hand, “green {}” names the colour of 80 in 100 pictures" in said
    assert "No clear difference" in said
    assert "more would settle it" in said
    assert "same answer to **80.0 %** of 5 pictures" in said
    table = next(frame.value for frame in app.dataframe if "McNemar p (Holm)" in frame.value.columns)
    assert (table["Only A right"][0], table["Only B right"][0], table["n"][0]) == (1, 0, 5)
    assert table["McNemar p (Holm)"][0] == 1.0


def test_a_pile_and_a_cell_open_their_pictures(studio):
    app = studio("compare", **PAIR, on="labels", by="colour", pile="only_a", cell="green|black")
    assert [tile["id"] for tile in tiles(app, "pile")] == ["g3"]
    assert [tile["id"] for tile in tiles(app, "cell")] == ["g3"]
    assert (tiles(app, "cell")[0]["left"], tiles(app, "cell")[0]["right"]) == ("green", "black")
    app.button(key="cell_chip").click().run()
    assert "cell" not in app.query_params
    assert tiles(app, "cell") == []


def test_a_cell_on_the_diagonal_opens_what_both_say(studio):
    app = studio("compare", **PAIR, on="labels", by="colour", cell="red|red")
    assert [tile["id"] for tile in tiles(app, "cell")] == ["g0", "g2"]


def test_a_filter_asks_the_same_question_of_fewer_pictures(studio):
    app = studio("compare", **PAIR, on="labels", by="colour", where=["category:shoe", "category:skirt"])
    assert not app.exception
    table = next(frame.value for frame in app.dataframe if "McNemar p (Holm)" in frame.value.columns)
    # red skirt, green skirt, black shoe; the white shoe cannot be read
    assert (table["Only A right"][0], table["Only B right"][0], table["n"][0]) == (1, 0, 3)
    assert "5 labels" in shown_html(app)  # white and blue are still there to be mistaken for
    app.button(key="chip_category_shoe").click().run()
    assert app.query_params["where"] == "category:skirt"


def test_filters_that_leave_nothing_and_filters_of_another_catalogue_are_told(studio):
    nothing = studio("compare", **PAIR, on="labels", by="colour", where=["category:shoe", "colour:red"])
    assert "No picture has all of these attributes" in words(nothing)
    strange = studio("compare", **PAIR, on="labels", by="colour", where="season:summer")
    assert "“season:summer” does not fit this catalogue" in words(strange).replace("\\", "")


def test_contenders_that_labels_cannot_tell_apart_are_not_compared(studio):
    app = studio("compare", vs=["hand", "hand;composer=slerp"], on="labels", by="colour")
    assert "differ only in how picture and words meet" in words(app)


def test_known_targets_have_curves_ranks_and_rivals(studio):
    app = studio("compare", vs=["hand", "hand;precision=float32"], on="targets", depth="1")
    assert not app.exception
    said = words(app).replace("\\", "")
    # the captions of the two red garments are the same to the model, so one of the two targets comes second
    assert "hand brings the wanted garment first in 80 of 100 searches" in said
    assert "No difference** on these 5 searches" in said
    beaten = studio("compare", vs=["hand", "hand;precision=float32"], on="targets", target="g2")
    assert [tile["id"] for tile in tiles(beaten, "beaten")] == ["g0", "g2"]
    assert "rank **2** of 5" in words(beaten)


def test_costs_are_measured_when_asked_for(studio):
    app = studio("compare", **PAIR)
    assert all("ms per picture" not in frame.value.columns for frame in app.dataframe)
    press(app, "Measure here and now")
    table = next(frame.value for frame in app.dataframe if "ms per picture" in frame.value.columns)
    assert list(table["Contender"]) == ["hand"]
    assert table["ms per picture"][0] > 0
    assert table["Index, MB"][0] == pytest.approx(6 * 4 * 4 / 1e6)
