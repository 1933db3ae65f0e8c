"""`models --add` and `--forget`, as a person types them."""

from tests.models.making import open_clip_folder


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
