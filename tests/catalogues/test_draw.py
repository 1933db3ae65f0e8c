"""Whole catalogues: the same bytes whatever the size and the number of processes."""

import csv
import sys
import types

import numpy as np
import pytest
from PIL import Image

from fvl_core.catalogues.draw import draw_catalogue, garment_of
from fvl_core.catalogues.drawing import draw_garment
from fvl_core.catalogues.loading import load_catalogue
from fvl_core.catalogues.table import COLUMNS
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.settings import assets_dir

DEMO_SEED = 2026


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    out = tmp_path_factory.mktemp("drawn") / "twelve"
    seen = []
    draw_catalogue(
        out, size=12, seed=3, px=48, processes=1, on_progress=lambda done, total: seen.append((done, total))
    )
    return out, seen


def test_drawing_fills_a_folder_that_can_be_loaded(drawn):
    out, seen = drawn
    assert seen == [(n, 12) for n in range(1, 13)]
    catalogue = load_catalogue(out)
    assert len(catalogue) == 12
    assert catalogue.name == "twelve"
    assert catalogue.licence == "CC0-1.0"
    garment = garment_of(3, 4)
    assert dict(catalogue[4].attributes) == garment.attributes()
    assert catalogue[4].open().size == (48, 48)
    assert garment.category in catalogue[4].caption.lower()


def test_the_table_has_the_promised_columns(drawn):
    with (drawn[0] / "items.csv").open(encoding="utf-8", newline="") as stream:
        header = next(csv.reader(stream))
    wanted = "id,image,title,description,category,parent,colour,pattern,sleeve,length,neckline,fabric,closure"
    assert header[:13] == wanted.split(",") == list(COLUMNS[:13])


@pytest.mark.slow
def test_the_number_of_processes_changes_no_byte(drawn, tmp_path, monkeypatch):
    # A spawned process runs its parent's main script, and that of a parallel test run cannot be run again.
    monkeypatch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))
    draw_catalogue(tmp_path / "two", size=12, seed=3, px=48, processes=2)
    assert contents(tmp_path / "two") == contents(drawn[0])


def test_a_smaller_catalogue_is_the_beginning_of_a_larger_one(drawn, tmp_path):
    draw_catalogue(tmp_path / "few", size=3, seed=3, px=48, processes=1)
    few, many = contents(tmp_path / "few"), contents(drawn[0])
    assert {name: data for name, data in many.items() if name in few and "images" in name} == {
        name: data for name, data in few.items() if "images" in name
    }


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(InvalidInputError, match="not an empty folder"):
        draw_catalogue(tmp_path, size=1)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("wrong", [{"size": 0}, {"size": 1, "px": 4}])
def test_impossible_sizes_are_refused(tmp_path, wrong):
    with pytest.raises(InvalidInputError):
        draw_catalogue(tmp_path / "out", **wrong)


def test_the_demo_that_ships_is_what_the_code_draws():
    catalogue = load_catalogue("demo")
    assert len(catalogue) == 1200
    for number in (0, 417, 1199):
        garment = garment_of(DEMO_SEED, number)
        assert dict(catalogue[number].attributes) == garment.attributes()
        fresh = np.asarray(draw_garment(garment, seed=DEMO_SEED * 1_000_003 + number, px=320), np.float32)
        # WebP is lossy, and another release of its library may round differently.
        assert np.abs(fresh - np.asarray(catalogue[number].open(), np.float32)).mean() < 6


def test_the_demo_fits_its_allowance():
    sizes = [path.stat().st_size for path in (assets_dir() / "demo").rglob("*") if path.is_file()]
    assert sum(sizes) < 14_000_000


def test_the_contact_sheet_is_a_picture():
    with Image.open(assets_dir() / "contact_sheet.webp") as sheet:
        assert sheet.width == sheet.height >= 1024
