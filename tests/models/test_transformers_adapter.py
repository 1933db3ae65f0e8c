import copy
import json

import numpy as np
import pytest
import torch

import fvl_core as fvl
from fvl_core.models.preprocessing import to_pixels
from tests.models.making import TEXTS, hugging_face_folder, hugging_face_network, pictures


def reference(folder, network):
    """What transformers itself gives for the folder: projected features, and softmax of its logits."""
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil
    from transformers.models.clip.tokenization_clip import CLIPTokenizer

    tokenizer = CLIPTokenizer.from_pretrained(str(folder), local_files_only=True)
    processor = CLIPImageProcessorPil.from_pretrained(str(folder), local_files_only=True)
    length = network.config.text_config.max_position_embeddings
    words = tokenizer(TEXTS, padding="max_length", max_length=length, truncation=True, return_tensors="pt")
    pixels = processor(images=pictures(), return_tensors="pt")
    with torch.no_grad():
        images = network.get_image_features(**pixels).pooler_output.numpy()
        texts = network.get_text_features(**words).pooler_output.numpy()
        probabilities = network(**words, **pixels).logits_per_image.softmax(dim=1).numpy()
    return images, texts, probabilities


def compare(folder, network):
    model = fvl.load_model(folder, precision="float32")
    images, texts, probabilities = reference(folder, network)
    np.testing.assert_allclose(model.encode_images(pictures()).raw, images, atol=1e-5)
    np.testing.assert_allclose(model.encode_texts(TEXTS).raw, texts, atol=1e-5)
    answer = fvl.ZeroShotClassifier(model, TEXTS, templates=["{}"]).classify(pictures())
    np.testing.assert_allclose(answer.probabilities, probabilities, atol=1e-5)
    side = model.card.preprocessing.image_size
    assert np.abs(features_of(network, open_clips_pixels(side)) - images).max() > 1e-3  # another crop
    assert np.abs(features_of(with_plain_gelu(network), our_pixels(model)) - images).max() > 1e-3
    np.testing.assert_allclose(features_of(network, our_pixels(model)), images, atol=1e-5)
    return model


def features_of(network, pixels):
    with torch.no_grad():
        return network.get_image_features(pixel_values=pixels).pooler_output.numpy()


def our_pixels(model):
    return torch.from_numpy(to_pixels(pictures(), model.card.preprocessing))


def open_clips_pixels(side):
    from open_clip.transform import image_transform

    transform = image_transform(side, is_train=False)
    return torch.stack([transform(picture) for picture in pictures()])


def with_plain_gelu(network):
    other = copy.deepcopy(network)
    for layer in other.vision_model.encoder.layers:
        layer.mlp.activation_fn = torch.nn.GELU()
    return other


def test_a_folder_gives_transformers_own_features_and_probabilities(tmp_path):
    model = compare(hugging_face_folder(tmp_path / "net"), hugging_face_network())
    assert (model.dim, model.card.context_length, model.card.preprocessing.image_size) == (24, 16, 32)


@pytest.mark.slow
def test_a_full_size_folder_gives_transformers_own_features_and_probabilities(tmp_path, empty_cache):
    folder = hugging_face_folder(tmp_path / "net", full=True)
    model = compare(folder, hugging_face_network(full=True))
    half = fvl.load_model(folder, precision="bfloat16")
    for encode, inputs in (("encode_images", pictures()), ("encode_texts", TEXTS)):
        exact, rounded = (getattr(m, encode)(inputs).vectors for m in (model, half))
        assert ((exact * rounded).sum(axis=1) >= 0.999).all()
        assert np.abs(exact - rounded).max() > 1e-5  # or it is no half precision at all
    named = fvl.load_model(folder, family="fashionclip", precision="bfloat16")
    assert (named.card.templates, named.card.licence, named.space) == (("{}",), "MIT", half.space)


def test_a_folder_without_tokenizer_takes_the_packaged_one_and_says_so(tmp_path):
    folder = hugging_face_folder(tmp_path / "bare", tokenizer=False)
    model = fvl.load_model(folder, precision="float32")
    assert "packaged BPE" in model.card.notes
    with_files = fvl.load_model(hugging_face_folder(tmp_path / "full"), precision="float32")
    np.testing.assert_allclose(
        model.encode_texts(TEXTS).vectors, with_files.encode_texts(TEXTS).vectors, atol=1e-5
    )


def test_an_empty_or_foreign_tokenizer_is_refused(tmp_path):
    folder = hugging_face_folder(tmp_path / "net")
    (folder / "vocab.json").write_text(json.dumps({"<|startoftext|>": 0, "<|endoftext|>": 1}))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    with pytest.raises(fvl.WeightsUnavailable, match="49408 rows"):
        fvl.load_model(folder)


def test_a_tokenizer_that_cannot_be_read_is_refused(tmp_path):
    folder = hugging_face_folder(tmp_path / "net")
    (folder / "vocab.json").write_text("{")
    with pytest.raises(fvl.WeightsUnavailable, match="tokenizer"):
        fvl.load_model(folder)


def test_a_network_that_ends_texts_with_another_token_is_refused(tmp_path):
    folder = hugging_face_folder(tmp_path / "net")
    _change(folder, lambda config: config["text_config"].update(eos_token_id=7))
    with pytest.raises(fvl.WeightsUnavailable, match="ends texts with token 7"):
        fvl.load_model(folder)


def test_the_end_token_of_old_settings_still_works(tmp_path):
    folder = hugging_face_folder(tmp_path / "net")
    before = fvl.load_model(folder, precision="float32").encode_texts(TEXTS).vectors
    _change(folder, lambda config: config["text_config"].update(eos_token_id=2))
    after = fvl.load_model(folder, precision="float32").encode_texts(TEXTS).vectors
    np.testing.assert_allclose(after, before, atol=1e-6)


def test_a_missing_weight_is_refused_and_never_left_random(tmp_path):
    from safetensors.torch import load_file, save_file

    folder = hugging_face_folder(tmp_path / "net")
    tensors = {name: t.clone() for name, t in load_file(folder / "model.safetensors").items()}
    del tensors["visual_projection.weight"]
    save_file(tensors, folder / "model.safetensors")
    with pytest.raises(fvl.CorruptFileError, match=r"lacks visual_projection\.weight"):
        fvl.load_model(folder)


def test_settings_without_weights_say_that_the_weights_are_missing(tmp_path):
    folder = hugging_face_folder(tmp_path / "net")
    (folder / "model.safetensors").unlink()
    with pytest.raises(fvl.WeightsUnavailable, match="no weights"):
        fvl.load_model(folder)


def test_a_card_whose_sizes_the_folder_denies_is_refused(tmp_path):
    with pytest.raises(fvl.CorruptFileError, match="says"):
        fvl.load_model(hugging_face_folder(tmp_path / "net"), family="fashionclip")


def test_a_way_of_resampling_that_no_code_here_does_is_refused(tmp_path):
    folder = hugging_face_folder(tmp_path / "net")
    settings = json.loads((folder / "preprocessor_config.json").read_text())
    for kind, allowed in ((None, True), (3, True), (1, False)):  # 1 is PIL's Lanczos
        (folder / "preprocessor_config.json").write_text(json.dumps({**settings, "resample": kind}))
        if allowed:
            assert fvl.load_model(folder).card.preprocessing.interpolation == "bicubic"
        else:
            with pytest.raises(fvl.InvalidInputError, match="asks for resampling of the kind 1"):
                fvl.load_model(folder)


def _change(folder, change):
    config = json.loads((folder / "config.json").read_text())
    change(config)
    (folder / "config.json").write_text(json.dumps(config))
