"""FashionKLIP's evaluation: its ties, its JSON, its failure form, and the mistakes that it hides."""

import json
from typing import Any

import numpy as np
import pytest

import fvl_core as fvl
from fvl_core.catalogues.klip_files import KlipFeatures, read_klip_features
from fvl_core.commands.entry import cli
from fvl_core.tasks.klip_evaluation import check_klip, klip_predictions, score_klip
from fvl_core.tasks.klip_features import extract_klip_pictures, extract_klip_texts
from tests.models.making import open_clip_folder


def save(path, arrays: dict[str, Any]):
    np.savez(path, **arrays)


def features(key, ids, rows):
    return KlipFeatures(key, tuple(ids), np.array(rows, np.float32))


def test_equal_scores_keep_the_order_of_the_file():
    asked = features("query_id", [1], [[1, 0]])
    shop = features("image_id", ["c", "a", "b", "d"], [[1, 0], [1, 0], [2, 0], [1, 0]])
    assert klip_predictions(asked, shop) == {1: ("b", "c", "a", "d")}
    assert klip_predictions(asked, shop, top_k=2) == {1: ("b", "c")}


def test_features_of_two_models_are_not_compared():
    with pytest.raises(fvl.InvalidInputError, match="2 and 3 dimensions"):
        klip_predictions(features("query_id", [1], [[1, 0]]), features("image_id", ["a"], [[1, 0, 0]]))


def test_a_hit_is_any_right_answer_and_the_score_is_the_mean_of_three_in_percent():
    predictions = {1: list("abcdefghij"), 2: list("jihgfedcba"), 3: list("abcdefghij"), 4: list("abcdefghij")}
    answers = {1: ["z", "a"], 2: ["f"], 3: ["j", "j"], 4: ["z"]}
    told = score_klip(predictions, answers)
    assert told["scoreJson"] == {
        "score": pytest.approx(50.0),
        "mean_recall": pytest.approx(50.0),
        "r1": 25.0,
        "r5": 50.0,
        "r10": 75.0,
    }
    assert list(told) == ["success", "score", "scoreJson"]


def test_ids_of_two_types_score_zero_as_published_and_are_refused_here():
    predictions, answers = {1: ["7"], 2: ["8"]}, {1: [7], 2: [8]}
    assert score_klip(predictions, answers, as_published=True)["score"] == 0.0
    with pytest.raises(fvl.InvalidInputError, match="would never match"):
        score_klip(predictions, answers)
    assert score_klip(predictions, answers, ids_as_text=True)["score"] == pytest.approx(100.0)


def test_queries_of_two_types_are_found_as_well():
    [finding] = check_klip({"1": ["a"]}, {1: ["a"]})
    assert finding.startswith("Queries of the right answers are int such as 1")


def test_a_query_without_a_prediction_is_a_failure_form_as_published_and_an_error_here():
    told = score_klip({1: ["a"]}, {1: ["a"], 22: ["b"]}, as_published=True)
    assert told == {"errorDetail": 22, "errorMsg": 22, "score": 0, "scoreJson": {}, "success": False}
    with pytest.raises(fvl.InvalidInputError, match="1 of 2 queries have no prediction, such as 22"):
        score_klip({1: ["a"]}, {1: ["a"], 22: ["b"]})


def test_nothing_to_score_is_said():
    assert score_klip({}, {}, as_published=True)["success"] is False
    assert check_klip({1: ["a"]}, {}) == ("There are no right answers.",)
    assert "no right answer, such as 1" in check_klip({1: ["a"]}, {1: []})[0]


@pytest.fixture
def files(tmp_path):
    """Two pictures and two texts whose features meet, with their right answers."""
    rows: dict[str, list[dict[str, object]]] = {
        "i.jsonl": [{"image_id": "5", "feature": [1, 0]}, {"image_id": "6", "feature": [0, 1]}],
        "t.jsonl": [{"query_id": 0, "feature": [1, 0]}, {"query_id": 1, "feature": [1, 0]}],
        "text.jsonl": [
            {"query_id": 0, "query_text": "x", "item_ids": ["5"]},
            {"query_id": 1, "query_text": "y", "item_ids": ["6"]},
        ],
        "image.jsonl": [{"image_id": "5", "item_ids": [0]}, {"image_id": "6", "item_ids": [1]}],
    }
    for name, entries in rows.items():
        (tmp_path / name).write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    return tmp_path


def run(files, *more):
    from click.testing import CliRunner

    words = ["evaluate", "klip", "--out", files / "out"]
    for side in ("text", "image"):
        words += [
            f"--{side}-feats",
            files / f"{side[0]}.jsonl",
            f"--{side}-standard",
            files / f"{side}.jsonl",
        ]
    return CliRunner().invoke(cli, [str(word) for word in (*words, *more)])


def test_the_command_writes_predictions_and_scores_of_both_directions(files):
    done = run(files)
    assert done.exit_code == 0, done.output
    assert (files / "out/text_predictions.jsonl").read_text().splitlines() == [
        '{"query_id": 0, "item_ids": ["5", "6"]}',
        '{"query_id": 1, "item_ids": ["5", "6"]}',
    ]
    text = json.loads((files / "out/text_scores.json").read_text())
    assert text["scoreJson"] | {} == {"r1": 50.0, "r5": 100.0, "r10": 100.0} | {
        name: pytest.approx(250 / 3) for name in ("score", "mean_recall")
    }
    # to the second picture both texts are alike (0), and the first of the file comes first
    assert json.loads((files / "out/image_scores.json").read_text())["scoreJson"]["r1"] == 50.0
    assert "83.33" in done.stdout


def test_the_command_refuses_ids_of_two_types_in_one_sentence_and_repeats_the_fault_on_demand(files):
    right = (files / "text.jsonl").read_text()
    (files / "text.jsonl").write_text(right.replace('["5"]', "[5]").replace('["6"]', "[6]"))
    done = run(files)
    assert done.exit_code == 1
    assert "would never match" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert json.loads((files / "out/text_scores.json").read_text())["success"] is False
    assert run(files, "--as-published").exit_code == 0
    assert json.loads((files / "out/text_scores.json").read_text())["score"] == 0.0
    assert run(files, "--ids-as-text").exit_code == 0
    assert json.loads((files / "out/text_scores.json").read_text())["scoreJson"]["r1"] == 50.0


def test_the_command_refuses_a_k_that_would_cap_r10(files):
    assert run(files, "--top-k", "5").exit_code == 2
    assert run(files, "--top-k", "5", "--as-published").exit_code == 0


def test_pictures_and_queries_are_encoded_as_their_model_encodes_them(tmp_path):
    model: Any = fvl.load_model(open_clip_folder(tmp_path / "clip"), precision="float32")
    pixels = np.random.default_rng(0).normal(size=(3, 3, 32, 32)).astype(np.float32)
    save(tmp_path / "val.32.npz", {str(n): row for n, row in enumerate(pixels)})
    assert extract_klip_pictures(model, tmp_path / "val.32.npz", tmp_path / "i.jsonl", batch_size=2) == 3
    (tmp_path / "q.jsonl").write_text('{"query_id": 9, "query_text": "red dress", "item_ids": ["1"]}\n')
    assert extract_klip_texts(model, tmp_path / "q.jsonl", tmp_path / "t.jsonl") == 1
    import torch

    with torch.inference_mode():
        expected = model.network.encode_image(torch.from_numpy(pixels), normalize=True).numpy()
    found = read_klip_features(tmp_path / "i.jsonl")
    assert found.ids == ("0", "1", "2")
    assert np.abs(found.vectors - expected).max() < 1e-6
    texts = read_klip_features(tmp_path / "t.jsonl")
    assert (texts.key, texts.ids) == ("query_id", (9,))
    assert (texts.vectors == model.encode_texts(["red dress"]).vectors).all()
    for wrong in (pixels[:, :2], pixels[..., :16], np.full((1, 3, 32, 32), np.inf, np.float32)):
        with pytest.raises(fvl.InvalidInputError):
            model.encode_pixels(wrong)


def test_a_model_that_takes_no_pixels_says_so(tmp_path):
    save(tmp_path / "a.npz", {"1": np.zeros((3, 8, 8), np.float32)})
    with pytest.raises(fvl.InvalidInputError, match="takes no pixels"):
        extract_klip_pictures(fvl.load_model("hand"), tmp_path / "a.npz", tmp_path / "i.jsonl")
