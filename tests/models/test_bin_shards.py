"""Split weights as torch's .bin: read as tensors only, and in every way like those in one file."""

import json
import pickle
import zipfile

import numpy as np
import pytest
import torch

import fvl_core as fvl
from fvl_core.models import streaming
from fvl_core.models.checkpoints import read_checkpoint, read_outline
from fvl_core.models.digests import digest_of_weights
from fvl_core.models.hub import wanted_files
from fvl_core.models.hub_cache import download_folder
from fvl_core.models.locations import find_weight_file
from fvl_core.models.shards import absent_shards, weight_map
from tests.models.making import hugging_face_folder, open_clip_folder, pictures, siglip_folder
from tests.models.serving import serve


@pytest.fixture
def hub(monkeypatch, empty_cache):
    monkeypatch.setattr(streaming, "PAUSES_S", (0.0,))
    with serve() as site:
        monkeypatch.setenv("FVL_HUB_ENDPOINT", site.address)
        yield site


def as_bin(folder, n=2, *, stem="pytorch_model", whole="model.safetensors"):
    """Put torch's files in place of a folder's weights: one, or `n` with an index; return what to read."""
    from safetensors.torch import load_file

    tensors = load_file(folder / whole)
    (folder / whole).unlink()
    if n == 1:
        torch.save(tensors, folder / f"{stem}.bin")
        return folder / f"{stem}.bin"
    names = sorted(tensors)
    where: dict[str, str] = {}
    for number in range(n):
        file = f"{stem}-{number + 1:05}-of-{n:05}.bin"
        part = {name: tensors[name] for name in names[number::n]}
        torch.save(part, folder / file)
        where |= dict.fromkeys(part, file)
    index = folder / f"{stem}.bin.index.json"
    index.write_text(json.dumps({"metadata": {"total_size": 1}, "weight_map": where}))
    return index


@pytest.fixture
def index(tmp_path):
    return as_bin(hugging_face_folder(tmp_path / "net"))


SECOND = "pytorch_model-00002-of-00002.bin"


@pytest.mark.parametrize("n", [2, 3])
def test_every_number_is_that_of_the_whole_file(tmp_path, n):
    whole = read_checkpoint(as_bin(hugging_face_folder(tmp_path / "whole"), 1))
    parts = read_checkpoint(as_bin(hugging_face_folder(tmp_path / "parts"), n))
    assert parts.tensors.keys() == whole.tensors.keys()
    for name, tensor in whole.tensors.items():
        assert parts.tensors[name].dtype == tensor.dtype
        np.testing.assert_array_equal(parts.tensors[name].numpy(), tensor.numpy())
    assert parts.outline == whole.outline


@pytest.mark.parametrize("make", [hugging_face_folder, siglip_folder])
def test_the_vectors_are_those_of_the_whole_file(tmp_path, make):
    for name, n in (("whole", 1), ("parts", 2)):
        as_bin(make(tmp_path / name), n)
    whole, parts = (fvl.load_model(tmp_path / name) for name in ("whole", "parts"))
    for method, content in (("encode_images", pictures()), ("encode_texts", ["red dress", "shoe"])):
        one, other = (getattr(model, method)(content).vectors for model in (whole, parts))
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("kind", ["safetensors", "bin"])
def test_open_clips_folders_may_be_split_too(tmp_path, kind):
    from tests.models.test_shards import split

    names = {"stem": "open_clip_pytorch_model", "whole": "open_clip_model.safetensors"}
    whole, parts = (open_clip_folder(tmp_path / name) for name in ("whole", "parts"))
    as_bin(parts, **names) if kind == "bin" else split(parts, stem="open_clip_model")
    one, other = (fvl.load_model(folder).encode_texts(["red", "shoe"]).vectors for folder in (whole, parts))
    np.testing.assert_array_equal(one, other)
    next(parts.glob("*-00002-of-*")).unlink()
    with pytest.raises(fvl.WeightsUnavailable, match="absent: open_clip"):
        fvl.load_model(parts)


def test_a_part_is_looked_at_as_the_whole(tmp_path, index):
    whole = fvl.inspect_checkpoint(hugging_face_folder(tmp_path / "whole"))
    parts = fvl.inspect_checkpoint(index.parent)
    assert (parts.n_parameters, parts.missing, parts.warnings) == (whole.n_parameters, (), ())
    assert parts.weights == index
    assert fvl.inspect_checkpoint(index).n_parameters == whole.n_parameters


def test_what_is_whole_and_what_is_safer_comes_first(tmp_path):
    beside = ["config.json", "pytorch_model.bin.index.json", "pytorch_model-00001-of-00001.bin"]
    assert wanted_files(beside, family="") == beside
    assert wanted_files([*beside, "model.safetensors"], family="")[1:] == ["model.safetensors"]
    assert wanted_files([*beside, "pytorch_model.bin"], family="")[1:] == ["pytorch_model.bin"]


def test_a_missing_part_is_named_and_the_folder_is_not_ready(index):
    (index.parent / SECOND).unlink()
    assert find_weight_file(index.parent, "transformers") is None
    assert absent_shards(index) == (SECOND,)
    with pytest.raises(fvl.WeightsUnavailable, match=f"absent: {SECOND}"):
        fvl.load_model(index.parent)
    with pytest.raises(fvl.WeightsUnavailable, match=f"names {SECOND}, which is absent"):
        read_outline(index)


def test_one_part_left_alone_is_never_taken_for_the_weights(index):
    index.unlink()
    (index.parent / SECOND).unlink()
    assert find_weight_file(index.parent, "transformers") is None


def test_a_part_of_another_model_is_refused_by_name(index):
    torch.save({"layer.weight": torch.ones(2)}, index.parent / SECOND)
    with pytest.raises(fvl.CorruptFileError, match=f"{SECOND} lacks .*belongs to another"):
        fvl.load_model(index.parent)


def test_a_part_of_another_kind_is_refused(index):
    from safetensors.torch import save_file

    save_file({"a": torch.ones(2)}, index.parent / SECOND)
    with pytest.raises(fvl.CorruptFileError, match=f"{SECOND} is a safetensors file, not the zip"):
        fvl.load_model(index.parent)
    torch.save({"a": torch.ones(2)}, index.parent / SECOND, _use_new_zipfile_serialization=False)
    with pytest.raises(fvl.CorruptFileError, match=f"{SECOND} is a file of torch before 1.6"):
        fvl.load_model(index.parent)


class Harm:
    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return (open, (str(self.mark), "w"))


@pytest.mark.parametrize("packed", [True, False])
def test_nothing_in_a_part_is_run(index, tmp_path, packed):
    mark, part = tmp_path / "was-run", index.parent / SECOND
    if packed:
        with zipfile.ZipFile(part, "w") as archive:
            archive.writestr("archive/data.pkl", pickle.dumps({"a": Harm(mark)}))
    else:
        part.write_bytes(pickle.dumps({"a": Harm(mark)}))
    for read in (read_outline, read_checkpoint, lambda path: fvl.load_model(path.parent)):
        with pytest.raises(fvl.CorruptFileError, match=SECOND):
            read(index)
    assert not mark.exists()


@pytest.mark.parametrize("name", ["../x.bin", "/etc/x.bin", "a\\b.bin", "model.safetensors", "x.pkl"])
def test_an_index_names_only_files_of_its_kind_beside_it(index, name):
    index.write_text(json.dumps({"weight_map": {"a": name}}))
    with pytest.raises(fvl.CorruptFileError, match="names files that are no bin beside it"):
        weight_map(index)
    assert find_weight_file(index.parent, "transformers") is None


def test_split_weights_are_fetched_whole_and_load_without_the_network(hub, index):
    hub.add_repository("me/split", index.parent)
    path = fvl.fetch_model("me/split")
    assert len(list(path.glob("pytorch_model-*.bin"))) == 2
    hub.files.clear()
    assert fvl.model_state("me/split").on_disk
    assert digest_of_weights(path / index.name) == digest_of_weights(index)
    (path / SECOND).write_bytes((path / SECOND).read_bytes() + b"\0")
    with pytest.raises(fvl.CorruptFileError, match=f"{SECOND} is not as it was"):
        fvl.load_model("me/split")


def test_an_index_that_leads_elsewhere_is_refused_before_the_weights_come(hub, index):
    index.write_text(json.dumps({"weight_map": {"a": "../x.bin"}}))
    hub.add_repository("me/elsewhere", index.parent)
    with pytest.raises(fvl.InvalidInputError, match="no bin beside it"):
        fvl.fetch_model("me/elsewhere")
    assert not any(path.endswith(".bin") for path, _ in hub.requests)
    assert not list(download_folder("me/elsewhere").parent.glob("me--elsewhere*"))
