"""`cache`: what it holds and clearing, as a person types it."""

import json

import pytest

import fvl_core as fvl
from fvl_core.models.hub_cache import download_folder


@pytest.fixture
def filled(empty_cache):
    fvl.EmbeddingCache().encode_texts(fvl.load_model("hand"), ["red", "blue"])
    download_folder("me/net").mkdir(parents=True)
    (download_folder("me/net") / "model.safetensors").write_bytes(b"x" * 3_000_000)
    return empty_cache


def test_it_shows_bytes_and_counts(filled, run):
    told = json.loads(run("cache", "show", "--json").stdout)
    assert [(entry["model"], entry["n_vectors"]) for entry in told["vectors"]] == [("hand", 2)]
    assert [(entry["name"], entry["n_bytes"]) for entry in told["downloads"]] == [("me/net", 3_000_000)]
    table = run("cache", "show").stdout
    assert "download  me/net" in table
    assert "3.0" in table


def test_it_clears_what_is_named_and_nothing_else(filled, run):
    assert run("cache", "clear", "--model", "hand").stdout.startswith("Cleared 2 vectors, 0.0 MB.")
    assert download_folder("me/net").is_dir()
    assert (
        run("cache", "clear", "--downloads", "--model", "me/net").stdout == "Cleared 1 downloads, 3.0 MB.\n"
    )
    assert not download_folder("me/net").exists()


def test_a_call_that_names_nothing_clears_nothing(filled, run):
    nothing = run("cache", "clear")
    assert nothing.exit_code == 2
    assert "Say what to clear" in nothing.stderr
    misspelt = run("cache", "clear", "--model", "hamd")
    assert misspelt.exit_code == 1
    assert "no model with vectors named 'hamd'" in misspelt.stderr
    assert len(fvl.read_storage().vectors) == 1
