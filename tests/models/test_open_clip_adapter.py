import argparse
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

import fvl_core as fvl
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.models import open_clip_adapter
from fvl_core.models.card import Preprocessing
from fvl_core.models.library import load_model
from fvl_core.models.preprocessing import to_pixels
from tests.models.making import (
    TEXTS,
    TINY_OPEN_CLIP,
    open_clip_folder,
    open_clip_network,
    open_fashion_clip_file,
    pictures,
)


def reference_features(network, side: int, context_length: int, **preprocessing):
    from open_clip.tokenizer import SimpleTokenizer
    from open_clip.transform import image_transform

    transform = image_transform(side, is_train=False, **preprocessing)
    with torch.no_grad():
        images = network.encode_image(torch.stack([transform(picture) for picture in pictures()]))
        texts = network.encode_text(SimpleTokenizer(context_length=context_length)(TEXTS))
    return images.numpy(), texts.numpy()


def reference_probabilities(network, images, labels, context_length: int):
    """OpenFashionCLIP's own rule: softmax over 100 x cosine with "a photo of a LABEL"."""
    from open_clip.tokenizer import SimpleTokenizer

    tokens = SimpleTokenizer(context_length=context_length)([f"a photo of a {label}" for label in labels])
    unit = torch.nn.functional.normalize
    with torch.no_grad():
        cosines = unit(torch.from_numpy(images)) @ unit(network.encode_text(tokens)).T
    return (100 * cosines).softmax(dim=1).numpy()


def require_parity(model, network, side: int, context_length: int) -> None:
    """Fail unless features and probabilities are the reference's, and not those of a wrong one."""
    images, texts = reference_features(network, side, context_length)
    ours = model.encode_images(pictures()).raw
    np.testing.assert_allclose(ours, images, atol=1e-5)
    np.testing.assert_allclose(model.encode_texts(TEXTS).raw, texts, atol=1e-5)
    for wrong in ({"resize_mode": "squash"}, {"interpolation": "bilinear"}, {"mean": (0.5, 0.5, 0.5)}):
        others, _ = reference_features(network, side, context_length, **wrong)
        assert np.abs(ours - others).max() > 1e-3, wrong
    labels = ["dress", "shirt", "shoe"]
    expected = reference_probabilities(network, images, labels, context_length)
    answer = fvl.ZeroShotClassifier(model, labels).classify(pictures())
    np.testing.assert_allclose(answer.probabilities, expected, atol=1e-5)
    unprompted = fvl.ZeroShotClassifier(model, labels, templates=["{}"]).classify(pictures())
    assert np.abs(unprompted.probabilities - expected).max() > 1e-3


def require_close_in_half_precision(model, half) -> None:
    for encode, inputs in (("encode_images", pictures()), ("encode_texts", TEXTS)):
        exact, rounded = (getattr(m, encode)(inputs).vectors for m in (model, half))
        assert ((exact * rounded).sum(axis=1) >= 0.999).all()
        assert np.abs(exact - rounded).max() > 1e-5  # or it is no half precision at all
    assert half.n_bytes < 0.51 * model.n_bytes
    assert half.logit_scale == model.logit_scale


def test_a_local_folder_gives_open_clips_own_features(tmp_path):
    folder = open_clip_folder(tmp_path / "net")
    model = fvl.load_model(folder, precision="float32")
    images, texts = reference_features(open_clip_network(), 32, 16)
    np.testing.assert_allclose(model.encode_images(pictures()).raw, images, atol=1e-5)
    np.testing.assert_allclose(model.encode_texts(TEXTS).raw, texts, atol=1e-5)
    assert (model.dim, model.card.context_length, model.card.preprocessing.image_size) == (24, 16, 32)
    assert model.logit_scale == pytest.approx(1 / 0.07, rel=1e-6)
    require_close_in_half_precision(model, fvl.load_model(folder, precision="bfloat16"))


@pytest.fixture
def small_shop(monkeypatch):
    """Two architectures of a size for tests, alike but for their activation."""
    configs = {"ViT-B-32": TINY_OPEN_CLIP, "ViT-B-32-quickgelu": {**TINY_OPEN_CLIP, "quick_gelu": True}}
    monkeypatch.setattr(open_clip_adapter, "architecture_config", configs.get)


def test_a_small_file_of_openfashionclip_gives_open_clips_features_and_probabilities(tmp_path, small_shop):
    path = tmp_path / "finetuned_clip.pt"
    torch.save({"epoch": 3, "CLIP": open_clip_network().state_dict()}, path)
    model = small(fvl.load_model(path, family="openfashionclip", precision="float32"))
    require_parity(model, open_clip_network(), 32, 16)
    quick = fvl.load_model(path, family="open_clip:ViT-B-32-quickgelu", precision="float32")
    assert np.abs(small(quick).encode_texts(TEXTS).raw - model.encode_texts(TEXTS).raw).max() > 1e-3
    assert quick.space != model.space


def small(model):
    """Give the published card the picture size of the small network."""
    model.card = replace(model.card, preprocessing=replace(model.card.preprocessing, image_size=32))
    return model


@pytest.mark.slow
def test_a_file_of_openfashionclip_gives_open_clips_features_and_probabilities(tmp_path, empty_cache):
    path = open_fashion_clip_file(tmp_path / "finetuned_clip.pt")
    report = fvl.inspect_checkpoint(path)
    assert (report.family, report.architecture, report.dim) == ("openfashionclip", "ViT-B-32", 512)
    assert report.n_parameters == 151_277_313

    model = fvl.load_model(path, precision="float32")
    require_parity(model, open_clip_network(name="ViT-B-32"), 224, 77)
    require_close_in_half_precision(model, fvl.load_model(path, precision="bfloat16"))

    wrong = fvl.load_model(path, family="open_clip:ViT-B-32-quickgelu", precision="float32")
    assert np.abs(wrong.encode_images(pictures()).raw - model.encode_images(pictures()).raw).max() > 1e-3
    assert wrong.space != model.space


def bare(network):
    return network.state_dict()


def of_a_trainer(network):
    parallel = {f"module.{name}": tensor for name, tensor in network.state_dict().items()}
    return {"epoch": 3, "name": "run", "args": argparse.Namespace(lr=1e-5), "state_dict": parallel}


def of_lightning(network):
    inner = {f"model.{name}": tensor for name, tensor in network.state_dict().items()}
    return {"state_dict": inner, "hyper_parameters": argparse.Namespace(), "best": np.float64(0.5)}


def whole(network):
    return network


@pytest.mark.parametrize("shape", [bare, of_a_trainer, of_lightning, whole, torch.jit.script])
@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
def test_the_same_weights_give_the_same_features_in_whatever_shape_they_come(tmp_path, small_shop, shape):
    network, path = open_clip_network(), tmp_path / "file.pt"
    (torch.jit.save if shape is torch.jit.script else torch.save)(shape(network), path)
    model = fvl.load_model(path, family="open_clip:ViT-B-32", precision="float32")
    images, texts = reference_features(network, 32, 16)
    np.testing.assert_allclose(model.encode_images(pictures()).raw, images, atol=1e-5)
    np.testing.assert_allclose(model.encode_texts(TEXTS).raw, texts, atol=1e-5)


def test_a_missing_weight_is_refused_and_never_left_random(tmp_path):
    folder = open_clip_folder(tmp_path / "net")
    _rewrite(folder, lambda tensors: tensors.pop("visual.proj"))
    with pytest.raises(fvl.CorruptFileError, match=r"lacks visual\.proj"):
        fvl.load_model(folder)


def test_a_leftover_weight_is_refused_but_harmless_ones_are_not(tmp_path):
    folder = open_clip_folder(tmp_path / "net")
    _rewrite(
        folder, lambda tensors: tensors.update(attn_mask=torch.zeros(3), input_resolution=torch.tensor(32))
    )
    assert fvl.load_model(folder).dim == 24
    _rewrite(folder, lambda tensors: tensors.update(adapter=torch.zeros(3)))
    with pytest.raises(fvl.CorruptFileError, match="has no place for adapter"):
        fvl.load_model(folder)


def test_a_weight_of_another_size_is_refused(tmp_path):
    folder = open_clip_folder(tmp_path / "net")
    _rewrite(folder, lambda tensors: tensors.update({"visual.proj": torch.zeros(64, 25)}))
    with pytest.raises(fvl.CorruptFileError, match=r"visual\.proj \(64, 25\) instead of \(64, 24\)"):
        fvl.load_model(folder)


def test_quick_gelu_in_the_settings_changes_features_and_space(tmp_path):
    plain = fvl.load_model(open_clip_folder(tmp_path / "plain"), precision="float32")
    folder = open_clip_folder(tmp_path / "quick")
    settings = json.loads((folder / "open_clip_config.json").read_text())
    settings["model_cfg"]["quick_gelu"] = True
    (folder / "open_clip_config.json").write_text(json.dumps(settings))
    quick = fvl.load_model(folder, precision="float32")
    assert quick.space != plain.space
    assert not np.allclose(
        quick.encode_images(pictures()).raw, plain.encode_images(pictures()).raw, atol=1e-4
    )


def test_equal_weights_share_a_space_and_others_do_not(tmp_path):
    one, same, other = (
        fvl.load_model(open_clip_folder(tmp_path / name, seed=seed)).space
        for name, seed in (("one", 0), ("same", 0), ("other", 1))
    )
    assert one == same != other


def test_a_text_tower_from_another_library_is_refused_by_name(tmp_path):
    folder = open_clip_folder(tmp_path / "net")
    settings = json.loads((folder / "open_clip_config.json").read_text())
    settings["model_cfg"]["text_cfg"]["hf_model_name"] = "roberta-base"
    (folder / "open_clip_config.json").write_text(json.dumps(settings))
    with pytest.raises(fvl.InvalidInputError, match="another library"):
        fvl.load_model(folder)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda config: config["vision_cfg"].update(newest_trick=True), "newest_trick"),
        (lambda config: config.pop("text_cfg"), "text_cfg"),
    ],
)
def test_settings_that_open_clip_does_not_know_are_named(tmp_path, change, said):
    folder = open_clip_folder(tmp_path / "net")
    settings = json.loads((folder / "open_clip_config.json").read_text())
    change(settings["model_cfg"])
    (folder / "open_clip_config.json").write_text(json.dumps(settings))
    with pytest.raises(fvl.InvalidInputError, match=f"cannot build.*{said}.*newer open_clip"):
        fvl.load_model(folder)


def test_a_tokenizer_that_is_said_to_be_none_is_the_packaged_one(tmp_path):
    folder = open_clip_folder(tmp_path / "net")
    before = fvl.load_model(folder, precision="float32").encode_texts(["red"]).raw
    settings = json.loads((folder / "open_clip_config.json").read_text())
    settings["model_cfg"]["text_cfg"]["hf_tokenizer_name"] = None
    (folder / "open_clip_config.json").write_text(json.dumps(settings))
    assert fvl.inspect_checkpoint(folder).missing == ()
    after = fvl.load_model(folder, precision="float32").encode_texts(["red"]).raw
    np.testing.assert_array_equal(after, before)


def _rewrite(folder, change):
    from safetensors.torch import load_file, save_file

    path = folder / "open_clip_model.safetensors"
    tensors = {name: tensor.clone() for name, tensor in load_file(path).items()}
    change(tensors)
    save_file(tensors, path)


def test_a_clip_tuned_by_clip4cir_loads_with_quickgelu_and_target_padding(tmp_path):
    path = open_fashion_clip_file(tmp_path / "tuned_clip_best.pt")
    model = load_model(path, family="clip4cir", precision="float32")
    assert (model.card.family, model.card.architecture) == ("clip4cir", "ViT-B-32-quickgelu")
    assert (model.card.preprocessing.pad, model.card.preprocessing.pad_ratio) == ("target", 1.25)
    assert model.card.query_template == "{}"
    without = load_model(path, family="open_clip:ViT-B-32-quickgelu", precision="float32")
    long, square = pictures([(30, 90), (40, 40)])
    padded = to_pixels([long], Preprocessing(pad="target"))
    with torch.inference_mode():
        network: Any = getattr(model, "network")  # noqa: B009 - only torch models have one
        wanted = network.encode_image(torch.from_numpy(padded)).numpy()
    np.testing.assert_allclose(model.encode_images([long]).raw, wanted, rtol=1e-4, atol=1e-5)
    assert model.space != without.space
    assert not np.allclose(model.encode_images([long]).vectors, without.encode_images([long]).vectors)
    np.testing.assert_array_equal(
        model.encode_images([square]).vectors, without.encode_images([square]).vectors
    )


def test_a_combiner_is_no_model(tmp_path):
    from tests.composition.making import random_tensors, save_torch

    save_torch(tmp_path / "combiner.pt", random_tensors(8))
    with pytest.raises(InvalidInputError, match=r"not loaded as a model.*load_composer"):
        load_model(tmp_path / "combiner.pt")
