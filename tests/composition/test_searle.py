"""SEARLE against its own formulas written out: Phi, the word in the text tower, the prompts, both orders."""

import math
from typing import Any

import numpy as np
import pytest
import torch

import fvl_core as fvl
from fvl_core.composition.phi_file import PhiWeights, phi_shapes, read_phi
from fvl_core.composition.searle import Searle, phi_folder
from fvl_core.models.library import load_model
from tests.composition.making import random_phi, save_torch
from tests.models.making import hugging_face_folder, open_clip_folder, pictures
from tests.tasks.published import FIQ_QUERIES, fashioniq_folder

DOLLAR = 259  # of "$" at the end of a word, in the vocabulary of CLIP


def phi_by_hand(tensors, row):
    """Three layers with the exact GELU between them, one number at a time."""
    for layer in ("layers.0", "layers.3", "layers.6"):
        if layer != "layers.0":
            row = np.array([0.5 * x * (1 + math.erf(x / math.sqrt(2))) for x in row])
        row = tensors[f"{layer}.weight"].astype(np.float64) @ row + tensors[f"{layer}.bias"]
    return row


def text_by_hand(network, tokens, word):
    """CLIP's text tower, step by step, with one embedding replaced."""
    with torch.inference_mode():
        x = network.token_embedding(tokens)  # (1, length, width)
        x[0, int((tokens[0] == DOLLAR).nonzero()[0])] = torch.from_numpy(word.astype(np.float32))
        x = network.transformer(x + network.positional_embedding, attn_mask=network.attn_mask)
        x = network.ln_final(x)[0, int(tokens[0].argmax())]
        return (x @ network.text_projection).numpy()


@pytest.fixture
def model(tmp_path):
    return load_model(open_clip_folder(tmp_path / "clip"), precision="float32")


def tokens_of(text, length=16):
    from open_clip.tokenizer import SimpleTokenizer

    return SimpleTokenizer(context_length=length)([text])


def test_phi_is_three_layers_with_the_exact_gelu():
    tensors = random_phi(6, 4)
    features = np.random.default_rng(1).standard_normal((5, 6)).astype(np.float32)
    wanted = [phi_by_hand(tensors, row.astype(np.float64)) for row in features]
    np.testing.assert_allclose(PhiWeights(tensors).words(features), wanted, rtol=1e-5)


@pytest.mark.parametrize(("dim", "hidden", "n"), [(512, 2048, 6_296_064), (768, 3072, 14_162_688)])
def test_the_released_sizes(dim, hidden, n):
    assert sum(math.prod(shape) for shape in phi_shapes(dim, hidden, dim).values()) == n


def test_the_word_stands_in_the_sentence_and_the_feature_goes_in_raw(model):
    tensors = random_phi(24, 64)
    texts = ["is shorter", "has $ on it and {}"]
    composed = Searle(PhiWeights(tensors)).compose(model, pictures()[:2], texts)
    raw = model.encode_images(pictures()[:2])
    for place, text in enumerate(texts):
        tokens = tokens_of(f"a photo of $ that {text}")
        assert int((tokens[0] == DOLLAR).nonzero()[0]) == 4
        wanted = text_by_hand(model.network, tokens, phi_by_hand(tensors, raw.raw[place].astype(np.float64)))
        np.testing.assert_allclose(composed.raw[place], wanted, rtol=1e-4, atol=1e-5)
        normalised = text_by_hand(
            model.network, tokens, phi_by_hand(tensors, raw.vectors[place].astype(np.float64))
        )
        assert not np.allclose(composed.raw[place], normalised, rtol=1e-2, atol=1e-2)


def test_the_placeholders_own_embedding_gives_the_plain_text_and_leaves_nothing_behind(model):
    text = "a photo of $ that is red"
    own = model.network.token_embedding.weight[DOLLAR].numpy()
    plain = model.encode_texts([text]).raw
    np.testing.assert_allclose(model.encode_with_words([text], own[None]).raw, plain, atol=1e-6)
    model.encode_with_words([text], own[None] + 5)
    np.testing.assert_array_equal(model.encode_texts([text]).raw, plain)


def test_hugging_faces_clip_takes_words_too(tmp_path):
    model: Any = load_model(hugging_face_folder(tmp_path / "hf"), precision="float32")
    able: object = model
    assert isinstance(able, fvl.AcceptsPseudoWords)
    text, other = "a photo of $ that is red", "a photo of # that is red"
    table = model._word_table().weight
    hash_id = int(model._tokens(["#"])[0][1])
    swapped = model.encode_with_words([text], table[hash_id].numpy()[None])
    np.testing.assert_allclose(swapped.raw, model.encode_texts([other]).raw, atol=1e-5)


def test_words_of_another_shape_and_texts_without_the_placeholder_are_refused(model):
    with pytest.raises(fvl.InvalidInputError, match="one row of 64 numbers"):
        model.encode_with_words(["a $ b"], np.zeros((1, 63)))
    with pytest.raises(fvl.InvalidInputError, match="Text 1 has no"):
        model.encode_with_words(["a $ b", "a b"], np.zeros((2, 64)))
    with pytest.raises(fvl.InvalidInputError, match="Text 0 has no"):
        model.encode_with_words(["word " * 30 + "$"], np.zeros((1, 64)))


def test_fashioniq_asks_in_both_orders_unless_told_otherwise(tmp_path, model):
    root, tensors = fashioniq_folder(tmp_path / "fiq"), random_phi(24, 64)
    composer, cache = Searle(PhiWeights(tensors)), fvl.EmbeddingCache(tmp_path / "vectors")
    report = fvl.evaluate_fashioniq(root, model, composer=composer, cache=cache, categories=["dress"])
    assert "either order" in report.facts["wording"]
    paths = [root / "images" / f"D{n}.png" for n in range(7)]
    gallery = model.encode_images(paths)
    for row, (reference, target, captions) in zip(report.per_query, FIQ_QUERIES["dress"], strict=True):
        word = phi_by_hand(tensors, gallery.raw[int(reference[1])].astype(np.float64))
        parts = [caption.strip(".?, ") for caption in captions]
        sides = [
            text_by_hand(model.network, tokens_of(f"a photo of $ that {a} and {b}"), word)
            for a, b in (parts, parts[::-1])
        ]
        query = np.mean([side / np.linalg.norm(side) for side in sides], axis=0)
        order = np.argsort(-(gallery.vectors @ query))
        assert row["rank"] == 1 + list(order).index(int(target[1]))
        assert row["first_id"] == f"D{order[0]}"


def test_a_file_is_read_as_searle_writes_it(tmp_path):
    tensors = random_phi(6, 4)
    save_torch(tmp_path / "phi.pt", tensors, key="Phi")
    composer = fvl.load_composer("searle", checkpoint=tmp_path / "phi.pt")
    assert isinstance(composer, Searle)
    held = composer.weights_for(6)
    assert (held.dim, held.word_width, held.source) == (6, 4, "phi.pt")
    for name, tensor in tensors.items():
        np.testing.assert_array_equal(held.tensors[name], tensor)


def test_files_that_hold_no_phi_are_refused(tmp_path):
    tensors = random_phi(6, 4)
    for spoil, sentence in (
        (lambda t: t.pop("layers.3.bias"), "layers.3.bias is missing"),
        (lambda t: t.update({"layers.6.weight": t["layers.6.weight"][:, :-1]}), "layers.6 does not fit"),
        (lambda t: t["layers.0.bias"].fill(np.nan), "not finite"),
    ):
        broken = {name: tensor.copy() for name, tensor in tensors.items()}
        spoil(broken)
        save_torch(tmp_path / "phi.pt", broken, key="Phi")
        with pytest.raises(fvl.CorruptFileError, match=sentence):
            read_phi(tmp_path / "phi.pt")


def test_without_a_file_it_says_which_and_where(tmp_path, empty_cache, model):
    with pytest.raises(fvl.InvalidInputError, match="no Phi for features of 24"):
        Searle().require_model(model)
    with pytest.raises(fvl.WeightsUnavailable, match=r"SEARLE_ViT-L14\.pt is not on this machine"):
        Searle().require_fit("ViT-L-14-quickgelu:1", 768)
    phi_folder().mkdir(parents=True)
    save_torch(phi_folder() / "SEARLE_ViT-B32.pt", random_phi(512, 512), key="Phi")
    assert Searle().weights_for(512).word_width == 512
    Searle().require_fit("ViT-B-32-quickgelu:1", 512)
    save_torch(phi_folder() / "SEARLE_ViT-B32.pt", random_phi(512, 640), key="Phi")  # another takes its place
    assert Searle().weights_for(512).word_width == 640
    with pytest.raises(fvl.InvalidInputError, match="made for OpenAI's CLIP, and this ViT-B-32 is another"):
        Searle().require_fit("ViT-B-32:1", 512)
    with pytest.raises(fvl.InvalidInputError, match="this CLIP ViT-B/32 is another"):
        Searle().require_fit("CLIP ViT-B/32:1", 512)  # as FashionCLIP's
    Searle(PhiWeights(random_phi(512, 512))).require_fit("ViT-B-32:1", 512)
    with pytest.raises(fvl.InvalidInputError, match="takes features of 6 numbers, the model gives 24"):
        Searle(PhiWeights(random_phi(6, 64))).require_model(model)
    with pytest.raises(fvl.InvalidInputError, match="makes words of 63 numbers, the model has 64"):
        Searle(PhiWeights(random_phi(24, 63))).require_model(model)
