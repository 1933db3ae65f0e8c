"""`evaluate fashioniq` and `evaluate cirr`: tables, JSON, what is missing, files for the servers."""

import json

from tests.tasks.published import cirr_folder, fashioniq_folder


def test_fashioniq_prints_means_and_categories_and_says_what_is_missing(run, tmp_path):
    root = fashioniq_folder(tmp_path / "fiq")
    path = tmp_path / "report.json"
    done = run("evaluate", "fashioniq", root, "-m", "hand", "--composer", "weighted", "--json", path)
    assert done.exit_code == 0, done.output
    assert "toptee: 1 of 3 queries, 7 of 8 pictures; not in the folder: 1 (gone)" in done.stderr
    rows = [line.split()[:2] for line in done.stdout.splitlines() if "recall" in line]
    assert ["recall@10", "1.000"] in rows
    assert [row[0] for row in rows].count("recall@50") == 4
    told = json.loads(path.read_text())
    assert "original split" in told["protocol"]
    assert len(told["per_query"]) == 6
    union = run("evaluate", "fashioniq", root, "-m", "hand", "--gallery", "union")
    assert "val union" in union.stdout
    wrong = run("evaluate", "fashioniq", root, "-m", "hand", "--composer", "sum", "--text-weight", 0.2)
    assert wrong.exit_code == 1
    assert "has no weights" in wrong.stderr


def test_cirr_writes_and_checks_submissions(run, tmp_path):
    root, out = cirr_folder(tmp_path / "cirr", split="test1"), tmp_path / "out"
    done = run("evaluate", "cirr", root, "-m", "hand", "--split", "test1", "--submission", out)
    assert done.exit_code == 0, done.output
    assert f"Wrote {out / 'recall_subset.json'}" in done.stderr
    good = run("evaluate", "cirr", root, "--split", "test1", "--check", out / "recall.json")
    assert "is a recall submission for 8 queries of test1" in good.stdout
    told = json.loads((out / "recall.json").read_text())
    del told["12061"]
    (out / "recall.json").write_text(json.dumps(told))
    bad = run("evaluate", "cirr", root, "--split", "test1", "--check", out / "recall.json")
    assert bad.exit_code == 1
    assert "pairid 12061 is missing" in bad.stderr
