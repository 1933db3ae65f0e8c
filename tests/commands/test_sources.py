"""Bringing a zip, a table or a list of dicts in on the command line, as in the browser."""

import json
import zipfile

import pytest

import fvl_core as fvl
from fvl_core.foundation.settings import cache_dir


@pytest.fixture
def archive(folder, tmp_path):
    """A zip of the four colours in two folders, with one file that is no picture."""
    path = tmp_path / "shop.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for number, file in enumerate(sorted(folder.iterdir())):
            packed.write(file, f"shop/{'tops' if number % 2 else 'shoes'}/{file.name}")
        packed.writestr("shop/tops/torn.jpg", b"\xff\xd8 no picture")
    return path


@pytest.fixture
def table(folder):
    path = folder / "products.csv"
    path.write_text("sku,file,text,kind\nA1,red.png,a red one,x\nA2,blue.png,,y\nA3,gone.png,,x\n")
    return path


def test_a_zip_is_indexed_and_its_bad_file_named(run, archive):
    done = run("index", archive, "--model", "hand")
    assert done.exit_code == 0, done.output
    assert "shop: 4 pictures searchable with hand (4 encoded now, 0 known before), 1 left out." in done.stdout
    assert "torn.jpg cannot be read as a picture" in done.stderr
    shop = fvl.load_catalogue("shop")
    assert shop.values("folder") == {"shoes": 2, "tops": 3}
    found = json.loads(run("search", "blue", "-c", "shop", "--model", "hand", "-k", 1, "--json").stdout)
    assert found["hits"][0]["id"] == "shoes/black.png" or found["hits"][0]["score"] == 1.0


def test_an_exported_zip_says_which_catalogue_it_was(run, labelled, tmp_path):
    for name in ("labelled", "other"):
        assert run("catalogue", "export", labelled, tmp_path / f"{name}.zip").exit_code == 0
    assert "was exported from" not in run("catalogue", "add", tmp_path / "labelled.zip").stderr
    done = run("catalogue", "add", tmp_path / "other.zip")
    assert "other.zip was exported from the catalogue 'labelled'; --name can give it that name" in done.stderr
    assert len(fvl.load_catalogue("other")) == 8


def test_a_zip_indexed_again_takes_the_place_of_the_first(run, archive):
    run("index", archive, "--model", "hand")
    done = run("index", archive, "--model", "hand")
    assert "(0 encoded now, 4 known before)" in done.stdout
    assert len(list((cache_dir() / "kept").iterdir())) == 1


def test_a_table_uses_the_pictures_where_they_are(run, table, folder):
    done = run("catalogue", "add", table, "--caption-column", "text")
    assert done.exit_code == 0, done.output
    assert "products: 2 items, attributes: kind" in done.stdout
    assert "1 rows without a picture left out" in done.stderr
    assert "Row 3 is left out" in done.stderr
    items = fvl.load_catalogue("products")
    assert (items[0].id, items[0].caption, dict(items[0].attributes)) == ("A1", "a red one", {"kind": "x"})
    assert items[0].path == folder / "red.png"


def test_a_table_may_have_its_pictures_in_a_zip(run, table, archive, tmp_path):
    moved = tmp_path / "elsewhere" / "t.csv"
    moved.parent.mkdir()
    table.rename(moved)
    done = run("catalogue", "add", moved, "--pictures", archive)
    assert done.exit_code == 0, done.output
    assert fvl.load_catalogue("t").ids == ("A1", "A2")
    assert "3 pictures that no row names" in done.stderr


def test_fashionclips_list_of_dicts_is_indexed(run, folder):
    path = folder / "catalogue.json"
    path.write_text(json.dumps([{"id": "7", "image": "red.png", "caption": "a red dress"}]))
    done = run("index", path, "--model", "hand")
    assert done.exit_code == 0, done.output
    assert fvl.load_catalogue("catalogue").item("7").caption == "a red dress"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--image-column", "photo"), "has no column 'photo'. It has: sku, file, text, kind."),
        (("--attribute", "size"), "has no column 'size'"),
        (("--name", "a/b"), "cannot be a catalogue's name"),
    ],
)
def test_what_cannot_be_is_one_line_and_leaves_nothing(run, table, words, said):
    done = run("catalogue", "add", table, *words)
    assert done.exit_code == 1
    assert said in done.stderr.splitlines()[-1]
    assert fvl.list_catalogues() == ("demo",)
    kept = cache_dir() / "kept"
    assert not kept.exists() or list(kept.iterdir()) == []


def test_what_is_neither_folder_nor_archive_nor_table_says_what_is(run, folder):
    done = run("index", folder / "red.png")
    assert done.exit_code == 1
    assert "neither a folder, an archive nor a table. Known are: csv, json" in done.stderr


def test_a_data_set_with_pictures_in_several_parts_is_one_catalogue(run, folder, tmp_path):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    files = sorted(folder.glob("*.png"))
    for part, mine in enumerate((files[:2], files[2:4])):
        cells = [{"bytes": file.read_bytes(), "path": file.name} for file in mine]
        table = pa.table({"image": cells, "colour": [file.stem for file in mine]})
        pq.write_table(table, tmp_path / f"train-0000{part}-of-00002.parquet")
    first = tmp_path / "train-00000-of-00002.parquet"
    done = run("index", first, "--model", "hand")
    assert done.exit_code == 0, done.output
    assert "train: 4 pictures searchable with hand" in done.stdout
    assert "2 parts of one table were read" in done.stderr
    assert set(fvl.load_catalogue("train").values("colour")) == {file.stem for file in files[:4]}
    wrong = run("index", first, "--pictures", folder)
    assert "holds its pictures. Leave --pictures out." in wrong.stderr
