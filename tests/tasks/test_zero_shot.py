"""Zero-shot: probabilities by the card's rule, equal to formulas worked out here by themselves."""

import math

import numpy as np
import pytest
from PIL import Image

from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import InvalidInputError, SpaceMismatchError
from fvl_core.models.card import ModelCard, ScoreRule
from fvl_core.tasks.zero_shot import ZeroShotClassifier
from tests.embedding.pictures import CountingModel

LABELS = ["red", "yellow", "black"]


@pytest.fixture
def cache(tmp_path):
    return EmbeddingCache(tmp_path / "cache")


def model_with(rule=None, templates=("{}",)):
    model = CountingModel()
    model.card = ModelCard(
        name="t", title="T", family="hand", dim=4, templates=templates, score=rule or ScoreRule()
    )
    return model


def classify(rule, cache, images=("red", "white")):
    model = model_with(rule)
    model.logit_bias = -3.0
    pictures = [Image.new("RGB", (3, 3), colour) for colour in images]
    return ZeroShotClassifier(model, LABELS, cache=cache).classify(pictures)


COSINES = [[1.0, 0.5**0.5, 0.0], [1 / 3**0.5, (2 / 3) ** 0.5, 0.0]]


@pytest.mark.parametrize(("scale", "number"), [("model", 10.0), (100.0, 100.0), (1000.0, 1000.0)])
def test_softmax_at_the_scale_of_card_or_model(cache, scale, number):
    predictions = classify(ScoreRule(scale=scale), cache)
    np.testing.assert_allclose(predictions.cosines, COSINES, atol=1e-6)
    for row, cosines in zip(predictions.probabilities, predictions.cosines, strict=True):
        wanted = [
            1
            / sum(
                math.exp(number * (other - own)) if number * (other - own) < 700 else math.inf
                for other in cosines
            )
            for own in cosines
        ]
        np.testing.assert_allclose(row, wanted, atol=1e-12)
    np.testing.assert_allclose(predictions.probabilities.sum(axis=1), 1, atol=1e-12)
    assert predictions.probabilities.dtype == np.float64
    assert f"{number:.4g}" in predictions.rule
    assert "Softmax over 3 labels" in predictions.rule


@pytest.mark.parametrize(("bias", "number"), [("model", -3.0), (-12.5, -12.5), (0.0, 0.0)])
def test_sigmoid_takes_each_label_by_itself(cache, bias, number):
    predictions = classify(ScoreRule(kind="sigmoid", scale="model", bias=bias), cache)
    wanted = [[1 / (1 + math.exp(-(10 * cosine + number))) for cosine in row] for row in predictions.cosines]
    np.testing.assert_allclose(predictions.probabilities, wanted, rtol=1e-12)
    assert "need not sum to 1" in predictions.rule


def test_extreme_scales_give_zeros_and_ones_not_nan(cache):
    for rule in (ScoreRule(scale=1e9), ScoreRule(kind="sigmoid", scale=1e9, bias=-5e8)):
        probabilities = classify(rule, cache).probabilities
        assert np.isfinite(probabilities).all()
        np.testing.assert_allclose(probabilities[0], [1, rule.kind == "sigmoid", 0])


def test_templates_are_averaged_in_embedding_space(cache):
    templates = ("{}", "{} and blue")
    model = model_with()
    predictions = ZeroShotClassifier(model, ["red", "blue"], templates=templates, cache=cache).classify(
        [Image.new("RGB", (3, 3), "red")]
    )
    half = np.array([1, 0, 0, 0]) + np.array([1, 0, 1, 0]) / 2**0.5  # "red" and "red and blue", unit, added
    assert predictions.cosines[0, 0] == pytest.approx(half[0] / np.linalg.norm(half), abs=1e-6)
    assert predictions.cosines[0, 1] == pytest.approx(0)
    assert predictions.texts == (("red", "red and blue"), ("blue", "blue and blue"))


def test_without_templates_the_cards_own_are_used(cache):
    model = model_with(templates=("a photo of a {}.",))
    classifier = ZeroShotClassifier(model, ["red {x}"], cache=cache)
    assert classifier.texts == (("a photo of a red {x}.",),)
    assert model.read == ["a photo of a red {x}."]


def test_a_changed_template_or_label_encodes_only_new_texts(cache):
    model = model_with()
    ZeroShotClassifier(model, LABELS, templates=["{}", "a {}"], cache=cache)
    assert len(model.read) == 6
    ZeroShotClassifier(model, [*LABELS, "pink"], templates=["a {}"], cache=cache)
    assert model.read[6:] == ["a pink"]


def test_top_ranks_labels_and_ties_go_to_the_earlier_label(cache):
    pictures = [Image.new("RGB", (3, 3), colour) for colour in ("yellow", "black")]
    predictions = ZeroShotClassifier(model_with(), ["red", "green", "black"], cache=cache).classify(pictures)
    first, second = predictions.top(2)
    assert [score.label for score in first] == ["red", "green"]
    assert second[0].label == "black"
    assert second[0].cosine == pytest.approx(1.0)
    assert second[0].probability == predictions.probabilities[1, 2]
    assert len(predictions) == 2


def test_cached_embeddings_give_the_same_answers_and_those_of_another_model_none(cache):
    model = model_with()
    classifier = ZeroShotClassifier(model, LABELS, cache=cache)
    pictures = [Image.new("RGB", (3, 3), "red")]
    np.testing.assert_array_equal(
        classifier.classify_embeddings(model.encode_images(pictures)).probabilities,
        classifier.classify(pictures).probabilities,
    )
    with pytest.raises(SpaceMismatchError):
        classifier.classify_embeddings(Embeddings.from_raw(["a"], np.ones((1, 4)), space="another"))


def test_the_same_picture_is_encoded_once(cache):
    model = model_with()
    picture = Image.new("RGB", (3, 3), "red")
    for labels in (["red", "blue"], ["pink"]):
        ZeroShotClassifier(model, labels, cache=cache).classify([picture, picture])
    assert len(model.seen) == 1


def test_no_pictures_give_no_rows(cache):
    predictions = ZeroShotClassifier(model_with(), LABELS, cache=cache).classify([])
    assert predictions.probabilities.shape == (0, 3)
    assert predictions.top(3) == ()


def test_labels_may_differ_by_case_alone(cache):
    assert ZeroShotClassifier(model_with(), ["Red", "red"], cache=cache).labels == ("Red", "red")


@pytest.mark.parametrize(
    ("labels", "templates", "sentence"),
    [
        ([], None, "no labels"),
        (["red", " "], None, "Label 2 is blank"),
        (["red", " red "], None, "occurs twice"),
        ("red", None, "instead of a list"),
        (["red"], [], "no templates"),
        (["red"], ["a photo"], "no place for the label"),
        (["red"], "a {}", "instead of a list"),
    ],
)
def test_odd_labels_and_templates_are_refused_in_one_sentence(cache, labels, templates, sentence):
    with pytest.raises(InvalidInputError, match=sentence):
        ZeroShotClassifier(model_with(), labels, templates=templates, cache=cache)
