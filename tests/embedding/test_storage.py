"""What the cache holds, counted by hand, and clearing of parts of it."""

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

import fvl_core as fvl
from fvl_core.embedding.store import VectorStore
from fvl_core.models.holding import alone, hold
from fvl_core.models.hub_cache import download_folder

RECORD = 32 + 4 * (1 + 4) + 8  # key, norm and four numbers, checksum
HEADER = 16


@pytest.fixture
def shops(tmp_path, empty_cache, monkeypatch):
    """Two catalogues of three and two pictures, one of which is in both, encoded by hand."""
    # A file that has just been written may change again within a tick: its digest would not be remembered.
    monkeypatch.setattr("fvl_core.embedding.contents._SETTLED_NS", -1)
    for name, colours in {"left": ["red", "blue", "green"], "right": ["green", "white"]}.items():
        folder = tmp_path / name
        folder.mkdir()
        for colour in colours:
            Image.new("RGB", (8, 8), colour).save(folder / f"{colour}.png")
        fvl.register_catalogue(name, folder)
        fvl.encode_catalogue(fvl.load_catalogue(name), fvl.load_model("hand"))
    return empty_cache


def shares():
    return {share.catalogue: share.n_known for share in fvl.read_catalogue_shares(["left", "right"])}


def test_vectors_are_counted_by_model_and_by_catalogue(shops):
    [entry] = fvl.read_storage().vectors
    assert (entry.model, entry.precision, entry.dim, entry.n_vectors) == ("hand", "float32", 4, 4)
    facts = (entry.folder / "facts.json").stat().st_size
    assert entry.n_bytes == HEADER + 4 * RECORD + facts
    assert shares() == {"left": 3, "right": 2}
    left, right = fvl.read_catalogue_shares(["left", "right"])
    assert (left.n_items, left.n_bytes, right.n_bytes) == (3, 3 * RECORD, 2 * RECORD)


def test_clearing_a_catalogue_leaves_what_another_one_shows(shops):
    before = fvl.encode_catalogue(fvl.load_catalogue("right"), fvl.load_model("hand")).embeddings.vectors
    done = fvl.clear_vectors(catalogue="left")
    assert (done.n_entries, done.n_bytes) == (2, 2 * RECORD)
    assert done.kept == ("1 pictures are in another catalogue as well; their vectors stay.",)
    assert shares() == {"left": 1, "right": 2}
    again = fvl.encode_catalogue(fvl.load_catalogue("right"), fvl.load_model("hand"))
    assert again.n_encoded == 0
    np.testing.assert_array_equal(again.embeddings.vectors, before)
    assert fvl.encode_catalogue(fvl.load_catalogue("left"), fvl.load_model("hand")).n_encoded == 2


def test_clearing_a_model_makes_its_vectors_anew_in_the_same_process(shops):
    [entry] = fvl.read_storage().vectors
    done = fvl.clear_vectors(model="hand")
    assert (done.n_entries, done.n_bytes) == (4, entry.n_bytes)
    assert fvl.read_storage().vectors == ()
    assert fvl.encode_catalogue(fvl.load_catalogue("left"), fvl.load_model("hand")).n_encoded == 3
    with pytest.raises(fvl.UnknownNameError, match="no model with vectors named 'hamd'"):
        fvl.clear_vectors(model="hamd")


def test_discarding_keeps_every_other_row_to_the_bit(tmp_path):
    numbers = np.random.default_rng(5).standard_normal((6, 4)).astype(np.float32)
    keys = [bytes([number]) * 32 for number in range(6)]
    store = VectorStore(tmp_path, 4)
    store.put(keys[:4], numbers[:4], np.arange(4, dtype=np.float32))
    VectorStore(tmp_path, 4).put(keys[4:], numbers[4:], np.arange(4, 6, dtype=np.float32))
    assert store.discard([keys[1], keys[5], b"x" * 32]) == 2
    found = VectorStore(tmp_path, 4).get(keys)
    assert found.keys() == {keys[0], keys[2], keys[3], keys[4]}
    for place in (0, 2, 3, 4):
        np.testing.assert_array_equal(found[keys[place]][0], numbers[place])
        assert found[keys[place]][1] == place


def a_download(name, n_bytes=1000):
    folder = download_folder(name)
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"x" * n_bytes)
    return folder


def test_downloads_are_listed_and_what_is_loaded_stays(empty_cache):
    free, taken = a_download("me/free"), a_download("me/taken", 300)
    (free.parent / "me--half.part").mkdir()
    (free.parent / "me--half.part" / "model.safetensors.part").write_bytes(b"x" * 20)
    listed = {(entry.name, entry.n_bytes, entry.complete) for entry in fvl.read_storage().downloads}
    assert listed == {("me/free", 1000, True), ("me/taken", 300, True), ("me/half", 20, False)}
    handle = hold(taken / "model.safetensors")
    done = fvl.clear_downloads()
    assert (done.n_entries, done.n_bytes) == (2, 1020)
    assert done.kept == ("me/taken is in use and stays.",)
    assert taken.is_dir()
    assert not free.is_dir()
    assert handle is not None
    handle.close()
    assert fvl.clear_downloads("me/taken").n_bytes == 300


def test_what_another_process_has_loaded_stays_until_it_ends(empty_cache):
    folder = a_download("me/net")
    script = (
        "import sys, pathlib; from fvl_core.models.holding import hold\n"
        f"handle = hold(pathlib.Path({str(folder)!r})); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        assert fvl.clear_downloads("me/net").kept == ("me/net is in use and stays.",)
        other.stdin.close()
        other.wait()
    assert fvl.clear_downloads("me/net").n_entries == 1


def test_a_model_holds_its_files_as_long_as_it_lives(empty_cache):
    from tests.models.making import open_clip_folder

    folder = open_clip_folder(download_folder("me/open"))
    model = fvl.load_model("me/open")
    with alone(folder.name, wait=False) as free:
        assert not free
    del model
    with alone(folder.name, wait=False) as free:
        assert free
