"""CIRR against ranks worked out one by one, and submissions that its server would take or refuse."""

import json

import numpy as np
import pytest

import fvl_core as fvl
from fvl_core.catalogues.cirr import load_cirr
from fvl_core.tasks.cirr_submission import check_cirr_submission
from tests.tasks.published import cirr_folder, order_of, summed


@pytest.fixture
def model():
    return fvl.load_model("hand")


@pytest.fixture
def cache(tmp_path):
    return fvl.EmbeddingCache(tmp_path / "vectors")


def expected(root, model, split="val"):
    """Return for each pairid the order without the reference, and the order of the five other members."""
    entries = json.loads((root / "cirr" / "captions" / f"cap.rc2.{split}.json").read_text())
    names = list(json.loads((root / "cirr" / "image_splits" / f"split.rc2.{split}.json").read_text()))
    paths = {name: root / "dev" / f"{name}.png" for name in names}
    found = {}
    for entry in entries:
        query = summed(model, paths[entry["reference"]], entry["caption"])
        order = [n for n in order_of(query, names, paths, model) if n != entry["reference"]]
        members = [name for name in order if name in entry["img_set"]["members"]]
        found[str(entry["pairid"])] = (order, members, entry.get("target_hard"))
    return found


def test_ranks_are_those_of_sorting_without_the_reference_and_within_the_image_set(tmp_path, model, cache):
    root = cirr_folder(tmp_path)
    report = fvl.evaluate_cirr(root, model, cache=cache)
    wanted = expected(root, model)
    for row in report.per_query:
        order, members, target = wanted[row["query_id"]]
        assert row["rank"] == order.index(target) + 1
        assert row["rank_in_subset"] == members.index(target) + 1
        assert row["first_id"] == order[0]
    ranks = np.array([order.index(target) + 1 for order, _, target in wanted.values()])
    among = np.array([members.index(target) + 1 for _, members, target in wanted.values()])
    for k in (1, 5, 10, 50):
        assert report[f"recall@{k}"].value == np.mean(ranks <= k)
    for k in (1, 2, 3):
        assert report[f"recall_subset@{k}"].value == np.mean(among <= k)
    headline = (np.mean(ranks <= 5) + np.mean(among <= 1)) / 2
    assert report["mean of recall@5 and recall_subset@1"].value == pytest.approx(headline)
    assert report["recall_subset@2"].chance == pytest.approx(2 / 5)
    assert report["recall@5"].chance == pytest.approx(5 / 53)


def test_a_submission_names_fifty_and_three_without_the_reference(tmp_path, model, cache):
    root = cirr_folder(tmp_path, split="test1")
    report = fvl.evaluate_cirr(root, model, split="test1", submission=tmp_path / "out", cache=cache)
    assert report.figures == ()
    wanted = expected(root, model, "test1")
    recall = json.loads((tmp_path / "out" / "recall.json").read_text())
    subset = json.loads((tmp_path / "out" / "recall_subset.json").read_text())
    assert (recall.pop("version"), recall.pop("metric")) == ("rc2", "recall")
    assert (subset.pop("version"), subset.pop("metric")) == ("rc2", "recall_subset")
    assert recall == {key: order[:50] for key, (order, _, _) in wanted.items()}
    assert subset == {key: members[:3] for key, (_, members, _) in wanted.items()}


FAULTS = {
    "version": (lambda told: told.update(version="rc1"), '"version": "rc2"'),
    "metric": (lambda told: told.update(metric="r@5"), "metric is 'r@5'"),
    "missing": (lambda told: told.pop("12060"), "pairid 12060 is missing"),
    "more": (lambda told: told.update({"7": ["a"] * 50}), "pairid 7 is not in the split"),
    "short": (lambda told: told["12061"].pop(), "does not name 50 different"),
    "twice": (lambda told: told["12061"].__setitem__(0, told["12061"][1]), "does not name 50 different"),
    "stranger": (lambda told: told["12061"].__setitem__(0, "dev-x"), "'dev-x', which is not among"),
    "reference": (lambda told: told["12060"].__setitem__(0, "test1-0-img0"), "names its own reference"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_the_server_would_refuse_is_refused_with_the_fault(tmp_path, model, cache, fault):
    root = cirr_folder(tmp_path, split="test1")
    fvl.evaluate_cirr(root, model, split="test1", submission=tmp_path / "out", cache=cache)
    questions = load_cirr(root, split="test1")
    told = json.loads((tmp_path / "out" / "recall.json").read_text())
    assert check_cirr_submission(told, questions) == "recall"
    spoil, sentence = FAULTS[fault]
    spoil(told)
    with pytest.raises(fvl.InvalidInputError, match="would refuse") as caught:
        check_cirr_submission(told, questions)
    assert sentence in str(caught.value)


def test_a_file_of_more_than_five_megabytes_is_refused(tmp_path):
    questions = load_cirr(cirr_folder(tmp_path))
    with pytest.raises(fvl.InvalidInputError, match="5,000,001 bytes"):
        check_cirr_submission({"version": "rc2", "metric": "recall"}, questions, n_bytes=5_000_001)


def test_a_missing_picture_costs_its_queries_but_no_submission_is_written(tmp_path, model, cache):
    root = cirr_folder(tmp_path)
    (root / "dev" / "val-0-img0.png").unlink()  # the first query's reference, and a member of others
    report = fvl.evaluate_cirr(root, model, cache=cache)
    assert "12060" not in [row["query_id"] for row in report.per_query]
    assert report.tables["coverage"][0]["missing"] == ("val-0-img0",)
    with pytest.raises(fvl.InvalidInputError, match="pairid 12060 is missing"):
        fvl.evaluate_cirr(root, model, submission=tmp_path / "out", cache=cache)
    assert not (tmp_path / "out").exists()


def test_other_splits_and_entries_of_another_form_are_refused(tmp_path):
    root = cirr_folder(tmp_path)
    with pytest.raises(fvl.UnknownNameError):
        load_cirr(root, split="test")
    with pytest.raises(fvl.InvalidInputError, match="lacks captions"):
        load_cirr(tmp_path / "dev")
    with pytest.raises(fvl.InvalidInputError, match="None of CIRR's 54 pictures"):
        load_cirr(root, images=tmp_path / "elsewhere")
    path = root / "cirr" / "captions" / "cap.rc2.val.json"
    entries = json.loads(path.read_text())
    entries[3]["img_set"]["members"][0] = entries[3]["img_set"]["members"][1]
    path.write_text(json.dumps(entries))
    with pytest.raises(fvl.InvalidInputError, match="Entry 3 of"):
        load_cirr(root)
