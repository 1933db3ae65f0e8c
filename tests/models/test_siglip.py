"""SigLIP from transformers and from open_clip: their own vectors, and a sigmoid per label with its bias."""

import json
import shutil
from typing import Any

import numpy as np
import pytest
import torch

import fvl_core as fvl
from fvl_core.models.preprocessing import to_pixels
from fvl_core.models.siglip_tokenizer import load_siglip_tokenizer
from tests.models.making import (
    open_clip_siglip,
    pictures,
    siglip_folder,
    siglip_network,
    word_pieces,
)

TEXTS = ["Red dress!", "a photo of a blue_shirt, with long sleeves", "shoe " * 100]


def by_transformers(folder, network):
    """What transformers itself gives: projected features, and the sigmoid of its logits."""
    from transformers.models.siglip.image_processing_pil_siglip import SiglipImageProcessorPil
    from transformers.models.siglip.tokenization_siglip import SiglipTokenizer

    tokenizer = SiglipTokenizer.from_pretrained(str(folder), local_files_only=True)
    processor = SiglipImageProcessorPil.from_pretrained(str(folder), local_files_only=True)
    words = tokenizer(TEXTS, padding="max_length", max_length=16, truncation=True, return_tensors="pt")
    given = {"input_ids": words["input_ids"], **processor(images=pictures(), return_tensors="pt")}
    with torch.no_grad():
        answer = network(**given)
        images = network.get_image_features(given["pixel_values"]).pooler_output.numpy()
        texts = network.get_text_features(given["input_ids"]).pooler_output.numpy()
    return images, texts, torch.sigmoid(answer.logits_per_image).numpy()


def test_a_folder_gives_transformers_own_features_and_sigmoid_probabilities(tmp_path):
    folder = siglip_folder(tmp_path / "net")
    rows = word_pieces(tmp_path / "words")
    network = siglip_network(rows)
    model = fvl.load_model(folder, precision="float32")
    images, texts, probabilities = by_transformers(folder, network)
    np.testing.assert_allclose(model.encode_images(pictures()).raw, images, atol=1e-5)
    np.testing.assert_allclose(model.encode_texts(TEXTS).raw, texts, atol=1e-5)
    assert model.logit_scale == pytest.approx(np.exp(2.3))
    assert model.logit_bias == pytest.approx(-1.5)
    answer = fvl.ZeroShotClassifier(model, TEXTS, templates=["{}"]).classify(pictures())
    np.testing.assert_allclose(answer.probabilities, probabilities, atol=1e-5)
    assert model.card.score.kind == "sigmoid"
    without_bias = 1 / (1 + np.exp(-np.exp(2.3) * answer.cosines))
    assert np.abs(without_bias - probabilities).max() > 0.1  # the bias is no ornament
    assert (model.card.preprocessing.resize, model.card.context_length, model.dim) == ("squash", 16, 32)


def test_settings_that_are_left_out_are_siglips_and_not_clips(tmp_path):
    folder = siglip_folder(tmp_path / "net")
    said = fvl.load_model(folder, precision="float32").card.preprocessing
    together = {"image_processor": json.loads((folder / "preprocessor_config.json").read_text())}
    (folder / "preprocessor_config.json").unlink()
    assert fvl.load_model(folder, precision="float32").card.preprocessing == said
    together["image_processor"]["resample"] = 2
    (folder / "processor_config.json").write_text(json.dumps(together))  # where transformers 5 writes them
    assert fvl.load_model(folder, precision="float32").card.preprocessing.interpolation == "bilinear"


def test_a_siglip_without_its_words_is_refused(tmp_path):
    folder = siglip_folder(tmp_path / "net")
    (folder / "spiece.model").unlink()
    with pytest.raises(fvl.WeightsUnavailable, match=r"tokenizer of .* is missing \(tokenizer\.json"):
        fvl.load_model(folder)


def test_words_of_another_vocabulary_are_refused(tmp_path):
    folder = siglip_folder(tmp_path / "net")
    config = json.loads((folder / "config.json").read_text())
    config["text_config"]["vocab_size"] += 1
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(fvl.WeightsUnavailable, match=r"has \d+ tokens, but the text tower has \d+ rows"):
        fvl.load_model(folder)


def test_code_that_comes_with_a_tokenizer_is_not_run_whatever_anybody_answers(tmp_path, monkeypatch):
    rows = word_pieces(tmp_path)
    asked = {"tokenizer_class": "Own", "auto_map": {"AutoTokenizer": ["own.Own", None]}}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(asked))
    (tmp_path / "own.py").write_text(f"open({str(tmp_path / 'mark')!r}, 'w')\nclass Own: pass\n")
    questions: list[str] = []

    def agree(question: str = "") -> str:
        questions.append(question)
        return "y"

    monkeypatch.setattr("builtins.input", agree)
    with pytest.raises(fvl.WeightsUnavailable, match="cannot be read"):
        load_siglip_tokenizer(tmp_path, rows=rows)
    assert not questions
    assert not (tmp_path / "mark").exists()


def test_tokens_are_counted_with_the_end(tmp_path):
    model: Any = fvl.load_model(siglip_folder(tmp_path / "net"), precision="float32")
    counted = [model.n_tokens(text) for text in ("red", "red dress", "shoe " * 100)]
    assert counted == [2, 3, 101]


def by_open_clip(folder, words):
    """What open_clip itself gives, with its own wrapper of the second repository's tokenizer."""
    from open_clip.model import CustomTextCLIP
    from open_clip.tokenizer import HFTokenizer
    from open_clip.transform import image_transform
    from safetensors.torch import load_file

    config = json.loads((folder / "open_clip_config.json").read_text())["model_cfg"]
    config["vision_cfg"]["timm_model_pretrained"] = False
    del config["custom_text"]
    network = CustomTextCLIP(**config).eval()
    network.load_state_dict(load_file(folder / "open_clip_model.safetensors"), strict=True)
    tokenizer = HFTokenizer(str(words), context_length=16, clean="canonicalize", local_files_only=True)
    half = (0.5, 0.5, 0.5)
    transform = image_transform(
        224, is_train=False, mean=half, std=half, resize_mode="squash", interpolation="bicubic"
    )
    with torch.no_grad():
        images = network.encode_image(torch.stack([transform(picture) for picture in pictures()]))
        texts = network.encode_text(tokenizer(TEXTS))
        unit = torch.nn.functional.normalize
        logits = network.logit_scale.exp() * unit(images, dim=-1) @ unit(texts, dim=-1).T + network.logit_bias
    return images.numpy(), texts.numpy(), torch.sigmoid(logits).numpy()


def test_open_clips_siglip_reads_with_the_tokenizer_of_another_repository(tmp_path):
    folder = open_clip_siglip(tmp_path / "net", tmp_path / "words")
    with pytest.raises(fvl.WeightsUnavailable, match="reads with the tokenizer of me/words, which is not on"):
        fvl.load_model(folder)
    shutil.copytree(tmp_path / "words", folder / "tokenizer")
    model = fvl.load_model(folder, precision="float32")
    images, texts, probabilities = by_open_clip(folder, tmp_path / "words")
    np.testing.assert_allclose(model.encode_images(pictures()).raw, images, atol=1e-5)
    np.testing.assert_allclose(model.encode_texts(TEXTS).raw, texts, atol=1e-5)
    answer = fvl.ZeroShotClassifier(model, TEXTS, templates=["{}"]).classify(pictures())
    np.testing.assert_allclose(answer.probabilities, probabilities, atol=1e-5)
    assert model.logit_bias == -10
    assert model.card.preprocessing.resize == "squash"


def test_another_way_of_resizing_gives_other_vectors(tmp_path):
    folder = open_clip_siglip(tmp_path / "net", tmp_path / "net")
    model: Any = fvl.load_model(folder, precision="float32")
    from dataclasses import replace

    cropped = replace(model.card.preprocessing, resize="shortest")
    pixels = torch.from_numpy(to_pixels(pictures(), cropped))
    with torch.no_grad():
        other = model.network.encode_image(pixels).numpy()
    assert np.abs(other - model.encode_images(pictures()).raw).max() > 1e-3
