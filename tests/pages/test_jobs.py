"""Long work beside the page: no run waits for it, and what it gave or why it failed is told once."""

import threading
import time

import pytest

import fvl_core as fvl
from fvl_core.models.hand import HandModel
from fvl_core.models.shelf import ModelShelf
from pages._ui import jobs
from pages._ui.mistakes import opinions
from tests.pages.shown import tiles, words


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


def test_patience_counts_from_the_beginning_of_the_work(monkeypatch):
    job = jobs.Job(lambda _: "there")
    waited: list[float] = []

    def wait(seconds):
        waited.append(seconds)
        return job.finished.is_set()

    monkeypatch.setattr(job.finished, "wait", wait)
    job.began_s -= 3.0
    assert not job.ends_soon(2.0)
    assert not job.ends_soon(5.0)
    job.run()
    assert job.ends_soon(2.0)
    assert job.given() == "there"
    assert waited == [0.0, pytest.approx(2.0, abs=0.5), 0.0]


def test_time_left_is_that_of_what_is_new_in_the_present_step(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    work = jobs.Job(lambda _: None, step="Reading")
    work.begin("Loading")
    now[0] = 150.0
    work.begin("Reading")
    work.tell(4_000, 5_000)  # known before
    now[0] = 160.0
    assert work.progress == "Reading: 4,000 of 5,000"
    work.tell(4_100, 5_000)
    assert work.progress == "Reading: 4,100 of 5,000, about 2 min left"  # 90 s, ten a second
    work.tell(4_500, 5_000)
    assert work.progress == "Reading: 4,500 of 5,000, about 10 s left"


class HeldModel(HandModel):
    """The model worked out by hand, which looks at no picture or word until it is let go."""

    let_go = threading.Event()

    def _text_features(self, texts):
        assert self.let_go.wait(30)
        return super()._text_features(texts)


@pytest.fixture
def held_model(studio, monkeypatch):
    HeldModel.let_go.clear()
    shelf = ModelShelf(load=lambda *_, **__: HeldModel())
    monkeypatch.setattr(fvl, "model_shelf", lambda: shelf)
    monkeypatch.setattr(jobs, "PATIENCE_S", 0.1)
    yield HeldModel
    HeldModel.let_go.set()


def answered(app):
    """Draw the page anew until nothing is on its way, as its own fragments do."""
    while app.get("progress") or any("goes on by itself" in info.value for info in app.info):
        app.run()
    return app


def test_zero_shot_does_not_stand_still_for_its_answers(studio, held_model):
    app = studio("zero_shot", item="g1", labels=["red", "blue"])
    assert app.get("progress")[0].proto.text == "hand looks at 1 picture …"
    assert any(button.label == "Stop" for button in app.button)
    assert "Label" not in words(app)
    held_model.let_go.set()
    table = next(table.value for table in answered(app).dataframe if "Label" in table.value.columns)
    assert list(table["Label"]) == ["blue", "red"]


def test_a_search_does_not_stand_still_for_its_words(studio, held_model):
    app = studio("search", q="blue dress")
    while app.get("progress"):  # the engine: pictures are not held
        app.run()
    assert "hand has other work just now" in app.info[0].value
    assert not tiles(app, "hits")
    held_model.let_go.set()
    assert tiles(answered(app), "hits")[0]["alt"].startswith("rank 1, blue dress")


def test_what_models_say_of_a_garment_does_not_hold_its_dialog_back(studio, held_model, monkeypatch):
    monkeypatch.setattr(jobs, "PATIENCE_S", 30)
    held_model.let_go.set()
    studio("errors", by="category")  # the figures are there
    monkeypatch.setattr(jobs, "PATIENCE_S", 0.1)
    monkeypatch.setattr(opinions, "_answer", lambda *_: "a hat" if held_model.let_go.wait(30) else "")
    held_model.let_go.clear()
    app = studio("errors", by="category", open="g4")
    html = "".join(element.proto.body for element in app.get("html"))
    assert "<dt>Truth</dt><dd>shoe</dd>" in html
    assert "<dt>hand says</dt><dd>dress, probability 0.33</dd>" in html  # by the figures
    assert app.get("progress")[0].proto.text.startswith("fvl-tiny looks at it")
    held_model.let_go.set()
    html = "".join(element.proto.body for element in answered(app).get("html"))
    assert "<dt>fvl-tiny says</dt><dd>a hat</dd>" in html
