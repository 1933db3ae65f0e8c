"""Long work beside the page: no run waits for it, and what it gave or why it failed is told once."""

import threading

import pytest

import fvl_core as fvl
from pages._ui import jobs


class Held:
    """Measuring that stands still at 2 of 5 until it is let go, and may come to an error."""

    def __init__(self) -> None:
        self.working, self.go_on = threading.Event(), threading.Event()
        self.error: Exception | None = None
        self.n_begun = 0
        self._evaluate = fvl.evaluate_classification

    def __call__(self, *args, on_progress, **options):
        self.n_begun += 1
        on_progress(2, 5)
        self.working.set()
        assert self.go_on.wait(30)
        on_progress(3, 5)
        if self.error:
            raise self.error
        return self._evaluate(*args, on_progress=on_progress, **options)

    def end(self) -> None:
        self.go_on.set()
        for key in jobs.room().standing():
            job = jobs.room().look(key)
            assert job is None or job.finished.wait(30)


@pytest.fixture
def held(studio, monkeypatch):
    work = Held()
    monkeypatch.setattr(fvl, "evaluate_classification", work)
    monkeypatch.setattr(jobs, "PATIENCE_S", 0.1)
    yield work
    work.end()


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()


def headers(app):
    return [header.value for header in app.header]


def test_a_page_ends_before_long_work_does_and_shows_it_when_it_is_there(studio, held):
    app = studio("errors", by="category")
    assert held.working.wait(30)
    app.run()
    assert "hand labels rail: 2 of 5" in app.get("progress")[0].proto.text
    assert "What is taken for what" not in headers(app)
    held.end()
    app.run()
    assert not app.get("progress")
    assert "What is taken for what" in headers(app)
    assert held.n_begun == 1


def test_work_that_fails_while_it_is_watched_is_told_and_not_begun_anew(studio, held):
    held.error = fvl.CorruptFileError("The file is cut off.", remedy="Fetch it again.")
    app = studio("errors", by="category")
    held.end()
    app.run()  # as the part that watches asks for it
    assert "The file is cut off" in app.error[0].value
    assert held.n_begun == 1
    app.run()
    held.end()
    assert held.n_begun == 2


def test_work_that_is_stopped_offers_to_go_on(studio, held):
    app = studio("errors", by="category")
    assert held.working.wait(30)
    press(app, "Stop")
    held.end()
    app.run()
    assert "Stopped at 3 of 5" in app.info[0].value
    press(app, "Go on")
    held.end()
    app.run()
    assert "What is taken for what" in headers(app)
    assert held.n_begun == 2
