"""The door to the network, on a hub of our own: what comes is whole, right, and loads; or nothing stays."""

import threading

import pytest

import fvl_core as fvl
from fvl_core.models import known, open_clip_adapter, streaming
from fvl_core.models.hub_cache import download_folder
from tests.models.making import TINY_OPEN_CLIP, hugging_face_folder, open_clip_folder, open_clip_network
from tests.models.serving import COMMIT, serve

CARD = """
name = "shop-clip"
title = "Shop CLIP"
family = "open_clip"
architecture = "Shop"
source = "url"
url = "{address}/shop.pt"
filename = "shop.pt"
dim = 24
download_mb = 14
[preprocessing]
image_size = 32
"""


@pytest.fixture
def hub(monkeypatch, empty_cache):
    monkeypatch.setattr(streaming, "PAUSES_S", (0.0,))
    with serve() as site:
        monkeypatch.setenv("FVL_HUB_ENDPOINT", site.address)
        yield site


@pytest.fixture
def shop(hub, tmp_path, monkeypatch):
    """A card of a file at an address, and the file there."""
    import torch

    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "shop-clip.toml").write_text(CARD.format(address=hub.address))
    monkeypatch.setattr(known, "CARDS_FOLDER", tmp_path / "cards")
    monkeypatch.setattr(open_clip_adapter, "architecture_config", {"Shop": TINY_OPEN_CLIP}.get)
    known.known_cards.cache_clear()
    torch.save(open_clip_network().state_dict(), tmp_path / "shop.pt")
    hub.files["/shop.pt"] = (tmp_path / "shop.pt").read_bytes()
    yield hub
    monkeypatch.undo()
    known.known_cards.cache_clear()


def test_a_repository_of_hugging_face_comes_and_loads_without_the_network(hub, tmp_path):
    folder = hugging_face_folder(tmp_path / "net")
    (folder / "README.md").write_text("not wanted")
    hub.add_repository("me/clip", folder)
    told = []
    path = fvl.fetch_model("me/clip", on_progress=lambda *a: told.append(a))
    sizes = {file.name: file.stat().st_size for file in path.iterdir()}
    del sizes["fetched.json"]
    wanted = {"config.json", "preprocessor_config.json", "vocab.json", "merges.txt", "model.safetensors"}
    assert sizes.keys() == wanted
    assert told[-1] == (sum(sizes.values()), sum(sizes.values()))
    n_requests = len(hub.requests)
    model, same = fvl.load_model("me/clip"), fvl.load_model(folder)
    assert model.space == same.space
    assert fvl.fetch_model("me/clip") == path
    assert len(hub.requests) == n_requests


def test_a_repository_of_open_clip_comes_and_loads(hub, tmp_path):
    hub.add_repository("me/open", open_clip_folder(tmp_path / "net"))
    assert fvl.load_model(fvl.fetch_model("me/open")).dim == 24


def test_a_broken_line_goes_on_with_the_file_it_broke_in(hub, tmp_path):
    hub.add_repository("me/open", open_clip_folder(tmp_path / "net"))
    weights = f"/me/open/resolve/{COMMIT}/open_clip_model.safetensors"
    whole = hub.files.pop(weights)
    with pytest.raises(fvl.WeightsUnavailable):
        fvl.fetch_model("me/open")  # the settings came, the weights did not
    hub.files[weights] = whole
    hub.drop_after = [10_000_000, 10_000, 0]  # the listing, then the weights
    with pytest.raises(fvl.WeightsUnavailable, match=r"open_clip_model.*goes on from there"):
        fvl.fetch_model("me/open")
    with pytest.raises(fvl.WeightsUnavailable, match="fetch me/open"):
        fvl.load_model("me/open")  # half a model is none
    hub.requests.clear()
    fvl.fetch_model("me/open")
    assert [path.rpartition("/")[2] for path, _ in hub.requests] == ["open", "open_clip_model.safetensors"]
    assert hub.requests[1][1] == "bytes=10000-"


@pytest.mark.parametrize(
    ("lie", "said"), [({"size": 77}, "another length"), ({"sha256": "0" * 64}, "another digest")]
)
def test_a_file_that_is_not_what_the_hub_says_is_refused_and_removed(hub, tmp_path, lie, said):
    hub.add_repository("me/open", open_clip_folder(tmp_path / "net"), lie=lie)
    with pytest.raises(fvl.CorruptFileError, match=rf"open_clip_model\.safetensors came with {said}"):
        fvl.fetch_model("me/open")
    assert not list(download_folder("me/open").parent.rglob("*.safetensors*"))


def test_a_small_file_that_was_changed_on_the_way_is_refused(hub, tmp_path):
    hub.add_repository("me/open", open_clip_folder(tmp_path / "net"))
    settings = f"/me/open/resolve/{COMMIT}/open_clip_config.json"
    hub.files[settings] = hub.files[settings].replace(b"bicubic", b"bikubic")
    with pytest.raises(fvl.CorruptFileError, match=r"open_clip_config\.json came with another digest"):
        fvl.fetch_model("me/open")


def test_what_comes_whole_but_does_not_load_is_removed(hub, tmp_path):
    folder = open_clip_folder(tmp_path / "net")
    (folder / "open_clip_model.safetensors").write_bytes(b"<html>log in first</html>")
    hub.add_repository("me/open", folder)
    with pytest.raises(fvl.CorruptFileError, match="does not load"):
        fvl.fetch_model("me/open")
    with pytest.raises(fvl.WeightsUnavailable):
        fvl.load_model("me/open")


def test_a_repository_without_a_clip_is_refused_before_anything_large_comes(hub, tmp_path):
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "model.safetensors").write_bytes(b"0" * 99)
    hub.add_repository("me/other", tmp_path / "net")
    with pytest.raises(fvl.InvalidInputError, match="no CLIP that loads here"):
        fvl.fetch_model("me/other")
    assert len(hub.requests) == 1


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (401, "RepoNotFound", "knows no such repository"),
        (403, "GatedRepo", "accept its terms"),
        (404, "RevisionNotFound", "no such revision"),
        (500, "", "error 500"),
    ],
)
def test_refusals_of_the_hub_are_said_in_words(hub, status, code, said):
    hub.refuse["/api/models/me/clip"] = (status, code)
    with pytest.raises(fvl.WeightsUnavailable, match=said):
        fvl.fetch_model("me/clip")


def test_a_hub_that_answers_with_a_web_page_is_told_from_one_that_does_not_answer(hub, monkeypatch):
    hub.files["/api/models/me/clip"] = b"<html>Welcome to the airport</html>"
    with pytest.raises(fvl.WeightsUnavailable, match="does not answer as a hub does"):
        fvl.fetch_model("me/clip")
    with serve() as gone:
        monkeypatch.setenv("FVL_HUB_ENDPOINT", gone.address)
    with pytest.raises(fvl.WeightsUnavailable, match=r"cannot be reached for me/clip: Connection refused"):
        fvl.fetch_model("me/clip")


def test_a_token_goes_to_the_hub_and_not_to_where_it_redirects(hub, monkeypatch):
    from fvl_core.models.connection import ask

    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    with pytest.raises(fvl.WeightsUnavailable):
        fvl.fetch_model("me/clip")
    assert hub.tokens == ["Bearer hf_secret"]
    sent = []

    def look(request, **_):
        sent.append(request)
        raise ConnectionError

    monkeypatch.setattr("urllib.request.urlopen", look)
    with pytest.raises(ConnectionError):
        ask(hub.address, token="hf_secret")
    assert "Authorization" in sent[0].unredirected_hdrs
    assert "Authorization" not in sent[0].headers


def test_two_who_fetch_the_same_model_at_once_download_it_once(hub, tmp_path):
    hub.add_repository("me/open", open_clip_folder(tmp_path / "net"))
    paths = []
    threads = [threading.Thread(target=lambda: paths.append(fvl.fetch_model("me/open"))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(paths)) == 1
    assert len(paths) == 3
    assert sum("safetensors" in path for path, _ in hub.requests) == 1


def test_a_card_of_a_file_is_fetched_recorded_and_ready(shop):
    assert not fvl.model_state("shop-clip").on_disk
    path = fvl.fetch_model("shop-clip")
    assert path.read_bytes() == shop.files["/shop.pt"]
    assert fvl.model_state("shop-clip").on_disk
    assert fvl.load_model("shop-clip").dim == 24
    path.write_bytes(path.read_bytes().replace(b"\x3f", b"\x3e", 1))
    with pytest.raises(fvl.CorruptFileError, match="sha256 has changed"):
        fvl.load_model("shop-clip")


def test_a_truncated_file_that_claims_to_be_whole_is_not_kept(shop):
    shop.files["/shop.pt"] = shop.files["/shop.pt"][:-500]
    with pytest.raises(fvl.CorruptFileError, match=r"does not load: shop\.pt is cut off"):
        fvl.fetch_model("shop-clip")
    assert not fvl.model_state("shop-clip").on_disk


def test_a_disk_without_room_is_told_before_the_download(shop, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 50_000_000}))
    with pytest.raises(fvl.InvalidInputError, match=r"has 50 MB left, Shop CLIP needs 214 MB"):
        fvl.fetch_model("shop-clip")
    assert shop.requests == []


def test_what_has_come_already_needs_no_room_again(shop, hub, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 205_000_000}))
    with pytest.raises(fvl.InvalidInputError, match="has 205 MB left"):
        fvl.fetch_model("shop-clip")
    part = download_folder("shop-clip") / "shop.pt.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(bytes(10_000_000))
    assert fvl.fetch_model("shop-clip").is_file()


def test_settings_without_weights_and_weights_without_settings_are_not_ready(hub, tmp_path):
    for missing in ("open_clip_config.json", "open_clip_model.safetensors"):
        folder = open_clip_folder(download_folder("me/half"))
        (folder / missing).unlink()
        with pytest.raises(fvl.WeightsUnavailable, match="fetch me/half"):
            fvl.load_model("me/half")


def test_a_cards_folder_of_another_kind_is_not_ready(hub):
    hugging_face_folder(download_folder("laion-clip-vit-b32"))
    state = fvl.model_state("laion-clip-vit-b32")
    assert not state.on_disk
    assert state.fetch_command == "python -m fvl_core fetch laion-clip-vit-b32"


def test_what_ships_with_the_studio_is_not_fetched():
    with pytest.raises(fvl.InvalidInputError, match="ships with the studio"):
        fvl.fetch_model("fvl-tiny")
