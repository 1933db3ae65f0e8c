"""Queries are encoded beside the page: at once for one model, waited for a moment, and told when it fails."""

import threading

import numpy as np
import pytest
from PIL import Image

import fvl_core as fvl
from fvl_core.models.hand import HandModel
from pages._ui import encoding, jobs, notices


class Watched(HandModel):
    """The model worked out by hand, which notes what it is asked and can be held or made to fail."""

    def __init__(self, space):
        super().__init__()
        self.space = space
        self.asked = []
        self.gate = threading.Event()
        self.gate.set()
        self.error = None

    def _text_features(self, texts):
        assert self.gate.wait(20)
        if self.error:
            raise self.error
        self.asked.append(texts)
        return super()._text_features(texts)


@pytest.fixture
def catalogue(empty_cache):
    return fvl.Catalogue("two", [fvl.Item(c, Image.new("RGB", (4, 4), c)) for c in ("red", "blue")])


def rows(embeddings):
    assert embeddings is not None
    return embeddings.vectors.tolist()


def engine_of(catalogue, space="hand:1"):
    return fvl.SearchEngine.build(catalogue, Watched(space), composer="weighted")


def test_queries_of_one_model_are_encoded_in_one_call_and_each_gets_its_own(catalogue, monkeypatch):
    monkeypatch.setattr(jobs, "PATIENCE_S", 20)
    one, other = engine_of(catalogue), engine_of(catalogue, "hand:2")
    queries = [fvl.Query("red"), fvl.Query("blue"), fvl.Query("green", catalogue[1].image)]
    first, second, third = encoding.of([(one, queries[0]), (other, queries[1]), (one, queries[2])])
    assert one.model.asked == [["red", "green"]]
    assert other.model.asked == [["blue"]]
    assert rows(first.texts) == [[1.0, 0.0, 0.0, 0.0]]
    assert rows(second.texts) == [[0.0, 0.0, 1.0, 0.0]]
    assert second.images is None
    both = third.vector(one.composer)
    assert both == pytest.approx(np.array([[0, 1, 1, 0]]) / np.sqrt(2), abs=1e-6)
    hits = one.search_encoded(third, k=2)
    assert [hit.item_id for hit in hits] == [hit.item_id for hit in one.search(queries[2], k=2)]


def test_a_model_with_other_work_is_not_waited_for(catalogue, monkeypatch):
    monkeypatch.setattr(jobs, "PATIENCE_S", 0.02)
    engine = engine_of(catalogue)
    engine.model.gate.clear()
    for _ in range(2):  # the second joins the first
        with pytest.raises(notices.ComingError, match="hand has other work just now") as coming:
            encoding.of([(engine, fvl.Query("red"))])
    assert not coming.value.here()
    engine.model.gate.set()
    monkeypatch.setattr(jobs, "PATIENCE_S", 20)
    [encoded] = encoding.of([(engine, fvl.Query("red"))])
    assert rows(encoded.texts) == [[1.0, 0.0, 0.0, 0.0]]
    assert coming.value.here()
    assert engine.model.asked == [["red"]]


def test_a_weight_that_changes_meanwhile_is_the_one_that_counts(catalogue, monkeypatch):
    monkeypatch.setattr(jobs, "PATIENCE_S", 0.02)
    engine = engine_of(catalogue)
    engine.model.gate.clear()
    before, after = (
        fvl.Query(ingredients=[fvl.Ingredient(text="red"), fvl.Ingredient(text="blue", weight=weight)])
        for weight in (0.5, -0.5)
    )
    with pytest.raises(notices.ComingError):
        encoding.of([(engine, before)])
    threading.Timer(0.3, engine.model.gate.set).start()  # the second asks while the first still waits
    monkeypatch.setattr(jobs, "PATIENCE_S", 20)
    [encoded] = encoding.of([(engine, after)])
    assert [part.weight for part in encoded.parts] == [1.0, -0.5]
    assert engine.model.asked == [["red", "blue"]]


def test_a_failure_that_nobody_waited_for_is_told_once_and_tried_again(catalogue, monkeypatch):
    monkeypatch.setattr(jobs, "PATIENCE_S", 0.02)
    engine = engine_of(catalogue)
    engine.model.error = fvl.InvalidInputError("It refuses.", remedy="Ask again.")
    engine.model.gate.clear()
    with pytest.raises(notices.ComingError) as coming:
        encoding.of([(engine, fvl.Query("blue"))])
    engine.model.gate.set()
    monkeypatch.setattr(jobs, "PATIENCE_S", 20)
    with pytest.raises(fvl.InvalidInputError, match="It refuses"):
        encoding.of([(engine, fvl.Query("blue"))])
    assert coming.value.here()
    engine.model.error = None
    [encoded] = encoding.of([(engine, fvl.Query("blue"))])
    assert rows(encoded.texts) == [[0.0, 0.0, 1.0, 0.0]]


def test_two_pictures_in_memory_are_two_questions(catalogue, monkeypatch):
    monkeypatch.setattr(jobs, "PATIENCE_S", 20)
    engine = engine_of(catalogue)
    for colour, vector in (("red", [1.0, 0, 0, 0]), ("blue", [0, 0, 1.0, 0])):
        [encoded] = encoding.of([(engine, fvl.Query(image=Image.new("RGB", (3, 3), colour)))])
        assert rows(encoded.images) == [vector]
