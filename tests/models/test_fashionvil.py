"""FashionViL against numbers worked out by hand from what is published about it."""

import re
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from fvl_core.foundation.abilities import EncodesJointly, GivesPatches, ScoresOwnLabels
from fvl_core.foundation.errors import CorruptFileError, InvalidInputError, WeightsUnavailable
from fvl_core.models.fetching import fetch_model
from fvl_core.models.inspection import inspect_checkpoint
from fvl_core.models.library import load_model, model_state
from tests.models.fashionvil_by_hand import Bert, gelu, in64, scaled, trunk
from tests.models.fashionvil_making import PIECES, SCALE, checkpoint, network, vocabulary
from tests.models.making import pictures

MEAN, STD = (0.46777044, 0.44531429, 0.40661017), (0.12221994, 0.12145835, 0.14380469)
TEXTS = ["red dress", "a longer blue shirt, with more sleeves", "shoe"]
IDS = [
    [2, PIECES.index("red"), PIECES.index("dress"), 3],
    [
        2,
        *(PIECES.index(p) for p in ("a", "longer", "blue", "shirt", ",", "with", "more", "sleeves")),
        3,
    ],
    [2, PIECES.index("shoe"), 3],
]
BLOCKS = (1, 2, 1, 1)
REFERENCE_WORDS = Path(__file__).parents[2] / "../shared/reference/bert-base-uncased.vocab.txt"


@pytest.fixture
def folder(tmp_path):
    vocabulary(tmp_path)
    return tmp_path


def close(actual, expected, *, within=1e-5):
    np.testing.assert_allclose(actual, expected, atol=within, rtol=0)


def can(model, ability) -> bool:
    return isinstance(model, ability)


def load(place, family=None) -> Any:
    return load_model(place, family=family, precision="float32")


def pixels_of(images, *, squash_only):
    """What the authors' evaluation does: both sides to 224, or to 256 and the middle 224; bilinear."""
    rows = []
    for image in images:
        side = 224 if squash_only else 256
        small = np.asarray(image.resize((side, side), Image.Resampling.BILINEAR), np.float64) / 255
        start = (side - 224) // 2
        small = small[start : start + 224, start : start + 224]
        rows.append(((small - MEAN) / STD).transpose(2, 0, 1))
    return np.stack(rows)


def projected(tensors, grid):
    return Bert(tensors).linear("embeddings.projection", grid)


def test_the_full_size_is_that_of_the_released_file():
    import torch

    from fvl_core.models.fashionvil.network import FashionVilNetwork
    from fvl_core.models.fashionvil.sizes import JointSizes, TrunkSizes

    sizes = JointSizes(
        trunk=TrunkSizes(64, (3, 4, 6, 3)),
        width=768,
        layers=12,
        feed_forward=3072,
        vocabulary=30522,
        positions=512,
        visual_positions=512,
    )
    with torch.device("meta"):
        made = FashionVilNetwork(sizes)
    assert sum(tensor.numel() for tensor in made.parameters()) == 134_958_657
    assert len(made.state_dict()) == 522
    assert sum(name.startswith("image_encoder.") for name in made.state_dict()) == 318


def test_pictures_and_texts_of_a_contrastive_file_are_what_is_published(folder):
    made = network()
    model = load(checkpoint(folder / "best.ckpt", made, head="contrastive"), family="fashionvil")
    tensors = in64(made)
    grid = trunk(tensors, pixels_of(pictures(), squash_only=False), blocks=BLOCKS)
    assert grid.shape == (3, 49, 256)
    expected = [scaled(projected(tensors, cells).mean(axis=0), SCALE) for cells in grid]
    close(model.encode_images(pictures()).raw, expected)
    bert = Bert(tensors)
    expected = [scaled(bert.hidden(ids, None).mean(axis=0), SCALE) for ids in IDS]
    close(model.encode_texts(TEXTS).raw, expected)
    assert model.logit_scale == pytest.approx(SCALE**2, rel=1e-6)
    assert model.card.context_length == 75


def test_the_joint_query_of_a_composition_file_is_what_is_published(folder):
    made = network(seed=1)
    model = load(checkpoint(folder / "best.ckpt", made, head="composition"), family="fashionvil")
    assert can(model, EncodesJointly)
    tensors = in64(made)
    grid = trunk(tensors, pixels_of(pictures(), squash_only=True), blocks=BLOCKS)
    bert = Bert(tensors)
    expected = [
        scaled(bert.hidden(ids, cells)[-49:].mean(axis=0), SCALE)
        for ids, cells in zip(IDS, grid, strict=True)
    ]
    joint = model.encode_jointly(pictures(), TEXTS)
    close(joint.raw, expected)
    assert joint.space == model.space
    assert model.card.context_length == 50
    padded = bert.hidden([*IDS[0], *[0] * 7], grid[0], n_real=4)[-49:].mean(axis=0)
    close(joint.raw[0], scaled(padded, SCALE))


def test_each_fact_of_the_joint_query_matters(folder):
    """Negative controls: what is easily got wrong is far from what the model gives."""
    made = network(seed=1)
    model = load(checkpoint(folder / "best.ckpt", made, head="composition"), family="fashionvil")
    tensors = in64(made)
    image, ids = pictures()[:1], IDS[1]
    [grid] = trunk(tensors, pixels_of(image, squash_only=True), blocks=BLOCKS)
    [cropped] = trunk(tensors, pixels_of(image, squash_only=False), blocks=BLOCKS)
    bert = Bert(tensors)
    hidden = bert.hidden(ids, grid)
    wrong = {
        "first 49": hidden[:49],
        "all positions": hidden,
        "another crop": bert.hidden(ids, cropped)[-49:],
        "columns first": bert.hidden(ids, grid.reshape(7, 7, -1).swapaxes(0, 1).reshape(49, -1))[-49:],
        "seen padding": bert.hidden([*ids, 0, 0], grid)[-49:],
    }
    [given] = model.encode_jointly(image, TEXTS[1:2]).raw
    for what, rows in wrong.items():
        assert np.abs(given - scaled(rows.mean(axis=0), SCALE)).max() > 1e-3, what
    assert np.abs(given - hidden[-49:].mean(axis=0)).max() > 1e-3
    other = model.encode_jointly(image, ["red dress"]).raw[0]
    assert np.abs(given - other).max() > 1e-3


def test_the_classification_head_scores_pairs_as_published(folder):
    made = network(seed=2, n_labels=7, has_scale=False)
    model = load(checkpoint(folder / "best.ckpt", made), family="fashionvil")
    assert can(model, ScoresOwnLabels)
    assert model.own_labels[0] == "label 0"
    tensors = in64(made)
    bert = Bert(tensors)
    head = {
        name.removeprefix("model.classifier."): t.numpy()
        for name, t in tensors.items()
        if "classifier" in name
    }
    grid = trunk(tensors, pixels_of(pictures(), squash_only=False), blocks=BLOCKS)
    expected = []
    for ids, cells in zip(IDS, grid, strict=True):
        pooled = np.tanh(bert.linear("pooler.dense", bert.hidden(ids, cells)[0]))
        inner = gelu(pooled @ head["0.dense.weight"].T + head["0.dense.bias"])
        inner = (inner - inner.mean()) / np.sqrt(inner.var() + 1e-12)
        inner = inner * head["0.LayerNorm.weight"] + head["0.LayerNorm.bias"]
        expected.append(inner @ head["1.weight"].T + head["1.bias"])
    close(model.score_own_labels(pictures(), TEXTS), expected)
    assert model.score_own_labels([], []).shape == (0, 7)
    assert np.isfinite(model.score_own_labels(pictures()[:1], [""])).all()


def test_a_file_trained_without_the_bypass_sends_pictures_through_bert(folder):
    made = network(seed=3, bypass=False)
    place = checkpoint(folder / "best.ckpt", made, head="contrastive", bypass=False)
    model = load(place, family="fashionvil")
    tensors = in64(made)
    [grid] = trunk(tensors, pixels_of(pictures()[:1], squash_only=False), blocks=BLOCKS)
    expected = scaled(Bert(tensors).hidden(None, grid).mean(axis=0), SCALE)
    close(model.encode_images(pictures()[:1]).raw[0], expected)
    assert np.abs(expected - scaled(projected(tensors, grid).mean(axis=0), SCALE)).max() > 1e-2


def test_a_picture_is_exactly_the_mean_of_its_patches(folder):
    model = load(checkpoint(folder / "best.ckpt", network()), family="fashionvil")
    assert can(model, GivesPatches)
    image = pictures()[0]
    patches = model.encode_patches(image)
    assert (patches.rows, patches.columns) == (7, 7)
    mean = patches.cells.raw.mean(axis=0)
    close(scaled(mean, SCALE), model.encode_images([image]).raw[0])
    width, height = image.size
    close(patches.box, (width / 16, height / 16, width * 15 / 16, height * 15 / 16))


def test_a_pretraining_file_loads_without_what_serves_pretraining_alone(folder):
    import torch

    made = network()
    tensors = {
        name.replace("model.norm_layer", "model.contrastive_norm"): tensor
        for name, tensor in made.state_dict().items()
    }
    tensors["model.heads.pac.projection"] = torch.zeros(128, 5)
    tensors["model.image_tokenizer.quantize.embedding.weight"] = torch.zeros(4, 4)
    tensors["model.bert.embeddings.position_ids"] = torch.arange(64)[None]
    torch.save(
        {f"module.{name}": tensor for name, tensor in tensors.items()}, folder / "fashionvil_final.pth"
    )
    model = load(folder / "fashionvil_final.pth", family="fashionvil")
    plain = load(checkpoint(folder / "best.ckpt", made, head="contrastive"), family="fashionvil")
    np.testing.assert_array_equal(model.encode_texts(TEXTS).raw, plain.encode_texts(TEXTS).raw)
    np.testing.assert_array_equal(model.encode_images(pictures()).raw, plain.encode_images(pictures()).raw)
    assert "pre-training" in inspect_checkpoint(folder / "fashionvil_final.pth").architecture
    assert model.card.context_length == 100


@pytest.mark.parametrize("kind", ["bare", "wrapped", "module", "lightning"])
def test_every_wrapping_gives_the_same_model(folder, kind):
    import torch

    made = network()
    place = folder / "file.ckpt"
    if kind == "lightning":
        torch.save({"state_dict": made.state_dict(), "pytorch-lightning_version": "1.2"}, place)
    else:
        checkpoint(place, made, bare=kind == "bare", prefix="module." if kind == "module" else "")
    raw = load(place, family="fashionvil").encode_texts(TEXTS).raw
    plain = load(checkpoint(folder / "plain.ckpt", made), family="fashionvil").encode_texts(TEXTS).raw
    np.testing.assert_array_equal(raw, plain)


def test_the_inspector_says_what_a_file_is_and_what_it_cannot_tell(folder, tmp_path_factory):
    composed = inspect_checkpoint(checkpoint(folder / "a.ckpt", network(), head="composition"))
    assert (composed.family, composed.architecture) == ("fashionvil", "FashionViL, composition head")
    assert (composed.dim, composed.context_length, composed.missing) == (128, 50, ())
    assert composed.loader == f"load_model({str(folder / 'a.ckpt')!r}, family='fashionvil')"
    untold = inspect_checkpoint(checkpoint(tmp_path_factory.mktemp("bare") / "b.pth", network(), bare=True))
    assert untold.architecture == "FashionViL, contrastive or composition (the file cannot tell)"
    assert untold.missing == ("vocab.txt of BERT",)
    assert 'family="fashionvil:composition"' in untold.warnings[0]


def test_a_person_may_say_which_head_it_is(folder):
    place = checkpoint(folder / "b.pth", network(), bare=True)
    guessed = load(place, family="fashionvil").card
    said = load(place, family="fashionvil:composition").card
    assert (guessed.preprocessing.resize, guessed.context_length) == ("squash-crop", 75)
    assert (said.preprocessing.resize, said.context_length) == ("squash", 50)
    with pytest.raises(InvalidInputError, match="no head 'generation'"):
        load(place, family="fashionvil:generation")
    (folder / "b.pth.toml").write_text('architecture = "composition"\nuntrained = true\n')
    stated = load(place)
    assert stated.card.preprocessing.resize == "squash"
    assert stated.untrained


def test_without_the_vocabulary_pictures_work_and_words_say_what_to_fetch(tmp_path, monkeypatch):
    monkeypatch.setenv("FVL_CACHE_DIR", str(tmp_path / "cache"))
    place = checkpoint(tmp_path / "best.ckpt", network(), head="composition")
    model = load(place, family="fashionvil")
    before = model.encode_images(pictures()).raw
    for words in (
        lambda: model.encode_texts(["red"]),
        lambda: model.encode_jointly(pictures()[:1], ["red"]),
        lambda: model.n_tokens("red"),
    ):
        with pytest.raises(WeightsUnavailable, match=r"fetch fashionvil .*vocab\.txt beside best\.ckpt"):
            words()
    vocabulary(tmp_path / "cache/models/fashionvil")
    np.testing.assert_array_equal(load(place, family="fashionvil").encode_images(pictures()).raw, before)
    assert load(place, family="fashionvil").n_tokens("red dress") == 4


def test_a_vocabulary_of_another_network_is_refused(folder):
    place = checkpoint(folder / "best.ckpt", network())
    words = (folder / "vocab.txt").read_text()
    for wrong, said in ((words + "more\n", "rows"), (words.replace("[SEP]", "SEP"), r"lacks \[SEP\]")):
        (folder / "vocab.txt").write_text(wrong)
        with pytest.raises(WeightsUnavailable, match=said):
            load(place, family="fashionvil")


def test_ids_are_berts_own_with_marks_cuts_and_accents(folder):
    from fvl_core.models.fashionvil.vocabulary import read_vocabulary

    words = read_vocabulary(folder / "vocab.txt", rows=len(PIECES))
    at = PIECES.index
    assert words.encode(["Réd DRESS!", "cab"], 75).tolist() == [
        [2, at("red"), at("dress"), at("!"), 3],
        [2, at("c"), at("##a"), at("##b"), 3],
    ]
    assert words.encode(["red " * 90], 10).tolist() == [[2, *[at("red")] * 8, 3]]
    assert words.count("red " * 90) == 92


@pytest.mark.skipif(not REFERENCE_WORDS.is_file(), reason="BERT's vocabulary is not beside the project")
def test_ids_of_the_original_vocabulary_are_exact():
    from fvl_core.models.fashionvil.vocabulary import ORIGINAL, read_vocabulary

    words = read_vocabulary(REFERENCE_WORDS, rows=30522)
    assert words.digest == ORIGINAL
    assert words.encode(["a red dress"], 50).tolist() == [[101, 1037, 2417, 4377, 102]]
    pieces = {piece: number for number, piece in enumerate(REFERENCE_WORDS.read_text().split("\n"))}
    for text in SPOKEN:
        assert words.encode([text], 512).tolist() == [spelt(text, pieces)]
        assert words.encode([text], 9).tolist() == [[*spelt(text, pieces)[:8], 102][: words.count(text)]]


SPOKEN = [
    "Embroidered cardigan, in navy-blue.",
    "is shorter and more colourful, has no sleeves",
    "Long sleeve asymmetrical tweed bouclé coat in 'ecru'. Ribbed knit at cuffs & hem. Size 38/40!",
]


def spelt(text, pieces):
    """BERT's ids by its rule: lower case without accents, marks apart, the longest known piece first."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
    ids = [101]
    for word in re.findall(r"[a-z0-9]+|[^a-z0-9\s]", plain):
        start, of_word = 0, []
        while start < len(word):
            ends = range(len(word), start, -1)
            piece = next(
                (p for e in ends if (p := ("##" if start else "") + word[start:e]) in pieces), "[UNK]"
            )
            of_word.append(pieces[piece])
            start += len(piece.removeprefix("##"))
        ids += of_word
    return [*ids, 102]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("model.bert.encoder.layer.1.output.dense.weight", "lacks"),
        ("image_encoder.model.0.weight", "ResNet"),
        ("model.bert.pooler.dense.bias", "lacks"),
    ],
)
def test_a_file_without_a_part_is_refused(folder, name, said):
    import torch

    tensors = network().state_dict()
    del tensors[name]
    torch.save({"model": tensors}, folder / "torn.ckpt")
    with pytest.raises((CorruptFileError, InvalidInputError), match=said):
        load(folder / "torn.ckpt", family="fashionvil")


def test_the_published_file_comes_by_hand_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("FVL_CACHE_DIR", str(tmp_path))
    with pytest.raises(WeightsUnavailable, match=r"by hand only.*drive\.google\.com.*nobody here has tried"):
        load("fashionvil")
    assert not model_state("fashionvil").on_disk


def test_the_published_card_loads_a_file_put_there_by_hand(tmp_path, monkeypatch):
    monkeypatch.setenv("FVL_CACHE_DIR", str(tmp_path))
    folder = tmp_path / "models/fashionvil"
    vocabulary(folder)
    checkpoint(folder / "fashionvil_final.pth", network(), bare=True)
    beside = folder / "fashionvil_final.pth.toml"
    beside.write_text("untrained = true\n")
    model = load("fashionvil")
    assert model.untrained
    assert model.card.title == "FashionViL"
    assert (model.card.preprocessing.resize, model.name) == ("squash-crop", "fashionvil")
    beside.write_text('architecture = "composition"\n')
    assert load("fashionvil").card.preprocessing.resize == "squash"
    assert model.encode_texts(["red"]).vectors.shape == (1, 128)


def test_pairs_must_be_pairs(folder):
    model = load(checkpoint(folder / "best.ckpt", network()), family="fashionvil")
    with pytest.raises(InvalidInputError, match="3 pictures and 1 texts"):
        model.encode_jointly(pictures(), ["red"])
    with pytest.raises(InvalidInputError, match="Text 0 is empty"):
        model.encode_jointly(pictures()[:1], [" "])
    assert model.encode_jointly([], []).vectors.shape == (0, 128)
    alone = np.concatenate(
        [model.encode_jointly([i], [t]).raw for i, t in zip(pictures(), TEXTS, strict=True)]
    )
    close(model.encode_jointly(pictures(), TEXTS, batch_size=2).raw, alone, within=2e-5)


def test_fetch_brings_the_vocabulary_and_says_where_the_weights_come_from(tmp_path, monkeypatch):
    monkeypatch.setenv("FVL_CACHE_DIR", str(tmp_path))
    asked = []

    def stream(url, target, **_):
        asked.append(url)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join(PIECES) + "\n")

    monkeypatch.setattr("fvl_core.models.fetching.stream_to_file", stream)
    with pytest.raises(WeightsUnavailable, match=r"by hand only.*fashionvil_final\.pth"):
        fetch_model("fashionvil")
    checkpoint(tmp_path / "models/fashionvil/fashionvil_final.pth", network(), bare=True)
    assert fetch_model("fashionvil") == tmp_path / "models/fashionvil/fashionvil_final.pth"
    assert [url.rpartition("/")[2] for url in asked] == ["vocab.txt"]
    assert load("fashionvil").n_tokens("red dress") == 4
