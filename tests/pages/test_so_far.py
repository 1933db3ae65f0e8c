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
    so_far._measured.clear()
    queue = fvl.index_queue()
    job = IndexJob("a" * 32, name="rail", folder=str(rail), model="hand", state="running", total=6, done=3)
    queue.files.save(job)
    encoded = [item.image for item in fvl.load_catalogue("rail")][:3]
    EmbeddingCache().encode_images(fvl.load_model("hand"), encoded)
    yield
    queue.files.forget(job.id)
    so_far._part.clear()


def n_vectors():
    return len(EmbeddingCache().store(fvl.load_model("hand")))


def test_errors_are_those_of_what_is_indexed(studio, half_way):
    app = studio("errors", by="category")
    assert not app.exception
    assert "These figures are of 3 of 6 pictures; the rest is being indexed" in words(app)
    assert "hand in float32 on rail: 3 pictures, 3 labels of category" in words(app)


def test_figures_are_made_anew_when_half_as_much_again_is_encoded(studio, half_way):
    images = [item.image for item in fvl.load_catalogue("rail")]
    for n_encoded, n_measured in ((3, 3), (4, 3), (5, 5)):
        EmbeddingCache().encode_images(fvl.load_model("hand"), images[:n_encoded])
        so_far._part.clear()
        app = studio("errors", by="category")
        assert f"These figures are of {n_measured} of 6 pictures" in words(app)


def test_models_are_compared_on_what_is_indexed(studio, half_way):
    before = n_vectors()
    app = studio("compare", **PAIR, on="labels", by="category")
    assert not app.exception
    assert "These figures are of 3 of 6 pictures; the rest is being indexed" in words(app)
    assert n_vectors() < before + 6  # words only


def test_with_nothing_encoded_a_page_says_so(studio, rail):
    job = IndexJob("b" * 32, name="rail", folder=str(rail), model="hand", state="running")
    fvl.index_queue().files.save(job)
    app = studio("errors", by="category")
    assert "nothing of it is encoded yet" in app.error[0].value
    fvl.index_queue().files.forget(job.id)
