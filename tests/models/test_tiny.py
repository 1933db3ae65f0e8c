"""The fvl-tiny that ships: it loads by name, fits its card, and knows garments it has not seen."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from fvl_core.catalogues.drawing import draw_garment
from fvl_core.catalogues.garment import Garment, sample_garment
from fvl_core.catalogues.taxonomy import CATEGORIES, COLOURS
from fvl_core.foundation.errors import CorruptFileError, WeightsUnavailable
from fvl_core.foundation.settings import assets_dir
from fvl_core.models.base import VisionLanguageModel
from fvl_core.models.library import load_model
from fvl_core.models.tiny.adapter import WEIGHTS_FILE, load_tiny
from fvl_core.models.tiny.network import TinyDualEncoder, TinyShape
from fvl_core.training.shipping import MODEL_FILES

FOLDER = assets_dir() / "models" / "fvl-tiny"
N_DRAWN = 80


@pytest.fixture(scope="module")
def model() -> VisionLanguageModel:
    return load_model("fvl-tiny", device="cpu", precision="float32")


@pytest.fixture(scope="module")
def garments() -> list[Garment]:
    return [sample_garment(np.random.default_rng((991, number))) for number in range(N_DRAWN)]


@pytest.fixture(scope="module")
def vectors(model: VisionLanguageModel, garments: list[Garment]) -> np.ndarray:
    pictures = [draw_garment(garment, seed=5_000 + number, px=144) for number, garment in enumerate(garments)]
    return model.encode_images(pictures).vectors


def test_the_model_weighs_at_most_twelve_megabytes() -> None:
    assert sum((FOLDER / name).stat().st_size for name in MODEL_FILES) <= 12_000_000


def test_the_card_states_the_dimensions_and_the_figures(model: VisionLanguageModel) -> None:
    assert model.encode_texts(["a red dress"]).vectors.shape == (1, model.card.dim)
    assert model.card.licence == "Apache-2.0"
    assert all(
        0 <= figure.low <= figure.value <= figure.high <= 1 and figure.n for figure in model.card.measured
    )
    assert {"real photos, category", "drawings, category"} <= {
        figure.measure for figure in model.card.measured
    }


def test_categories_of_drawings_never_seen_are_far_above_chance(
    model: VisionLanguageModel, garments: list[Garment], vectors: np.ndarray
) -> None:
    labels = list(CATEGORIES)
    texts = model.encode_texts([f"a photo of a {label}" for label in labels]).vectors
    right = sum(
        labels[place] == g.category for place, g in zip((vectors @ texts.T).argmax(1), garments, strict=True)
    )
    assert right > 0.6 * N_DRAWN  # chance is 1 in 41


def test_colours_of_drawings_never_seen_are_far_above_chance(
    model: VisionLanguageModel, garments: list[Garment], vectors: np.ndarray
) -> None:
    labels = list(COLOURS)
    texts = model.encode_texts([f"a {label} garment" for label in labels]).vectors
    right = sum(
        labels[place] == g.colour for place, g in zip((vectors @ texts.T).argmax(1), garments, strict=True)
    )
    assert right > 0.5 * N_DRAWN  # chance is 1 in 20


def test_bfloat16_gives_nearly_the_same_vectors(model: VisionLanguageModel) -> None:
    half = load_model("fvl-tiny", device="cpu", precision="bfloat16")
    texts = ["a red dress", "black leather boots with laces", "stripes"]
    cosines = (model.encode_texts(texts).vectors * half.encode_texts(texts).vectors).sum(1)
    assert cosines.min() > 0.999


def test_a_word_s_form_makes_no_difference(model: VisionLanguageModel) -> None:
    left, right = model.encode_texts(["Long-sleeved T-shirt!", "long sleeved t shirt"]).vectors
    assert left @ right == pytest.approx(1.0, abs=1e-5)


def test_strange_words_are_named_and_do_not_break(model: VisionLanguageModel) -> None:
    assert model.unknown_words("a red zzyzx dress") == ("zzyzx",)
    assert np.isfinite(model.encode_texts(["zzyzx", "!?", "漢字", "dress " * 200]).vectors).all()


def test_pictures_of_any_size_are_taken(model: VisionLanguageModel) -> None:
    pictures = [Image.new("RGB", size, "navy") for size in ((1, 1), (7, 900), (3000, 2000))]
    assert np.isfinite(model.encode_images(pictures).vectors).all()


def test_folding_the_normalisations_changes_nothing() -> None:
    shape = TinyShape(
        widths=(4, 8, 8, 8, 8), blocks=(1, 1, 1, 1), dim=16, vocabulary=50, text_width=16, text_heads=2
    )
    torch.manual_seed(0)
    net = TinyDualEncoder(shape)
    net.train()
    net.image(torch.randn(8, 3, 64, 64))
    pictures = torch.randn(2, 3, 64, 64)
    with torch.inference_mode():
        before = net.eval().image(pictures)
        after = net.fold().image(pictures)
    assert torch.allclose(before, after, atol=1e-5)


def test_padding_changes_no_sentence() -> None:
    shape = TinyShape(
        widths=(4, 8, 8, 8, 8), blocks=(1, 1, 1, 1), dim=16, vocabulary=50, text_width=16, text_heads=2
    )
    torch.manual_seed(0)
    net = TinyDualEncoder(shape).eval()
    short = torch.tensor([[1, 7, 9]])
    padded = torch.tensor([[1, 7, 9, 0, 0, 0]])
    with torch.inference_mode():
        assert torch.allclose(net.text(short), net.text(padded), atol=1e-6)


def test_missing_and_damaged_weights_are_told(model: VisionLanguageModel, tmp_path: Path) -> None:
    with pytest.raises(WeightsUnavailable, match=WEIGHTS_FILE):
        load_tiny(tmp_path, model.card, "cpu", "float32")
    (tmp_path / WEIGHTS_FILE).write_bytes(b"no weights")
    with pytest.raises(CorruptFileError, match="no fvl-tiny weights"):
        load_tiny(tmp_path, model.card, "cpu", "float32")


def test_a_file_of_weights_is_loaded_by_its_own_name(model: VisionLanguageModel, tmp_path: Path) -> None:
    from safetensors.torch import save_file

    from fvl_core.models.tiny.adapter import read_weights

    tensors, shape = read_weights(FOLDER / WEIGHTS_FILE)
    told = {"shape": json.dumps(shape.as_dict())}
    for name in ("tokenizer.json", "words.txt", WEIGHTS_FILE):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    save_file({**tensors, "log_scale": torch.tensor(1.0)}, tmp_path / "earlier.safetensors", metadata=told)
    earlier = load_model(tmp_path / "earlier.safetensors", device="cpu", precision="float32")
    assert earlier.logit_scale == pytest.approx(np.e)
    assert earlier.space != model.space
    (tmp_path / WEIGHTS_FILE).unlink()
    assert load_model(tmp_path / "earlier.safetensors", precision="float32").space == earlier.space


def test_a_tokenizer_of_another_run_is_refused(model: VisionLanguageModel, tmp_path: Path) -> None:
    from fvl_core.models.tiny.tokenizer import TinyTokenizer

    TinyTokenizer.train(["a red dress"], size=90).save(tmp_path)
    (tmp_path / WEIGHTS_FILE).write_bytes((FOLDER / WEIGHTS_FILE).read_bytes())
    with pytest.raises(CorruptFileError, match="pieces"):
        load_tiny(tmp_path, model.card, "cpu", "float32")
