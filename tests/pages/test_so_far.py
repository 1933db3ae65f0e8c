"""Pages over a catalogue that is being indexed: they use what is encoded, and encode nothing beside it."""

import math
import threading
from dataclasses import replace

import pytest

import fvl_core as fvl
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.tasks.index_job import IndexJob
from pages._ui import jobs, known_part, libraries, so_far
from tests.pages.shown import tiles, words
from tests.pages.test_compare import PAIR


@pytest.fixture
def half_way(rail):
    """An indexing of the rail that stands still after three of its six pictures."""
    known_part._standing.clear()
    so_far._measured.clear()
    queue = fvl.index_queue()
    job = IndexJob("a" * 32, name="rail", folder=str(rail), model="hand", state="running", total=6, done=3)
    queue.files.save(job)
    encoded = [item.image for item in fvl.load_catalogue("rail")][:3]
    EmbeddingCache().encode_images(fvl.load_model("hand"), encoded)
    with fvl.model_shelf().borrow("hand"):
        pass
    yield
    queue.files.forget(job.id)
    known_part._standing.clear()


def n_vectors():
    return len(EmbeddingCache().store(fvl.load_model("hand")))


def looking():
    """Return the job that looks for what is encoded, or None."""
    return jobs.room().look(("so far", fvl.load_catalogue("rail").fingerprint, "hand", "auto"))


def test_errors_are_those_of_what_is_indexed(studio, half_way):
    app = studio("errors", by="category")
    assert not app.exception
    assert "These figures are of 3 of 6 pictures; the rest is being indexed" in words(app)
    assert "hand in float32 on rail: 3 pictures, 3 labels of category" in words(app)


def test_figures_are_made_anew_when_half_as_much_again_is_encoded(studio, half_way):
    images = [item.image for item in fvl.load_catalogue("rail")]
    for n_encoded, n_measured in ((3, 3), (4, 3), (5, 5)):
        EmbeddingCache().encode_images(fvl.load_model("hand"), images[:n_encoded])
        known_part._standing.clear()
        app = studio("errors", by="category")
        assert f"These figures are of {n_measured} of 6 pictures" in words(app)


def test_models_are_compared_on_what_is_indexed(studio, half_way):
    before = n_vectors()
    app = studio("compare", **PAIR, on="labels", by="category")
    assert not app.exception
    assert "These figures are of 3 of 6 pictures; the rest is being indexed" in words(app)
    assert n_vectors() < before + 6  # words only


def test_no_page_waits_for_weights_that_are_being_loaded(studio, half_way, monkeypatch):
    arrived = threading.Event()

    def slow(*args, **options):
        arrived.wait(20)
        return fvl.load_model(*args, **options)

    monkeypatch.setattr(jobs, "PATIENCE_S", 0.1)
    monkeypatch.setattr(libraries, "brought", lambda: True)
    monkeypatch.setattr(fvl.model_shelf(), "_load", slow)
    fvl.model_shelf().put_away("hand")
    app = studio("search", q="red dress")
    assert "rail is being indexed with hand, whose weights are being loaded" in app.info[0].value
    assert not app.error
    arrived.set()
    assert looking().finished.wait(20)
    app.run()
    assert "3 of 6 pictures are indexed so far and searched" in app.info[0].value


def test_a_search_uses_the_engine_that_stands_while_the_next_is_made(studio, half_way, monkeypatch):
    assert "3 of 6 pictures" in words(studio("search", q="red dress"))
    EmbeddingCache().encode_images(fvl.load_model("hand"), [fvl.load_catalogue("rail")[3].image])
    known_part._standing(fvl.load_catalogue("rail").fingerprint, "hand", "auto").at = -math.inf
    gate = threading.Event()
    build = fvl.SearchEngine.build

    def slow(*args, **options):
        gate.wait(20)
        return build(*args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(fvl.SearchEngine, "build", slow)
        app = studio("search", q="red dress")
        assert "3 of 6 pictures are indexed so far" in words(app)
        assert not app.get("progress")
        looked = looking()
        assert looked is not None
        gate.set()
        assert looked.finished.wait(20)
    assert "4 of 6 pictures are indexed so far" in words(studio("search", q="red dress"))


def test_a_look_that_failed_beside_the_page_is_tried_again(studio, half_way, monkeypatch):
    assert "3 of 6 pictures" in words(studio("search", q="red dress"))
    standing = known_part._standing(fvl.load_catalogue("rail").fingerprint, "hand", "auto")
    EmbeddingCache().encode_images(fvl.load_model("hand"), [fvl.load_catalogue("rail")[3].image])
    with monkeypatch.context() as patch:
        patch.setattr(fvl, "known_part", None)  # whoever looks fails
        standing.at = -math.inf
        studio("search", q="red dress")
        assert looking().finished.wait(20)
    for _ in range(2):  # the first finds the failure, the second has it looked up anew
        studio("search", q="red dress")
    if (again := looking()) is not None:
        assert again.finished.wait(20)
    assert standing.part is not None
    assert len(standing.part) == 4


def test_nothing_is_loaded_beside_a_first_page(studio, half_way, monkeypatch):
    monkeypatch.setattr(libraries, "brought", lambda: False)
    fvl.model_shelf().put_away("hand")
    assert "whose weights are being loaded" in studio("search", q="red dress").info[0].value
    assert looking() is None


def test_no_other_model_is_loaded_beside_the_first_page_while_an_index_goes_on(studio, rail, monkeypatch):
    waits = IndexJob("c" * 32, name="elsewhere", folder=str(rail.parent / "elsewhere"), model="other")
    fvl.index_queue().files.save(waits)
    monkeypatch.setattr(libraries, "brought", lambda: False)
    app = studio("search", q="red dress")
    assert "has just started, and goes on with an index" in app.info[0].value
    assert not app.error
    monkeypatch.setattr(libraries, "brought", lambda: True)
    app.run()
    assert "has just started" not in words(app)
    assert tiles(app, "hits")[0]["alt"].startswith("rank 1, red dress")
    fvl.index_queue().files.forget(waits.id)


def test_weights_that_cannot_be_loaded_are_told_once_and_tried_again(studio, half_way, monkeypatch):
    def broken(*_args, **_options):
        raise fvl.CorruptFileError("The file is cut off.", remedy="Fetch it again.")

    monkeypatch.setattr(libraries, "brought", lambda: True)
    with monkeypatch.context() as patch:
        patch.setattr(fvl.model_shelf(), "_load", broken)
        fvl.model_shelf().put_away("hand")
        assert "The file is cut off" in studio("errors", by="category").error[0].value
    assert "3 of 6 pictures" in words(studio("errors", by="category"))


def test_with_nothing_encoded_a_page_says_so_and_goes_on_by_itself(studio, rail):
    job = IndexJob("b" * 32, name="rail", folder=str(rail), model="hand", state="running")
    fvl.index_queue().files.save(job)
    with fvl.model_shelf().borrow("hand"):
        pass
    app = studio("errors", by="category")
    assert "nothing of it is encoded yet" in app.info[0].value
    fvl.index_queue().files.save(replace(job, total=6, done=6))
    EmbeddingCache().encode_images(fvl.load_model("hand"), [fvl.load_catalogue("rail")[0].image])
    app.run()
    assert "These figures are of 2 of 6 pictures" in words(app)  # the second shows the same
    fvl.index_queue().files.forget(job.id)
