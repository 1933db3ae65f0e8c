"""Long work beside the page: no run waits for it, and what it gave or why it failed is told once."""

import threading
import time

import pytest

import fvl_core as fvl
from pages._ui import jobs
from tests.pages.shown import words


@pytest.fixture
def held(studio, monkeypatch):
    """The Errors page over work that stands still until it is let go; `ends` says what it comes to."""
    go_on, begun = threading.Event(), []
    evaluate = fvl.evaluate_classification

    def slow(*args, on_progress, **options):
        begun.append(time.monotonic())
        on_progress(2, 5)
        assert go_on.wait(30)
        on_progress(3, 5)
        if slow.error:
            raise slow.error
        return evaluate(*args, on_progress=on_progress, **options)

    slow.error = None
    monkeypatch.setattr(fvl, "evaluate_classification", slow)

    def open_page():
        monkeypatch.setattr(jobs, "PATIENCE_S", 0.2)
        return studio("errors", by="category")

    def end():
        go_on.set()
        for key in jobs.room().standing():
            job = jobs.room().look(key)
            assert job is None or job.finished.wait(30)

    yield open_page, end, slow, begun
    go_on.set()


def test_a_page_ends_before_long_work_does_and_shows_it_when_it_is_there(held):
    open_page, end, _, begun = held
    app = open_page()
    app.run()  # by now it has begun
    assert "hand labels rail: 2 of 5" in app.get("progress")[0].proto.text
    assert "What is taken for what" not in words(app)
    assert len(begun) == 1  # whoever comes back joins
    end()
    app.run()
    assert not app.get("progress")
    assert "What is taken for what" in [header.value for header in app.header]
    assert len(begun) == 1


def test_work_that_fails_while_it_is_watched_is_told_and_not_begun_anew(held):
    open_page, end, slow, begun = held
    slow.error = fvl.CorruptFileError("The file is cut off.", remedy="Fetch it again.")
    app = open_page()
    end()
    app.run()  # as the part that watches asks for it
    assert "The file is cut off" in app.error[0].value
    assert len(begun) == 1


def test_work_that_is_stopped_offers_to_go_on(held):
    open_page, end, _, begun = held
    app = open_page()
    next(button for button in app.button if button.label == "Stop").click().run()
    end()
    app.run()
    assert "Stopped at 3 of 5" in app.info[0].value
    next(button for button in app.button if button.label == "Go on").click().run()
    end()
    app.run()
    assert "What is taken for what" in [header.value for header in app.header]
    assert len(begun) == 2
