"""Pictures one by one, in folders and in archives: no name becomes a path, limits hold, faults are named."""

import io
import zipfile

import pytest

from fvl_core.catalogues.bringing import archive as archives_room
from fvl_core.catalogues.bringing import pile as pile_room
from fvl_core.catalogues.bringing.draft import CatalogueDraft
from fvl_core.catalogues.loading import load_catalogue
from fvl_core.foundation.errors import InvalidInputError
from tests.catalogues.bringing.archives import (
    damaged,
    encrypted,
    lying_about_its_size,
    packed,
    picture,
    with_link,
)


@pytest.fixture
def draft(tmp_path):
    (tmp_path / "draft").mkdir()
    return CatalogueDraft(tmp_path / "draft")


def files_of(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_sub_folders_become_labels_and_the_folder_that_all_share_does_not(draft):
    names = ("shop/dresses/red_one.png", "shop/dresses/winter/2.jpg", "shop/shoes/3.png", "shop/4.png")
    draft.add_pictures([(name, io.BytesIO(picture(i))) for i, name in enumerate(names)])
    survey = draft.make(source="shop")
    assert [row["id"] for row in survey.rows] == [
        "dresses/red_one.png",
        "dresses/winter/2.jpg",
        "shoes/3.png",
        "4.png",
    ]
    catalogue = load_catalogue(draft.folder)
    assert [dict(item.attributes) for item in catalogue] == [
        {"folder": "dresses"},
        {"folder": "dresses"},
        {"folder": "shoes"},
        {},
    ]
    assert catalogue[0].title == "Red one"
    assert catalogue.item("shoes/3.png").open().tobytes() == pixels(2)


def pixels(seed):
    from PIL import Image

    return Image.open(io.BytesIO(picture(seed))).convert("RGB").tobytes()


def test_equal_pictures_are_stored_once_and_counted(draft):
    for name in ("a.png", "b.png", "c/a.png"):
        draft.add_picture(name, picture(1))
    draft.add_picture("d.png", picture(2))
    survey = draft.survey()
    assert (survey.n_rows, survey.n_equal) == (4, 2)
    assert len(files_of(draft.folder / "pictures")) == 2


def test_two_files_of_one_name_are_two_and_the_same_file_twice_is_one(draft):
    for seed in (1, 2, 1):
        draft.add_picture("IMG_1.png", picture(seed))
    assert [row["id"] for row in draft.survey().rows] == ["IMG_1.png", "IMG_1 (2).png"]


def test_what_is_no_picture_is_named_before_and_kept_for_mending(draft):
    draft.add_picture("a/bad.jpg", b"no picture")
    draft.add_picture("good.png", picture())
    draft.add_picture("notes.txt", b"words")
    draft.add_picture(".DS_Store", b"")
    survey = draft.survey()
    assert survey.problems == (
        (
            "a/bad.jpg",
            "bad.jpg cannot be read as a picture. Save it again as JPEG, PNG or WebP, or leave it out.",
        ),
    )
    assert (len(survey.rows), survey.n_others) == (2, 1)


def test_a_draft_is_opened_again_after_a_reload(draft):
    draft.add_picture("a.png", picture(1))
    draft.add_table("t.csv", b"image\na.png\n")
    again = CatalogueDraft(draft.folder)
    assert again.table_name == "t.csv"
    again.add_picture("b.png", picture(2))
    assert [each.label for each in CatalogueDraft(draft.folder).pile.pictures] == ["a.png", "b.png"]


def test_a_catalogue_leaves_nothing_of_the_draft_behind(draft):
    draft.add_picture("used.png", picture(1))
    draft.add_picture("unused.png", picture(2))
    draft.add_table("t.csv", b"image\nused.png\n")
    assert draft.survey().n_unused == 1
    draft.make(source="t.csv")
    left = files_of(draft.folder)
    assert [name for name in left if not name.startswith("pictures/")] == [
        "about.json",
        "brought.json",
        "items.csv",
    ]
    assert len(left) == 4


def test_an_empty_draft_makes_no_catalogue(draft):
    with pytest.raises(InvalidInputError, match="Nothing of this"):
        draft.make(source="nothing")


def test_an_archive_gives_its_pictures_and_its_one_table(draft):
    table = b"image;category\ndresses/1.png;dress\n"
    draft.add_archive(
        "shop.zip",
        packed({"shop/dresses/1.png": picture(), "shop/items.csv": table, "__MACOSX/._1.png": b"x"}),
    )
    assert draft.table_name == "items.csv"
    survey = draft.survey()
    assert [(row["category"], row["id"]) for row in survey.rows] == [("dress", "shop/dresses/1.png")]
    assert survey.problems == ()


@pytest.mark.parametrize(
    "name", ["../../../escaped.png", "/etc/escaped.png", "C:\\x\\escaped.png", "a/../../escaped.png"]
)
def test_an_archive_writes_nowhere_else(draft, name):
    before = files_of(draft.folder.parent.parent)
    draft.add_archive("evil.zip", packed({name: picture()}))
    new = set(files_of(draft.folder.parent.parent)) - set(before)
    inside = draft.folder.relative_to(draft.folder.parent.parent).as_posix()
    assert all(path.startswith(f"{inside}/") for path in new)
    assert not any("escaped" in path for path in new)
    assert ".." not in draft.survey().rows[0]["id"]


@pytest.mark.parametrize(
    ("archive", "said"),
    [
        (with_link("/etc/passwd"), "is a link"),
        (damaged("bad.png"), "is damaged inside the archive"),
        (encrypted(), "is encrypted"),
    ],
)
def test_one_bad_entry_is_named_and_the_others_are_read(draft, archive, said):
    draft.add_archive("mixed.zip", archive)
    survey = draft.survey()
    assert [row["id"] for row in survey.rows] == ["good.png"]
    assert said in survey.problems[0][1]
    assert not any(path.is_symlink() for path in draft.folder.rglob("*"))


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(draft):
    draft.max_bytes = 1_000_000
    bomb = packed({f"{n}.bmp": b"\0" * 300_000 for n in range(5)}, compression=zipfile.ZIP_DEFLATED)
    with pytest.raises(InvalidInputError, match="unpacks to"):
        draft.add_archive("bomb.zip", bomb)
    assert files_of(draft.folder / "pictures") == []


def test_a_picture_that_is_mostly_air_is_named(draft):
    bomb = packed({"air.bmp": b"\0" * 9_000_000, "good.png": picture()}, compression=zipfile.ZIP_DEFLATED)
    draft.add_archive("bomb.zip", bomb)
    assert "times its size" in draft.survey().problems[0][1]


def test_an_entry_that_lies_about_its_size_is_read_no_further_than_it_says(draft):
    draft.add_archive("liar.zip", lying_about_its_size(1000))
    assert sum(path.stat().st_size for path in draft.folder.rglob("*") if path.is_file()) < 10_000
    assert len(draft.survey().problems) == 1


def test_too_many_entries_and_too_many_pictures_are_refused(draft, monkeypatch):
    three = {f"{n}.png": picture(n) for n in range(3)}
    monkeypatch.setattr(archives_room, "MAX_ENTRIES", 2)
    with pytest.raises(InvalidInputError, match="holds 3 files"):
        draft.add_archive("many.zip", packed(three))
    monkeypatch.setattr(archives_room, "MAX_ENTRIES", 9)
    monkeypatch.setattr(pile_room, "MAX_PICTURES", 2)
    with pytest.raises(InvalidInputError, match="more than 2 pictures"):
        draft.add_archive("many.zip", packed(three))


def test_one_file_that_is_too_large_is_named(draft, monkeypatch):
    monkeypatch.setattr(pile_room, "MAX_PICTURE_BYTES", 100)
    draft.add_picture("large.png", picture())
    assert "large.png has more than" in draft.survey().problems[0][1]
    assert list((draft.folder / "pictures").iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"no archive at all"])
def test_what_is_no_archive_is_refused_in_a_sentence(draft, content):
    with pytest.raises(InvalidInputError, match=r"shop\.zip cannot be read as a zip archive"):
        draft.add_archive("shop.zip", io.BytesIO(content))


def test_a_nearly_full_disk_is_said(draft, monkeypatch):
    monkeypatch.setattr(pile_room, "MIN_FREE_BYTES", 1 << 60)
    with pytest.raises(InvalidInputError, match="nearly full"):
        draft.add_picture("a.png", picture())
