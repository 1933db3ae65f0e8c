"""Opening catalogues: by name, from a table, from a folder of pictures; and what is said when that fails."""

import os
import subprocess
import sys

import pytest
from PIL import Image

from fvl_core.catalogues.loading import list_catalogues, load_catalogue, register_catalogue
from fvl_core.foundation.errors import InvalidInputError, UnknownNameError
from fvl_core.foundation.settings import cache_dir
from tests.conftest import ROOT


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("FVL_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def shop(tmp_path):
    folder = tmp_path / "shop"
    for name in ("red_dress.JPG", "coats/long-coat.png", "coats/winter/b.webp", ".hidden.png", ".git/x.png"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (4, 4)).save(path, format="PNG")
    (folder / "notes.txt").write_text("no picture")
    (folder / "broken.gif").write_bytes(b"")
    return folder


def table(folder, *lines):
    folder.mkdir(exist_ok=True)
    (folder / "items.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_a_folder_gives_every_picture_once_in_order(shop):
    catalogue = load_catalogue(shop)
    assert catalogue.name == "shop"
    assert catalogue.ids == ("broken.gif", "coats/long-coat.png", "coats/winter/b.webp", "red_dress.JPG")
    assert [item.title for item in catalogue] == ["Broken", "Long coat", "B", "Red dress"]
    assert [dict(item.attributes) for item in catalogue] == [{}, {"folder": "coats"}, {"folder": "coats"}, {}]
    assert catalogue.item("red_dress.JPG").open().size == (4, 4)


def test_a_bad_picture_is_found_when_it_is_opened_not_before(shop):
    with pytest.raises(InvalidInputError, match=r"broken\.gif"):
        load_catalogue(shop).item("broken.gif").open()


def test_a_path_may_be_a_string_and_relative(shop, monkeypatch):
    monkeypatch.chdir(shop.parent)
    assert (
        len(load_catalogue("shop")) == len(load_catalogue("./shop/")) == len(load_catalogue(str(shop))) == 4
    )
    assert load_catalogue("./shop", name="mine").name == "mine"


def test_a_loop_of_links_does_not_go_round_for_ever(shop):
    os.symlink(shop, shop / "coats" / "again")
    assert len(load_catalogue(shop)) == 4


def test_a_registered_folder_opens_by_its_name(shop):
    assert list_catalogues() == ("demo",)
    register_catalogue("winter 2026", shop)
    register_catalogue("a", shop / "coats")
    assert list_catalogues() == ("demo", "a", "winter 2026")
    assert load_catalogue("winter 2026").name == "winter 2026"
    assert load_catalogue("winter 2026").ids == load_catalogue(shop).ids
    register_catalogue("winter 2026", shop / "coats")
    assert len(load_catalogue("winter 2026")) == 2


@pytest.mark.parametrize("name", ["demo", "", "../x", "a/b", "a\\b", ".x", "_x", "a\nb", "x" * 200])
def test_a_name_that_cannot_be_a_file_is_refused(shop, name):
    with pytest.raises(InvalidInputError, match="name"):
        register_catalogue(name, shop)
    assert list_catalogues() == ("demo",)


def test_a_registered_folder_that_is_gone_says_so(shop, tmp_path):
    register_catalogue("gone", shop)
    shop.rename(tmp_path / "moved")
    with pytest.raises(InvalidInputError, match="is not there"):
        load_catalogue("gone")


def test_a_damaged_registration_is_passed_over(shop):
    register_catalogue("good", shop)
    (cache_dir() / "catalogues" / "bad.json").write_text("{")
    (cache_dir() / "catalogues" / "worse.json").write_text("[]")
    assert list_catalogues() == ("demo", "good")


def test_an_unknown_name_suggests_and_a_missing_path_does_not():
    with pytest.raises(UnknownNameError, match="Did you mean demo"):
        load_catalogue("demoo")
    with pytest.raises(InvalidInputError, match="is not there"):
        load_catalogue("./nowhere")


def test_a_file_and_an_empty_folder_are_refused(shop, tmp_path):
    with pytest.raises(InvalidInputError, match="is a file"):
        load_catalogue(shop / "notes.txt")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InvalidInputError, match="no pictures"):
        load_catalogue(tmp_path / "empty")


def test_a_table_gives_words_and_attributes(tmp_path):
    folder = table(
        tmp_path / "t",
        "id,image,title,description,colour,sleeve",
        "7,a.png,Red top,A red top.,red,",
        "8,b.png,,,blue,long",
    )
    first, second = load_catalogue(folder)
    assert (first.id, first.title, first.caption, dict(first.attributes)) == (
        "7",
        "Red top",
        "A red top.",
        {"colour": "red"},
    )
    assert dict(second.attributes) == {"colour": "blue", "sleeve": "long"}
    assert first.path == folder / "a.png"


def test_a_table_saved_by_a_spreadsheet_opens_too(tmp_path):
    folder = tmp_path / "t"
    folder.mkdir()
    (folder / "items.csv").write_bytes('\ufeffid,image,title\r\n1,a.png,"Red, and ""new"""\r\n'.encode())
    assert load_catalogue(folder)[0].title == 'Red, and "new"'


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("id,title", "1,x"), "lacks the column image"),
        (("id,image", ""), "no rows"),
        (("id,image", "1,a.png", ",b.png"), "Line 3"),
        (("id,image", "1,a.png,spare"), "too many cells"),
        (("id,image", "1,a.png", "1,b.png"), "occurs twice"),
    ],
)
def test_a_faulty_table_says_where(tmp_path, lines, said):
    with pytest.raises(InvalidInputError, match=said):
        load_catalogue(table(tmp_path / "t", *lines))


def test_a_table_that_is_not_text_is_refused(tmp_path):
    (tmp_path / "items.csv").write_bytes(b"id,image\n\xff\xfe,\n")
    with pytest.raises(InvalidInputError, match="cannot be read"):
        load_catalogue(tmp_path)


def test_the_demo_opens_without_numpy_pillow_or_pandas():
    heavy = "('numpy', 'PIL', 'pandas', 'torch')"
    code = "import sys, fvl_core; fvl_core.load_catalogue('demo'); "
    code += f"print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
