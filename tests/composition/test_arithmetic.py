"""The arithmetic composers against values worked out by hand and independent formulas."""

import numpy as np
import pytest

from fvl_core.composition.arithmetic import Slerp, Sum, WeightedSum
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import InvalidInputError


def embeddings(rows):
    return Embeddings.from_raw(None, rows, space="one")


def test_sum_adds_raw_features_so_the_longer_side_counts_more():
    np.testing.assert_allclose(Sum().fuse([[3.0, 0.0]], [[0.0, 4.0]]), [[0.6, 0.8]], atol=1e-7)


def test_weighted_ignores_lengths():
    composer = WeightedSum()
    near = composer.fuse([[3.0, 0.0]], [[0.0, 4.0]], image_weight=0.6, text_weight=0.8)
    far = composer.fuse([[300.0, 0.0]], [[0.0, 0.04]], image_weight=0.6, text_weight=0.8)
    np.testing.assert_allclose(near, [[0.6, 0.8]], atol=1e-7)
    np.testing.assert_allclose(far, near, atol=1e-7)


def test_a_negative_weight_pushes_away():
    pushed = WeightedSum().fuse([[1.0, 0.0]], [[0.0, 1.0]], image_weight=0.8, text_weight=-0.6)
    np.testing.assert_allclose(pushed, [[0.8, -0.6]], atol=1e-7)


def test_weighted_takes_any_number_of_signed_ingredients_exactly():
    random = np.random.default_rng(0)
    images, texts = embeddings(random.standard_normal((3, 8))), embeddings(random.standard_normal((2, 8)))
    image_weights, text_weights = [0.5, -0.2, 1.0], [0.7, -0.1]
    query = WeightedSum().mix(images, image_weights, texts, text_weights)[0]
    wanted = sum(
        weight * row
        for weight, row in zip(
            [*image_weights, *text_weights], [*images.vectors, *texts.vectors], strict=True
        )
    )
    np.testing.assert_allclose(query, wanted / np.linalg.norm(wanted), atol=1e-6)


def test_a_score_under_weighted_is_the_sum_of_what_its_ingredients_give():
    random = np.random.default_rng(1)
    for _ in range(200):
        images, texts = embeddings(random.standard_normal((2, 8))), embeddings(random.standard_normal((2, 8)))
        weights = random.uniform(-1, 1, 4).tolist()
        item = random.standard_normal(8)
        item /= np.linalg.norm(item)
        query = WeightedSum().mix(images, weights[:2], texts, weights[2:])[0]
        rows = np.concatenate([images.vectors, texts.vectors])
        shares = np.array(weights) * (rows @ item) / np.linalg.norm(weights @ rows)
        assert shares.sum() == pytest.approx(float(query @ item), abs=1e-5)


def test_other_composers_take_the_weighted_mean_of_each_side():
    images = embeddings([[2.0, 0.0, 0.0], [0.0, 4.0, 0.0]])
    texts = embeddings([[0.0, 0.0, 3.0]])
    mixed = Sum().mix(images, [0.75, 0.25], texts, [1.0])
    wanted = np.array([1.5, 1.0, 3.0])
    np.testing.assert_allclose(mixed[0], wanted / np.linalg.norm(wanted), atol=1e-6)


def test_less_like_this_alone_is_the_opposite_direction():
    for composer in (Sum(), WeightedSum(), Slerp()):
        np.testing.assert_allclose(composer.mix(None, [], embeddings([[0.0, 2.0]]), [-1.0]), [[0.0, -1.0]])


def test_the_weight_between_the_sides_does_not_matter_to_sum_even_at_zero():
    image, text = embeddings([[3.0, 0.0]]), embeddings([[0.0, 4.0]])
    np.testing.assert_array_equal(Sum().mix(image, [0.0], text, [1.0]), Sum().mix(image, [0.5], text, [0.5]))


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.9])
def test_slerp_moves_at_constant_speed_along_the_great_circle(share):
    random = np.random.default_rng(2)
    v, t = (rows / np.linalg.norm(rows) for rows in random.standard_normal((2, 16)))
    angle = np.arccos(v @ t)
    q = Slerp().fuse(7 * v[None], t[None], image_weight=1 - share, text_weight=share)[0].astype(np.float64)
    assert np.arccos(q @ v) == pytest.approx(share * angle, abs=1e-5)
    assert np.arccos(q @ t) == pytest.approx((1 - share) * angle, abs=1e-5)


def test_slerp_weights_count_by_their_ratio():
    sides = [[1.0, 0.0]], [[0.0, 1.0]]
    np.testing.assert_array_equal(
        Slerp().fuse(*sides, image_weight=3.0, text_weight=1.0),
        Slerp().fuse(*sides, image_weight=0.75, text_weight=0.25),
    )


def test_slerp_between_vectors_that_almost_coincide_is_finite():
    v = np.array([[1.0, 0.0]])
    for gap in (0.0, 1e-12, 1e-8, 1e-6, 1e-4):
        q = Slerp().fuse(v, [[1.0, gap]], image_weight=0.3, text_weight=0.7)[0]
        np.testing.assert_allclose(q, [1.0, 0.7 * gap], rtol=1e-5, atol=1e-12)


def test_slerp_between_opposite_vectors_is_refused_but_its_ends_are_not():
    v = np.array([[1.0, 0.0]])
    with pytest.raises(InvalidInputError, match="opposite directions"):
        Slerp().fuse(v, -v)
    np.testing.assert_allclose(Slerp().fuse(v, -v, image_weight=1.0, text_weight=0.0), v)
    np.testing.assert_allclose(Slerp().fuse(v, -v, image_weight=0.0, text_weight=1.0), -v)


@pytest.mark.parametrize("weights", [(-0.1, 1.0), (0.0, 0.0), (1.0, -1.0)])
def test_slerp_refuses_weights_that_name_no_point_on_the_way(weights):
    with pytest.raises(InvalidInputError, match="slerp cannot use"):
        Slerp().fuse([[1.0, 0.0]], [[0.0, 1.0]], image_weight=weights[0], text_weight=weights[1])
