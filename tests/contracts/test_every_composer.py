"""What every composer promises: unit queries, row by row, from one space."""

import numpy as np
import pytest
from PIL import Image

from fvl_core.composition.additive import AdditiveComposer
from fvl_core.composition.arithmetic import Sum, WeightedSum
from fvl_core.composition.base import Composer
from fvl_core.composition.library import COMPOSERS, list_composers, load_composer
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import InvalidInputError, SpaceMismatchError, UnknownNameError
from fvl_core.models.hand import HandModel
from tests.composition.making import composer_of

N, DIM = 6, 16


def raw_rows(seed, n=N):
    """Features as encoders make them: of very different lengths."""
    random = np.random.default_rng(seed)
    return (random.standard_normal((n, DIM)) * random.uniform(0.5, 20, (n, 1))).astype(np.float32)


def check_rows(composer: Composer) -> None:
    """Fail unless rows are unit, float32, and the same in a batch as alone."""
    image, text = raw_rows(0), raw_rows(1)
    fused = composer.fuse(image, text)
    assert fused.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(fused, axis=1), 1, atol=1e-6)
    alone = [composer.fuse(image[[i]], text[[i]]) for i in range(N)]
    np.testing.assert_allclose(fused, np.concatenate(alone), atol=1e-7)


def check_space(composer: Composer) -> None:
    """Fail unless two sides of two models are refused."""
    left = Embeddings.from_raw(None, raw_rows(0), space="one")
    right = Embeddings.from_raw(None, raw_rows(1), space="another")
    with pytest.raises(SpaceMismatchError):
        composer.fuse_embeddings(left, right)
    with pytest.raises(SpaceMismatchError):
        composer.mix(left, [1.0] * N, right, [1.0] * N)


def check_ends(composer: Composer) -> None:
    """Fail unless all weight on one side gives that side."""
    image, text = raw_rows(0), raw_rows(1)
    np.testing.assert_allclose(
        composer.fuse(image, text, image_weight=1.0, text_weight=0.0), normalised(image), atol=1e-6
    )
    np.testing.assert_allclose(
        composer.fuse(image, text, image_weight=0.0, text_weight=1.0), normalised(text), atol=1e-6
    )


def check_pulls(composer: AdditiveComposer) -> None:
    """Fail unless the pulls, put on unit vectors, make the very query that `mix` gives."""
    random = np.random.default_rng(3)
    for n_images, n_texts in ((1, 1), (2, 3), (1, 4), (3, 1)):
        images = Embeddings.from_raw(None, raw_rows(n_images, n=n_images), space="one")
        texts = Embeddings.from_raw(None, raw_rows(9 + n_texts, n=n_texts), space="one")
        signs = random.choice([1.0, -0.3], n_texts)
        signs[0] = 1.0
        weights = (
            random.uniform(0.2, 1, n_images).tolist(),
            (signs * random.uniform(0.2, 1, n_texts)).tolist(),
        )
        pulls = composer.pulls(images, weights[0], texts, weights[1])
        built = pulls.images @ images.vectors + pulls.texts @ texts.vectors
        np.testing.assert_allclose(built, composer.mix(images, weights[0], texts, weights[1])[0], atol=1e-6)


def normalised(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


every_composer = pytest.mark.parametrize("name", list_composers())
every_late = pytest.mark.parametrize("name", [n for n in COMPOSERS if COMPOSERS[n].late])
two_sided = pytest.mark.parametrize("name", [n for n in COMPOSERS if COMPOSERS[n].needs == {"image", "text"}])
learned = pytest.mark.parametrize("name", [n for n in COMPOSERS if COMPOSERS[n].learned])
unlearned = pytest.mark.parametrize("name", [n for n in COMPOSERS if not COMPOSERS[n].learned])
additive = pytest.mark.parametrize("name", [n for n in COMPOSERS if COMPOSERS[n].additive])
weighted = pytest.mark.parametrize("name", [n for n in COMPOSERS if COMPOSERS[n].weighted])


@every_late
def test_rows_are_unit_and_independent_of_the_batch(name):
    check_rows(composer_of(name, DIM))


@every_composer
def test_vectors_of_two_spaces_are_refused(name):
    check_space(composer_of(name, DIM))


@weighted
def test_all_weight_on_one_side_is_that_side(name):
    check_ends(load_composer(name))


@additive
def test_pulls_make_the_query(name):
    composer = load_composer(name)
    assert isinstance(composer, AdditiveComposer)
    check_pulls(composer)


@every_composer
def test_additive_is_what_has_pulls_and_nothing_learned_claims_it(name):
    kind = COMPOSERS[name]
    assert kind.additive is issubclass(kind, AdditiveComposer)
    assert not (kind.additive and kind.learned)
    assert bool(kind.unsplit) is not kind.additive


@every_late
def test_only_weighted_composers_heed_the_weights(name):
    composer = composer_of(name, DIM)
    sides = raw_rows(0), raw_rows(1)
    same = np.array_equal(
        composer.fuse(*sides, image_weight=0.9, text_weight=0.1),
        composer.fuse(*sides, image_weight=0.1, text_weight=0.9),
    )
    assert same is not composer.weighted


@two_sided
def test_one_side_alone_is_taken_as_it_is(name):
    composer, rows = composer_of(name, DIM), raw_rows(0)
    np.testing.assert_allclose(composer.fuse(rows, None), normalised(rows), atol=1e-6)
    np.testing.assert_allclose(composer.fuse(None, rows), normalised(rows), atol=1e-6)


@every_composer
def test_a_needed_side_that_is_absent_is_asked_for(name):
    composer = load_composer(name)
    with pytest.raises(InvalidInputError, match=f"'{name}' needs"):
        composer.fuse(None, None)


@every_late
def test_composing_with_a_model_equals_fusing_its_features(name):
    model, composer = HandModel(), composer_of(name, 4)
    images, texts = [Image.new("RGB", (3, 3), c) for c in ("red", "blue")], ["green", "white and pink"]
    composed = composer.compose(model, images, texts)
    expected = composer.fuse(model.encode_images(images).raw, model.encode_texts(texts).raw)
    np.testing.assert_allclose(composed.vectors, expected, atol=1e-6)
    assert composed.space == model.space


@every_composer
def test_composing_refuses_embeddings_of_another_model(name):
    stranger = Embeddings.from_raw(None, np.eye(4), space="another")
    with pytest.raises(SpaceMismatchError):
        composer_of(name, 4).compose(HandModel(), stranger, ["red"] * 4)
    with pytest.raises(SpaceMismatchError):
        composer_of(name, 4).compose(HandModel(), None, stranger)


@every_late
def test_one_ingredient_on_each_side_mixes_as_it_fuses(name):
    composer = composer_of(name, DIM)
    image = Embeddings.from_raw(None, raw_rows(0, n=1), space="one")
    text = Embeddings.from_raw(None, raw_rows(1, n=1), space="one")
    mixed = composer.mix(image, [0.3], text, [0.7])
    fused = composer.fuse(image.raw, text.raw, image_weight=0.3, text_weight=0.7)
    np.testing.assert_allclose(mixed, fused, atol=1e-6)
    assert mixed.shape == (1, DIM)


@every_composer
def test_parts_that_cancel_each_other_out_are_refused(name):
    composer, rows = composer_of(name, 2), np.eye(2)
    both = Embeddings.from_raw(None, [[1.0, 0.0], [-1.0, 0.0]], space="one")
    with pytest.raises(InvalidInputError):
        composer.mix(both, [0.5, 0.5], both, [0.5, 0.5])
    if composer.needs == {"image", "text"} and composer.late and not composer.learned:
        with pytest.raises(InvalidInputError, match=r"cancel|opposite"):
            composer.fuse(rows, -rows)


@unlearned
def test_what_was_not_trained_fits_every_model(name):
    load_composer(name).require_fit("any:1", 3)


@learned
def test_what_was_trained_refuses_features_of_another_width(name):
    with pytest.raises(InvalidInputError, match="16 numbers, the model gives 3"):
        composer_of(name, DIM).require_fit("any:1", 3)


@every_composer
def test_every_composer_says_in_one_line_what_it_does(name):
    summary = COMPOSERS[name].summary
    assert summary.endswith(".")
    assert len(summary) < 90


@unlearned
def test_a_checkpoint_that_nobody_reads_is_refused(name):
    with pytest.raises(InvalidInputError, match="no weights to load"):
        load_composer(name, checkpoint="combiner.pt")


@every_composer
def test_shapes_and_weights_that_cannot_be_used_are_refused(name):
    composer = composer_of(name, DIM)
    with pytest.raises(InvalidInputError, match="not a number"):
        composer.fuse(raw_rows(0), raw_rows(1), image_weight=float("nan"))
    with pytest.raises(InvalidInputError, match="one row per query"):
        composer.fuse(raw_rows(0)[0], raw_rows(1)[0])
    if composer.needs == {"image", "text"}:
        with pytest.raises(InvalidInputError, match="as many of each"):
            composer.fuse(raw_rows(0), raw_rows(1)[:2])


def test_an_unknown_composer_suggests_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean slerp"):
        load_composer("slrp")


class NotUnit(Sum):
    """Forgets to normalise."""

    def fuse(self, image_features, text_features, *, image_weight=0.5, text_weight=0.5):
        return np.asarray(image_features + text_features, np.float32)


class SeesTheBatch(Sum):
    """Takes the batch's mean away, so a row depends on its neighbours."""

    def _fuse(self, image, text, image_weight, text_weight):
        fused = image + text
        return fused - fused.mean(axis=0) if len(fused) > 1 else fused


class MixesSpaces(Sum):
    """Never looks where vectors come from."""

    def fuse_embeddings(self, images, texts, *, image_weight=0.5, text_weight=0.5):
        return Embeddings.from_raw(None, self.fuse(images.raw, texts.raw), space=images.space)


class SwapsTheEnds(WeightedSum):
    """Gives the picture the words' weight."""

    def _fuse(self, image, text, image_weight, text_weight):
        return super()._fuse(image, text, text_weight, image_weight)


class ForgetsTheNorms(Sum):
    """Pulls as if all raw features had the same length."""

    def _per_unit(self, side, weights):
        return self._shares(side, weights)[0]

    def _mix(self, images, image_weights, texts, text_weights):
        return Composer._mix(self, images, image_weights, texts, text_weights)


@pytest.mark.parametrize(
    ("check", "twin"),
    [
        (check_rows, NotUnit),
        (check_rows, SeesTheBatch),
        (check_space, MixesSpaces),
        (check_ends, SwapsTheEnds),
        (check_pulls, ForgetsTheNorms),
    ],
)
def test_the_contract_catches_a_broken_twin(check, twin):
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        check(twin())
