"""What a browser brought: found again by its secret, by nobody else, and gone after a day without a visit."""

import os
import time

import pytest
from PIL import Image

from fvl_core.catalogues.loading import list_catalogues, load_catalogue, register_catalogue
from fvl_core.catalogues.private import PrivateStore
from fvl_core.catalogues.table import write_table
from fvl_core.foundation.errors import InvalidInputError, UnknownNameError


@pytest.fixture
def store(empty_cache):
    return PrivateStore(PrivateStore.new_secret())


def bring(store, name="shop", colour="red"):
    staged = store.begin()
    (staged / "pictures").mkdir()
    Image.new("RGB", (4, 4), colour).save(staged / "pictures" / "1.png")
    write_table(staged, [{"id": "a", "image": "pictures/1.png"}], about={"source": "brought"})
    return store.add(staged, name)


def test_a_catalogue_is_found_by_the_secret_and_by_nothing_else(store, empty_cache):
    bring(store)
    again, other = PrivateStore(store.secret), PrivateStore(PrivateStore.new_secret())
    assert again.names() == ("shop",)
    assert again.load("shop").ids == ("a",)
    assert other.names() == ()
    with pytest.raises(UnknownNameError):
        other.load("shop")
    assert list_catalogues() == ("demo",)
    everything = "\n".join(str(path) for path in empty_cache.rglob("*"))
    assert store.secret not in everything
    assert "shop" not in everything  # names are never paths


@pytest.mark.parametrize("secret", ["", "x", "../" * 14 + "a", "a" * 42, "a" * 44, "a" * 42 + "/", "ä" * 43])
def test_what_cannot_be_a_secret_opens_nothing(secret):
    assert PrivateStore.open(secret) is None


def test_two_catalogues_of_one_name_are_numbered(store, tmp_path):
    assert bring(store) == "shop"
    assert bring(store) == "shop (2)"
    folder = tmp_path / "everyones"
    folder.mkdir()
    register_catalogue("coats", folder)
    assert bring(store, "coats") == "coats (2)"
    assert bring(store, "winter/2026 ..".replace("/", "-")) == "winter-2026 .."


@pytest.mark.parametrize("name", ["../x", "a/b", "demo", ""])
def test_a_name_that_cannot_be_one_is_refused(store, name):
    with pytest.raises(InvalidInputError, match="name"):
        bring(store, name)


def test_kept_is_everyones_and_no_longer_private(store):
    bring(store)
    before = store.load("shop")[0].open().getpixel((0, 0))
    assert store.keep("shop", as_name="spring") == "spring"
    assert store.names() == ()
    assert "spring" in list_catalogues()
    kept = load_catalogue("spring")
    assert kept[0].open().getpixel((0, 0)) == before == (255, 0, 0)
    assert kept[0].path is not None
    assert PrivateStore.holding(kept[0].path) is None
    bring(store, "other")
    with pytest.raises(InvalidInputError, match="already"):
        store.keep("other", as_name="spring")
    assert store.names() == ("other",)


def test_what_is_deleted_is_gone_from_the_disk(store, empty_cache):
    bring(store)
    bring(store, "second", "blue")
    store.delete("shop")
    assert store.names() == ("second",)
    assert len(list(empty_cache.rglob("*.png"))) == 1
    store.delete_everything()
    assert store.names() == ()
    assert list(empty_cache.rglob("*.png")) == []


def age(store, hours):
    past = time.time() - hours * 3600
    for path in (store.folder / "seen", store.folder):
        os.utime(path, (past, past))


def test_after_a_day_without_a_visit_all_is_deleted_and_a_visit_begins_the_day_anew(store):
    other = PrivateStore(PrivateStore.new_secret())
    bring(store), bring(other)
    age(store, 23.9), age(other, 24.1)
    assert PrivateStore.forget_idle() == 1
    assert store.names() == ("shop",)
    assert not other.folder.exists()
    store.touch()
    assert time.time() - (store.folder / "seen").stat().st_mtime < 60
    assert PrivateStore.forget_idle() == 0


def test_looking_in_makes_no_folder(store):
    store.touch()
    assert store.names() == ()
    assert not store.folder.exists()


def test_query_pictures_come_back_and_the_oldest_leaves(store, monkeypatch):
    monkeypatch.setattr(PrivateStore, "MAX_PICTURES", 2)
    for number in range(3):
        store.put_picture(f"{number:016x}", b"%d" % number, {"name": f"{number}.jpg"})
        os.utime(store.folder / "pictures" / f"{number:016x}.picture", (number + 1, number + 1))
    assert store.picture(f"{2:016x}") == (b"2", {"name": "2.jpg"})
    assert store.picture(f"{0:016x}") is None
    assert store.picture("../../../seen") is None
    with pytest.raises(InvalidInputError):
        store.put_picture("../x", b"", {})


def test_a_catalogue_that_cannot_be_registered_stays_its_owners(store):
    bring(store)
    (store.folder.parents[1] / "catalogues").write_text("no folder")
    with pytest.raises(OSError, match="exists"):
        store.keep("shop")
    assert store.load("shop").ids == ("a",)


@pytest.mark.parametrize("name", ["衣" * 80, "🧥" * 60])
def test_a_name_too_long_for_a_file_is_refused_before_anything_moves(store, name):
    bring(store)
    with pytest.raises(InvalidInputError, match="cannot be a catalogue's name"):
        store.keep("shop", as_name=name)
    assert store.names() == ("shop",)
