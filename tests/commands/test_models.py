"""`models --add` and `--forget`, as a person types them."""

from tests.models.making import hugging_face_folder, open_clip_folder
from tests.models.test_bin_shards import SECOND, as_bin
from tests.tasks.test_composer_weights import combiner_file


def test_a_folder_is_added_listed_as_untrained_and_forgotten(run, tmp_path):
    folder = open_clip_folder(tmp_path / "net")
    done = run("models", "--add", folder)
    assert done.exit_code == 0
    assert done.stderr.startswith("Added net: ")
    [line] = [line for line in done.stdout.splitlines() if line.startswith("net ")]
    assert line.endswith("on disk, untrained")
    done = run("models", "--forget", "net")
    assert "net " not in done.stdout
    assert (folder / "open_clip_model.safetensors").is_file()
    assert run("models", "--forget", "net").exit_code == 1


def test_a_combiner_is_kept_for_a_model_and_forgotten(run, tmp_path):
    run("models", "--add", open_clip_folder(tmp_path / "net"))
    path = combiner_file(tmp_path / "comb.pt")
    refused = run("models", "--add", path)
    assert refused.exit_code == 1
    assert "models --add FILE --for MODEL" in refused.stderr
    done = run("models", "--add", path, "--for", "net")
    assert done.exit_code == 0
    assert f"net composes by combiner with {path}" in done.stderr
    assert "composes" not in run("models", "--forget", "combiner", "--for", "net").stderr


def test_how_long_texts_are_cut_is_said_of_what_is_added(run, tmp_path):
    folder = open_clip_folder(tmp_path / "net")
    assert run("models", "--add", folder, "--truncate", "klip").exit_code == 0
    assert run("models", "--truncate", "klip").exit_code == 2
    assert run("models", "--add", folder, "--for", "net", "--family", "clip4cir").exit_code == 2
    assert "--add or --forget" in run("models", "--for", "net").stderr


def test_weights_in_several_bin_files_are_inspected_and_added_and_a_missing_one_is_one_sentence(
    run, tmp_path
):
    folder = as_bin(hugging_face_folder(tmp_path / "parts")).parent
    told = run("inspect", folder)
    assert (told.exit_code, "A Hugging Face CLIP folder" in told.stdout) == (0, True)
    assert run("models", "--add", folder).exit_code == 0
    (folder / SECOND).unlink()
    refused = run("search", "red", "--model", folder)
    assert refused.exit_code == 1
    assert f"These parts of its weights are absent: {SECOND}." in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
