"""What a browser asks for that has not heard of the last steps yet."""

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages._ui import pushes

LESS = "-0.3 item:g1"


@pytest.fixture
def pressed(studio):
    """Open a garment and close it; return the page and the address that the browser had before."""
    app = studio("search", q="dress", open="g1")
    before = {name: app.query_params[name] for name in app.query_params}
    app.button(key="detail_less").click().run()
    assert "open" not in app.query_params
    assert app.query_params["part"] == LESS
    return app, before


def bring(app, parameters):
    app.query_params.clear()
    app.query_params.update(parameters)
    return app.run()


def test_a_request_from_before_the_last_step_does_not_undo_it(pressed):
    app, before = pressed
    bring(app, before)
    assert not app.exception
    assert "open" not in app.query_params
    assert app.query_params["part"] == LESS


def test_a_second_act_from_before_the_first_keeps_both(pressed):
    app, before = pressed
    app.query_params.clear()
    app.query_params.update(before)
    app.text_input(key="words").input("red")
    app.button(key="FormSubmitter:ask-Search").click().run()
    assert app.query_params["q"] == "red"
    assert app.query_params["part"] == LESS
    bring(app, before)  # and a third that knows of neither
    assert app.query_params["q"] == "red"
    assert app.query_params["part"] == LESS


def test_a_link_to_the_page_itself_starts_anew(pressed):
    app, _ = pressed
    bring(app, {"model": "hand", "catalogue": "rail"})
    assert "part" not in app.query_params


def test_what_comes_long_after_means_what_it_says(pressed, monkeypatch):
    app, before = pressed
    monkeypatch.setattr(pushes, "LATE_S", 0.0)
    bring(app, before)
    assert app.query_params["open"] == "g1"
    assert "part" not in app.query_params


def test_back_means_the_address_that_it_brings(pressed, monkeypatch):
    app, before = pressed

    def back():
        found = get_script_run_ctx()
        if found is not None:
            found.is_history_navigation = True
        return found

    monkeypatch.setattr(pushes, "get_script_run_ctx", back)
    bring(app, before)
    assert app.query_params["open"] == "g1"


def test_steps_are_applied_from_where_the_browser_was(monkeypatch):
    class Run:
        is_history_navigation, page_script_hash = False, "search"

    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(pushes, "get_script_run_ctx", Run)
    pushes.note({}, {"keep": ["a"]})
    pushes.note({"keep": ["a"]}, {"q": ["red"]})
    pushes.note({"keep": ["a"], "q": ["red"]}, {"keep": []})
    assert pushes.missed({}) == {"keep": [], "q": ["red"]}
    assert pushes.missed({"keep": ["a"]}) == {"keep": [], "q": ["red"]}
    assert pushes.missed({"keep": ["a"], "q": ["red"]}) == {"keep": []}
    assert pushes.missed({"q": ["red"]}) == {}
    assert pushes.missed({"q": ["blue"]}) == {}
    assert pushes.missed({"w": ["1"]}) == {"keep": [], "q": ["red"]}  # what a slider writes for itself
    Run.page_script_hash = "errors"
    assert pushes.missed({}) == {}
