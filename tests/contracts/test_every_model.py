"""What every model family promises: one space, unit rows with their norms, each by itself, clear refusals."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.models import known, local_cards, open_clip_adapter
from fvl_core.models.base import VisionLanguageModel
from fvl_core.models.families import FAMILIES
from fvl_core.models.hand import HandModel
from fvl_core.models.library import load_model
from tests.models import fashionvil_making
from tests.models.making import (
    TINY_OPEN_CLIP,
    hugging_face_folder,
    open_clip_folder,
    open_clip_network,
    pictures,
)

TEXTS = ["red dress", "a photo of a blue shirt with long sleeves", "shoe"]
TOLERANCE = 2e-5  # of a float32 row in another batch


def hand(folder, monkeypatch, seed):
    return "hand"


def fvl_tiny(folder, monkeypatch, seed):
    return "fvl-tiny"


def open_clip(folder, monkeypatch, seed):
    return open_clip_folder(folder, seed=seed)


def transformers(folder, monkeypatch, seed):
    return hugging_face_folder(folder, seed=seed)


def openfashionclip(folder, monkeypatch, seed):
    import torch

    monkeypatch.setattr(open_clip_adapter, "architecture_config", lambda _: TINY_OPEN_CLIP)
    publish(monkeypatch, "openfashionclip")
    folder.mkdir(exist_ok=True)
    torch.save({"epoch": 1, "CLIP": open_clip_network(seed=seed).state_dict()}, folder / "finetuned.pt")
    return folder / "finetuned.pt"


def clip4cir(folder, monkeypatch, seed):
    import torch

    monkeypatch.setattr(open_clip_adapter, "architecture_config", lambda _: TINY_OPEN_CLIP)
    folder.mkdir(exist_ok=True)
    torch.save({"epoch": 1, "CLIP": open_clip_network(seed=seed).state_dict()}, folder / "tuned_clip_best.pt")
    return folder / "tuned_clip_best.pt"


def fashionklip(folder, monkeypatch, seed):
    import torch

    monkeypatch.setattr(open_clip_adapter, "architecture_config", lambda _: TINY_OPEN_CLIP)
    publish(monkeypatch, "fashionklip")
    folder.mkdir(exist_ok=True)
    parallel = {
        f"module.{name}": tensor for name, tensor in open_clip_network(seed=seed).state_dict().items()
    }
    torch.save({"epoch": 1, "name": "run", "state_dict": parallel}, folder / "epoch_latest.pt")
    return folder / "epoch_latest.pt"


def fashionclip(folder, monkeypatch, seed):
    publish(monkeypatch, "fashionclip")
    return hugging_face_folder(folder, seed=seed)


def fashionvil(folder, monkeypatch, seed):
    fashionvil_making.vocabulary(folder)
    made = fashionvil_making.network(seed=seed)
    return fashionvil_making.checkpoint(folder / "best.ckpt", made, head="contrastive")


def publish(monkeypatch, name):
    """Give a published card the sizes of the networks that tests make."""
    card = known.card_named(name)
    small = replace(card, dim=24, preprocessing=replace(card.preprocessing, image_size=32))
    monkeypatch.setattr(local_cards, "card_named", lambda _: small)


MAKERS = {
    "hand": hand,
    "fvl-tiny": fvl_tiny,
    "open_clip": open_clip,
    "transformers": transformers,
    "openfashionclip": openfashionclip,
    "fashionclip": fashionclip,
    "fashionklip": fashionklip,
    "fashionvil": fashionvil,
    "clip4cir": clip4cir,
}
WITHOUT_WEIGHTS = "hand"
WITH_ONE_SET_OF_WEIGHTS = "fvl-tiny"

every_family = pytest.mark.parametrize("family", list(MAKERS))


@pytest.fixture
def load(tmp_path, monkeypatch):
    """Load a family's model, with random weights where it ships none; another seed is another model."""

    def load_family(family, *, seed=0, precision="float32"):
        place = MAKERS[family](tmp_path / f"{family}-{seed}", monkeypatch, seed)
        is_name = place in (WITHOUT_WEIGHTS, WITH_ONE_SET_OF_WEIGHTS)
        return load_model(place, family=None if is_name else family, precision=precision)

    return load_family


def both_sides(model: VisionLanguageModel) -> list[tuple[Any, list[Any]]]:
    return [(model.encode_images, pictures()), (model.encode_texts, TEXTS)]


def check_one_space(model: VisionLanguageModel) -> None:
    """Fail unless pictures and texts come in the model's space and dimensions."""
    for encoded in (model.encode_images(pictures()), model.encode_texts(TEXTS)):
        assert encoded.space == model.space != ""
        assert encoded.vectors.shape == (3, model.dim)
        assert encoded.vectors.dtype == np.float32


def check_rows(model: VisionLanguageModel) -> None:
    """Fail unless rows are unit and `raw` is what the network gave."""
    encoded = model.encode_images(pictures()), model.encode_texts(TEXTS)
    raw = model._image_features(pictures()), model._text_features(TEXTS)
    for side, features in zip(encoded, raw, strict=True):
        np.testing.assert_allclose(np.linalg.norm(side.vectors, axis=1), 1, atol=1e-6)
        np.testing.assert_allclose(side.raw, features, atol=TOLERANCE * np.abs(features).max())
        assert np.abs(side.norms - 1).max() > 1e-3


def check_order(model: VisionLanguageModel) -> None:
    """Fail unless a row is the same alone, in another place, and in another batch size."""
    for encode, inputs in both_sides(model):
        together = encode(inputs).vectors
        alone = np.concatenate([encode([one]).vectors for one in inputs])
        backwards = encode(inputs[::-1]).vectors[::-1]
        in_twos = encode(inputs, batch_size=2).vectors
        for other in (alone, backwards, in_twos):
            np.testing.assert_allclose(other, together, atol=TOLERANCE)


def check_inputs_matter(model: VisionLanguageModel) -> None:
    """Fail unless different inputs give different rows."""
    colours = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    for rows in (model.encode_images(colours).vectors, model.encode_texts(["red", "blue"]).vectors):
        assert np.abs(rows[0] - rows[1]).max() > 1e-3


def check_empty(model: VisionLanguageModel) -> None:
    """Fail unless nothing gives nothing, in the right width."""
    for encoded in (model.encode_images([]), model.encode_texts([])):
        assert encoded.vectors.shape == (0, model.dim)
        assert encoded.raw.shape == (0, model.dim)
        assert encoded.space == model.space


def check_batches(model: VisionLanguageModel) -> None:
    """Fail unless batches of a size that cannot be are refused, instead of giving no rows."""
    for encode, inputs in both_sides(model):
        with pytest.raises(InvalidInputError, match="Batches of -1"):
            encode(inputs, batch_size=-1)


def check_bad_picture(model: VisionLanguageModel, folder) -> None:
    """Fail unless one unreadable file among good ones is named."""
    pictures()[0].save(folder / "good.png")
    (folder / "torn.jpg").write_bytes(b"\xff\xd8\xff\xe0 no more of it")
    with pytest.raises(InvalidInputError, match=r"torn\.jpg"):
        model.encode_images([folder / "good.png", folder / "torn.jpg", folder / "good.png"])


def check_bad_text(model: VisionLanguageModel) -> None:
    """Fail unless a blank text is pointed out and one text instead of a list is refused."""
    with pytest.raises(InvalidInputError, match="Text 1 is empty"):
        model.encode_texts(["red", "  "])
    with pytest.raises(InvalidInputError, match="instead of a list"):
        model.encode_texts("red")


def check_long_text(model: VisionLanguageModel) -> None:
    """Fail unless texts beyond the token limit still say what their beginning says."""
    words = "dress with long sleeves and many buttons " * 60
    red, blue = model.encode_texts([f"red {words}", f"blue {words}"]).vectors
    assert np.isfinite(red).all()
    assert np.abs(red - blue).max() > 1e-4


def check_determinism(model: VisionLanguageModel) -> None:
    """Fail unless the same call gives the same bits."""
    for encode, inputs in both_sides(model):
        np.testing.assert_array_equal(encode(inputs).raw, encode(inputs).raw)


CHECKS = [
    check_one_space,
    check_rows,
    check_order,
    check_inputs_matter,
    check_empty,
    check_batches,
    check_bad_text,
    check_long_text,
    check_determinism,
]


def test_every_family_is_held_to_this_contract():
    assert MAKERS.keys() == set(FAMILIES)


@every_family
def test_the_family_keeps_the_contract(family, load, tmp_path):
    model = load(family)
    for check in CHECKS:
        check(model)
    check_bad_picture(model, tmp_path)
    assert (model.device, model.precision) == ("cpu", "float32")


@every_family
def test_a_second_load_is_the_same_model_in_the_same_space(family, load):
    first, second = load(family), load(family)
    assert first.space == second.space
    np.testing.assert_array_equal(first.encode_texts(TEXTS).raw, second.encode_texts(TEXTS).raw)
    np.testing.assert_array_equal(first.encode_images(pictures()).raw, second.encode_images(pictures()).raw)


@pytest.mark.parametrize("family", sorted(MAKERS.keys() - {WITHOUT_WEIGHTS, WITH_ONE_SET_OF_WEIGHTS}))
def test_other_weights_are_another_space(family, load):
    assert load(family).space != load(family, seed=1).space


def test_no_two_networks_share_a_space(load):
    spaces = [load(family).space for family in ("hand", "fvl-tiny", "open_clip", "transformers")]
    assert len(set(spaces)) == len(spaces)


@pytest.mark.parametrize("family", sorted(MAKERS.keys() - {WITHOUT_WEIGHTS}))
def test_half_precision_points_the_same_way_and_is_cached_apart(family, load, tmp_path):
    exact, rounded = load(family), load(family, precision="bfloat16")
    assert rounded.precision == "bfloat16"
    for encode, inputs in (("encode_images", pictures()), ("encode_texts", TEXTS)):
        left, right = (getattr(model, encode)(inputs) for model in (exact, rounded))
        assert left.space == right.space  # vectors may meet …
        assert ((left.vectors * right.vectors).sum(axis=1) >= 0.999).all()
        assert np.abs(left.vectors - right.vectors).max() > 1e-5
    cache = EmbeddingCache(tmp_path / "embeddings")
    assert cache.store(exact) is not cache.store(rounded)  # … but an entry is of one precision


class TwoSpaces(HandModel):
    """Names another space for texts."""

    def encode_texts(self, texts, *, batch_size=None):
        return replace(super().encode_texts(texts, batch_size=batch_size), space="hand:words")


class LosesNorms(HandModel):
    """Hands out unit rows as if the network had given them."""

    def _embeddings(self, rows):
        unit = super()._embeddings(rows)
        return Embeddings.from_raw(None, unit.vectors, space=self.space)


class SeesTheBatch(HandModel):
    """Takes the batch's mean away."""

    def _text_features(self, texts):
        rows = super()._text_features(texts)
        return rows - rows.mean(axis=0) + 1 if len(rows) > 1 else rows


class Turned(HandModel):
    """Gives the rows of a batch in the wrong order."""

    def _image_features(self, images):
        return super()._image_features(images)[::-1]


class Deaf(HandModel):
    """Hears the same in every text, as an empty tokenizer does."""

    def _text_features(self, texts):
        return np.ones((len(texts), 4), np.float32) * np.float32(3)


class FailsOnNothing(HandModel):
    """Stacks rows that are not there."""

    def encode_texts(self, texts, *, batch_size=None):
        if not texts:
            raise ValueError("need at least one array to stack")
        return super().encode_texts(texts, batch_size=batch_size)


class SkipsBadPictures(HandModel):
    """Leaves out what it cannot read, so that rows slip."""

    def encode_images(self, images, *, batch_size=None, on_progress=None):
        good = [image for image in images if "torn" not in str(image)]
        return super().encode_images(good, batch_size=batch_size, on_progress=on_progress)


class TakesBlanks(HandModel):
    """Encodes emptiness."""

    def encode_texts(self, texts, *, batch_size=None):
        return super().encode_texts([text.strip() or "black" for text in texts], batch_size=batch_size)


class CollapsesLongTexts(HandModel):
    """Loses the end token of long texts, so that all of them mean the same."""

    def _text_features(self, texts):
        return super()._text_features(["black" if len(text) > 300 else text for text in texts])


class Noisy(HandModel):
    """Was left in training mode."""

    def _image_features(self, images):
        rows = super()._image_features(images)
        return rows + np.random.default_rng().normal(0, 1e-4, rows.shape).astype(np.float32)


@pytest.mark.parametrize(
    ("check", "twin"),
    [
        (check_one_space, TwoSpaces),
        (check_rows, LosesNorms),
        (check_order, SeesTheBatch),
        (check_order, Turned),
        (check_inputs_matter, Deaf),
        (check_empty, FailsOnNothing),
        (check_bad_text, TakesBlanks),
        (check_long_text, CollapsesLongTexts),
        (check_determinism, Noisy),
    ],
)
def test_the_contract_catches_a_broken_twin(check, twin):
    check(HandModel())
    with pytest.raises((AssertionError, ValueError, pytest.fail.Exception)):
        check(twin())


def test_the_contract_catches_a_model_that_skips_bad_pictures(tmp_path):
    with pytest.raises(pytest.fail.Exception):
        check_bad_picture(SkipsBadPictures(), tmp_path)
