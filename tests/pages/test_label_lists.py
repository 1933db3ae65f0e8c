"""Where the labels of the Zero-shot page come from: two levels, typed or from a concept file."""

import json

import pytest

from tests.pages.shown import press, words


def table(app, column):
    return next(frame.value for frame in app.dataframe if column in frame.value.columns)


def bring(app, *rows, name="concepts.jsonl"):
    """Bring a concept file to the page's second uploader."""
    app.file_uploader[1].upload(name, "\n".join(map(json.dumps, rows)).encode())
    app.run()


def test_typed_groups_get_the_sum_of_their_labels(studio):
    app = studio("zero_shot", item="g1")
    app.text_area(key="label_words").set_value("cool > blue, green\nwarm > red")
    press(app, "Classify")
    assert not app.exception
    assert app.query_params["labels"] == ["cool > blue", "cool > green", "warm > red"]
    labels = table(app, "Label").set_index("Label")["Probability"]
    groups = table(app, "Group").set_index("Group")["Probability"]
    # cosines of a blue picture are 1, 0, 0, times 10: e^10 / (e^10 + 2), and twice 1 / (e^10 + 2)
    assert labels["green"] == pytest.approx(4.54e-5, rel=1e-3)
    assert groups["cool"] == pytest.approx(labels["blue"] + labels["green"])
    assert groups["warm"] == pytest.approx(labels["red"])
    assert "Group **cool**, probability **1.000**" in words(app)
    assert app.text_area(key="label_words").value == "cool > blue, green\nwarm > red"


def test_a_link_with_groups_stands_for_many_pictures_and_whole_catalogues(studio):
    app = studio(
        "zero_shot", item=["g0", "g1"], all="1", labels=["cool > blue", "cool > green", "warm > red"]
    )
    assert list(table(app, "Most probable label")["Group"]) == ["warm", "cool"]
    whole = next(f.value for f in app.dataframe if "Group" in f.value.columns and "Label" in f.value.columns)
    assert list(whole["Group"])[:4] == ["warm", "cool", "warm", "cool"]


def test_without_groups_there_is_nothing_one_level_up(studio):
    app = studio("zero_shot", item="g1", labels=["red", "blue"])
    assert all("Group" not in frame.value.columns for frame in app.dataframe)


def test_a_label_in_two_groups_is_named_and_what_was_typed_stays(studio):
    app = studio("zero_shot", item="g1", labels=["red", "blue"])
    app.text_area(key="label_words").set_value("warm > red\ndeep > red")
    press(app, "Classify")
    assert "The label 'red' cannot stand there." in words(app)
    assert app.text_area(key="label_words").value == "warm > red\ndeep > red"
    assert app.query_params["labels"] == ["red", "blue"]
    app.text_area(key="label_words").set_value("warm > red\ndeep > blue")
    press(app, "Classify")
    assert "cannot stand there" not in words(app)
    assert app.query_params["labels"] == ["warm > red", "deep > blue"]
    linked = studio("zero_shot", item="g1", labels=["warm > red", "deep > red"])
    assert "“red” stands in two groups; it stays in “warm”." in words(linked)


def test_a_built_in_list_brings_its_groups(studio):
    app = studio("zero_shot", item="g1")
    app.selectbox(key="label_set").select("deepfashion-category").run()
    assert app.query_params["labels"][0] == "upper body > Anorak"
    assert set(table(app, "Group")["Group"]) == {"upper body", "lower body", "full body"}


def test_a_concept_file_brings_labels_and_groups(studio):
    app = studio("zero_shot", item="g1")
    bring(app, {"phrase": "blue", "phrase_father": "cool"}, {"phrase": "red", "phrase_father": ""})
    assert not app.exception
    assert app.query_params["labels"] == ["cool > blue", "red"]
    assert list(table(app, "Group")["Group"]) == ["cool", "red"]


def test_a_concept_file_that_is_none_or_too_long_is_told(studio):
    app = studio("zero_shot", item="g1", labels=["red", "blue"])
    bring(app, {"words": "blue"}, name="odd.jsonl")
    assert "odd.jsonl, line 1: no concept." in words(app).replace("\\", "")
    assert app.query_params["labels"] == ["red", "blue"]
    bring(app, *({"phrase": f"colour {n}"} for n in range(101)))
    assert "holds 101 labels; the first 100 are used" in words(app)
    assert len(app.query_params["labels"]) == 100
    assert "no concept" not in words(app)


def test_names_of_a_catalogue_that_look_like_groups_are_names(studio, rail):
    import fvl_core as fvl

    text = (rail / "items.csv").read_text()
    for name in ("dress", "skirt"):
        text = text.replace(f",{name},", f",wear > {name},")
    (rail / "items.csv").write_text(text)
    fvl.register_catalogue("rail", rail)
    app = studio("zero_shot", item="g1")
    for _ in range(2):  # as the page shows them first, and as they come back from the address
        press(app, "Classify")
        assert app.query_params["labels"] == ["shoe", "wear > dress", "wear > skirt"]
        assert set(table(app, "Label")["Label"]) == {"shoe", "wear > dress", "wear > skirt"}
