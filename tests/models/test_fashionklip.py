"""FashionKLIP: the checkpoints of its trainer, its way of cutting texts, and weights that come by hand."""

import io
import lzma
import random
import tarfile
import zipfile

import numpy as np
import pytest
import torch

import fvl_core as fvl
from fvl_core.models import open_clip_adapter, unpacking
from fvl_core.models.hub_cache import download_folder
from fvl_core.models.klip_truncation import klip_tokens
from tests.models.making import TEXTS, TINY_OPEN_CLIP, open_clip_network, pictures

QUICK = TINY_OPEN_CLIP | {"quick_gelu": True}
LONG = ["red " * 40, "a long blue coat " * 9]
"""Two texts of which the first 16 tokens, all that the small network takes, have no mark of the end."""


@pytest.fixture
def network(monkeypatch):
    """A small network with OpenAI's activation, under the name of the published architecture."""
    monkeypatch.setattr(open_clip_adapter, "architecture_config", {"ViT-B-32-quickgelu": QUICK}.get)
    return open_clip_network(QUICK)


def as_the_trainer_saves(network, path, *, half=False, prefix="module."):
    tensors = {f"{prefix}{k}": v.half() if half else v for k, v in network.state_dict().items()}
    content = {
        "epoch": 7,
        "name": "run",
        "state_dict": tensors,
        "optimizer": {"state": {}, "param_groups": []},
    }
    torch.save(content, path)
    path.with_name(f"{path.name}.toml").write_text("[preprocessing]\nimage_size = 32\n")
    return path


def load(path, **options):
    return fvl.load_model(path, family="fashionklip", precision="float32", **options)


@pytest.mark.parametrize("prefix", ["module.", ""])
def test_a_checkpoint_of_its_trainer_gives_the_features_of_quickgelu(tmp_path, network, prefix):
    model = load(as_the_trainer_saves(network, tmp_path / "epoch_7.pt", prefix=prefix))
    assert model.card.architecture == "ViT-B-32-quickgelu"
    from open_clip.tokenizer import SimpleTokenizer
    from open_clip.transform import image_transform

    pixels = torch.stack([image_transform(32, is_train=False)(picture) for picture in pictures()])
    plain = open_clip_network(TINY_OPEN_CLIP)  # the same numbers with the other activation
    with torch.inference_mode():
        images = [net.encode_image(pixels).numpy() for net in (network, plain)]
        texts = network.encode_text(SimpleTokenizer(context_length=16)(TEXTS)).numpy()
    ours = model.encode_images(pictures()).raw
    assert np.abs(ours - images[0]).max() < 1e-5
    assert np.abs(ours - images[1]).max() > 1e-3
    assert np.abs(model.encode_texts(TEXTS).raw - texts).max() < 1e-5


def test_half_precision_is_cast_up(tmp_path, network):
    model = load(as_the_trainer_saves(network, tmp_path / "half.pt", half=True))
    rounded = open_clip_network(QUICK)
    rounded.load_state_dict({k: v.half().float() for k, v in network.state_dict().items()})
    pixels = torch.rand(2, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        expected = rounded.encode_image(pixels).numpy()
    assert np.abs(model.encode_pixels(pixels.numpy()).raw - expected).max() < 1e-5


def test_texts_that_are_too_long_collapse_as_published_and_keep_their_end_otherwise(tmp_path, network):
    path = as_the_trainer_saves(network, tmp_path / "a.pt")
    published, ours = load(path, truncate="klip"), load(path)
    a, b = published.encode_texts(LONG).raw
    assert (a == b).all()
    a, b = ours.encode_texts(LONG).raw
    assert np.abs(a - b).max() > 1e-3
    short = ["red dress", "a coat"]
    assert (published.encode_texts(short).raw == ours.encode_texts(short).raw).all()
    assert published.space != ours.space
    assert load(path, truncate="keep_eot").space == ours.space


def test_a_pseudo_word_in_a_text_that_is_too_long_is_read_as_its_other_words_are(tmp_path, network):
    model = load(as_the_trainer_saves(network, tmp_path / "a.pt"), truncate="klip")
    long = ["a photo of $ that is " + "red " * 40]
    words = np.ones((1, model.word_width), np.float32)
    assert (model.encode_with_words(long, words).raw == model.encode_texts(long).raw).all()


def test_the_tokens_are_cut_behind_the_last_that_fits_and_padded_with_zeros():
    from open_clip.tokenizer import SimpleTokenizer

    tokenizer = SimpleTokenizer()
    inner = tokenizer.encode("A  Café&amp;bar\nDRESS")
    assert klip_tokens(["A  Café&amp;bar\nDRESS"], 77)[0].tolist() == [49406, *inner, 49407] + [0] * (
        75 - len(inner)
    )
    just = len(inner) + 2
    assert klip_tokens(["A Café&bar dress"], just)[0, -1] == 49407
    assert klip_tokens(["A Café&bar dress"], just - 1)[0].tolist() == [49406, *inner]
    assert (klip_tokens(["red dress"], 77) == tokenizer(["red dress"], context_length=77).numpy()).all()


def test_a_sidecar_can_ask_for_it_too(tmp_path, network):
    path = as_the_trainer_saves(network, tmp_path / "a.pt")
    (tmp_path / "a.pt.toml").write_text('truncation = "klip"\n[preprocessing]\nimage_size = 32\n')
    a, b = load(path).encode_texts(LONG).raw
    assert (a == b).all()


def test_a_sidecar_that_asks_for_no_known_way_is_refused(tmp_path, network):
    path = as_the_trainer_saves(network, tmp_path / "a.pt")
    (tmp_path / "a.pt.toml").write_text('truncation = "kilp"\n[preprocessing]\nimage_size = 32\n')
    with pytest.raises(fvl.InvalidInputError, match="no way 'kilp' to cut texts"):
        load(path)


def test_an_added_model_goes_on_cutting_as_it_was_told(empty_cache, tmp_path, network):
    path = as_the_trainer_saves(network, tmp_path / "a.pt")
    card = fvl.add_model(path, family="fashionklip", truncate="klip")
    assert card.truncation == "klip"
    a, b = fvl.load_model(card.name, precision="float32").encode_texts(LONG).raw
    assert (a == b).all()


@pytest.mark.parametrize(("name", "truncate"), [("hand", "klip"), ("hand", "short")])
def test_another_way_or_another_family_is_refused(name, truncate):
    with pytest.raises(fvl.InvalidInputError):
        fvl.load_model(name, truncate=truncate)


def test_the_card_says_where_the_weights_are_to_be_had_by_hand(empty_cache):
    with pytest.raises(fvl.WeightsUnavailable, match=r"nobody here has tried.*fetch fashionklip --from FILE"):
        fvl.load_model("fashionklip")
    with pytest.raises(fvl.WeightsUnavailable, match="by hand"):
        fvl.fetch_model("fashionklip")


@pytest.fixture
def packed(tmp_path, network):
    """The published archive, with a small network in it."""
    return as_the_trainer_saves(network, tmp_path / "pai-clip-commercial-base-en.pt")


def small(monkeypatch):
    """Let the published card describe the small network."""
    from dataclasses import replace

    from fvl_core.models import local_cards
    from fvl_core.models.known import card_named as real

    tiny = replace(real("fashionklip").preprocessing, image_size=32)
    monkeypatch.setattr(local_cards, "card_named", lambda name: replace(real(name), preprocessing=tiny))


def test_the_published_archive_is_installed_and_nothing_else_of_it(
    packed, tmp_path, empty_cache, monkeypatch
):
    small(monkeypatch)
    archive = tmp_path / "down.tgz"
    with tarfile.open(archive, "w:gz") as packing:
        packing.add(packed, "pai-clip-commercial-base-en/pai-clip-commercial-base-en.pt")
        evil = tarfile.TarInfo("../../evil.txt")
        evil.size = 4
        packing.addfile(evil, io.BytesIO(b"evil"))
        link = tarfile.TarInfo("link.pt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        packing.addfile(link)
    place = fvl.install_model("fashionklip", archive)
    assert place == download_folder("fashionklip") / "pai-clip-commercial-base-en.pt"
    assert place.read_bytes() == packed.read_bytes()
    assert sorted(path.name for path in place.parent.iterdir()) == ["fetched.json", place.name]
    assert not list(tmp_path.rglob("evil.txt"))
    assert fvl.model_state("fashionklip").on_disk


def test_a_bare_file_and_a_zip_are_installed_as_well(packed, tmp_path, empty_cache, monkeypatch):
    small(monkeypatch)
    assert fvl.install_model("fashionklip", packed).read_bytes() == packed.read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packing:
        packing.write(packed, "deep/down/pai-clip-commercial-base-en.pt")
    assert fvl.install_model("fashionklip", tmp_path / "a.zip").read_bytes() == packed.read_bytes()


def test_what_does_not_load_is_taken_away_and_what_was_there_stays(
    packed, tmp_path, empty_cache, monkeypatch
):
    small(monkeypatch)
    place = fvl.install_model("fashionklip", packed)
    with tarfile.open(tmp_path / "bad.tgz", "w:gz") as packing:
        info = tarfile.TarInfo("pai-clip-commercial-base-en.pt")
        info.size = 9
        packing.addfile(info, io.BytesIO(b"not a one"))
    with pytest.raises(fvl.CorruptFileError):
        fvl.install_model("fashionklip", tmp_path / "bad.tgz")
    assert place.read_bytes() == packed.read_bytes()
    assert not list(place.parent.glob("new-*"))


def tar_of(path, *names):
    with tarfile.open(path, "w:gz") as packing:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = 3
            packing.addfile(info, io.BytesIO(b"abc"))
    return path


def test_an_archive_without_the_file_or_with_two_of_them_is_refused(tmp_path, empty_cache):
    wanted = "pai-clip-commercial-base-en.pt"
    with pytest.raises(fvl.InvalidInputError, match=r"no file pai-clip.*but other\.pt"):
        fvl.install_model("fashionklip", tar_of(tmp_path / "a.tgz", "x/other.pt"))
    with pytest.raises(fvl.InvalidInputError, match="2 files pai-clip"):
        fvl.install_model("fashionklip", tar_of(tmp_path / "b.tgz", f"x/{wanted}", f"y/{wanted}"))


def test_damaged_and_endless_archives_are_refused(tmp_path, empty_cache, monkeypatch):
    whole = tar_of(tmp_path / "a.tgz", *(f"{n}.pt" for n in range(50))).read_bytes()
    for content in (whole[: len(whole) // 2], b"no archive", b""):
        (tmp_path / "cut.tgz").write_bytes(content)
        with pytest.raises(fvl.CorruptFileError):
            fvl.install_model("fashionklip", tmp_path / "cut.tgz")
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as packing:
        info = tarfile.TarInfo("pai-clip-commercial-base-en.pt")
        info.size = 200_000
        packing.addfile(info, io.BytesIO(random.Random(0).randbytes(200_000)))
    whole = lzma.compress(packed.getvalue())
    (tmp_path / "torn.tar.xz").write_bytes(whole[:90_000] + bytes(1000) + whole[91_000:])
    with pytest.raises(fvl.CorruptFileError, match=r"torn\.tar\.xz is damaged"):
        fvl.install_model("fashionklip", tmp_path / "torn.tar.xz")
    monkeypatch.setattr(unpacking, "MOST_MEMBERS", 20)
    with pytest.raises(fvl.CorruptFileError, match="more than 20 entries"):
        fvl.install_model("fashionklip", tmp_path / "a.tgz")
    monkeypatch.setattr(unpacking, "MOST_BYTES", 2)
    with pytest.raises(fvl.CorruptFileError, match="more than"):
        fvl.install_model("fashionklip", tar_of(tmp_path / "b.tgz", "pai-clip-commercial-base-en.pt"))
    with pytest.raises(fvl.WeightsUnavailable, match="no file"):
        fvl.install_model("fashionklip", tmp_path / "absent.tgz")
