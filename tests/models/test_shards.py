"""Weights split over several files: fetched, recognised, loaded and inspected like those in one."""

import json

import numpy as np
import pytest

import fvl_core as fvl
from fvl_core.models import streaming
from fvl_core.models.digests import digest_of_weights
from fvl_core.models.hub_cache import download_folder
from fvl_core.models.locations import find_weight_file
from fvl_core.models.shards import absent_shards, weight_map
from tests.models.making import hugging_face_folder, pictures, siglip_folder
from tests.models.serving import serve

INDEX = "model.safetensors.index.json"


@pytest.fixture
def hub(monkeypatch, empty_cache):
    monkeypatch.setattr(streaming, "PAUSES_S", (0.0,))
    with serve() as site:
        monkeypatch.setenv("FVL_HUB_ENDPOINT", site.address)
        yield site


def split(folder, n=3, *, stem="model"):
    """Split a folder's weights as `save_pretrained(max_shard_size=…)` does; return the folder."""
    from safetensors.torch import load_file, save_file

    tensors = load_file(folder / f"{stem}.safetensors")
    (folder / f"{stem}.safetensors").unlink()
    names = sorted(tensors)
    where: dict[str, str] = {}
    for number in range(n):
        file = f"{stem}-{number + 1:05}-of-{n:05}.safetensors"
        part = {name: tensors[name] for name in names[number::n]}
        save_file(part, folder / file, metadata={"format": "pt"})
        where |= dict.fromkeys(part, file)
    (folder / f"{stem}.safetensors.index.json").write_text(
        json.dumps({"metadata": {"total_size": 1}, "weight_map": where})
    )
    return folder


@pytest.mark.parametrize("make", [hugging_face_folder, siglip_folder])
def test_split_weights_give_the_vectors_of_whole_ones(tmp_path, make):
    whole = fvl.load_model(make(tmp_path / "whole"))
    parts = fvl.load_model(split(make(tmp_path / "parts")))
    for method, content in (("encode_images", pictures()), ("encode_texts", ["red dress", "shoe"])):
        one, other = (getattr(model, method)(content).vectors for model in (whole, parts))
        np.testing.assert_array_equal(one, other)


def test_transformers_own_way_of_splitting_is_read(tmp_path):
    from tests.models.making import hugging_face_network

    folder = hugging_face_folder(tmp_path / "net")
    (folder / "model.safetensors").unlink()
    hugging_face_network().save_pretrained(folder, max_shard_size="2MB")
    assert len(set(weight_map(folder / INDEX).values())) > 1
    same = fvl.load_model(hugging_face_folder(tmp_path / "whole"))
    np.testing.assert_array_equal(
        fvl.load_model(folder).encode_texts(["red"]).vectors, same.encode_texts(["red"]).vectors
    )


def test_a_changed_shard_is_another_space(tmp_path):
    one = split(hugging_face_folder(tmp_path / "one"))
    other = split(hugging_face_folder(tmp_path / "other", seed=1))
    assert (one / INDEX).read_bytes() == (other / INDEX).read_bytes()
    assert digest_of_weights(one / INDEX) != digest_of_weights(other / INDEX)
    assert fvl.load_model(one).space != fvl.load_model(other).space


def test_what_is_split_is_inspected_as_a_whole(tmp_path):
    whole = fvl.inspect_checkpoint(hugging_face_folder(tmp_path / "whole"))
    parts = fvl.inspect_checkpoint(split(hugging_face_folder(tmp_path / "parts")))
    assert (parts.n_parameters, parts.missing, parts.warnings) == (whole.n_parameters, (), ())
    assert parts.weights == tmp_path / "parts" / INDEX


def test_a_missing_shard_is_named_and_the_folder_is_not_ready(tmp_path):
    folder = split(hugging_face_folder(tmp_path / "net"))
    (folder / "model-00002-of-00003.safetensors").unlink()
    assert find_weight_file(folder, "transformers") is None
    assert absent_shards(folder / INDEX) == ("model-00002-of-00003.safetensors",)
    report = fvl.inspect_checkpoint(folder)
    assert report.missing == ("weights",)
    assert "model-00002-of-00003.safetensors" in report.warnings[0]
    with pytest.raises(fvl.WeightsUnavailable, match=r"absent: model-00002-of-00003\.safetensors"):
        fvl.load_model(folder)


def test_one_shard_left_alone_is_never_taken_for_the_weights(tmp_path):
    folder = split(hugging_face_folder(tmp_path / "net"))
    for name in ("model-00002-of-00003.safetensors", "model-00003-of-00003.safetensors", INDEX):
        (folder / name).unlink()
    assert find_weight_file(folder, "transformers") is None


def test_a_cut_shard_is_an_error_that_names_it(tmp_path):
    folder = split(hugging_face_folder(tmp_path / "net"))
    shard = folder / "model-00003-of-00003.safetensors"
    shard.write_bytes(shard.read_bytes()[:-8])
    with pytest.raises(fvl.CorruptFileError, match=r"model-00003-of-00003\.safetensors is cut off"):
        fvl.load_model(folder)


def test_a_tensor_that_no_shard_holds_is_named(tmp_path):
    folder = split(hugging_face_folder(tmp_path / "net"))
    told = json.loads((folder / INDEX).read_text())
    told["weight_map"]["text_model.gone"] = "model-00001-of-00003.safetensors"
    (folder / INDEX).write_text(json.dumps(told))
    with pytest.raises(fvl.CorruptFileError, match=r"00001-of-00003\.safetensors lacks text_model\.gone"):
        fvl.load_model(folder)


@pytest.mark.parametrize("name", ["../model.safetensors", "/etc/x.safetensors", "a\\b.safetensors", "x.bin"])
def test_an_index_that_names_no_file_beside_it_is_refused(tmp_path, name):
    (tmp_path / INDEX).write_text(json.dumps({"weight_map": {"a": name}}))
    with pytest.raises(fvl.CorruptFileError, match="no safetensors beside it"):
        weight_map(tmp_path / INDEX)
    assert absent_shards(tmp_path / INDEX) == (INDEX,)


def test_a_repository_that_lacks_a_part_is_refused_before_the_others_come(hub, tmp_path):
    folder = split(hugging_face_folder(tmp_path / "net"))
    (folder / "model-00002-of-00003.safetensors").unlink()
    hub.add_repository("me/half", folder)
    with pytest.raises(fvl.InvalidInputError, match=r"lacks a part .*: model-00002-of-00003\.safetensors"):
        fvl.fetch_model("me/half")
    assert not any(path.endswith(".safetensors") for path, _ in hub.requests)
    assert fvl.unfinished_downloads() == {}


@pytest.mark.parametrize("content", ["", "[]", '{"weight_map": []}', '{"weight_map": {}}', "{}"])
def test_an_index_that_says_nothing_is_refused(tmp_path, content):
    (tmp_path / INDEX).write_text(content)
    with pytest.raises(fvl.CorruptFileError):
        weight_map(tmp_path / INDEX)


def test_split_weights_are_fetched_whole_checked_and_load_without_the_network(hub, tmp_path):
    hub.add_repository("me/split", split(hugging_face_folder(tmp_path / "net")))
    path = fvl.fetch_model("me/split")
    shards = sorted(file.name for file in path.glob("*.safetensors"))
    assert shards == [f"model-0000{n}-of-00003.safetensors" for n in (1, 2, 3)]
    hub.files.clear()
    assert fvl.model_state("me/split").on_disk
    assert fvl.load_model("me/split").dim == 24
    first = path / shards[0]
    first.write_bytes(first.read_bytes()[:-1] + b"\x7f")
    with pytest.raises(fvl.CorruptFileError, match=r"model-00001-of-00003\.safetensors is not as it was"):
        fvl.load_model("me/split")


def test_a_network_of_another_kind_is_refused_before_its_weights_come(hub, tmp_path):
    folder = hugging_face_folder(tmp_path / "net")
    config = json.loads((folder / "config.json").read_text()) | {"model_type": "siglip2"}
    (folder / "config.json").write_text(json.dumps(config))
    hub.add_repository("me/naflex", folder)
    with pytest.raises(fvl.InvalidInputError, match="the kind 'siglip2', which no loader here reads"):
        fvl.fetch_model("me/naflex")
    assert not any(path.endswith(".safetensors") for path, _ in hub.requests)
    assert not list(download_folder("me/naflex").parent.glob("me--naflex*"))
    assert fvl.unfinished_downloads() == {}
