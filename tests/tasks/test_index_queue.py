"""Indexing in the background: one after the other, stopped, resumed, through killed processes, none twice."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import fvl_core as fvl
from fvl_core.catalogues.private import PrivateStore
from fvl_core.embedding.pipeline import FIRST_BATCH
from fvl_core.models.hand import HandModel
from fvl_core.models.shelf import ModelShelf
from fvl_core.tasks import index_run
from fvl_core.tasks.index_job import IndexJob, JobFiles
from fvl_core.tasks.index_queue import IndexQueue
from tests.catalogues.test_private import bring
from tests.conftest import ROOT


class WatchedModel(HandModel):
    """The hand model, counting what it encodes and waiting at a gate before each batch."""

    def __init__(self):
        super().__init__()
        self.seen: list[bytes] = []
        self.gate = threading.Semaphore(1000)
        self.n_come = 0

    def _image_features(self, images):
        self.n_come += 1
        assert self.gate.acquire(timeout=30)
        self.seen += [image.tobytes() for image in images]
        return super()._image_features(images)


@pytest.fixture
def model(monkeypatch):
    model = WatchedModel()
    shelf = ModelShelf(load=lambda name, **_: model)
    monkeypatch.setattr(index_run, "model_shelf", lambda: shelf)
    return model


@pytest.fixture
def queue(empty_cache):
    queue = IndexQueue(empty_cache / "jobs")
    yield queue
    queue.close()


@pytest.fixture
def shop(tmp_path):
    """Twenty different pictures and two files that are none."""
    return pictures(tmp_path / "shop", 20)


def pictures(folder, n, bad=2):
    folder.mkdir()
    numbers = np.random.default_rng(3)
    for number in range(n):
        noise = numbers.integers(0, 256, (6, 5, 3), dtype=np.uint8)
        Image.fromarray(noise).save(folder / f"{number:02}.png")
    for number in range(bad):
        (folder / f"bad{number}.jpg").write_bytes(b"no picture %d" % number)
    return folder


def until(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_job_encodes_everything_once_and_names_what_is_bad(queue, shop, model):
    job = queue.wait(queue.ask(shop, name="shop", model="hand").id, timeout_s=30)
    assert (job.state, job.done, job.total) == ("done", 22, 22)
    assert (job.n_searchable, job.n_encoded) == (20, 20)
    assert [item_id for item_id, _ in job.failures] == ["bad0.jpg", "bad1.jpg"]
    assert all("cannot be read" in why for _, why in job.failures)
    assert len(model.seen) == len(set(model.seen)) == 20


def test_jobs_run_in_the_order_in_which_they_were_asked_for(queue, tmp_path, model):
    model.gate = threading.Semaphore(0)
    asked = [queue.ask(pictures(tmp_path / name, 2), name=name, model="hand") for name in ("c", "a", "b")]
    assert [queue.place(job) for job in asked] == [0, 1, 2]
    until(lambda: queue.job(asked[0].id).state == "running")
    assert [queue.job(job.id).state for job in asked[1:]] == ["waiting", "waiting"]
    for _ in range(3):
        model.gate.release()
    ended = [queue.wait(job.id, timeout_s=30) for job in asked]
    assert [job.state for job in ended] == ["done"] * 3
    assert [job.ended_at for job in ended] == sorted(job.ended_at for job in ended)
    assert [job.name for job in queue.jobs()] == ["b", "a", "c"]


def test_the_same_question_twice_is_one_job(queue, shop, model):
    model.gate = threading.Semaphore(0)
    first = queue.ask(shop, name="shop", model="hand")
    assert queue.ask(shop, name="shop", model="hand").id == first.id
    assert queue.ask(shop, name="shop", model="other").id != first.id
    assert queue.active(shop, "hand").id == first.id
    assert queue.active(shop.parent) is None
    assert queue.busy
    model.gate.release(100)


def test_a_stop_keeps_what_is_done_and_going_on_encodes_only_the_rest(queue, shop, model):
    model.gate = threading.Semaphore(1)
    job = queue.ask(shop, name="shop", model="hand")
    until(lambda: len(model.seen) == FIRST_BATCH)
    queue.stop(job.id)
    model.gate.release(1)  # the batch that is under way
    stopped = queue.wait(job.id, timeout_s=30)
    assert stopped.state == "stopped"
    n_before = len(model.seen)
    assert FIRST_BATCH <= n_before <= 3 * FIRST_BATCH
    model.gate.release(100)
    queue.go_on(job.id)
    ended = queue.wait(job.id, timeout_s=30)
    assert (ended.state, ended.n_searchable, ended.n_encoded) == ("done", 20, 20 - n_before)
    assert len(model.seen) == len(set(model.seen)) == 20


def test_a_waiting_job_is_stopped_before_it_begins(queue, shop, tmp_path, model):
    model.gate = threading.Semaphore(0)
    queue.ask(shop, name="shop", model="hand")
    second = queue.ask(pictures(tmp_path / "more", 2), name="more", model="hand")
    queue.stop(second.id)
    assert queue.job(second.id).state == "stopped"
    model.gate.release(100)


def test_a_search_meanwhile_waits_for_one_batch_at_most(queue, shop, model, empty_cache):
    model.gate = threading.Semaphore(1)
    job = queue.ask(shop, name="shop", model="hand")
    until(lambda: model.n_come == 2)  # the second batch holds the processor and waits at the gate
    found = []
    words = threading.Thread(target=lambda: found.append(model.encode_texts(["red"])))
    words.start()
    time.sleep(0.1)
    assert not found
    model.gate.release()  # one batch ends; the next one must not go before the search
    words.join(10)
    assert len(found) == 1
    assert queue.job(job.id).state == "running"
    model.gate.release(100)


def test_what_is_encoded_so_far_can_be_searched(queue, shop, model):
    model.gate = threading.Semaphore(1)
    job = queue.ask(shop, name="shop", model="hand")
    until(lambda: len(model.seen) == FIRST_BATCH)
    until(lambda: len(fvl.known_part(fvl.load_catalogue(shop), model)) == FIRST_BATCH)
    part = fvl.known_part(fvl.load_catalogue(shop), model)
    assert part.ids == tuple(f"{n:02}.png" for n in range(FIRST_BATCH))
    hits = fvl.SearchEngine.build(part, model).search(fvl.Query(image=shop / "01.png"), k=1)
    assert hits[0].item_id == "01.png"
    model.gate.release(100)
    queue.wait(job.id, timeout_s=30)
    assert len(fvl.known_part(fvl.load_catalogue(shop), model)) == 20


def test_a_failure_is_a_sentence_and_the_next_job_runs(queue, tmp_path, model, shop):
    bad = pictures(tmp_path / "bad", 0)
    failed = queue.ask(bad, name="bad", model="hand")
    gone = queue.ask(tmp_path / "nowhere", name="gone", model="hand")
    good = queue.ask(shop, name="shop", model="hand")
    assert queue.wait(good.id, timeout_s=30).state == "done"
    assert "Not one of 2 files is a readable picture" in queue.job(failed.id).error
    assert len(queue.job(failed.id).failures) == 2
    assert "is not there" in queue.job(gone.id).error
    assert {queue.job(job.id).state for job in (failed, gone)} == {"failed"}


def test_a_jobs_owner_alone_sees_and_touches_it(queue, shop, model):
    model.gate = threading.Semaphore(0)
    job = queue.ask(shop, name="shop", model="hand", owner="a" * 32)
    assert queue.job(job.id, "b" * 32) is None
    assert queue.job(job.id) is None
    assert queue.jobs("b" * 32) == ()
    queue.stop(job.id, "b" * 32)
    queue.forget(job.id, "b" * 32)
    assert queue.job(job.id, "a" * 32).active
    assert not queue.files.asked_to_stop(job.id)
    model.gate.release(100)


@pytest.mark.parametrize("job_id", ["", "../../x", "f" * 31, "F" * 32, "f" * 33])
def test_what_cannot_be_a_jobs_id_finds_nothing(queue, job_id):
    assert queue.job(job_id) is None


def test_a_damaged_file_is_passed_over(queue, shop, model):
    queue.files.folder.mkdir(parents=True)
    (queue.files.folder / f"{'a' * 32}.json").write_text("{")
    (queue.files.folder / f"{'b' * 32}.json").write_text('{"id": 1, "failures": 7}')
    assert queue.wait(queue.ask(shop, name="shop", model="hand").id, timeout_s=30).state == "done"


def test_a_running_job_keeps_its_owners_store_alive(queue, empty_cache, model):
    store = PrivateStore(PrivateStore.new_secret())
    bring(store)
    os.utime(store.folder / "seen", (1, 1))
    job = queue.ask(store.folder_of("shop"), name="shop", model="hand", owner=store.owner)
    assert queue.wait(job.id, timeout_s=30).state == "done"
    assert time.time() - (store.folder / "seen").stat().st_mtime < 60


def test_before_a_folder_goes_its_jobs_end(queue, shop, model):
    job = queue.ask(shop, name="shop", model="hand")
    queue.forget_folder(shop)
    assert queue.job(job.id) is None
    assert queue.active(shop) is None
    assert not queue.busy


def test_a_job_that_another_process_holds_is_left_to_it(queue, shop, model):
    files = JobFiles(queue.files.folder)
    theirs = files.save(IndexJob("c" * 32, name="shop", folder=str(shop), model="hand", state="running"))
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(files.folder), theirs.id], stdout=subprocess.PIPE, cwd=ROOT
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.read(2) == b"ok"
        queue.start()
        time.sleep(0.3)
        assert queue.job(theirs.id).state == "running"
        assert model.seen == []
    finally:
        holder.kill()
        holder.wait()
    queue.ask(shop, name="again", model="other")  # wakes the queue; the lock went with its process
    assert queue.wait(theirs.id, timeout_s=30).state == "done"


HOLD = """
import sys, time, pathlib
from fvl_core.tasks.index_job import JobFiles
with JobFiles(pathlib.Path(sys.argv[1])).held(sys.argv[2]):
    sys.stdout.write("ok"); sys.stdout.flush(); time.sleep(60)
"""

SLOW = """
import pathlib, sys, time
from fvl_core.models.hand import HandModel
encode = HandModel._image_features
def slowly(self, images):
    time.sleep(0.05 * len(images))
    pathlib.Path(sys.argv[2]).open("ab").write(b"".join(b"%d\\n" % hash(i.tobytes()) for i in images))
    return encode(self, images)
HandModel._image_features = slowly
from fvl_core.tasks.index_queue import index_queue
queue = index_queue()
if len(sys.argv) > 3:
    queue.ask(pathlib.Path(sys.argv[1]), name="shop", model="hand")
queue.start()
time.sleep(120)
"""


def test_a_killed_process_loses_nothing_and_the_next_one_finishes(empty_cache, tmp_path):
    shop, seen = pictures(tmp_path / "shop", 60, bad=3), tmp_path / "seen"
    files = JobFiles(empty_cache / "jobs")
    first = start_process(shop, seen, "ask")
    until(lambda: any(0 < job.done < 63 for job in files.jobs()))
    first.send_signal(signal.SIGKILL)
    first.wait()
    (left,) = files.jobs()
    assert left.state == "running"
    second = start_process(shop, seen)
    try:
        until(lambda: [job.state for job in files.jobs()] == ["done"])
    finally:
        second.kill()
        second.wait()
    (ended,) = files.jobs()
    assert (ended.n_searchable, len(ended.failures)) == (60, 3)
    assert 0 < ended.n_encoded < 60
    encoded = seen.read_text().split()
    assert len(set(encoded)) == 60
    assert len(encoded) <= 60 + HandModel.batch_size  # the batch that the kill cut off, at most


def start_process(shop: Path, seen: Path, *more: str) -> subprocess.Popen:
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    return subprocess.Popen(
        [sys.executable, "-c", SLOW, str(shop), str(seen), *more], cwd=ROOT, env=environment
    )


def test_the_time_left_follows_from_the_rate_of_this_run():
    job = IndexJob("0" * 32, state="running", done=100, total=400, rate=20.0)
    assert job.left_s == 15.0
    assert replace(job, state="waiting").left_s is None
    assert replace(job, rate=0.0).left_s is None


def test_a_disk_that_refuses_once_does_not_end_the_queue(tmp_path, monkeypatch):
    queue = IndexQueue(tmp_path / "jobs")
    tries: list[int] = []

    def refusing_once():
        tries.append(len(tries))
        if len(tries) == 1:
            raise OSError(28, "No space left on device")
        return False

    monkeypatch.setattr(queue, "_work_on_next", refusing_once)
    queue.start()
    while len(tries) < 2:
        queue._news.set()
        time.sleep(0.01)
    queue.close()
