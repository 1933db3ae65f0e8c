"""The shelf: each model is loaded once however many ask, and leaves when memory is short."""

import json
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import fvl_core as fvl
from fvl_core.models import shelf as shelf_module
from fvl_core.models.hand import HandModel
from fvl_core.models.shelf import ModelShelf, default_budget
from tests.models.making import hugging_face_folder, open_clip_folder

PATIENCE_S = 20


class Loader:
    """Count loads; every model is of 10 bytes."""

    def __init__(self):
        self.names = []

    def __call__(self, name, **_):
        self.names.append(name)
        model = HandModel()
        model.n_bytes = 10
        return model


def use(shelf, *names):
    for name in names:
        with shelf.borrow(name):
            pass


def standing(shelf):
    return [entry.key.name for entry in shelf.loaded()]


def test_many_who_ask_at_once_get_one_load():
    loader, gate = Loader(), threading.Event()

    def load_slowly(name, **options):
        gate.wait(PATIENCE_S)
        return loader(name, **options)

    shelf = ModelShelf(load=load_slowly)

    def borrow(_):
        with shelf.borrow("a") as model:
            return model

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(borrow, n) for n in range(8)]
        gate.set()
        models = [one.result(PATIENCE_S) for one in asked]
    assert loader.names == ["a"]
    assert len({id(model) for model in models}) == 1


def test_two_models_load_side_by_side():
    both_are_loading = threading.Barrier(2, timeout=PATIENCE_S)
    loader = Loader()

    def load(name, **options):
        both_are_loading.wait()  # breaks unless the other load runs at the same time
        return loader(name, **options)

    shelf = ModelShelf(load=load)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda name: use(shelf, name), ("a", "b")))
    assert sorted(loader.names) == ["a", "b"]


def test_a_failed_load_is_told_to_all_who_wait_and_tried_again_by_the_next():
    gate, waiting = threading.Event(), threading.Event()
    attempts = []

    def fail_once(name, **_):
        attempts.append(name)
        if len(attempts) == 1:
            waiting.set()
            gate.wait(PATIENCE_S)
            raise fvl.WeightsUnavailable("Not here.", remedy="Fetch it.")
        return HandModel()

    shelf = ModelShelf(load=fail_once)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(use, shelf, "a")
        waiting.wait(PATIENCE_S)
        second = pool.submit(use, shelf, "a")
        while sum(place.borrowers for place in shelf._places.values()) < 2:
            time.sleep(0.001)
        gate.set()
        for asked in (first, second):
            with pytest.raises(fvl.WeightsUnavailable, match="Not here"):
                asked.result(PATIENCE_S)
    assert attempts == ["a"]
    use(shelf, "a")
    assert attempts == ["a", "a"]
    assert standing(shelf) == ["a"]


def test_the_least_recently_used_leaves_first():
    loader = Loader()
    shelf = ModelShelf(budget=20, load=loader)
    use(shelf, "a", "b", "a", "c")
    assert standing(shelf) == ["c", "a"]
    use(shelf, "a")
    assert loader.names == ["a", "b", "c"]
    use(shelf, "b")
    assert standing(shelf) == ["b", "a"]
    assert loader.names == ["a", "b", "c", "b"]


def test_what_is_lent_out_stays_whatever_the_budget():
    shelf = ModelShelf(budget=20, load=Loader())
    with shelf.borrow("a") as lent:
        use(shelf, "b", "c", "d")
        assert "a" in standing(shelf)
        assert len(standing(shelf)) == 2
        with shelf.borrow("a") as again:
            assert again is lent
    use(shelf, "e")
    assert standing(shelf) == ["e", "a"]


def test_a_budget_below_one_model_keeps_the_last_one_used():
    loader = Loader()
    shelf = ModelShelf(budget=1, load=loader)
    use(shelf, "a", "a", "b", "b")
    assert loader.names == ["a", "b"]
    assert standing(shelf) == ["b"]


def test_precision_and_device_make_another_model_and_a_second_name_does_not():
    loader = Loader()
    shelf = ModelShelf(load=loader)
    use(shelf, "fashionclip", "patrickjohncyh/fashion-clip")
    assert loader.names == ["fashionclip"]
    for options in ({"precision": "float32"}, {"device": "cpu"}):
        with shelf.borrow("fashionclip", **options):
            pass
    assert len(loader.names) == 3


def test_a_changed_file_is_another_model(tmp_path):
    import os

    loader, path = Loader(), tmp_path / "a.pt"
    shelf = ModelShelf(load=loader)
    path.write_bytes(b"one")
    use(shelf, path, path)
    os.utime(path, ns=(1, 1))
    use(shelf, path)
    assert len(loader.names) == 2


def test_clearing_puts_away_all_but_what_is_lent_out():
    shelf = ModelShelf(load=Loader())
    with shelf.borrow("a"):
        use(shelf, "b")
        shelf.clear()
        assert standing(shelf) == ["a"]
    shelf.clear()
    assert standing(shelf) == []


def test_the_budget_is_what_is_asked_for_else_a_share_of_what_the_container_may_use(monkeypatch, tmp_path):
    monkeypatch.setenv("FVL_MODEL_BYTES", "12345")
    assert default_budget() == 12345
    monkeypatch.delenv("FVL_MODEL_BYTES")
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(shelf_module, "_CONTAINER_LIMIT", limit)
    whole = default_budget()
    limit.write_text("max\n")
    assert default_budget() == whole
    limit.write_text("1000000\n")
    assert default_budget() == 600_000


COLD = """
import json, sys, threading
from fvl_core.models.library import load_model
from fvl_core.models.shelf import ModelShelf
import fvl_core
assert "torch" not in sys.modules and "transformers" not in sys.modules
loads, said, errors = [], {}, []
start = threading.Barrier(len(sys.argv) - 1)

def load(name, **options):
    loads.append(name)
    return load_model(name, **options)

shelf = ModelShelf(load=load)

def visit(name, n):
    try:
        start.wait()
        with shelf.borrow(name, precision="float32") as model:
            said[f"{n}:{name}"] = model.encode_texts(["red dress"]).raw.tolist()
    except BaseException as error:
        errors.append(repr(error))

threads = [threading.Thread(target=visit, args=(name, n)) for n, name in enumerate(sys.argv[1:])]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(json.dumps({"loads": sorted(loads), "said": said, "errors": errors}))
"""


def test_visitors_who_open_two_models_on_a_cold_process_at_once_are_both_served(tmp_path, root):
    names = [str(open_clip_folder(tmp_path / "open")), str(hugging_face_folder(tmp_path / "face"))]
    done = subprocess.run(
        [sys.executable, "-c", COLD, *names, *names],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["errors"] == []
    assert told["loads"] == sorted(names)  # each once, though two visitors asked for each
    for key, values in told["said"].items():
        model = fvl.load_model(key.partition(":")[2], precision="float32")
        np.testing.assert_allclose(values, model.encode_texts(["red dress"]).raw, atol=1e-5)
    assert len(told["said"]) == 4
