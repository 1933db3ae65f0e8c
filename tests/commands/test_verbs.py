"""Every verb does its job on pictures of plain colours, and fails in one line that says what to do."""

import json
import os

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import save_file

import fvl_core as fvl


def only_line(text):
    lines = text.splitlines()
    assert len(lines) == 1, text
    return lines[0]


def test_models_lists_every_card_with_its_state_and_how_to_fetch_it(run):
    done = run("models")
    assert done.exit_code == 0
    rows = {line.split()[0]: line for line in done.stdout.splitlines()[1:]}
    assert list(rows) == [card.name for card in fvl.list_models()]
    assert "python -m fvl_core fetch openfashionclip" in rows["openfashionclip"]
    assert "non-commercial" in rows["openfashionclip"]
    assert "605 MB" in rows["openfashionclip"]


def test_models_as_json_is_the_whole_card(run):
    cards = json.loads(run("models", "--json").stdout)
    assert [card["name"] for card in cards] == [card.name for card in fvl.list_models()]
    assert cards[-1]["state"]["on_disk"] is False
    assert cards[-1]["preprocessing"]["image_size"] == 224


def test_index_registers_the_folder_and_search_finds_it_by_name(run, folder):
    done = run("index", folder, "--name", "shop", "--model", "hand")
    assert done.exit_code == 0, done.output
    assert "shop: 4 pictures searchable with hand (4 encoded now, 0 known before), 0 left out." in done.stdout
    assert "shop" in fvl.list_catalogues()
    found = run("search", "blue", "--catalogue", "shop", "--model", "hand", "-k", 1, "--json")
    hits = json.loads(found.stdout)["hits"]
    assert [(hit["rank"], hit["score"], hit["path"].rsplit("/", 1)[1]) for hit in hits] == [
        (1, 1.0, "blue.png")
    ]


def test_index_a_second_time_encodes_only_what_is_new(run, folder):
    run("index", folder, "--model", "hand")
    Image.new("RGB", (8, 8), "pink").save(folder / "pink.png")
    done = run("index", folder, "--model", "hand")
    assert "colours: 5 pictures searchable with hand (1 encoded now, 4 known before)" in done.stdout


def test_index_lists_bad_files_by_name_and_uses_the_good_ones(run, folder):
    (folder / "torn.jpg").write_bytes(b"\xff\xd8 not a picture")
    (folder / "empty.png").touch()
    done = run("index", folder, "--model", "hand")
    assert done.exit_code == 0
    assert "4 pictures searchable" in done.stdout
    assert "2 left out." in done.stdout
    assert "torn.jpg" in done.stderr
    assert "empty.png" in done.stderr


def test_index_fails_when_not_one_picture_is_good(run, tmp_path):
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "torn.jpg").write_bytes(b"nothing")
    done = run("index", bad, "--model", "hand")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "Error: Not one of 1 files" in done.stderr.splitlines()[-1]
    assert "bad" not in fvl.list_catalogues()


def test_index_refuses_an_impossible_name_before_it_starts(run, folder):
    done = run("index", folder, "--name", "a/b", "--model", "nobody")
    assert done.exit_code == 1
    assert "'a/b' cannot be a catalogue's name" in only_line(done.stderr)


def test_index_of_a_folder_that_is_not_there_is_a_wrong_call(run, tmp_path):
    done = run("index", tmp_path / "nowhere", "--model", "hand")
    assert done.exit_code == 2
    assert "nowhere" in only_line(done.stderr)


def test_search_prints_rank_cosine_id_and_title_on_stdout_alone(run, labelled):
    done = run("search", "something", "red", "--catalogue", labelled, "--model", "hand", "-k", 2)
    assert done.exit_code == 0
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["rank", "cosine", "id", "title"],
        ["1", "1.000", "red0", "Red", "shirt"],
        ["2", "1.000", "red1", "Red", "shirt"],
    ]
    assert done.stderr == ""


def test_search_by_picture_and_words_weighs_them(run, folder, labelled):
    words = (
        "search",
        "blue",
        "--image",
        folder / "red.png",
        "--catalogue",
        labelled,
        "--model",
        "hand",
        "--json",
    )
    mostly_words = json.loads(run(*words, "--text-weight", 0.9).stdout)
    mostly_picture = json.loads(run(*words, "--text-weight", 0.1).stdout)
    assert mostly_words["composer"] == mostly_picture["composer"] == "weighted"
    assert mostly_words["hits"][0]["id"] == "blue0"
    assert mostly_picture["hits"][0]["id"] == "red0"
    assert json.loads(run(*words).stdout)["composer"] == "sum"


def test_a_weight_for_a_composer_without_weights_is_refused(run, labelled):
    done = run("search", "blue", "-c", labelled, "-m", "hand", "--composer", "sum", "--text-weight", 0.3)
    assert done.exit_code == 1
    assert "--composer weighted" in only_line(done.stderr)


def test_search_filters_by_attributes(run, labelled):
    found = run("search", "red", "-c", labelled, "-m", "hand", "--where", "colour=green", "--json")
    told = json.loads(found.stdout)
    assert told["n_candidates"] == 3
    assert {hit["attributes"]["colour"] for hit in told["hits"]} == {"green"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("search",), "empty"),
        (("search", "red", "--model", "hnd"), "Did you mean hand"),
        (("search", "red", "--model", "openfashionclip"), "fetch openfashionclip"),
        (("search", "red", "--model", "hand", "--where", "colour"), "colour=red"),
        (("search", "red", "--model", "hand", "--where", "colour=red"), "no attribute named 'colour'"),
        (("search", "--image", "nowhere.jpg", "--model", "hand"), "nowhere.jpg"),
        (("search", "red", "--model", "hand", "--composer", "sume"), "Did you mean sum"),
        (("search", "red", "--model", "hand", "--precision", "float16x"), "float16"),
        (("search", "red", "--model", "hand", "-k", "0"), "-k"),
    ],
)
def test_a_search_that_cannot_be_done_says_why_in_one_line(run, folder, words, said):
    done = run(*words, "--catalogue", folder)
    assert done.exit_code in (1, 2)
    assert done.stdout == ""
    assert said in only_line(done.stderr)


def test_classify_gives_the_likeliest_label_and_goes_on_after_a_bad_file(run, folder, tmp_path):
    torn = tmp_path / "torn.jpg"
    torn.write_bytes(b"nothing")
    done = run(
        "classify", folder / "red.png", torn, folder / "blue.png", "--labels", "blue, red", "-m", "hand"
    )
    assert done.exit_code == 0
    assert [line.split()[1] for line in done.stdout.splitlines()] == ["label", "red", "blue"]
    assert "torn.jpg" in only_line(done.stderr)


def test_classify_as_json_has_every_label_and_says_what_was_asked(run, folder):
    done = run(
        "classify",
        folder / "red.png",
        "--labels",
        "blue,red",
        "--template",
        "a {} hat",
        "-m",
        "hand",
        "--json",
    )
    told = json.loads(done.stdout)
    assert told["templates"] == ["a {} hat"]
    assert "Softmax over 2 labels" in told["score_rule"]
    picture = told["pictures"][0]
    assert picture["label"] == "red"
    assert picture["cosines"] == {"blue": 0.0, "red": 1.0}
    assert sum(picture["probabilities"].values()) == pytest.approx(1)


def test_classify_takes_the_values_of_an_attribute_as_labels(run, folder, labelled):
    words = ("--attribute", "colour", "-c", labelled, "-m", "hand", "--top", 9)
    done = run("classify", folder / "green.png", *words)
    labels = [line.split()[1] for line in done.stdout.splitlines()[1:]]
    assert labels[0] == "green"
    assert sorted(labels) == ["black", "blue", "green", "red"]


def test_classify_answers_once_for_every_time_a_picture_is_named(run, folder):
    done = run("classify", folder / "red.png", folder / "red.png", "--labels", "blue,red", "-m", "hand")
    assert len(done.stdout.splitlines()) == 1 + 2


def test_a_file_whose_name_is_no_text_is_indexed_found_and_written_with_escapes(run, folder):
    odd = os.fsencode(folder) + b"/pink\xff.png"
    try:
        os.rename(os.fsencode(folder / "black.png"), odd)
    except OSError:
        pytest.skip("this file system takes no such name")
    Image.new("RGB", (8, 8), "pink").save(os.fsdecode(odd), format="PNG")
    words = ("search", "pink", "-c", folder, "-m", "hand", "-k", 1)
    assert run("index", folder, "-m", "hand").exit_code == 0
    assert run("catalogue", "show", folder).exit_code == 0
    assert "pink\\udcff.png" in run(*words).stdout
    assert json.loads(run(*words, "--json").stdout)["hits"][0]["id"] == "pink\udcff.png"


def test_classify_fails_when_not_one_picture_can_be_read(run, tmp_path):
    done = run("classify", tmp_path / "nowhere.jpg", "--labels", "red,blue", "-m", "hand")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "nowhere.jpg" in only_line(done.stderr)


@pytest.mark.parametrize("words", [(), ("--labels", "red", "--attribute", "colour")])
def test_classify_needs_labels_from_one_place(run, folder, words):
    done = run("classify", folder / "red.png", "-m", "hand", *words)
    assert done.exit_code == 2
    assert "Give either --labels, --attribute or --own-labels." in only_line(done.stderr)


def test_evaluate_classification_prints_figures_and_writes_the_report(run, labelled, tmp_path):
    report = tmp_path / "deep" / "report.json"
    done = run(
        "evaluate", "classification", labelled, "--attribute", "colour", "-m", "hand", "--json", report
    )
    assert done.exit_code == 0, done.output
    accuracy = next(line.split() for line in done.stdout.splitlines() if line.startswith("accuracy"))
    assert accuracy == ["accuracy", "0.875", "0.529", "0.978", "0.250", "8"]
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["figures"][0]["value"] == 7 / 8
    assert len(told["per_query"]) == 8


def test_evaluate_retrieval_to_stdout_is_json_alone(run, labelled):
    done = run("evaluate", "retrieval", labelled, "-m", "hand", "--json", "-")
    told = json.loads(done.stdout)
    assert told["task"] == "retrieval"
    assert {f["measure"]: f["value"] for f in told["figures"]}["recall@1"] == 0.5


def test_evaluate_with_an_unknown_attribute_or_protocol_suggests(run, labelled):
    done = run("evaluate", "classification", labelled, "--attribute", "color", "-m", "hand")
    assert done.exit_code == 1
    assert "Did you mean colour" in only_line(done.stderr)
    done = run("evaluate", "retrieval", labelled, "--protocol", "fulll", "-m", "hand")
    assert done.exit_code == 1
    assert "Did you mean full" in only_line(done.stderr)


def test_catalogue_list_names_what_search_can_search(run, folder):
    assert run("catalogue", "list").stdout.splitlines() == ["demo"]
    run("index", folder, "--name", "mine", "--model", "hand")
    assert run("catalogue", "list").stdout.splitlines() == ["demo", "mine"]
    assert json.loads(run("catalogue", "list", "--json").stdout) == ["demo", "mine"]


def test_catalogue_show_counts_every_value(run, labelled):
    done = run("catalogue", "show", labelled)
    assert "8 items" in done.stdout.splitlines()[0]
    assert ["colour", "green", "3"] in [line.split() for line in done.stdout.splitlines()]
    told = json.loads(run("catalogue", "show", labelled, "--json").stdout)
    assert told["attributes"]["colour"] == {"green": 3, "blue": 2, "red": 2, "black": 1}
    assert told["missing"] == {"category": 0, "colour": 0}


def test_catalogue_show_of_an_unknown_name_suggests(run):
    done = run("catalogue", "show", "demoo")
    assert done.exit_code == 1
    assert "demo" in only_line(done.stderr)


def test_catalogue_show_tells_what_is_missing_and_applies_what_was_kept(run, labelled):
    from fvl_core.catalogues.journal import CorrectionJournal

    catalogue = fvl.load_catalogue(labelled)
    journal = CorrectionJournal.of(catalogue)
    journal.add(fvl.Correction("black1", attributes={"colour": ""}), fvl.Correction("red0", removed=True))
    plain = run("catalogue", "show", labelled)
    assert ["colour", "green", "3"] in [line.split() for line in plain.stdout.splitlines()]
    assert "2 corrections are kept for everyone" in plain.stderr
    rows = [line.split() for line in run("catalogue", "show", labelled, "--corrected").stdout.splitlines()]
    assert "7" in rows[0]
    assert ["colour", "green", "2"] in rows
    assert ["colour", "(missing)", "1"] in rows
    told = json.loads(run("catalogue", "show", labelled, "--corrected", "--json").stdout)
    assert (told["n_items"], told["n_corrected"], told["missing"]["colour"]) == (7, 2, 1)


def test_catalogue_export_writes_a_part_that_is_read_again(run, labelled, tmp_path):
    done = run("catalogue", "export", labelled, tmp_path / "part", "--where", "colour=green")
    assert done.stdout.strip() == f"Wrote 3 items to {tmp_path / 'part'}"
    again = fvl.load_catalogue(tmp_path / "part")
    assert again.ids == ("green0", "green1", "black1")
    assert again.values("colour") == {"green": 3}
    assert run("catalogue", "export", labelled, tmp_path / "t.csv").exit_code == 0
    assert len((tmp_path / "t.csv").read_text().splitlines()) == 9


def test_catalogue_export_names_what_has_no_picture_and_refuses_a_folder_that_is_there(
    run, labelled, tmp_path
):
    (labelled / "images" / "red0.webp").unlink()
    done = run("catalogue", "export", labelled, tmp_path / "out.zip")
    assert done.exit_code == 0
    assert "Left out red0: No such file or directory" in done.stderr
    assert run("catalogue", "export", labelled, tmp_path).exit_code == 1


def test_catalogue_draw_makes_a_catalogue_that_can_be_evaluated(run, tmp_path):
    drawn = tmp_path / "drawn"
    done = run("catalogue", "draw", "--size", 6, "--seed", 3, drawn)
    assert done.exit_code == 0, done.output
    assert len(fvl.load_catalogue(drawn)) == 6
    assert run("evaluate", "retrieval", drawn, "-m", "hand").exit_code == 0


def test_bench_measures_every_group_in_one_run(run, labelled, monkeypatch):
    monkeypatch.setattr("fvl_core.tasks.benchmark.LEAST_S", 0.0)
    done = run("bench", "-m", "hand", "-c", labelled, "--pictures", 2, "--vectors", 50, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert "cores" in told["hardware"]
    groups: dict[str, list] = {}
    for timing in told["timings"]:
        groups.setdefault(timing["group"], []).append(timing)
    assert list(groups) == ["images", "one text", "cache", "one search"]
    assert all(timings[0]["ratio"] == 1.0 for timings in groups.values())
    assert all(timing["ms"] > 0 for timing in told["timings"])
    assert groups["one search"][0]["note"] == "finds 100.0% of the true 10"


def test_fetch_of_an_unknown_model_suggests_the_nearest(run):
    done = run("fetch", "openfashoinclip")
    assert done.exit_code == 1
    assert "openfashionclip" in only_line(done.stderr)


def test_a_report_that_cannot_be_written_leaves_the_old_one_alone(run, labelled, tmp_path):
    target = tmp_path / "report.json"
    target.write_text("old", encoding="utf-8")
    done = run("evaluate", "retrieval", labelled, "-m", "hand", "--json", target / "below-a-file.json")
    assert done.exit_code == 1
    assert "report.json" in only_line(done.stderr)
    assert target.read_text(encoding="utf-8") == "old"


def test_inspect_describes_what_it_does_not_know(run, tmp_path):
    path = tmp_path / "odd.safetensors"
    save_file({"weight": np.ones((2, 3), np.float32)}, path)
    done = run("inspect", path)
    assert done.exit_code == 0
    assert "1 tensor that belongs to no network known here" in done.stdout.splitlines()[0]
    assert "nothing here can load it" in done.stdout
    told = json.loads(run("inspect", path, "--json").stdout)
    assert (told["family"], told["n_parameters"], told["loader"]) == ("", 6, "")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04cut off", b"no checkpoint at all"])
def test_inspect_refuses_what_is_no_checkpoint_in_one_line(run, tmp_path, content):
    path = tmp_path / "broken.pt"
    path.write_bytes(content)
    done = run("inspect", path)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "broken.pt" in only_line(done.stderr)


def test_inspect_of_nothing_says_so(run, tmp_path):
    done = run("inspect", tmp_path / "nowhere.pt")
    assert done.exit_code == 1
    assert "nowhere.pt" in only_line(done.stderr)
