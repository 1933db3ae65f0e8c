"""The Zero-shot page: labels, templates, one or many pictures, both numbers."""

import pytest

from tests.pages.shown import png, press, tiles, upload, words


def scores(app):
    return next(table.value for table in app.dataframe if "Label" in table.value.columns)


def test_a_garment_by_link_gets_probabilities_and_cosines(studio):
    app = studio("zero_shot", item="g1", labels=["red", "blue"])
    table = scores(app)
    assert list(table["Label"]) == ["blue", "red"]
    assert list(table["Cosine"].round(4)) == [1.0, 0.0]
    assert table["Probability"].sum() == pytest.approx(1.0)
    assert table["Probability"][0] == pytest.approx(0.99995, abs=1e-4)
    assert "Softmax over 2 labels of 10 × cosine" in words(app)


def test_labels_are_the_catalogues_until_somebody_types_others(studio):
    app = studio("zero_shot", item="g1")
    assert app.text_area(key="label_words").value == "dress, shoe, skirt"
    app.text_area(key="label_words").set_value("red, blue\nred, green")
    press(app, "Classify")
    assert app.query_params["labels"] == ["red", "blue", "green"]
    assert len(scores(app)) == 3


def test_a_template_is_put_round_every_label_and_shown(studio):
    app = studio("zero_shot", item="g1", labels=["red", "blue"], template="something {} to wear")
    assert "“something red to wear”" in words(app)


def test_labels_and_templates_that_the_model_never_saw_are_named(studio):
    app = studio("zero_shot", item="g1", labels=["red", "gaberdine", "tulle"], template="{}, ruched")
    assert "hand has never seen: ‘gaberdine’, ‘tulle’, ‘ruched’." in words(app)


def test_the_models_own_template_stays_out_of_the_address(studio):
    app = studio("zero_shot", item="g1", labels=["red", "blue"])
    press(app, "Classify")
    assert "template" not in app.query_params


def test_a_template_without_a_place_for_the_label_is_replaced_and_named(studio):
    app = studio("zero_shot", item="g1", labels=["red", "blue"], template="a photo")
    assert "“a photo” has no {}" in words(app).replace("\\", "")
    assert len(scores(app)) == 2


def test_many_pictures_are_labelled_and_the_bad_one_is_named(studio):
    app = studio("zero_shot", labels=["red", "blue"])
    upload(app, ("r.png", png("red")), ("broken.jpg", b"no picture"), ("b.png", png("blue")))
    assert not app.exception
    assert "broken.jpg cannot be read" in words(app).replace("\\", "")
    overview = next(table.value for table in app.dataframe if "Picture" in table.value.columns)
    assert list(overview["Most probable label"]) == ["red", "blue"]


def test_an_unreadable_garment_does_not_stop_the_others(studio):
    app = studio("zero_shot", item=["g5", "g1"], labels=["red", "blue"])
    assert not app.exception
    assert "cannot be read" in words(app)
    assert scores(app)["Label"][0] == "blue"


def test_without_a_picture_the_page_says_what_to_do(studio):
    app = studio("zero_shot")
    assert "Bring a picture, or take a garment of the catalogue." in words(app)


def test_a_garment_that_is_not_here_is_named(studio):
    app = studio("zero_shot", item=["gone", "g0"], labels=["red", "blue"])
    assert "“gone” is not in the catalogue" in words(app)
    assert [tile["id"] for tile in tiles(app, "tray")] == ["g0"]


def test_clear_pictures_empties_the_tray(studio):
    app = studio("zero_shot", item=["g0", "g1"], labels=["red"])
    press(app, "Clear pictures")
    assert "item" not in app.query_params
    assert tiles(app, "tray") == []


def test_none_of_these_is_one_more_label(studio):
    app = studio("zero_shot", item="g4", labels=["red", "blue"], none="true")
    table = scores(app)
    # a black garment has nothing of red or blue, and half of (1, 1, 1, 1), which "thing" is to this model
    assert table["Label"][0] == "none of these"
    assert table["Cosine"][0] == pytest.approx(0.5)


def test_temperature_makes_answers_less_sure_and_changes_no_order(studio):
    app = studio("zero_shot", item="g1", labels=["red", "blue"], t="4.0")
    table = scores(app)
    assert list(table["Label"]) == ["blue", "red"]
    assert table["Probability"][0] == pytest.approx(1 / (1 + 2.718281828 ** (-10 / 4)), abs=1e-6)
    assert "at temperature 4" in words(app)


def test_a_lead_smaller_than_the_wordings_noise_is_too_close_to_call(studio):
    sure = studio("zero_shot", item="g1", labels=["red", "blue"])
    assert "Too close to call" not in words(sure)
    # "red" leads "pink" by 0.293 in the first wording, by 0.030 and 0.014 in the others: a spread of 0.157,
    # while their mean vectors are 0.077 apart.
    wordings = ["{}", "{} red red red", "{} red red red red red"]
    noisy = words(studio("zero_shot", item="g0", labels=["red", "pink"], template=wordings))
    assert "Too close to call" in noisy
    assert "It leads by 0.077 in cosine; another wording moves that by 0.157. 3 of 3 wordings" in noisy


def test_what_moves_for_no_reason_is_told(studio):
    app = studio("zero_shot", item="g1", labels=["red", "blue"])
    said = words(app).replace("\\", "")
    assert "Full stop: nothing moved." in said
    assert "Label order: nothing moved." in said


def test_a_built_in_list_fills_the_labels(studio):
    app = studio("zero_shot", item="g1")
    app.selectbox(key="label_set").select("sleeves").run()
    assert app.query_params["labels"] == ["sleeveless", "short-sleeve", "medium-sleeve", "long-sleeve"]


def test_a_whole_catalogue_is_labelled_with_its_truth(studio):
    app = studio("zero_shot", all="1", labels=["black", "blue", "green", "red", "white"])
    assert not app.exception
    table = next(frame.value for frame in app.dataframe if "Truth" in frame.value.columns)
    assert list(table["Label"]) == ["red", "blue", "red", "green", "black"]
    assert "**5** pictures labelled by hand; **5** of 5 with a known label are right" in words(app)


def test_a_filter_labels_a_part(studio):
    app = studio("zero_shot", all="1", labels=["red", "blue"], where="category:dress")
    assert "**2** pictures labelled by hand" in words(app)


def test_the_ledger_tells_what_another_template_changed(studio):
    colours = ["black", "blue", "green", "red", "white"]
    app = studio("zero_shot", all="1", labels=colours)
    assert tiles(app, "flips") == []
    app.text_area(key="template_words").set_value("green {}")
    press(app, "Classify")
    assert "1 of 5 answers changed" in words(app)
    assert [(tile["id"], tile["left"]) for tile in tiles(app, "flips")] == [("g3", "✗ green → black")]
