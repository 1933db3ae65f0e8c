"""`train clip4cir-stage1` and `train combiner` on published data, from folders to files that evaluate."""

from tests.models.making import open_clip_folder
from tests.tasks.published import cirr_folder, fashioniq_folder


def test_a_combiner_is_trained_on_fashioniq_and_measured_by_it(run, tmp_path):
    fashioniq_folder(tmp_path / "fiq", split="train")
    root, out = fashioniq_folder(tmp_path / "fiq"), tmp_path / "run"
    done = run(
        *("train", "combiner", "-m", "hand", "--fashioniq", root, "--out", out),
        *("--epochs", 2, "--batch", 4, "--rate", 0.001),
    )
    assert done.exit_code == 0, done.output
    assert "6 questions to learn from, 6 held out; 2 lack a picture." in done.stderr
    assert done.stderr.count("held-out average_recall ") == 2
    again = run(
        *("evaluate", "fashioniq", root, "-m", "hand", "--composer", "combiner"),
        *("--checkpoint", out / "combiner.pt"),
    )
    assert again.exit_code == 0, again.output
    assert "average_recall" in again.stdout


def test_a_clip_is_tuned_on_cirr_and_goes_on_where_it_stopped(run, tmp_path):
    cirr_folder(tmp_path / "cirr", split="train")
    root, out = cirr_folder(tmp_path / "cirr"), tmp_path / "run"
    clip = open_clip_folder(tmp_path / "clip")
    words = (
        "train",
        "clip4cir-stage1",
        "-m",
        clip,
        "--cirr",
        root,
        "--out",
        out,
        "--batch",
        4,
        "--rate",
        1e-4,
    )
    done = run(*words, "--epochs", 1, "--transform", "squarepad")
    assert done.exit_code == 0, done.output
    assert "8 questions to learn from, 8 held out." in done.stderr
    assert f"{out / 'tuned_clip_best.pt'}: best of 1 epochs" in done.stdout
    assert 'pad = "square"' in (out / "tuned_clip_best.pt.toml").read_text()
    longer = run(*words, "--epochs", 2, "--transform", "squarepad", "--resume")
    assert "epoch   2" in longer.stderr
    assert "epoch   1" not in longer.stderr
    other = run(*words, "--epochs", 3, "--resume")
    assert other.exit_code == 1
    assert "had another pixels" in other.stderr


def test_data_must_be_named_once(run, tmp_path):
    cirr = cirr_folder(tmp_path / "cirr")
    none = run("train", "clip4cir-stage1", "-m", "hand")
    assert "nothing to learn from" in none.stderr
    both = run("train", "combiner", "-m", "hand", "--cirr", cirr, "--triplets", "demo")
    assert "--cirr and --triplets came together" in both.stderr
    for of_what in ((), ("--triplets", "demo")):
        unread = run("train", "combiner", "-m", "hand", *of_what, "--images", tmp_path)
        assert "--images belongs to --fashioniq or --cirr" in unread.stderr
