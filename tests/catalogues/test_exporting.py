"""Exports: what is written, and that reading it again gives the same catalogue."""

import csv
import io
import json
import zipfile

import pytest
from PIL import Image

from fvl_core.catalogues.bringing.draft import CatalogueDraft
from fvl_core.catalogues.exporting import export_catalogue
from fvl_core.catalogues.loading import load_catalogue
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.items import Catalogue, Item


def png(colour):
    buffer = io.BytesIO()
    Image.new("RGB", (6, 8), colour).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def shop(tmp_path):
    folder = tmp_path / "pictures"
    (folder / "sub").mkdir(parents=True)
    (folder / "Red Dress.PNG").write_bytes(png("red"))
    (folder / "sub" / "ö.png").write_bytes(png("blue"))
    (folder / "damaged.jpg").write_bytes(b"no picture")
    return Catalogue(
        "my shop",
        [
            Item(
                "Red Dress.PNG", folder / "Red Dress.PNG", 'A "red", dress', "Two\nlines", {"colour": "red"}
            ),
            Item(
                "sub/ö.png", folder / "sub" / "ö.png", "Blau", attributes={"Größe": "S, M", "colour": "blue"}
            ),
            Item("damaged", folder / "damaged.jpg"),
            Item("bytes", png("green"), attributes={"colour": "=1+1"}),
            Item("pixels", Image.new("RGB", (3, 3), "black")),
        ],
        source=str(folder),
        licence="CC BY 4.0",
    )


def content(item):
    assert item.path is not None
    return item.path.read_bytes()


def said(catalogue):
    return [(item.id, item.title, item.caption, dict(item.attributes)) for item in catalogue]


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_what_is_exported_is_read_again_word_for_word_and_bit_for_bit(shop, tmp_path, kind):
    out = tmp_path / ("out.zip" if kind == "zip" else "out")
    report = export_catalogue(shop, out)
    assert (report.path, report.n_items, report.without_picture) == (out, 5, ())
    folder = out
    if kind == "zip":
        folder = tmp_path / "unpacked"
        with zipfile.ZipFile(out) as archive:
            assert archive.testzip() is None
            archive.extractall(folder)
    again = load_catalogue(folder, name="my shop")
    assert said(again) == said(shop)
    assert again.licence == "CC BY 4.0"
    assert [content(item) for item in again[:3]] == [content(item) for item in shop[:3]]
    assert content(again.item("bytes")) == shop.item("bytes").image
    assert again.item("pixels").open().getpixel((1, 1)) == (0, 0, 0)


def test_an_exported_zip_that_is_brought_in_again_keeps_ids_words_and_labels(tmp_path):
    labels = {"colour": ("red", "blue"), "size": ("S", "")}
    items = []
    for n in range(6):
        known = {name: values[n % 2] for name, values in labels.items() if values[n % 2]}
        items.append(Item(f"item {n}", png((40 * n, 0, 0)), f"Title {n}", f"A caption, {n}", known))
    export_catalogue(Catalogue("shop", items), tmp_path / "shop.zip")
    (tmp_path / "draft").mkdir()
    draft = CatalogueDraft(tmp_path / "draft")
    draft.add_archive("shop.zip", tmp_path / "shop.zip")
    draft.make(source="shop.zip")
    again = load_catalogue(tmp_path / "draft")
    assert said(again) == said(items)
    assert [content(item) for item in again] == [item.image for item in items]


@pytest.mark.parametrize("name", ["summer shop", "Été 2026", "x" * 80])
def test_an_exported_zip_proposes_the_name_of_its_catalogue(tmp_path, name):
    export_catalogue(Catalogue(name, [Item("1", png((9, 9, 9)))]), tmp_path / "saved as.zip")
    draft = CatalogueDraft(tmp_path)
    draft.add_archive("saved as.zip", tmp_path / "saved as.zip")
    assert draft.proposed_name == CatalogueDraft(tmp_path).proposed_name == name
    draft.add_table("other.csv", b"image\n1.png\n")
    assert draft.proposed_name == "other"


@pytest.mark.parametrize(
    ("about", "proposed"),
    [
        (b'{"name": "  a\\n\\u0000 b/../c  "}', "a b-..-c"),
        (b'{"name": "' + b"y" * 500 + b'"}', "y" * 80),
        (b'{"name": "demo"}', "my demo"),
        (b'{"name": "..."}', "items"),
        (b'{"name": 7}', "items"),
        (b'{"name": ""}', "items"),
        (b"[]", "items"),
        (b"{", "items"),
        (b"[" * 100_000, "items"),
        (b"\xff", "items"),
    ],
)
def test_what_a_strange_zip_says_of_itself_becomes_a_plain_name_or_none(tmp_path, about, proposed):
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("images/1.png", png((9, 9, 9)))
        archive.writestr("items.csv", "id,image\n1,images/1.png\n")
        archive.writestr("about.json", about)
    draft = CatalogueDraft(tmp_path)
    draft.add_archive("z.zip", tmp_path / "z.zip")
    assert draft.proposed_name == proposed


def test_the_places_of_pictures_are_plain_and_the_folder_of_this_machine_is_not_told(shop, tmp_path):
    export_catalogue(shop, tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.namelist() == [
            "images/00001-red-dress.png",
            "images/00002-sub.png",
            "images/00003-damaged.jpg",
            "images/00004-bytes.png",
            "images/00005-pixels.png",
            "items.csv",
            "about.json",
        ]
        assert json.loads(archive.read("about.json")) == {
            "name": "my shop",
            "licence": "CC BY 4.0",
            "n_items": 5,
        }


def test_one_catalogue_gives_one_zip(shop, tmp_path):
    for name in ("a.zip", "b.zip"):
        export_catalogue(shop, tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_missing_picture_is_listed_and_its_line_stays(shop, tmp_path):
    shop[1].path.unlink()
    report = export_catalogue(shop, tmp_path / "out")
    assert report.without_picture == (("sub/ö.png", "No such file or directory"),)
    assert said(load_catalogue(tmp_path / "out")) == said(shop)


def test_both_tables_say_the_same(shop, tmp_path):
    from pyarrow import parquet

    export_catalogue(shop, tmp_path / "t.csv")
    export_catalogue(shop, tmp_path / "t.parquet")
    rows = list(csv.DictReader((tmp_path / "t.csv").open(encoding="utf-8", newline="")))
    columns = ["id", "image", "title", "description", "colour", "Größe"]
    assert list(rows[0]) == columns
    assert rows[1]["Größe"] == "S, M"
    table = parquet.read_table(tmp_path / "t.parquet")
    assert table.column_names == columns
    assert [{k: v or "" for k, v in row.items()} for row in table.to_pylist()] == rows
    assert table.column("Größe").null_count == 4


def test_an_attribute_named_like_a_column_of_words_stays_apart(tmp_path):
    shop = Catalogue("shop", [Item("1", b"", "Title", attributes={"description": "not the caption"})])
    export_catalogue(shop, tmp_path / "t.csv")
    head = (tmp_path / "t.csv").read_text().splitlines()[0]
    assert head == "id,image,title,description,description (attribute)"


def test_nothing_half_written_is_left_when_it_is_stopped(shop, tmp_path):
    class StopError(Exception):
        pass

    def stop(done, total):
        assert total == 5
        if done == 3:
            raise StopError

    before = sorted(tmp_path.iterdir())
    for name in ("out.zip", "out"):
        with pytest.raises(StopError):
            export_catalogue(shop, tmp_path / name, on_progress=stop)
    assert sorted(tmp_path.iterdir()) == before


def test_a_folder_that_is_there_is_not_written_over(shop, tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(InvalidInputError, match="there already"):
        export_catalogue(shop, tmp_path / "out")


def test_a_large_picture_is_never_in_memory_as_a_whole(tmp_path):
    import tracemalloc

    big = tmp_path / "big.bin"
    with big.open("wb") as stream:
        stream.truncate(64 << 20)
    shop = Catalogue("shop", [Item(str(n), big) for n in range(2)])
    tracemalloc.start()
    export_catalogue(shop, tmp_path / "out.zip")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (tmp_path / "out.zip").stat().st_size > 128 << 20
    assert peak < 16 << 20
