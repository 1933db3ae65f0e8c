"""The honest panel: temperature, none of these, whiskers, leads, background, each worked out by hand."""

import math

import numpy as np
import pytest
from PIL import Image

from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.foundation.errors import InvalidInputError, SpaceMismatchError
from fvl_core.models.card import ModelCard, ScoreRule
from fvl_core.tasks.label_panel import WORDINGS, judge_labels
from fvl_core.tasks.prompt_sensitivity import prompt_sensitivity
from fvl_core.tasks.score_scale import ScoreScale
from fvl_core.tasks.zero_shot import NEUTRAL_WORDS, NONE_OF_THESE, ZeroShotClassifier
from tests.embedding.pictures import CountingModel


@pytest.fixture
def cache(tmp_path):
    return EmbeddingCache(tmp_path / "cache")


class CaseModel(CountingModel):
    """Reads capitals as darkness, and takes red for blue before a full stop: both move answers."""

    def _text_features(self, texts):
        features = super()._text_features(texts)
        for row, text in zip(features, texts, strict=True):
            row[3] += 2.0 * any(letter.isupper() for letter in text)
            if text.endswith("."):
                row[:3] = row[2::-1].copy()
        return features


def plain(*colours):
    return [Image.new("RGB", (3, 3), colour) for colour in colours]


def test_temperature_divides_the_scaled_cosines(cache):
    model = CountingModel()
    pictures = plain("red")
    warm = ZeroShotClassifier(model, ["red", "pink"], temperature=4.0, cache=cache).classify(pictures)
    lead = 1 - 0.5**0.5
    assert warm.probabilities[0, 0] == pytest.approx(1 / (1 + math.exp(-10 / 4 * lead)))
    assert "temperature 4" in warm.rule
    model.card = ModelCard(
        name="s", title="S", family="hand", dim=4, score=ScoreRule(kind="sigmoid", scale=10.0, bias=-4.0)
    )
    single = ZeroShotClassifier(model, ["red"], temperature=2.0, cache=cache).classify(pictures)
    assert single.probabilities[0, 0] == pytest.approx(1 / (1 + math.exp(-(10 - 4) / 2)))


@pytest.mark.parametrize("temperature", [0.0, -1.0, math.inf, math.nan])
def test_a_temperature_that_is_none_is_refused(cache, temperature):
    with pytest.raises(InvalidInputError, match="temperature"):
        ZeroShotClassifier(CountingModel(), ["red"], temperature=temperature, cache=cache)


def test_the_rule_works_on_any_number_of_axes():
    scale = ScoreScale("softmax", 3.0)
    table = np.random.default_rng(0).uniform(-1, 1, (4, 5, 6))
    np.testing.assert_allclose(scale.probabilities(table)[2], scale.probabilities(table[2]))
    np.testing.assert_allclose(scale.probabilities(table).sum(axis=-1), 1)


def test_none_of_these_takes_the_pictures_that_fit_no_label(cache):
    classifier = ZeroShotClassifier(CountingModel(), ["red", "blue"], none_of_these=True, cache=cache)
    found = classifier.classify(plain("red", "white"))
    assert found.labels == ("red", "blue", NONE_OF_THESE)
    assert found.texts[-1] == NEUTRAL_WORDS
    # the hand model reads neutral words as (1, 1, 1, 1): 0.5 from red, 0.866 from white
    np.testing.assert_allclose(found.cosines[:, 2], [0.5, 0.75**0.5], atol=1e-6)
    assert [row[0].label for row in found.top()] == ["red", NONE_OF_THESE]
    with pytest.raises(InvalidInputError, match="none of these"):
        ZeroShotClassifier(CountingModel(), [NONE_OF_THESE], none_of_these=True, cache=cache)


def test_whiskers_and_spread_are_those_of_the_wordings_one_by_one(cache):
    model = CountingModel()
    classifier = ZeroShotClassifier(model, ["red", "pink"], cache=cache)
    pictures = model.encode_images(plain("red"))
    wordings = ["{}", "{} on blue", "{} on green"]
    panel = judge_labels(classifier, pictures, wordings=wordings)
    # red · (1,0,0), (1,0,1), (1,1,0) and pink · (1,0,1), (1,0,2), (1,1,1), each normalised
    cosines = np.array([[1, 2**-0.5], [2**-0.5, 5**-0.5], [2**-0.5, 3**-0.5]])
    powers = np.exp(10 * cosines)
    probabilities = powers / powers.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(panel.low[0], probabilities.min(axis=0), atol=1e-6)
    np.testing.assert_allclose(panel.high[0], probabilities.max(axis=0), atol=1e-6)
    leads = cosines[:, 0] - cosines[:, 1]
    assert panel.lead[0] == pytest.approx(leads[0], abs=1e-6)  # the classifier's own template is "{}"
    assert panel.lead_spread[0] == pytest.approx(np.std(leads, ddof=1), abs=1e-6)
    np.testing.assert_allclose(panel.spread[0], np.std(leads / 2, ddof=1), atol=1e-6)  # half to either side
    assert (panel.n_agree.tolist(), panel.too_close.tolist()) == ([3], [False])
    assert panel.wordings == tuple(wordings)


def test_a_lead_smaller_than_what_the_wording_does_is_too_close_to_call(cache):
    model = CountingModel()
    classifier = ZeroShotClassifier(model, ["red", "blue"], cache=cache)
    nearly = model.encode_images([Image.new("RGB", (3, 3), (130, 0, 126))])
    panel = judge_labels(classifier, nearly, wordings=["{}", "{} and red", "{} and blue"])
    assert 0 < panel.lead[0] < panel.lead_spread[0]
    assert panel.too_close.tolist() == [True]
    sure = judge_labels(classifier, model.encode_images(plain("red")), wordings=["{}", "{} and red"])
    assert sure.too_close.tolist() == [False]


def test_a_wording_that_moves_all_labels_alike_is_no_doubt_about_which(cache):
    model = CountingModel()
    classifier = ZeroShotClassifier(model, ["red", "blue"], cache=cache)
    panel = judge_labels(classifier, model.encode_images(plain("magenta")), wordings=["{}", "{} black"])
    np.testing.assert_allclose(panel.spread, 0, atol=1e-7)  # both fall from 0.707 to 0.5
    assert panel.lead_spread[0] == pytest.approx(0, abs=1e-7)


def test_one_wording_shows_no_spread_and_one_label_is_never_too_close(cache):
    model = CountingModel()
    pictures = model.encode_images(plain("red", "blue"))
    panel = judge_labels(ZeroShotClassifier(model, ["red"], cache=cache), pictures, wordings=["{}"])
    assert panel.spread.tolist() == [[0], [0]]
    assert panel.too_close.tolist() == [False, False]


def test_few_templates_of_its_own_get_company(cache):
    model = CountingModel()
    pictures = model.encode_images(plain("red"))
    few = judge_labels(ZeroShotClassifier(model, ["red"], templates=["the {}"], cache=cache), pictures)
    assert few.wordings == ("the {}", *WORDINGS)
    own = ["{}", "one {}", "two {}"]
    assert judge_labels(
        ZeroShotClassifier(model, ["red"], templates=own, cache=cache), pictures
    ).wordings == tuple(own)


def test_a_score_stands_against_the_whole_catalogue(cache):
    model = CountingModel()
    classifier = ZeroShotClassifier(model, ["red", "blue"], cache=cache)
    catalogue = model.encode_images(plain("red", "magenta", "green", "blue", "yellow"))
    panel = judge_labels(classifier, model.encode_images(plain("magenta")), background=catalogue)
    assert panel.background is not None
    assert panel.background.shape == (5, 2)
    assert panel.above is not None
    assert panel.above.tolist() == [[2 / 5, 3 / 5]]  # red: above green and blue, level with yellow and itself
    assert judge_labels(classifier, catalogue).above is None


def test_other_peoples_vectors_are_refused(cache):
    classifier = ZeroShotClassifier(CountingModel(), ["red"], cache=cache)
    theirs = CountingModel("other").encode_images(plain("red"))
    ours = CountingModel().encode_images(plain("red"))
    with pytest.raises(SpaceMismatchError):
        judge_labels(classifier, theirs)
    with pytest.raises(SpaceMismatchError):
        judge_labels(classifier, ours, background=theirs)
    with pytest.raises(SpaceMismatchError):
        prompt_sensitivity(classifier, theirs)


def test_a_changed_wording_encodes_new_texts_only(cache):
    model = CountingModel()
    classifier = ZeroShotClassifier(model, ["red", "blue"], templates=["{}"], cache=cache)
    pictures = model.encode_images(plain("red"))
    judge_labels(classifier, pictures, wordings=["{}", "a {}"])
    assert model.read == ["red", "blue", "a red", "a blue"]
    judge_labels(classifier, pictures, wordings=["{}", "a {}", "the {}"])
    assert model.read[4:] == ["the red", "the blue"]


def test_all_that_is_tried_is_encoded_in_one_call_each(cache, monkeypatch):
    """Beside an index every call of a model waits for a batch of pictures."""
    model = CountingModel()
    classifier = ZeroShotClassifier(model, ["red", "blue"], templates=["{}"], cache=cache)
    pictures = model.encode_images(plain("red"))
    calls = []
    encode = model.encode_texts

    def noted(texts, **how):
        calls.append(list(texts))
        return encode(texts, **how)

    monkeypatch.setattr(model, "encode_texts", noted)
    judge_labels(classifier, pictures, wordings=["{}", "a {}", "the {}"])
    prompt_sensitivity(classifier, pictures)
    assert calls == [["a red", "a blue", "the red", "the blue"], ["red.", "blue.", "RED", "BLUE"]]


def test_what_moves_is_said_and_what_does_not_as_well(cache):
    model = CaseModel("case")
    classifier = ZeroShotClassifier(model, ["red", "blue", "black"], cache=cache)
    pictures = model.encode_images([*plain("red", "black"), Image.new("RGB", (3, 3), (200, 0, 150))])
    stop, order, upper = prompt_sensitivity(classifier, pictures)
    assert (stop.change, stop.before, stop.after) == ("full stop", "{}", "{}.")
    assert stop.flipped == (("0", "red", "blue"), ("2", "red", "blue"))
    assert stop.largest_cosine_shift == pytest.approx(1.0)
    assert stop.sentence.startswith("Full stop: 2 of 3 answers changed; a cosine moved by up to 1.000")
    assert (order.flipped, order.sentence) == ((), "Label order: nothing moved.")
    assert (upper.before, upper.after) == ("red", "RED")
    assert upper.largest_cosine_shift > 0.5
    assert upper.sentence.startswith("Upper case: ")


def test_a_tie_moves_with_the_order_of_the_labels(cache):
    model = CountingModel()
    classifier = ZeroShotClassifier(model, ["red", "blue"], cache=cache)
    order = prompt_sensitivity(classifier, model.encode_images(plain("magenta")))[1]
    assert order.flipped == (("0", "red", "blue"),)
    assert order.largest_cosine_shift == 0
    assert "1 of 1 answers changed" in order.sentence


def test_a_full_stop_that_stands_there_is_taken_away(cache):
    model = CaseModel("case")
    classifier = ZeroShotClassifier(model, ["red", "blue"], templates=["{}."], cache=cache)
    stop = prompt_sensitivity(classifier, model.encode_images(plain("red", "blue")))[0]
    assert (stop.before, stop.after) == ("{}.", "{}")
    assert stop.flipped == (("0", "blue", "red"), ("1", "red", "blue"))
