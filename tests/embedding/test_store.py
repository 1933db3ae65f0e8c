"""The records on disk: whole or absent, whatever happens to the file."""

import logging
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from fvl_core.embedding.store import VectorStore
from fvl_core.foundation.errors import InvalidInputError

DIM = 3


def key(number):
    return number.to_bytes(32, "big")


def row(number):
    return np.array([number, 0.5, -number], np.float32), float(number) + 0.25


def fill(store, numbers):
    vectors, norms = zip(*[row(number) for number in numbers], strict=True)
    store.put([key(number) for number in numbers], np.stack(vectors), np.array(norms, np.float32))


def assert_right(store, numbers, *, complete=True):
    """Whatever comes back is right; with `complete`, everything comes back."""
    found = store.get([key(number) for number in numbers])
    for number in numbers:
        if key(number) in found:
            vector, norm = found[key(number)]
            np.testing.assert_array_equal(vector, row(number)[0])
            assert norm == row(number)[1]
    assert not complete or len(found) == len(numbers)
    return found


def only_file(folder):
    (path,) = folder.glob("*.vectors")
    return path


def test_rows_come_back_bit_for_bit_also_in_a_new_process(tmp_path):
    store = VectorStore(tmp_path, DIM)
    fill(store, range(5))
    assert_right(store, range(5))
    assert_right(VectorStore(tmp_path, DIM), range(5))
    assert store.get([key(99)]) == {}


def test_opening_and_asking_writes_nothing(tmp_path):
    assert VectorStore(tmp_path / "new", DIM).get([key(1)]) == {}
    assert not (tmp_path / "new").exists()


def test_a_file_cut_at_any_byte_gives_its_whole_records_and_goes_on(tmp_path):
    fill(VectorStore(tmp_path, DIM), range(3))
    path = only_file(tmp_path)
    content = path.read_bytes()
    record = (len(content) - 16) // 3
    for length in range(len(content)):
        for stale in tmp_path.glob("*.vectors"):
            stale.unlink()
        path.write_bytes(content[:length])
        store = VectorStore(tmp_path, DIM)
        n_whole = max(0, length - 16) // record
        assert set(store.get(map(key, range(3)))) == {key(number) for number in range(n_whole)}
        fill(store, [number for number in range(3) if number >= n_whole])
        assert_right(store, range(3))
        assert_right(VectorStore(tmp_path, DIM), range(3))


def test_one_changed_byte_anywhere_never_gives_a_wrong_row(tmp_path, caplog):
    fill(VectorStore(tmp_path, DIM), range(1, 4))
    path = only_file(tmp_path)
    content = path.read_bytes()
    for place in range(len(content)):
        for stale in tmp_path.glob("*.vectors"):
            stale.unlink()
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x10]) + content[place + 1 :])
        caplog.clear()
        store = VectorStore(tmp_path, DIM)
        found = assert_right(store, range(1, 4), complete=False)
        assert len(found) == (2 if place >= 16 else 0)
        assert store.damaged == {path}
        assert str(path) in caplog.text
        fill(store, [number for number in range(1, 4) if key(number) not in found])
        assert_right(VectorStore(tmp_path, DIM), range(1, 4))


def test_damage_after_opening_is_noticed_too(tmp_path):
    store = VectorStore(tmp_path, DIM)
    fill(store, range(1, 3))
    path = only_file(tmp_path)
    content = bytearray(path.read_bytes())
    content[-12] ^= 1
    path.write_bytes(bytes(content))
    assert set(store.get([key(1), key(2)])) == {key(1)}
    assert store.damaged == {path}


def test_a_file_deleted_meanwhile_costs_only_its_rows(tmp_path):
    store = VectorStore(tmp_path, DIM)
    fill(store, range(3))
    only_file(tmp_path).unlink()
    assert store.get([key(0)]) == {}
    fill(store, range(3))
    assert_right(VectorStore(tmp_path, DIM), range(3))


def test_what_another_process_adds_is_found_without_reopening(tmp_path):
    one, other = VectorStore(tmp_path, DIM), VectorStore(tmp_path, DIM)
    fill(one, [1])
    assert_right(other, [1])
    fill(other, [2])
    fill(one, [3])
    assert_right(one, [1, 2, 3])
    assert_right(other, [1, 2, 3])
    assert len(list(tmp_path.glob("*.vectors"))) == 2


def test_many_threads_write_and_read_at_once(tmp_path):
    store = VectorStore(tmp_path, DIM)
    problems = []

    def work(first):
        try:
            for number in range(first, first + 40, 4):
                fill(store, range(number, number + 4))
                assert_right(store, range(number, number + 4))
        except AssertionError as error:
            problems.append(error)

    threads = [threading.Thread(target=work, args=(first,)) for first in range(0, 320, 40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    assert_right(VectorStore(tmp_path, DIM), range(320))
    assert not store.damaged


def test_a_disk_that_refuses_keeps_rows_in_memory_and_says_so(tmp_path, caplog):
    blocked = tmp_path / "a-file"
    blocked.write_text("no folder can be made here")
    store = VectorStore(blocked / "vectors", DIM)
    with caplog.at_level(logging.WARNING):
        fill(store, range(3))
    assert_right(store, range(3))
    fill(store, range(3, 5))
    assert caplog.text.count("stay in memory") == 1


def test_after_a_partial_write_the_next_rows_go_to_a_file_of_their_own(tmp_path, monkeypatch):
    store = VectorStore(tmp_path, DIM)
    fill(store, [1])

    def torn(records):
        with only_file(tmp_path).open("ab") as stream:
            stream.write(records[: len(records) - 5])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(store, "_append", torn)
        fill(store, [2, 3])
    fill(store, [4])
    assert_right(store, [1, 2, 3, 4])
    assert_right(VectorStore(tmp_path, DIM), [1, 2, 4])


def test_vectors_of_another_width_are_refused_before_anything_is_written(tmp_path):
    store = VectorStore(tmp_path, DIM)
    with pytest.raises(InvalidInputError, match="`dim`"):
        store.put([key(1)], np.ones((1, DIM + 1), np.float32), np.ones(1, np.float32))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("dim", [2, 4])
def test_a_store_of_another_width_reads_nothing_of_this_one(tmp_path, dim):
    fill(VectorStore(tmp_path, DIM), range(3))
    assert VectorStore(tmp_path, dim).get([key(0)]) == {}


ENDLESS = """
import sys
from pathlib import Path
from fvl_core.embedding.store import VectorStore
from tests.embedding.test_store import DIM, fill

store, first = VectorStore(Path(sys.argv[1]), DIM), 0
while True:
    fill(store, range(first, first + 50))
    first += 50
    print(first, flush=True)
"""


@pytest.mark.parametrize("n_lines", [1, 10, 40])
def test_a_writer_killed_at_any_moment_leaves_what_it_said_it_saved(tmp_path, n_lines):
    root = Path(__file__).resolve().parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", ENDLESS, tmp_path], cwd=root, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    said = [int(process.stdout.readline()) for _ in range(n_lines)][-1]
    process.send_signal(signal.SIGKILL)
    process.communicate()
    store = VectorStore(tmp_path, DIM)
    assert_right(store, range(said))
    assert_right(store, range(said, said + 5000), complete=False)
    assert not store.damaged


def test_shipped_rows_are_read_and_never_written(tmp_path):
    fill(VectorStore(tmp_path / "shipped", DIM), range(3))
    content = only_file(tmp_path / "shipped").read_bytes()
    store = VectorStore(tmp_path / "own", DIM, shipped=tmp_path / "shipped")
    assert_right(store, range(3))
    assert not (tmp_path / "own").exists()
    fill(store, range(3, 5))
    assert_right(store, range(5))
    assert only_file(tmp_path / "shipped").read_bytes() == content
    assert len(VectorStore(tmp_path / "own", DIM)) == 2


def test_a_damaged_shipped_row_counts_as_absent(tmp_path):
    fill(VectorStore(tmp_path / "shipped", DIM), range(3))
    path = only_file(tmp_path / "shipped")
    content = bytearray(path.read_bytes())
    content[-12] ^= 1
    path.write_bytes(content)
    store = VectorStore(tmp_path / "own", DIM, shipped=tmp_path / "shipped")
    assert set(assert_right(store, range(3), complete=False)) == {key(0), key(1)}
