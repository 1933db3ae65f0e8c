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
