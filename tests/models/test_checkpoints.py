"""Weights out of any file, and nothing else: the plain is read, what could run is refused, nothing runs."""

import argparse
import collections
import enum
import io
import json
import os
import pathlib
import pickle
import zipfile

import numpy as np
import pytest
import torch

from fvl_core.foundation.errors import CorruptFileError, WeightsUnavailable
from fvl_core.models.checkpoints import read_checkpoint, read_outline
from fvl_core.models.tensor_pickle import HostilePickleError, Record, read_pickle
from tests.models.making import open_clip_network

TENSORS = {
    "weight": torch.arange(12, dtype=torch.float32).reshape(3, 4),
    "bias": torch.tensor([1.5, -2.0], dtype=torch.float16),
    "scale": torch.tensor(4.6),
    "count": torch.tensor([1, 2, 3]),
    "half": torch.tensor([[1.0], [0.5]], dtype=torch.bfloat16),
    "flags": torch.tensor([True, False]),
    "none": torch.zeros(0, 5),
}


class Colour(enum.Enum):
    RED = 1


class Runs:
    """An object whose unpickling calls a function with a word."""

    def __init__(self, function, *words):
        self.call = function, words

    def __reduce__(self):
        return self.call


def saved(path, content, **options):
    torch.save(content, path, **options)
    return path


def require_equal(found, wanted):
    assert found.keys() == wanted.keys()
    for name, tensor in wanted.items():
        assert found[name].dtype == tensor.dtype, name
        assert torch.equal(found[name], tensor), name


@pytest.mark.parametrize("options", [{}, {"_use_new_zipfile_serialization": False}])
def test_every_type_and_shape_comes_as_it_was_saved(tmp_path, options):
    path = saved(tmp_path / "w.pt", TENSORS, **options)
    require_equal(read_checkpoint(path).tensors, TENSORS)
    assert read_outline(path).sketches == read_checkpoint(path).outline.sketches


def test_views_of_one_storage_keep_their_offsets_and_strides(tmp_path):
    base = torch.arange(24.0).reshape(4, 6)
    views = {"base": base, "turned": base.t(), "part": base[1:3, 2:5], "spread": torch.ones(1).expand(3, 7)}
    found = read_checkpoint(saved(tmp_path / "w.pt", views)).tensors
    require_equal(found, views)
    assert found["part"].stride() == (6, 1)


def test_a_file_says_what_it_holds_without_torch(tmp_path, root):
    import subprocess
    import sys

    path = saved(tmp_path / "w.pt", {"epoch": 3, "CLIP": TENSORS})
    code = (
        "import sys; from pathlib import Path; from fvl_core.models.checkpoints import read_outline;"
        "print(read_outline(Path(sys.argv[1])).sketches['weight'].shape, 'torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[0] == "(3, 4) False"


@pytest.mark.parametrize("wrapper", ["CLIP", "Combiner", "Phi", "state_dict", "model", "my_own"])
def test_the_state_dict_is_found_under_its_key(tmp_path, wrapper):
    adam = {"state": {0: {"exp_avg": torch.zeros(3)}}, "param_groups": [{"lr": 0.1}]}
    path = saved(tmp_path / "w.pt", {"epoch": 3, "optimizer": adam, wrapper: TENSORS, "name": "run"})
    held = read_checkpoint(path)
    require_equal(held.tensors, TENSORS)
    assert held.outline.wrapper == wrapper
    assert held.outline.others == ("epoch", "optimizer", "name")
    assert held.outline.settings["epoch"] == 3


def test_a_size_beside_the_tensors_is_no_tensor(tmp_path):
    content = {**TENSORS, "shape": torch.Size([3, 4]), "kind": torch.float32}
    path = saved(tmp_path / "old.pt", content, _use_new_zipfile_serialization=False)
    require_equal(read_checkpoint(path).tensors, TENSORS)


def test_a_number_beside_the_state_dict_does_not_hide_it(tmp_path):
    path = saved(tmp_path / "w.pt", {"best_acc": torch.tensor(0.5), "state_dict": TENSORS})
    require_equal(read_checkpoint(path).tensors, TENSORS)
    two = {"small": {"a": torch.ones(1)}, "large": TENSORS}
    assert read_outline(saved(tmp_path / "two.pt", two)).wrapper == "large"


def test_the_wrapper_of_parallel_training_and_of_lightning_is_taken_off(tmp_path):
    parallel = {f"module.{name}": tensor for name, tensor in TENSORS.items()}
    held = read_checkpoint(saved(tmp_path / "p.pt", parallel))
    require_equal(held.tensors, TENSORS)
    assert held.outline.prefix == "module."

    clip = open_clip_network().state_dict()
    wrapped = {f"model.clip.{name}": tensor for name, tensor in clip.items()} | {"loss.weight": torch.ones(2)}
    held = read_checkpoint(saved(tmp_path / "l.ckpt", {"state_dict": wrapped, "epoch": 1}))
    require_equal(held.tensors, dict(clip))
    assert (held.outline.prefix, held.outline.n_left_out) == ("model.clip.", 1)


def test_what_lies_beside_the_weights_is_not_imported(tmp_path):
    beside = {
        "args": argparse.Namespace(lr=0.1, where=pathlib.PurePosixPath("a/b")),
        "best": np.float64(0.25),
        "array": np.arange(3),
        "colour": Colour.RED,
        "counts": collections.Counter("aab"),
        "default": collections.defaultdict(list),
        "size": torch.Size([1, 2]),
        "device": torch.device("cpu"),
        "dtype": torch.float16,
        "network": torch.nn.Linear(2, 2),
    }
    path = saved(tmp_path / "w.pt", {**beside, "state_dict": TENSORS})
    require_equal(read_checkpoint(path).tensors, TENSORS)
    namespace = read_pickle(pickle.dumps(beside["args"]))
    assert isinstance(namespace, Record)
    assert namespace.state["lr"] == 0.1


def test_a_whole_pickled_network_gives_its_weights_without_its_class(tmp_path):
    network = open_clip_network()
    found = dict(read_checkpoint(saved(tmp_path / "n.pt", network)).tensors)
    del found["attn_mask"]  # a buffer that torch leaves out of a state dict
    require_equal(found, dict(network.state_dict()))


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
def test_a_torchscript_archive_gives_its_weights_and_its_program_does_not_run(tmp_path):
    network = open_clip_network()
    torch.jit.save(torch.jit.script(network), tmp_path / "program.pt")
    held = read_checkpoint(tmp_path / "program.pt")
    assert held.outline.kind == "torchscript"
    found = {name: tensor for name, tensor in held.tensors.items() if not name.endswith("attn_mask")}
    require_equal(found, {n: t for n, t in network.state_dict().items() if not n.endswith("attn_mask")})


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
@pytest.mark.parametrize(
    ("function", "words"),
    [(os.system, ["touch {}"]), (eval, ["open('{}', 'w')"]), (exec, ["open('{}', 'w')"]), (os.mkdir, ["{}"])],
)
def test_a_pickle_that_wants_to_run_something_is_refused_and_runs_nothing(
    tmp_path, function, words, protocol
):
    mark = tmp_path / "was-run"
    trap = Runs(function, *(word.format(mark) for word in words))
    path = saved(tmp_path / "trap.pt", {"state_dict": TENSORS, "callbacks": [trap]}, pickle_protocol=protocol)
    for read in (read_checkpoint, read_outline):
        with pytest.raises(CorruptFileError, match=r"trap\.pt asks to run .*nothing was run"):
            read(path)
    with pytest.raises(HostilePickleError):
        read_pickle(pickle.dumps(trap, protocol=protocol))
    assert not mark.exists()


def test_a_function_nobody_warned_of_is_not_called_either(tmp_path):
    mark = tmp_path / "was-run"
    trap = Runs(pathlib.Path.touch, pathlib.PosixPath(mark))
    path = saved(tmp_path / "trap.pt", {"state_dict": TENSORS, "callbacks": [trap]})
    require_equal(read_checkpoint(path).tensors, TENSORS)
    assert not mark.exists()


@pytest.mark.parametrize(
    "name",
    [b"foo\nbar", b"collections\nOrderedDict", b"torch._utils\n_rebuild_tensor", b"torch\nHalfStorage"],
)
@pytest.mark.parametrize("state", [b"}X\x04\x00\x00\x00evilK\x01s", b"N}X\x04\x00\x00\x00evilK\x01s\x86"])
def test_a_pickle_cannot_change_what_stands_in_for_a_name(name, state):
    with pytest.raises((pickle.UnpicklingError, TypeError, AttributeError)):
        read_pickle(b"\x80\x02c" + name + b"\n" + state + b"b.")
    assert not hasattr(Record, "evil")


@pytest.mark.parametrize(
    "content",
    [
        b"\x80\x02Nr\xff\xff\xff\x7f.",  # a memo of two thousand million places
        b"\x80\x04\x8e\xff\xff\xff\xff\xff\x00\x00\x00.",  # a string longer than the file
        b"\x80\x02\x82\x01.",  # an extension code
        b"\x80\x02}q\x00",  # no end
        b"",
    ],
)
def test_a_pickle_that_would_fill_the_memory_is_refused(content):
    with pytest.raises((pickle.UnpicklingError, ValueError, EOFError)) as caught:
        read_pickle(content)
    if content.startswith(b"\x80\x02N"):
        assert "to fill the memory" in str(caught.value)  # and not torn only afterwards


def test_a_pickle_that_holds_itself_is_damaged(tmp_path):
    by_itself = b"ctorch._utils\n_rebuild_from_type_v2\n"
    endless = b"\x80\x02" + by_itself + b"q\x00]q\x01(h\x00K\x00h\x01e0h\x00K\x00h\x01\x87R."
    (tmp_path / "odd.pt").write_bytes(zip_of({"w/data.pkl": endless}))
    with pytest.raises(CorruptFileError, match=r"odd\.pt is cut off or damaged"):
        read_outline(tmp_path / "odd.pt")


def test_modules_that_hold_each_other_without_end_are_looked_through_once(tmp_path):
    made = b"\x80\x02cown\nNet\n)\x81q\x00}(X\x01\x00\x00\x00ah\x00X\x01\x00\x00\x00bh\x00ub."
    (tmp_path / "odd.pt").write_bytes(zip_of({"w/data.pkl": made}))
    with pytest.raises(CorruptFileError, match="holds no tensors"):
        read_outline(tmp_path / "odd.pt")


def rewritten(path, change):
    """Copy a zip file, with `change` of each (name, bytes)."""
    target = path.with_name("changed.pt")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            name, content = change(info.filename, old.read(info))
            new.writestr(name, content)
    return target


def shorter(name, content):
    return name, content[:-4] if name.endswith("data/0") else content


def lost(name, content):
    return (name.replace("data/0", "data/lost"), content)


def torn(name, content):
    return name, content[: len(content) // 2] if name.endswith("data.pkl") else content


def other_end(name, content):
    return name, b"big" if name.endswith("byteorder") else content


@pytest.mark.parametrize(
    ("change", "said"), [(shorter, "damaged"), (lost, "damaged"), (torn, "damaged"), (other_end, "other way")]
)
def test_a_damaged_archive_is_refused(tmp_path, change, said):
    path = rewritten(saved(tmp_path / "w.pt", TENSORS), change)
    with pytest.raises(CorruptFileError, match=said):
        read_checkpoint(path)


def test_numbers_that_lie_at_an_odd_place_are_read_all_the_same(tmp_path):
    path = rewritten(saved(tmp_path / "w.pt", TENSORS), lambda name, content: (name, content))
    found = read_checkpoint(path).tensors
    require_equal(found, TENSORS)
    assert all(tensor.data_ptr() % tensor.element_size() == 0 for tensor in found.values())


def zip_of(entries):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


WHOLE = io.BytesIO()
torch.save(TENSORS, WHOLE)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"not a checkpoint, just words", "is no checkpoint"),
        (b"<!DOCTYPE html><html>Sign in</html>", "a web page"),
        (b"version https://git-lfs.github.com/spec/v1\n", r"Git LFS pointer.*git lfs pull"),
        (pickle.dumps({"a": 1}), r"a plain pickle.*state dict alone"),
        (WHOLE.getvalue()[:-300], "cut off"),
        (WHOLE.getvalue()[:100], "cut off"),
        (zip_of({"a.txt": b"text"}), "zip file without weights"),
        (zip_of({"w/data.pkl": pickle.dumps({"a": 1})}), "holds no tensors"),
        (zip_of({"w/data.pkl": pickle.dumps([1])}), "holds no state dict"),
        ((77).to_bytes(8, "little") + b'{"a"', "safetensors header"),
    ],
)
def test_what_is_no_checkpoint_is_named_for_what_it_is(tmp_path, content, said):
    path = tmp_path / "odd.pt"
    path.write_bytes(content)
    for read in (read_checkpoint, read_outline):
        with pytest.raises(CorruptFileError, match=rf"(?s)odd\.pt.*{said}"):
            read(path)


def safetensors_of(header):
    content = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(content).to_bytes(8, "little") + content + bytes(16)


HELD = {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}


@pytest.mark.parametrize(
    "header",
    [
        {"a": {**HELD, "data_offsets": [0, "16"]}},
        {"a": {**HELD, "shape": ["2", "2"]}},
        {"a": HELD, "__metadata__": ["of a list"]},
        b"[" * 100_000,
    ],
)
def test_a_header_that_is_no_header_is_a_damaged_file(tmp_path, header):
    path = tmp_path / "odd.safetensors"
    path.write_bytes(safetensors_of(header))
    for read in (read_checkpoint, read_outline):
        with pytest.raises(CorruptFileError, match="no readable safetensors header"):
            read(path)


@pytest.mark.parametrize("held", [{**HELD, "shape": [3, 2]}, {**HELD, "dtype": "Q8"}])
def test_a_header_that_does_not_fit_its_numbers_is_a_damaged_file(tmp_path, held):
    path = tmp_path / "odd.safetensors"
    path.write_bytes(safetensors_of({"a": held}))
    with pytest.raises(CorruptFileError, match=r"odd\.safetensors is damaged"):
        read_checkpoint(path)


def test_four_gigabytes_of_nothing_are_refused_unread(tmp_path):
    for name, head in (("a.pt", b""), ("b.pt", b"PK\x03\x04"), ("c.safetensors", b"\xff\xff\xff\x03")):
        with (tmp_path / name).open("wb") as stream:
            stream.write(head)
            stream.truncate(4 << 30)
        with pytest.raises(CorruptFileError):
            read_outline(tmp_path / name)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(WeightsUnavailable, match=r"no file .*gone\.pt"):
        read_outline(tmp_path / "gone.pt")
