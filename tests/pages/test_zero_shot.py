"""The Zero-shot page: labels, templates, one or many pictures, both numbers."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

import fvl_core as fvl
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


def pictures_drawn(app):
    """The large pictures of the page: what the browser shows, and what is read out."""
    drawn = "\n".join(element.proto.body for element in app.get("html"))
    return re.findall(r'<img class="\w+" src="([^"]+)" alt="([^"]+)"', drawn)


def two_halves(app):
    """Bring a picture that is red on the left and blue on the right."""
    picture = Image.new("RGB", (60, 60), "blue")
    picture.paste("red", (0, 0, 30, 60))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    upload(app, ("halves.png", buffer.getvalue()))


def light_of(src):
    """How bright the left and the right half of a drawn picture are."""
    lit = np.asarray(Image.open(io.BytesIO(base64.b64decode(src.split(",")[1]))).convert("RGB"), float)
    return lit[:, : lit.shape[1] // 2].max(axis=2).mean(), lit[:, lit.shape[1] // 2 :].max(axis=2).mean()


def test_where_it_looks_is_lit_on_a_button_for_the_label_that_was_chosen(studio):
    app = studio("zero_shot", labels=["red", "blue"])
    two_halves(app)
    assert "Lit:" not in words(app)
    for label in ("red", "blue"):
        next(box for box in app.selectbox if box.label == "For the label").select(label).run()
        press(app, "Show where it looks")
        assert not app.exception
        assert f"Lit: the parts that match “{label}” better" in words(app)
        told = re.search(r"Cosine (\S+) with nothing hidden, (\S+) for the best of 71 views", words(app))
        assert told is not None
        # (1, 0, 1, 1) / √3 whole; the half alone on grey is (0.751, 0.251, 0.251, 0.249), its seam blurred
        assert [float(value) for value in told.groups()] == [
            pytest.approx(0.577, abs=0.001),
            pytest.approx(0.866, abs=0.003),
        ]
        [(src, alt)] = [found for found in pictures_drawn(app) if "halves.png" in found[1]]
        assert alt == f"halves.png, lit where hand finds “{label}”"
        left, right = light_of(src)
        assert (left > 2 * right) if label == "red" else (right > 2 * left)


def test_a_picture_of_one_colour_has_no_part_to_light(studio):
    app = studio("zero_shot", item="g0", labels=["red", "blue"])
    press(app, "Show where it looks")
    assert "No part of the picture matches better than the others." in words(app)
    assert not any("lit where" in alt for _, alt in pictures_drawn(app))


def test_patches_are_offered_only_for_a_model_that_gives_them(studio):
    assert "where_by" not in [radio.key for radio in studio("zero_shot", item="g0", labels=["red"]).radio]
    app = studio("zero_shot", model="fvl-tiny", labels=["red", "blue"], template="{}")
    two_halves(app)
    next(box for box in app.selectbox if box.label == "For the label").select("red").run()
    app.radio(key="where_by").set_value("patches").run()
    assert "Lit:" not in words(app)  # nothing of it before somebody asks
    press(app, "Show where it looks")
    assert not app.exception
    assert "Lit: the cells nearest to “red”, 4 × 4 of them" in words(app)
    assert "An approximation" in words(app)
    assert "halves.png, lit where fvl-tiny finds “red”" in [alt for _, alt in pictures_drawn(app)]
    app.radio(key="where_by").set_value("occlusion").run()
    assert "Lit: the cells" not in words(app)  # never under another method's name


def test_the_score_stands_against_the_catalogue_in_one_sentence(studio):
    # five of the six can be read; no other than the blue dress itself has any blue
    said = words(studio("zero_shot", item="g1", labels=["red", "blue"])).replace("\\", "")
    assert (
        "It stands out: “blue” fits this picture better than it fits any of the 4 other pictures of rail."
        in said
    )


def test_a_label_that_fits_everything_as_well_is_nothing_special(studio):
    # black has neither red nor blue: at a cosine of 0 it beats nobody
    said = words(studio("zero_shot", item="g4", labels=["red", "blue"])).replace("\\", "")
    assert "Nothing special: “red” fits this picture better than it fits 0 of the 4 other pictures" in said


def test_each_of_several_pictures_has_its_sentence(studio):
    app = studio("zero_shot", item=["g0", "g1"], labels=["red", "blue"])
    upload(app, ("mine.png", png("blue")))
    table = next(frame.value for frame in app.dataframe if "Against the catalogue" in frame.value.columns)
    told = dict(zip(table["Picture"], table["Against the catalogue"], strict=True))
    # the red skirt is as red as the red dress; a picture from outside has all five for rivals
    assert told["red dress"].startswith(
        "“red” fits this picture better than it fits 3 of the 4 other pictures"
    )
    assert told["mine.png"].startswith(
        "“blue” fits this picture better than it fits 4 of the 5 pictures of rail"
    )


def test_a_large_catalogue_is_read_when_somebody_asks(studio, monkeypatch):
    monkeypatch.setattr("pages._ui.background.MAX_UNASKED", 5)
    app = studio("zero_shot", item="g1", labels=["red", "blue"])
    assert "of the 4 other pictures" not in words(app)
    app.toggle(key="against").set_value(True).run()
    assert "of the 4 other pictures" in words(app)


def test_every_loaded_model_counts_its_tokens_and_strikes_out_what_it_leaves(studio):
    with fvl.model_shelf().borrow("fvl-tiny"):
        pass
    long = "dress " * 59 + "dress"
    app = studio("zero_shot", item="g0", labels=["dress", long], template="{}")
    assert not app.exception
    table = next(frame.value for frame in app.dataframe if "Takes in" in frame.value.columns)
    counted = table.set_index("Model").loc["fvl-tiny"]
    # sixty words of one piece and the mark of the end; the model takes in 48
    assert tuple(counted[["Longest text", "Takes in", "Texts cut off"]]) == (61, 48, 1)
    assert next(iter(table["Model"])) == "hand"
    assert f"~~{'dress ' * 12}dress~~" in words(app)
    app.text_area(key="label_words").set_value("dress, bag")
    press(app, "Classify")
    table = next(frame.value for frame in app.dataframe if "Takes in" in frame.value.columns)
    assert tuple(table.set_index("Model").loc["fvl-tiny"]) == (2, 48, 0)
    assert "would leave out" not in words(app)
