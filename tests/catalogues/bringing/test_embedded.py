"""Parquet tables that hold the pictures themselves, as Hugging Face's datasets do."""

import io
import json

import pytest

from fvl_core.catalogues.bringing.draft import CatalogueDraft
from fvl_core.catalogues.bringing.parts import base_name, parts_of
from fvl_core.catalogues.loading import load_catalogue
from fvl_core.foundation.errors import InvalidInputError
from tests.catalogues.bringing.archives import picture

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

NAMES = ["dress", "shoe"]


@pytest.fixture
def draft(tmp_path):
    folder = tmp_path / "draft"
    folder.mkdir()
    return CatalogueDraft(folder)


def data_set(pictures, *, paths=None, column="image", labels=None, **columns):
    """A file as `datasets.Dataset.to_parquet` writes it: pictures in a struct, classes in the schema."""
    paths = paths or [None] * len(pictures)
    structs = [
        None if each is None else {"bytes": each, "path": path}
        for each, path in zip(pictures, paths, strict=True)
    ]
    kind = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    found = {column: pa.array(structs, kind), **{name: pa.array(cells) for name, cells in columns.items()}}
    features: dict[str, object] = {column: {"_type": "Image"}}
    if labels is not None:
        found["label"] = pa.array(labels, pa.int64())
        features["label"] = {"names": NAMES, "_type": "ClassLabel"}
    told = json.dumps({"info": {"features": features}})
    table = pa.table(found).replace_schema_metadata({"huggingface": told})
    buffer = io.BytesIO()
    pq.write_table(table, buffer, row_group_size=2)
    return buffer.getvalue()


def made(draft):
    draft.make(source="t")
    return load_catalogue(draft.folder)


def test_pictures_in_a_table_become_items_with_their_words_and_classes(draft):
    content = data_set(
        [picture(n) for n in range(5)],
        paths=["a.png", "b.png", None, "", "/data/x/e.PNG"],
        labels=[0, 1, -1, 0, 1],
        text=["one", "two", None, "four", "five"],
    )
    draft.add_table("train-00000-of-00001.parquet", content)
    assert draft.proposed_name == "train"
    catalogue = made(draft)
    assert [item.path.read_bytes() for item in catalogue] == [picture(n) for n in range(5)]
    assert catalogue.ids == ("a.png", "b.png", "train-000003.png", "train-000004.png", "data/x/e.PNG")
    assert [item.attributes.get("label") for item in catalogue] == ["dress", "shoe", None, "dress", "shoe"]
    assert [item.caption for item in catalogue] == ["one", "two", "", "four", "five"]


def test_a_column_of_raw_bytes_is_taken_when_it_holds_pictures(draft):
    buffer = io.BytesIO()
    table = {"sku": ["1", "2"], "blob": pa.array([None, picture(2, "JPEG")]), "hash": pa.array([b"x", b"y"])}
    pq.write_table(pa.table(table), buffer)
    draft.add_table("shop.parquet", buffer.getvalue())
    survey = draft.survey()
    assert [(row["id"], row["title"]) for row in survey.rows] == [("2", "Shop 000001")]
    assert "Row 1 is left out: it names no picture." in [why for _, why in survey.problems]
    assert "left out: hash" in survey.notes[0]


def test_of_two_picture_columns_the_one_that_is_called_so_is_taken_and_the_other_told(draft):
    both = data_set([picture(1)], column="mask", image=[{"bytes": picture(2), "path": "x.png"}])
    draft.add_table("two.parquet", both)
    survey = draft.survey()
    assert "left out: mask" in survey.notes[0]
    assert made(draft)[0].path.read_bytes() == picture(2)


def test_bytes_that_are_no_picture_are_named_and_never_stop_the_rest(draft):
    draft.add_table(
        "t.parquet",
        data_set([b"words", picture(1), None, b""], paths=["w.jpg", "p.png", "n.png", "gone.png"]),
    )
    survey = draft.survey()
    assert [row["id"] for row in survey.rows] == ["w.jpg", "p.png"]
    assert dict(survey.problems)["w.jpg"].startswith("w.jpg cannot be read as a picture")
    assert survey.n_without_picture == 2


def test_a_picture_that_is_only_named_is_found_among_those_that_came(draft):
    draft.add_picture("shop/a.png", picture(7))
    draft.add_table("t.parquet", data_set([None, b""], paths=["a.png", "a.png"]))
    assert [row["id"] for row in draft.survey().rows] == ["shop/a.png"]


def test_paths_in_a_table_never_become_paths_on_disk(draft):
    draft.add_table(
        "t.parquet", data_set([picture(1), picture(2)], paths=["../../etc/x.png", "/etc/.ssh/y.png"])
    )
    assert {path.parent for path in draft.folder.rglob("*.png")} == {draft.folder / "pictures"}
    assert [row["id"] for row in draft.survey().rows] == ["etc/x.png", "t-000002.png"]


def test_parts_of_one_data_set_become_one_table(draft):
    for part in (0, 1):
        content = data_set(
            [picture(2 * part), picture(2 * part + 1)], paths=["0.png", "1.png"], labels=[part, part]
        )
        draft.add_table(f"train-0000{part}-of-00002.parquet", content)
    again = CatalogueDraft(draft.folder)
    assert again.proposed_name == "train"
    catalogue = made(again)
    assert [item.attributes["label"] for item in catalogue] == ["dress", "dress", "shoe", "shoe"]
    assert [item.path.read_bytes() for item in catalogue] == [picture(n) for n in range(4)]


def test_the_same_part_or_one_with_other_columns_takes_the_place_of_the_first(draft):
    draft.add_table("a.parquet", data_set([picture(1)]))
    draft.add_table("a.parquet", data_set([picture(1)]))
    assert draft.sheet().n_rows == 1
    draft.add_table("b.parquet", data_set([picture(2)], price=[3]))
    assert (draft.table_name, list(draft.sheet().columns)) == ("b.parquet", ["image", "price"])


def test_more_pictures_than_may_be_stored_are_refused_before_any_is(tmp_path):
    draft = CatalogueDraft(tmp_path, max_bytes=500)
    with pytest.raises(InvalidInputError, match=r"holds .* GB of pictures; .* may be stored"):
        draft.add_table("t.parquet", data_set([picture(n) for n in range(4)]))
    assert draft.empty


def test_a_table_that_breaks_off_keeps_what_was_read_and_says_so(draft):
    whole = bytearray(data_set([picture(n) for n in range(6)]))
    where = whole.index(picture(4)[:40])
    whole[where - 30 : where] = b"\xff" * 30  # the header of a page in the last row group
    with pytest.raises(InvalidInputError, match="cannot be read as a Parquet table"):
        draft.add_table("t.parquet", bytes(whole))
    assert draft.table_name == ""


def test_progress_counts_rows(draft):
    told = []
    draft.add_table(
        "t.parquet", data_set([picture(n) for n in range(40)]), on_progress=lambda *a: told.append(a)
    )
    assert told[-1] == (40, 40)
    assert len(told) >= 3  # so no more than a few rows were held at once


def test_the_parts_that_lie_beside_one_are_found(tmp_path):
    for name in ("t-00000-of-00002", "t-00001-of-00002", "t-00000-of-00003", "other"):
        (tmp_path / f"{name}.parquet").touch()
    found = [path.name for path in parts_of(tmp_path / "t-00001-of-00002.parquet")]
    assert found == ["t-00000-of-00002.parquet", "t-00001-of-00002.parquet"]
    assert parts_of(tmp_path / "other.parquet") == (tmp_path / "other.parquet",)
    assert base_name("my.shop.csv") == "my.shop"
