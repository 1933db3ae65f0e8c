"""`train combiner` and `evaluate triplets`: from edits to files and a table, and one-line refusals."""

import json

import pytest

from tests.training.edit_toy import MODEL, toy_edits


@pytest.fixture
def toy(monkeypatch):
    """Replace drawing and encoding by edits that take no time."""

    def edits_for(model, folder, *, seed, **_):
        return toy_edits(seed)

    monkeypatch.setattr("fvl_core.commands.train_combiner.load_named_model", lambda *_: MODEL)
    monkeypatch.setattr("fvl_core.training.edit_data.gather_edits", edits_for)


TRAIN = ("train", "combiner", "--batch", 60, "--projection", 8, "--hidden", 8, "--epochs", 2)


def test_it_trains_tells_every_epoch_and_compares_with_the_weighted_sum(run, toy, tmp_path):
    done = run(*TRAIN, "--out", tmp_path)
    assert done.exit_code == 0, done.output
    assert done.stderr.count("held-out recall@1 ") == 2
    assert "180 edits to learn from, 180 held out." in done.stderr
    assert "best of 2 epochs" in done.stdout
    table = [line.split() for line in done.stdout.splitlines() if line.startswith("recall@")]
    assert [row[:2] for row in table[:4]] == [
        ["recall@1", "all"],
        ["recall@10", "all"],
        ["recall@50", "all"],
        ["recall@1", "two"],
    ]
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["figures"][0]["n"] == 180
    assert f"{report['figures'][0]['composer']:.3f}" == table[0][2]
    again = run("train", "combiner", "--report", "--checkpoint", tmp_path / "combiner.safetensors")
    assert [line.split() for line in again.stdout.splitlines() if line.startswith("recall@")] == table


def test_it_goes_on_where_it_stopped(run, toy, tmp_path):
    run(*TRAIN, "--out", tmp_path)
    longer = run(*TRAIN[:-1], 3, "--resume", "--out", tmp_path)
    assert "epoch   3" in longer.stderr
    assert "epoch   2" not in longer.stderr


def test_a_combiner_of_another_model_is_refused_in_one_line(run, toy, tmp_path):
    run(*TRAIN, "--out", tmp_path)
    refused = run(
        *("evaluate", "triplets", "demo", "-m", "hand", "--composer", "combiner"),
        *("--checkpoint", tmp_path / "combiner.pt"),
    )
    assert refused.exit_code == 1
    assert "takes features of 12 numbers, the model gives 4" in refused.stderr.splitlines()[-1]


@pytest.fixture
def with_triplets(labelled):
    edits = [
        {"reference": "red0", "modifier": "is blue", "kind": "one", "targets": ["blue0", "blue1"]},
        {"reference": "blue0", "modifier": "red", "kind": "one", "targets": ["red1"]},
        {"reference": "green0", "modifier": "not in green", "kind": "negation", "targets": ["red0"]},
    ]
    (labelled / "triplets.jsonl").write_text("".join(json.dumps(edit) + "\n" for edit in edits))
    return labelled


def test_evaluate_triplets_puts_all_composers_in_one_table_and_names_those_left_out(
    run, with_triplets, tmp_path
):
    path = tmp_path / "all.json"
    done = run("evaluate", "triplets", with_triplets, "-m", "hand", "--composer", "all", "--json", path)
    assert done.exit_code == 0, done.stderr
    assert "Left out combiner" in done.stderr
    named = [line.split()[0] for line in done.stdout.splitlines()[3:-1]]
    assert set(named) >= {"text", "image", "sum", "weighted", "slerp", "difference"}
    told = json.loads(path.read_text(encoding="utf-8"))
    assert [line["name"] for line in told["lines"]] == named
    assert told["lines"][0]["report"]["facts"]["composer"] == named[0]
    refused = run(
        *("evaluate", "triplets", with_triplets, "-m", "hand", "--composer", "all"), "--checkpoint", "c.pt"
    )
    assert "belongs to one composer" in refused.stderr


def test_evaluate_triplets_prints_every_kind_and_writes_every_rank(run, with_triplets, tmp_path):
    path = tmp_path / "report.json"
    done = run("evaluate", "triplets", with_triplets, "-m", "hand", "--composer", "text", "--json", path)
    assert done.exit_code == 0, done.output
    told = json.loads(path.read_text())
    # words alone: blue finds blue, red finds red; "not in green" finds the other green garment first
    assert [row["rank"] for row in told["per_query"]] == [1, 2, 2]
    measures = [figure["measure"] for figure in told["figures"]]
    assert measures[:3] == ["recall@1", "recall@10", "recall@50"]
    assert "recall@10 negation" in measures
    assert told["facts"]["composer"] == "text"
    row = next(line.split() for line in done.stdout.splitlines() if line.startswith("recall@1 "))
    assert (row[1], row[-1]) == ("0.333", "3")


def test_weights_are_for_composers_that_have_some_and_triplets_for_catalogues_that_have_them(
    run, with_triplets, folder
):
    done = run("evaluate", "triplets", with_triplets, "-m", "hand", "--composer", "sum", "--text-weight", 0.3)
    assert "has no weights" in done.stderr
    bare = run("evaluate", "triplets", folder, "-m", "hand")
    assert bare.exit_code == 1
    assert "catalogue draw" in bare.stderr


def test_a_combiner_in_another_format_is_not_shipped(run, tmp_path, monkeypatch):
    monkeypatch.setattr("fvl_core.commands.train_ship.assets_dir", lambda: tmp_path / "assets")
    (tmp_path / "combiner.pt").write_bytes(b"any")
    refused = run("train", "ship", "--model", tmp_path, "--combiner", tmp_path / "combiner.pt")
    assert refused.exit_code == 2
    assert "--combiner takes combiner.safetensors, which stands beside combiner.pt" in refused.stderr
    assert not (tmp_path / "assets").exists()
