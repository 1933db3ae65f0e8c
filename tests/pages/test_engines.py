"""Engines are shared, and hold no model that has left the shelf."""

import gc
import threading
import weakref

import pytest
import streamlit as st
from PIL import Image

import fvl_core as fvl
from fvl_core.embedding import pipeline
from fvl_core.models.hand import HandModel
from fvl_core.models.shelf import ModelShelf
from pages._ui import engines, jobs, notices, resources

PLENTY = 1 << 30


@pytest.fixture
def shelf(monkeypatch):
    """A shelf for 150 bytes, on which every name is a model of 100 bytes."""

    def load(name, **_):
        model = HandModel()
        model.n_bytes = 100
        return model

    shelf = ModelShelf(budget=150, load=load)
    monkeypatch.setattr(fvl, "model_shelf", lambda: shelf)
    return shelf


@pytest.fixture
def catalogue(empty_cache):
    return fvl.Catalogue("two", [fvl.Item(c, Image.new("RGB", (4, 4), c)) for c in ("red", "blue")])


def finished(room, catalogue, model):
    build = room.ask(catalogue, model)
    assert build.job.finished.wait(20)
    assert build.job.error is None
    return build


def test_one_engine_serves_all_who_ask(shelf, catalogue):
    room = engines.EngineRoom()
    assert finished(room, catalogue, "one") is finished(room, catalogue, "one")


def test_an_engine_goes_when_its_model_leaves_the_shelf(shelf, catalogue):
    room = engines.EngineRoom()
    gone = weakref.ref(finished(room, catalogue, "one").engine.model)
    with shelf.borrow("two"):  # no room for both
        pass
    room.release()
    gc.collect()
    assert gone() is None


def test_an_engine_stays_while_its_model_does(shelf, catalogue):
    shelf.budget = PLENTY
    room = engines.EngineRoom()
    first = finished(room, catalogue, "one")
    with shelf.borrow("two"):
        pass
    room.release()
    assert room.ask(catalogue, "one") is first


def test_a_model_loaded_anew_takes_the_place_of_the_one_that_the_engine_held(shelf, catalogue):
    st.cache_resource.clear()
    before = resources.engine(catalogue, "one", st.empty()).model
    shelf.clear()
    with shelf.borrow("one") as anew:
        assert anew is not before
    engine = resources.engine(catalogue, "one", st.empty())
    assert engine.model is anew
    assert engine.search(fvl.Query("blue"), k=1)[0].item_id == "blue"


def test_a_failed_build_is_tried_again_once_it_was_told(shelf, catalogue):
    room = engines.EngineRoom()
    shelf._load = None  # whatever is asked for cannot be loaded
    failed = room.ask(catalogue, "one")
    assert failed.job.finished.wait(20)
    assert isinstance(failed.job.error, TypeError)
    shelf._load = lambda name, **_: HandModel()
    assert room.ask(catalogue, "one") is failed
    failed.job.told = True
    assert finished(room, catalogue, "one") is not failed


def test_no_page_waits_for_an_engine_and_its_failure_is_told_once(shelf, catalogue, monkeypatch):
    st.cache_resource.clear()
    monkeypatch.setattr(jobs, "PATIENCE_S", 0.05)
    gate = threading.Event()

    def broken(name, **_):
        gate.wait(20)
        raise fvl.CorruptFileError(f"{name} is cut off.", remedy="Fetch it again.")

    shelf._load = broken
    for _ in range(2):
        with pytest.raises(notices.ComingError) as coming:
            resources.engine(catalogue, "one", st.empty())
        assert not coming.value.here()
        assert coming.value.job is not None
        assert coming.value.job.progress == "Loading the weights of one, once …"
    gate.set()
    assert engines.room().ask(catalogue, "one").job.finished.wait(20)
    assert coming.value.here()
    with pytest.raises(fvl.CorruptFileError, match="one is cut off"):
        resources.engine(catalogue, "one", st.empty())
    shelf._load = lambda name, **_: HandModel()
    monkeypatch.setattr(jobs, "PATIENCE_S", 20)
    assert resources.engine(catalogue, "one", st.empty()).ids == ("red", "blue")


def test_a_stopped_engine_keeps_what_is_encoded_and_goes_on_when_asked(shelf, catalogue, monkeypatch):
    st.cache_resource.clear()
    monkeypatch.setattr(jobs, "PATIENCE_S", 20)
    monkeypatch.setattr(pipeline, "FIRST_BATCH", 1)
    asked = []

    class Stopping(HandModel):
        def _image_features(self, images):
            asked.append(len(images))
            if len(asked) == 1:
                engines.room().ask(catalogue, "one").job.stop()
            return super()._image_features(images)

    shelf._load = lambda *_, **__: Stopping()
    with pytest.raises(notices.ComingError) as coming:
        resources.engine(catalogue, "one", st.empty())
    assert coming.value.job is not None
    assert coming.value.job.stopped
    assert (coming.value.job.done, coming.value.job.total) == (1, 2)
    with pytest.raises(notices.ComingError):  # it stays stopped until somebody wants it
        resources.engine(catalogue, "one", st.empty())
    coming.value.forget()
    assert resources.engine(catalogue, "one", st.empty()).ids == ("red", "blue")
    assert asked == [1, 1]
