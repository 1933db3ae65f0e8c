import json

import numpy as np
import pytest
import torch

import fvl_core as fvl
from tests.models.making import (
    TEXTS,
    open_clip_folder,
    open_clip_network,
    open_fashion_clip_file,
    pictures,
)


def reference_features(network, side: int, context_length: int):
    from open_clip.tokenizer import SimpleTokenizer
    from open_clip.transform import image_transform

    transform = image_transform(side, is_train=False)
    with torch.no_grad():
        images = network.encode_image(torch.stack([transform(picture) for picture in pictures()]))
        texts = network.encode_text(SimpleTokenizer(context_length=context_length)(TEXTS))
    return images.numpy(), texts.numpy()


def test_a_local_folder_gives_open_clips_own_features(tmp_path):
    model = fvl.load_model(open_clip_folder(tmp_path / "net"), precision="float32")
    images, texts = reference_features(open_clip_network(), 32, 16)
    np.testing.assert_allclose(model.encode_images(pictures()).raw, images, atol=1e-5)
    np.testing.assert_allclose(model.encode_texts(TEXTS).raw, texts, atol=1e-5)
    assert (model.dim, model.card.context_length, model.card.preprocessing.image_size) == (24, 16, 32)
    assert model.logit_scale == pytest.approx(1 / 0.07, rel=1e-6)


@pytest.mark.slow
def test_a_file_of_openfashionclip_gives_open_clips_features_and_probabilities(tmp_path, empty_cache):
    path = open_fashion_clip_file(tmp_path / "finetuned_clip.pt")
    report = fvl.inspect_checkpoint(path)
    assert (report.family, report.architecture, report.dim) == ("openfashionclip", "ViT-B-32", 512)
    assert report.n_parameters == 151_277_313

    model = fvl.load_model(path, precision="float32")
    network = open_clip_network(name="ViT-B-32")
    images, texts = reference_features(network, 224, 77)
    np.testing.assert_allclose(model.encode_images(pictures()).raw, images, atol=1e-5)
    np.testing.assert_allclose(model.encode_texts(TEXTS).raw, texts, atol=1e-5)

    labels = ["dress", "shirt", "shoe"]
    prompted = network.encode_text(_tokens([f"a photo of a {label}" for label in labels])).detach()
    unit = torch.nn.functional.normalize
    expected = (100 * unit(torch.from_numpy(images)) @ unit(prompted).T).softmax(dim=1).numpy()
    answer = fvl.ZeroShotClassifier(model, labels).classify(pictures())
    np.testing.assert_allclose(answer.probabilities, expected, atol=1e-5)

    half = fvl.load_model(path, precision="bfloat16")
    for encode, inputs in (("encode_images", pictures()), ("encode_texts", TEXTS)):
        exact, rounded = (getattr(m, encode)(inputs).vectors for m in (model, half))
        assert ((exact * rounded).sum(axis=1) >= 0.999).all()
    assert half.n_bytes < 0.51 * model.n_bytes
    assert half.logit_scale == model.logit_scale


def _tokens(texts):
    from open_clip.tokenizer import SimpleTokenizer

    return SimpleTokenizer()(texts)


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


def _rewrite(folder, change):
    from safetensors.torch import load_file, save_file

    path = folder / "open_clip_model.safetensors"
    tensors = {name: tensor.clone() for name, tensor in load_file(path).items()}
    change(tensors)
    save_file(tensors, path)
