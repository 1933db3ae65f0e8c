"""The blind duel keeps its sides and its tally; the cost line says what is known and measures the rest."""

import json
from typing import Any

import pytest
from PIL import Image

import fvl_core as fvl


def duel_with(choices, *, seed=1):
    """A duel in which A wins, loses or ties as told."""
    duel = fvl.BlindDuel("A", "B", seed=seed)
    for number, winner in enumerate(choices):
        query = f"query {number}"
        left = duel.sides(query)[0]
        duel = duel.judged(query, "tie" if winner == "-" else "left" if winner == left else "right")
    return duel


def test_the_tally_counts_who_was_preferred_whichever_side_they_stood_on():
    tally = duel_with("AAABA-AB").tally()
    assert (tally.n_a, tally.n_b, tally.n_ties) == (5, 2, 1)
    assert tally.rate == 5 / 7
    assert tally.p == fvl.metrics.sign_test(5, 2)


def test_sides_change_from_question_to_question_and_stay_for_each():
    duel = fvl.BlindDuel("A", "B", seed=4)
    lefts = [duel.sides(f"q{i}")[0] for i in range(400)]
    assert 150 < lefts.count("A") < 250
    assert [duel.judged("q0", "tie").sides(f"q{i}")[0] for i in range(400)] == lefts
    other = [fvl.BlindDuel("A", "B", seed=5).sides(f"q{i}")[0] for i in range(400)]
    assert 150 < sum(a != b for a, b in zip(lefts, other, strict=True)) < 250


def test_a_question_judged_again_counts_once():
    duel = fvl.BlindDuel("A", "B").judged("red", "left").judged("blue", "tie").judged("red", "right")
    assert [(entry.query, entry.choice) for entry in duel.rounds] == [("blue", "tie"), ("red", "right")]
    assert duel.rounds[1].winner == duel.sides("red")[1]


def test_a_saved_duel_is_resumed_as_it_was():
    duel = duel_with("AB-A", seed=9)
    assert fvl.BlindDuel.from_json(duel.to_json()) == duel


@pytest.mark.parametrize(
    "text", ["", "{}", '{"a": "A", "b": "B", "seed": 0, "rounds": [{"query": "q", "choice": "up"}]}', "[1]"]
)
def test_what_is_no_duel_is_refused(text):
    with pytest.raises(fvl.InvalidInputError, match="no saved duel"):
        fvl.BlindDuel.from_json(text)


def test_nobody_duels_himself_and_no_third_side_is_chosen():
    with pytest.raises(fvl.InvalidInputError):
        fvl.BlindDuel("A", "A")
    with pytest.raises(fvl.InvalidInputError):
        fvl.BlindDuel("A", "B").judged("q", "middle")  # type: ignore[arg-type]


def test_a_tampered_winner_does_not_survive_because_sides_follow_from_the_seed():
    told = json.loads(duel_with("AAA").to_json())
    for entry in told["rounds"]:
        entry["left"], entry["right"] = entry["right"], entry["left"]
    assert fvl.BlindDuel.from_json(json.dumps(told)).tally().n_a == 3


def test_the_cost_line_of_the_embedded_model():
    model: Any = fvl.load_model("fvl-tiny", precision="float32")
    found = fvl.measure_cost(model, [Image.new("RGB", (64, 64), "red")], text="red", n_items=1200)
    assert found.parameters == sum(tensor.numel() for tensor in model.network.parameters())
    assert found.memory_mb == pytest.approx(model.n_bytes / 1e6)
    assert found.parameters is not None
    assert 4 * found.parameters <= model.n_bytes < 4.1 * found.parameters  # float32, and a few buffers
    assert found.download_mb == 0.0
    assert found.index_mb == pytest.approx(1200 * 256 * 4 / 1e6)
    assert found.ms_per_picture > 0
    assert found.ms_per_text > 0
    assert (found.model, found.precision, found.n_items) == ("fvl-tiny", "float32", 1200)


def test_half_the_bytes_in_half_precision():
    whole, half = (fvl.load_model("fvl-tiny", precision=p) for p in ("float32", "bfloat16"))
    assert half.n_parameters == whole.n_parameters
    assert half.n_bytes == pytest.approx(whole.n_bytes / 2, rel=0.01)


def test_no_pictures_no_cost():
    with pytest.raises(fvl.InvalidInputError, match="no pictures"):
        fvl.measure_cost(fvl.load_model("hand"), [], text="red", n_items=1)
