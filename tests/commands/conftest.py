"""A folder of plain colours, and a way to run a verb on the model that can be worked out by hand."""

import pytest
from click.testing import CliRunner
from PIL import Image

from fvl_core.commands.entry import cli

COLOURS = ("red", "green", "blue", "black")


@pytest.fixture
def run(empty_cache):
    """Run the command line on a cache of this test's own."""

    def run_words(*words):
        return CliRunner().invoke(cli, [str(word) for word in words])

    return run_words


@pytest.fixture
def folder(tmp_path):
    """Four pictures of one colour each, named after it."""
    made = tmp_path / "colours"
    made.mkdir()
    for colour in COLOURS:
        Image.new("RGB", (8, 8), colour).save(made / f"{colour}.png")
    return made


@pytest.fixture
def labelled(tmp_path):
    """A catalogue on disk of eight garments with captions and colours; the last is labelled wrongly."""
    made = tmp_path / "labelled"
    (made / "images").mkdir(parents=True)
    rows = ["id,image,title,description,category,colour"]
    for n in range(2):
        for colour in COLOURS:
            name = f"{colour}{n}"
            Image.new("RGB", (8, 8 + n), colour).save(made / "images" / f"{name}.webp", lossless=True)
            told = "green" if name == "black1" else colour
            rows.append(f"{name},images/{name}.webp,{colour.title()} shirt,a {colour} shirt,shirt,{told}")
    (made / "items.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return made
