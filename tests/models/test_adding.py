"""Models that somebody adds: looked at, loaded once, remembered; what does not work is not."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

import fvl_core as fvl
from fvl_core.models import known, streaming
from fvl_core.models.card import ModelCard
from fvl_core.models.card_file import card_text
from tests.models.making import (
    hugging_face_folder,
    open_clip_folder,
    open_clip_siglip,
    pictures,
    siglip_folder,
)
from tests.models.serving import COMMIT, serve


@pytest.fixture
def hub(monkeypatch, empty_cache):
    monkeypatch.setattr(streaming, "PAUSES_S", (0.0,))
    with serve() as site:
        monkeypatch.setenv("FVL_HUB_ENDPOINT", site.address)
        yield site


def names():
    return [card.name for card in fvl.list_models()]


def test_a_folder_is_remembered_and_marked_untrained(empty_cache, tmp_path):
    card = fvl.add_model(hugging_face_folder(tmp_path / "My CLIP"))
    assert (card.name, card.dim, card.untrained, card.source) == ("my-clip", 24, True, "local")
    assert names()[-1] == "my-clip"
    assert fvl.list_models()[-1] == card  # what was written says the same
    state = fvl.model_state("my-clip")
    assert (state.on_disk, state.path) == (True, tmp_path / "My CLIP")
    model = fvl.load_model("my-clip", precision="float32")
    by_path = fvl.load_model(tmp_path / "My CLIP", precision="float32")
    assert model.untrained
    assert model.space == by_path.space
    np.testing.assert_array_equal(model.encode_images(pictures()).raw, by_path.encode_images(pictures()).raw)


def test_one_step_of_training_takes_the_mark_away(empty_cache, tmp_path):
    from safetensors.torch import load_file, save_file

    folder = open_clip_folder(tmp_path / "net")
    assert fvl.load_model(folder).untrained
    file = folder / "open_clip_model.safetensors"
    tensors = {name: tensor.clone() for name, tensor in load_file(file).items()}
    tensors["ln_final.weight"][3] += 1e-3
    save_file(tensors, file)
    assert not fvl.load_model(folder, precision="float32").untrained


def test_the_same_file_keeps_its_name_and_another_of_that_name_gets_one(empty_cache, tmp_path):
    first = open_clip_folder(tmp_path / "a" / "net")
    second = open_clip_folder(tmp_path / "b" / "net", seed=1)
    assert [fvl.add_model(folder).name for folder in (first, second, first)] == ["net", "net-2", "net"]
    assert names()[-2:] == ["net", "net-2"]


def test_what_is_forgotten_leaves_the_list_and_stays_on_disk(empty_cache, tmp_path):
    folder = open_clip_folder(tmp_path / "net")
    fvl.add_model(folder)
    fvl.forget_model("net")
    assert "net" not in names()
    assert (folder / "open_clip_model.safetensors").is_file()
    with pytest.raises(fvl.UnknownNameError, match="no added model named 'net'"):
        fvl.forget_model("net")


def test_a_model_whose_folder_is_gone_says_so(empty_cache, tmp_path):
    fvl.add_model(open_clip_folder(tmp_path / "net"))
    shutil.rmtree(tmp_path / "net")
    state = fvl.model_state("net")
    assert not state.on_disk
    assert state.fetch_command == ""
    with pytest.raises(fvl.WeightsUnavailable, match="is gone from there"):
        fvl.load_model("net")


def test_what_does_not_load_is_not_remembered(empty_cache, tmp_path):
    folder = siglip_folder(tmp_path / "net")
    (folder / "spiece.model").unlink()
    with pytest.raises(fvl.WeightsUnavailable, match="is missing"):
        fvl.add_model(folder)
    with pytest.raises(fvl.InvalidInputError, match="among the models already"):
        fvl.add_model("fashionclip")
    with pytest.raises(fvl.WeightsUnavailable, match="fetch me/never"):
        fvl.add_model("me/never")
    assert names() == [card.name for card in fvl.list_models() if card.name in known.known_cards()]


def test_a_siglip_comes_with_the_words_of_its_second_repository(hub, tmp_path):
    folder = open_clip_siglip(tmp_path / "net", tmp_path / "words")
    (tmp_path / "words" / "README.md").write_text("not wanted")
    hub.add_repository("me/siglip", folder)
    hub.add_repository("me/words", tmp_path / "words")
    told = []
    path = fvl.fetch_model("me/siglip", on_progress=lambda *a: told.append(a))
    here = {str(file.relative_to(path)) for file in path.rglob("*") if file.is_file()}
    assert here == {
        "open_clip_config.json",
        "open_clip_model.safetensors",
        "fetched.json",
        "tokenizer/spiece.model",
        "tokenizer/tokenizer_config.json",
        "tokenizer/fetched.json",
    }
    total = sum((path / name).stat().st_size for name in here if "fetched" not in name)
    assert told[-1] == (total, total)
    n_requests = len(hub.requests)
    model = fvl.load_model("me/siglip")
    assert len(hub.requests) == n_requests
    assert model.logit_bias == -10
    card = fvl.list_models()[-1]
    assert (card.name, card.repository, card.source) == ("me/siglip", "me/siglip", "hub")
    assert (card.score.kind, card.untrained, card.verified) == ("sigmoid", True, False)
    (path / "tokenizer" / "spiece.model").write_bytes(b"other words")
    with pytest.raises(fvl.CorruptFileError, match=r"spiece\.model is not as it was fetched"):
        fvl.load_model("me/siglip")
    (path / "tokenizer" / "spiece.model").unlink()
    assert not fvl.model_state("me/siglip").on_disk  # weights without words are not ready


def test_a_second_repository_that_is_missing_is_told_before_the_weights_come(hub, tmp_path):
    hub.add_repository("me/siglip", open_clip_siglip(tmp_path / "net", tmp_path / "words"))
    with pytest.raises(fvl.WeightsUnavailable, match=r"no such (file|repository).*me/words"):
        fvl.fetch_model("me/siglip")
    assert not any("safetensors" in path for path, _ in hub.requests)


def test_a_file_that_is_longer_than_the_hub_says_is_stopped_before_it_comes(hub, tmp_path):
    hub.add_repository("me/open", open_clip_folder(tmp_path / "net"), lie={"size": 77})
    told = []
    with pytest.raises(fvl.CorruptFileError, match="came with another length"):
        fvl.fetch_model("me/open", on_progress=lambda done, _: told.append(done))
    assert told == []  # of the 13 MB that lay there


def test_an_unfinished_download_says_how_far_it_is(hub, tmp_path):
    hub.add_repository("me/open", open_clip_folder(tmp_path / "net"))
    shutil.rmtree(fvl.fetch_model("me/open"))

    class EnoughError(Exception):
        pass

    def stop(done, total):
        if done > 2_000_000:
            raise EnoughError

    with pytest.raises(EnoughError):
        fvl.fetch_model("me/open", on_progress=stop)
    state = fvl.model_state("me/open")
    assert 2_000_000 < state.n_bytes_come < 4_000_000
    assert state.sentence.startswith(f"{state.n_bytes_come / 1e6:.0f} MB of ")
    hub.requests.clear()
    fvl.fetch_model("me/open")
    [span] = [span for path, span in hub.requests if path.endswith("safetensors")]
    assert int(span.removeprefix("bytes=").removesuffix("-")) > 2_000_000
    assert fvl.model_state("me/open").on_disk


def test_a_private_repository_opens_with_the_token_of_the_environment(hub, tmp_path, monkeypatch):
    hub.add_repository("me/secret", open_clip_folder(tmp_path / "net"))
    hub.token = "Bearer hf_mine"
    with pytest.raises(fvl.WeightsUnavailable, match=r"private one needs HF_TOKEN"):
        fvl.fetch_model("me/secret")
    monkeypatch.setenv("HF_TOKEN", "hf_mine")
    assert (fvl.fetch_model("me/secret") / "open_clip_config.json").is_file()
    assert COMMIT in (fvl.fetch_model("me/secret") / "fetched.json").read_text()


def test_a_card_survives_being_written(tmp_path):
    for card in fvl.list_models():
        file = tmp_path / "card.toml"
        odd = replace(card, title='A "quoted" \\ title\n\x7f', notes="ünïcode")
        file.write_text(card_text(odd), encoding="utf-8")
        assert ModelCard.read(file) == odd


def test_an_unknown_ability_is_refused():
    with pytest.raises(fvl.InvalidInputError, match="unknown ability fly"):
        ModelCard.from_mapping(
            {"name": "a", "title": "A", "family": "hand", "dim": 1, "abilities": ["search", "fly"]}
        )
