"""The cache: nothing is encoded twice, and two models never share an entry."""

import threading

import numpy as np
import pytest
from PIL import Image

from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.foundation.errors import InvalidInputError
from tests.embedding.pictures import CountingModel, catalogue_on_disk


def test_the_same_words_and_pictures_are_encoded_once(tmp_path):
    model, cache = CountingModel(), EmbeddingCache(tmp_path)
    red = Image.new("RGB", (3, 3), "red")
    for again in (cache, EmbeddingCache(tmp_path)):
        texts = again.encode_texts(model, ["red", "blue", "red"])
        images = again.encode_images(model, [red, red])
        np.testing.assert_array_equal(texts.vectors, model.encode_texts(["red", "blue", "red"]).vectors)
        assert images.ids == ("0", "1")
        model.read, model.seen = model.read[:2], model.seen[:1]  # leave out the line above
    assert model.read == ["red", "blue"]
    assert len(model.seen) == 1


def test_only_new_texts_are_encoded(tmp_path):
    model, cache = CountingModel(), EmbeddingCache(tmp_path)
    cache.encode_texts(model, ["red", "blue"])
    cache.encode_texts(model, ["green", "red", "pink", "green"])
    assert model.read == ["red", "blue", "green", "pink"]


def test_norms_and_raw_features_survive(tmp_path):
    model = CountingModel()
    EmbeddingCache(tmp_path).encode_texts(model, ["red red red"])
    known = EmbeddingCache(tmp_path).encode_texts(model, ["red red red"])
    assert known.raw.tolist() == [[3.0, 0.0, 0.0, 0.0]]
    assert len(model.read) == 1


def test_two_models_never_share_an_entry_nor_do_two_precisions(tmp_path):
    cache = EmbeddingCache(tmp_path)
    models = [CountingModel("one"), CountingModel("two"), CountingModel("one")]
    models[2].precision = "bfloat16"
    for model in models:
        embeddings = cache.encode_texts(model, ["red"])
        assert model.read == ["red"]
        assert embeddings.space == model.space


def test_a_text_and_a_picture_never_share_an_entry(tmp_path):
    model, cache = CountingModel(), EmbeddingCache(tmp_path)
    cache.encode_texts(model, ["red"])
    cache.encode_images(model, [Image.new("RGB", (1, 1), "red")])
    assert len(cache.store(model)) == 2


@pytest.mark.parametrize("texts", ["red", ["red", "  "], [None]])
def test_odd_texts_are_refused_as_by_the_model(tmp_path, texts):
    with pytest.raises(InvalidInputError):
        EmbeddingCache(tmp_path).encode_texts(CountingModel(), texts)


def test_an_empty_list_gives_no_rows(tmp_path):
    cache = EmbeddingCache(tmp_path)
    assert cache.encode_texts(CountingModel(), []).vectors.shape == (0, 4)
    assert cache.encode_images(CountingModel(), []).vectors.shape == (0, 4)


def test_many_threads_asking_at_once_encode_once(tmp_path):
    model, cache = CountingModel(), EmbeddingCache(tmp_path / "cache")
    model.pause_s = 0.1
    paths = [item.image for item in catalogue_on_disk(tmp_path, 12)]
    start = threading.Barrier(8)
    results = []

    def ask():
        start.wait()
        results.append(cache.encode_images(model, paths).vectors)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(model.seen) == 12
    assert len(results) == 8
    for vectors in results:
        np.testing.assert_array_equal(vectors, results[0])


def test_a_damaged_entry_is_encoded_again_and_its_file_named(tmp_path, caplog):
    model, cache = CountingModel(), EmbeddingCache(tmp_path)
    good = cache.encode_texts(model, ["red", "blue"])
    (path,) = cache.store(model).folder.glob("*.vectors")
    content = bytearray(path.read_bytes())
    content[-9] ^= 0xFF
    path.write_bytes(bytes(content))
    again = cache.encode_texts(model, ["red", "blue"])
    np.testing.assert_array_equal(again.vectors, good.vectors)
    assert model.read == ["red", "blue", "blue"]
    assert str(path) in caplog.text
    assert cache.store(model).damaged == {path}


def test_words_are_not_stored_in_the_clear(tmp_path):
    EmbeddingCache(tmp_path).encode_texts(CountingModel(), ["a secret red"])
    assert all(b"secret" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_the_default_folder_follows_the_setting(empty_cache):
    EmbeddingCache().encode_texts(CountingModel(), ["red"])
    assert list((empty_cache / "embeddings").glob("*/*.vectors"))
