"""A classification head of a model's own, in the library and on the command line."""

import json
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import fvl_core as fvl
from fvl_core.commands.entry import cli
from fvl_core.foundation.errors import InvalidInputError
from tests.models.fashionvil_making import checkpoint, network, vocabulary
from tests.models.making import pictures


@pytest.fixture
def place(tmp_path):
    vocabulary(tmp_path)
    made = network(n_labels=5, has_scale=False)
    return checkpoint(tmp_path / "tuned.ckpt", made, head="classification")


def test_probabilities_are_the_softmax_of_the_heads_scores(place):
    model: Any = fvl.load_model(place, precision="float32")
    found = fvl.score_own_labels(model, pictures(), ["red dress", "", "shoe"], labels=list("abcde"))
    scores = model.score_own_labels(pictures(), ["red dress", "", "shoe"]).astype(np.float64)
    np.testing.assert_array_equal(found.scores, scores)
    expected = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found.probabilities, expected, atol=1e-12)
    best = scores.argmax(axis=1)
    assert [row[0][0] for row in found.top()] == ["abcde"[place] for place in best]
    assert [row[0][1] for row in found.top(2)] == pytest.approx([expected[n, b] for n, b in enumerate(best)])


def test_names_come_from_the_sidecar_and_must_be_as_many(place):
    place.with_name("tuned.ckpt.toml").write_text('labels = ["coat", "hat", "shoe", "sock", "belt"]\n')
    model = fvl.load_model(place, precision="float32")
    assert fvl.score_own_labels(model, pictures()[:1]).labels[1] == "hat"
    with pytest.raises(InvalidInputError, match="2 names came for a head of 5"):
        fvl.score_own_labels(model, pictures()[:1], labels=["a", "b"])
    place.with_name("tuned.ckpt.toml").write_text('labels = ["coat"]\n')
    with pytest.raises(fvl.CorruptFileError, match="1 labels are stated"):
        fvl.load_model(place)


def test_the_verb_asks_the_head_and_lists_what_it_cannot_read(place, tmp_path):
    pictures()[0].save(tmp_path / "one.png")
    (tmp_path / "torn.png").write_bytes(b"torn")
    command = ["classify", str(tmp_path / "one.png"), str(tmp_path / "torn.png"), "--own-labels"]
    found = CliRunner().invoke(
        cli,
        [
            *command,
            "--words",
            "red dress",
            "--top",
            "5",
            "--model",
            str(place),
            "--precision",
            "float32",
            "--json",
        ],
        standalone_mode=False,
    )
    assert found.exit_code == 0, found.stderr
    told = json.loads(found.stdout)
    model = fvl.load_model(place, precision="float32")
    expected = fvl.score_own_labels(model, [tmp_path / "one.png"], ["red dress"])
    assert told["pictures"][0]["labels"] == pytest.approx(dict(expected.top(5)[0]), abs=1e-6)
    assert len(told["left_out"]) == 1
    refused = CliRunner().invoke(cli, command, standalone_mode=False)
    assert "fvl-tiny has no labels of its own" in refused.stderr
