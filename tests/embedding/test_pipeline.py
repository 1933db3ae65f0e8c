"""Encoding a catalogue: what is bad is named, what is known is kept, what was killed goes on."""

import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fvl_core.embedding import contents, pipeline
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.embedding.pipeline import encode_catalogue
from fvl_core.foundation.items import Catalogue, Item
from tests.embedding.pictures import CountingModel, catalogue_on_disk
from tests.foundation.odd_pictures import BAD, GOOD


@pytest.fixture
def cache(tmp_path):
    return EmbeddingCache(tmp_path / "cache")


def test_every_item_gets_the_vector_of_its_own_picture(tmp_path, cache):
    catalogue, model = catalogue_on_disk(tmp_path, 40), CountingModel()
    report = encode_catalogue(catalogue, model, cache=cache, batch_size=7)
    assert report.embeddings.ids == catalogue.ids
    assert model.batches == [7, 7, 7, 7, 7, 5]
    expected = model.encode_images([item.image for item in catalogue])
    np.testing.assert_array_equal(report.embeddings.vectors, expected.vectors)
    np.testing.assert_array_equal(report.embeddings.norms, expected.norms)
    assert (report.n_encoded, report.n_cached, report.failures) == (40, 0, ())


def test_a_second_run_encodes_nothing(tmp_path, cache):
    catalogue, model, cache = (
        catalogue_on_disk(tmp_path, 9),
        CountingModel(),
        cache,
    )
    first = encode_catalogue(catalogue, model, cache=cache)
    second = encode_catalogue(catalogue, model, cache=cache)
    assert (second.n_encoded, second.n_cached) == (0, 9)
    np.testing.assert_array_equal(first.embeddings.vectors, second.embeddings.vectors)
    assert len(model.seen) == 9


def test_a_second_process_reads_no_picture(tmp_path, cache, monkeypatch):
    monkeypatch.setattr(contents, "_SETTLED_NS", -1)
    catalogue = catalogue_on_disk(tmp_path, 3)
    encode_catalogue(catalogue, CountingModel(), cache=cache)
    monkeypatch.setattr(contents, "file_digest", lambda path: pytest.fail(f"{path} was read"))
    afresh = contents.PictureContents(cache.contents.folder)
    assert [afresh.key(item.image) for item in catalogue] == [
        cache.contents.key(item.image) for item in catalogue
    ]


def test_pictures_are_encoded_in_the_order_of_the_catalogue(tmp_path, cache):
    catalogue, model = catalogue_on_disk(tmp_path, 40), CountingModel()
    encode_catalogue(catalogue, model, cache=cache)
    seen = list(model.seen)
    model.encode_images([item.image for item in catalogue])
    assert seen == model.seen[40:]


def test_a_moved_catalogue_with_one_new_picture_encodes_that_one(tmp_path, cache):
    catalogue, model, cache = (
        catalogue_on_disk(tmp_path / "a", 5),
        CountingModel(),
        EmbeddingCache(tmp_path / "c"),
    )
    encode_catalogue(catalogue, model, cache=cache)
    shutil.move(tmp_path / "a", tmp_path / "b")
    Image.new("RGB", (4, 4), "white").save(tmp_path / "b" / "new.png")
    items = [Item(path.stem, path) for path in sorted((tmp_path / "b").iterdir())]
    report = encode_catalogue(Catalogue("moved", items), model, cache=cache)
    assert (report.n_encoded, report.n_cached) == (1, 5)


def test_equal_pictures_are_encoded_once(tmp_path, cache):
    catalogue_on_disk(tmp_path, 2)
    shutil.copy(tmp_path / "000.png", tmp_path / "copy.png")
    items = [Item(name, tmp_path / f"{name}.png") for name in ("copy", "001", "000")]
    model = CountingModel()
    report = encode_catalogue(Catalogue("twins", items), model, cache=cache)
    assert (report.n_encoded, report.n_cached, len(model.seen)) == (2, 1, 2)
    np.testing.assert_array_equal(report.embeddings.vectors[0], report.embeddings.vectors[2])


def test_bad_pictures_are_left_out_and_named(tmp_path, cache):
    catalogue = catalogue_on_disk(tmp_path, 4)
    (tmp_path / "001.png").write_bytes(b"")
    (tmp_path / "002.png").write_text("words")
    items = [*catalogue, Item("gone", tmp_path / "gone.png"), Item("twin", tmp_path / "002.png")]
    progress = []
    report = encode_catalogue(
        Catalogue("mixed", items),
        CountingModel(),
        cache=cache,
        on_progress=lambda done, total: progress.append((done, total)),
    )
    assert report.embeddings.ids == ("000", "003")
    assert [item_id for item_id, _ in report.failures] == ["001", "002", "gone", "twin"]
    for item_id, sentence in report.failures:
        assert item_id in sentence
        assert sentence.endswith(".")
    assert progress[-1] == (6, 6)


def test_of_a_folder_of_odd_files_the_good_are_used_and_the_bad_are_named(tmp_path, cache):
    for name, make in {**GOOD, **BAD}.items():
        (tmp_path / name).write_bytes(make())
    items = [Item(name, tmp_path / name) for name in (*BAD, *GOOD)]
    report = encode_catalogue(Catalogue("odd", items), CountingModel(), cache=cache)
    assert report.embeddings.ids == tuple(GOOD)
    assert [item_id for item_id, _ in report.failures] == list(BAD)
    for item_id, sentence in report.failures:
        assert sentence.startswith(item_id)


def test_progress_counts_what_is_known_first_and_then_each_batch(tmp_path, cache):
    catalogue, model, cache = (
        catalogue_on_disk(tmp_path, 10),
        CountingModel(),
        cache,
    )
    encode_catalogue(Catalogue("part", catalogue[:4]), model, cache=cache)
    progress = []
    encode_catalogue(
        catalogue, model, cache=cache, batch_size=4, on_progress=lambda *counts: progress.append(counts)
    )
    assert progress == [(4, 10), (8, 10), (10, 10)]


def test_a_catalogue_of_nothing_but_bad_pictures_gives_no_rows(tmp_path, cache):
    catalogue = Catalogue("bad", [Item("a", b"no picture"), Item("b", tmp_path)])
    report = encode_catalogue(catalogue, CountingModel(), cache=cache)
    assert report.embeddings.vectors.shape == (0, 4)
    assert len(report.failures) == 2


def test_pictures_in_memory_can_be_encoded_too(tmp_path, cache):
    items = [Item("red", Image.new("RGB", (3, 3), "red")), Item("blue", Image.new("RGB", (3, 3), "blue"))]
    report = encode_catalogue(Catalogue("two", items), CountingModel(), cache=cache)
    assert report.embeddings.raw.tolist() == [[1, 0, 0, 0], [0, 0, 1, 0]]


def test_large_pictures_travel_in_smaller_batches(tmp_path, monkeypatch, cache):
    monkeypatch.setattr(pipeline, "MAX_BATCH_PIXELS", 50)  # two and a half of our pictures
    model = CountingModel()
    encode_catalogue(catalogue_on_disk(tmp_path, 5), model, cache=cache)
    assert model.batches == [2, 2, 1]


def test_large_pictures_are_not_decoded_far_ahead(tmp_path, monkeypatch, cache):
    monkeypatch.setattr(pipeline, "MAX_BATCH_PIXELS", 50)  # two and a half of our pictures
    opened: list[str] = []
    at_batch: list[int] = []

    class WatchingModel(CountingModel):
        def _image_features(self, images):
            at_batch.append(len(opened))
            return super()._image_features(images)

    whole = Item.open

    def watched(item):
        opened.append(item.id)
        return whole(item)

    monkeypatch.setattr(Item, "open", watched)
    encode_catalogue(catalogue_on_disk(tmp_path, 12), WatchingModel(), cache=cache, batch_size=1)
    assert all(seen <= number + 3 for number, seen in enumerate(at_batch))
    assert len(at_batch) == len(opened) == 12


@pytest.mark.parametrize(
    ("each", "device", "batches"),
    [
        (0.09, "cpu", [2, 4, 4, 4, 4, 4, 4, 4]),
        (0.001, "cpu", [2, 4, 8, 16]),
        (3.0, "cpu", [2, *[1] * 28]),
        (0.1, "cuda", [30]),
    ],
)
def test_on_a_processor_a_batch_takes_no_longer_than_somebody_can_wait(
    tmp_path, monkeypatch, cache, each, device, batches
):
    clock = 0.0

    class SlowModel(CountingModel):
        def _image_features(self, images):
            nonlocal clock
            clock += each * len(images)
            return super()._image_features(images)

    monkeypatch.setattr("fvl_core.embedding.pipeline.time.perf_counter", lambda: clock)
    model = SlowModel()
    model.device = device
    encode_catalogue(catalogue_on_disk(tmp_path, 30), model, cache=cache)
    assert model.batches == batches


def test_two_threads_encoding_one_catalogue_share_the_work(tmp_path, cache):
    catalogue, model = catalogue_on_disk(tmp_path, 30), CountingModel()
    reports = []

    def run():
        reports.append(encode_catalogue(catalogue, model, cache=cache, batch_size=3))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(model.seen) == 30
    assert sum(report.n_encoded for report in reports) == 30
    for report in reports:
        np.testing.assert_array_equal(report.embeddings.vectors, reports[0].embeddings.vectors)


RUN = """
import sys, time
from pathlib import Path
from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.embedding.pipeline import encode_catalogue
from fvl_core.foundation.items import Catalogue, Item
from fvl_core.models.hand import HandModel

class HangingModel(HandModel):
    n_batches = 0

    def _image_features(self, images):
        if self.n_batches == hang_at:
            print("hangs", flush=True)
            time.sleep(600)
        self.n_batches += 1
        return super()._image_features(images)

folder, cache, hang_at = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
items = [Item(path.stem, path) for path in sorted(folder.glob("*.png"))]
encode_catalogue(Catalogue("colours", items), HangingModel(), cache=EmbeddingCache(cache), batch_size=2)
"""


def start_encoding(folder, cache, *, hang_at=-1):
    """Start a process that encodes in batches of two and stands still inside the given batch."""
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", RUN, folder, cache, str(hang_at)]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("n_batches", [0, 1, 15])
def test_a_killed_run_goes_on_where_it_stopped(tmp_path, n_batches):
    catalogue = catalogue_on_disk(tmp_path / "pictures", 60)
    process = start_encoding(tmp_path / "pictures", tmp_path / "cache", hang_at=n_batches)
    assert process.stdout is not None
    assert process.stdout.readline() == "hangs\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL

    model, fresh = CountingModel(), CountingModel()
    resumed = encode_catalogue(catalogue, model, cache=EmbeddingCache(tmp_path / "cache"))
    anew = encode_catalogue(catalogue, fresh, cache=EmbeddingCache(tmp_path / "other"))
    np.testing.assert_array_equal(resumed.embeddings.vectors, anew.embeddings.vectors)
    np.testing.assert_array_equal(resumed.embeddings.norms, anew.embeddings.norms)
    assert resumed.n_cached == 2 * n_batches
    assert resumed.n_encoded == len(model.seen) == 60 - 2 * n_batches


def test_two_processes_on_one_cache_do_not_spoil_it(tmp_path):
    catalogue = catalogue_on_disk(tmp_path / "pictures", 20)
    processes = [start_encoding(tmp_path / "pictures", tmp_path / "cache") for _ in range(2)]
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    model, cache = CountingModel(), EmbeddingCache(tmp_path / "cache")
    report = encode_catalogue(catalogue, model, cache=cache)
    assert report.n_encoded == 0
    assert not cache.store(model).damaged
    expected = model.encode_images([item.image for item in catalogue])
    np.testing.assert_array_equal(report.embeddings.vectors, expected.vectors)
