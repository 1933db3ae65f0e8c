"""The Search page with a composer that was trained for another model."""

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


def test_words_that_take_something_away_lead_to_a_trained_composer_where_one_fits(studio):
    app = studio("search", model="fvl-tiny", item="g3", q="not in green", alike="false")
    assert "adds what the words name" in words(app)
    app.button(key="try_trained").click().run()
    assert not app.exception
    assert app.query_params["composer"] == "combiner"
    assert "adds what the words name" not in words(app)


def test_no_composer_is_offered_that_does_not_fit_or_is_not_needed(studio):
    for link in ({"q": "not in green"}, {"model": "fvl-tiny", "q": "in green"}):
        app = studio("search", item="g3", alike="false", **link)
        assert "adds what the words name" not in words(app)
