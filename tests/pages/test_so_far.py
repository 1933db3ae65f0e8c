"""Pages over a catalogue that is being indexed: they use what is encoded, and encode nothing beside it."""

import pytest

import fvl_core as fvl
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.tasks.index_job import IndexJob
from pages._ui import so_far
from tests.pages.shown import words
from tests.pages.test_compare import PAIR


@pytest.fixture
def half_way(rail):
    """An indexing of the rail that stands still after three of its six pictures."""
    so_far._part.clear()
    queue = fvl.index_queue()
    job = IndexJob("a" * 32, name="rail", folder=str(rail), model="hand", state="running", total=6, done=3)
    queue.files.save(job)
    encoded = [item.image for item in fvl.load_catalogue("rail")][:3]
    EmbeddingCache().encode_images(fvl.load_model("hand"), encoded)
    yield
    queue.files.forget(job.id)
    so_far._part.clear()


def n_encoded():
    return len(EmbeddingCache().store(fvl.load_model("hand")))


def test_errors_are_those_of_what_is_indexed(studio, half_way):
    app = studio("errors", by="category")
    assert not app.exception
    assert "3 of 6 pictures are indexed so far and looked at here" in words(app)
    assert "hand in float32 on rail: 3 pictures, 3 labels of category" in words(app)


def test_models_are_compared_on_what_is_indexed(studio, half_way):
    before = n_encoded()
    app = studio("compare", **PAIR, on="labels", by="category")
    assert not app.exception
    assert "3 of 6 pictures are indexed so far and compared here" in words(app)
    assert n_encoded() < before + 6  # words only


def test_with_nothing_encoded_a_page_says_so(studio, rail):
    job = IndexJob("b" * 32, name="rail", folder=str(rail), model="hand", state="running")
    fvl.index_queue().files.save(job)
    app = studio("errors", by="category")
    assert "nothing of it is encoded yet" in app.error[0].value
    fvl.index_queue().files.forget(job.id)
