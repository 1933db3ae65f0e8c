"""The Search page with a composer that was trained for another model."""

import pytest

from tests.pages.shown import tiles, words


def test_a_composer_that_does_not_fit_the_model_is_refused_in_a_sentence_and_can_be_changed(studio):
    app = studio("search", item="g3", q="red", composer="combiner", alike="false")
    assert not app.exception
    told = words(app)
    assert "Combiner" in told
    assert "another composer" in told
    picker = app.radio(key="composer_choice")
    assert picker.value == "combiner"  # it stays to be seen, beside those that fit
    picker.set_value("sum").run()
    assert len(tiles(app, "hits")) == 4


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("not in green", "to take it away needs a composer that was trained on edits"),
        ("in green", "combiner was trained to read the two together"),
    ],
)
def test_a_composer_that_only_adds_leads_to_a_trained_one_where_one_fits(studio, asked, said):
    app = studio("search", model="fvl-tiny", item="g3", q=asked, alike="false")
    way = app.button(key="try_trained")
    assert said in words(app) + way.proto.help
    way.click().run()
    assert not app.exception
    assert app.query_params["composer"] == "combiner"
    assert ways(app) == []


@pytest.mark.parametrize(
    "link",
    [
        {"item": "g3", "q": "not in green"},
        {"model": "fvl-tiny", "q": "in green"},
        {"model": "fvl-tiny", "item": "g3", "q": "in green", "composer": "image"},
    ],
)
def test_no_composer_is_offered_that_does_not_fit_or_has_nothing_to_do(studio, link):
    assert ways(studio("search", alike="false", **link)) == []


def ways(app):
    return [button for button in app.button if button.key == "try_trained"]
