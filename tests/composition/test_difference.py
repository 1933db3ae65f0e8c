"""The composer of words and counter-words, worked out by hand."""

import numpy as np
import pytest

from fvl_core.composition.arithmetic import Difference, WeightedSum
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import InvalidInputError


def rows(*values):
    return Embeddings.from_raw(None, values, space="toy")


def test_what_words_and_counter_words_share_drops_out():
    image, texts = rows([0, 0, 2]), rows([0.6, 0.8, 0], [-0.6, 0.8, 0])
    mixed = Difference().mix(image, [1.0], texts, [1.0, -1.0])
    np.testing.assert_allclose(mixed, [[0.5**0.5, 0, 0.5**0.5]], atol=1e-6)


def test_the_step_is_as_long_as_the_liked_words_weigh_however_near_the_counter_words_are():
    image = rows([0, 0, 1])
    near = rows([1, 0.01, 0], [1, -0.01, 0])  # their difference is 0.02 long and points along y
    mixed = Difference().mix(image, [0.6], near, [0.8, -0.1])
    np.testing.assert_allclose(mixed, [[0, 0.8, 0.6]], atol=1e-6)


def test_several_words_of_one_sign_count_by_their_shares():
    texts = rows([1, 0, 0], [0, 1, 0], [0, 0, 1])
    mixed = Difference().mix(None, [], texts, [3.0, 1.0, -2.0])
    wanted = np.array([0.75, 0.25, -1.0])
    np.testing.assert_allclose(mixed[0], wanted / np.linalg.norm(wanted), atol=1e-6)


@pytest.mark.parametrize("weights", [[0.7, 0.2], [-0.7, -0.2]])
def test_texts_of_one_sign_are_added_as_the_weighted_sum_adds_them(weights):
    image, texts = rows([0, 0, 1]), rows([1, 0, 0], [0, 1, 0])
    np.testing.assert_array_equal(
        Difference().mix(image, [0.5], texts, weights), WeightedSum().mix(image, [0.5], texts, weights)
    )


def test_words_that_mean_the_same_are_refused_in_a_sentence():
    with pytest.raises(InvalidInputError, match="mean the same"):
        Difference().mix(rows([0, 1]), [1.0], rows([1, 0], [2, 0]), [0.5, -0.5])
