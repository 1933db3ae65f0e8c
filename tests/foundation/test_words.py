"""The nouns of the house: errors, items, embeddings, queries, registry, files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import (
    CorruptFileError,
    FvlError,
    InvalidInputError,
    MissingLibraryError,
    SpaceMismatchError,
    UnknownNameError,
    WeightsUnavailable,
)
from fvl_core.foundation.files import atomic_write, bytes_digest, file_digest
from fvl_core.foundation.items import Catalogue, Item
from fvl_core.foundation.queries import Hit, Hits, Ingredient, Query
from fvl_core.foundation.registry import Registry
from fvl_core.foundation.settings import cache_dir


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (UnknownNameError, LookupError),
        (MissingLibraryError, ImportError),
        (WeightsUnavailable, OSError),
        (SpaceMismatchError, ValueError),
        (InvalidInputError, ValueError),
        (CorruptFileError, OSError),
    ],
)
def test_each_error_is_ours_and_also_the_builtin_people_expect(kind: type, builtin: type) -> None:
    assert issubclass(kind, FvlError)
    assert issubclass(kind, builtin)


def test_a_missing_library_names_the_install_command() -> None:
    error = MissingLibraryError("faiss", purpose="The index hnsw", install="faiss-cpu")
    assert error.remedy == "Run: python -m pip install faiss-cpu"


def test_a_registry_takes_a_name_once_and_suggests_the_nearest() -> None:
    registry = Registry[int]("composer")
    registry.add("weighted", 1)
    with pytest.raises(InvalidInputError, match="two composer entries"):
        registry.add("weighted", 2)
    with pytest.raises(UnknownNameError, match="Did you mean weighted"):
        registry["weigthed"]


def test_raw_gives_back_what_from_raw_took() -> None:
    raw = np.random.default_rng(0).normal(size=(5, 7)).astype(np.float32)
    embeddings = Embeddings.from_raw(None, raw, space="toy")
    assert embeddings.ids == ("0", "1", "2", "3", "4")
    np.testing.assert_allclose(embeddings.raw, raw, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(embeddings.vectors, axis=1), 1, atol=1e-6)


@pytest.mark.parametrize("bad", [0.0, np.nan, np.inf])
def test_a_row_without_direction_is_refused(bad: float) -> None:
    raw = np.ones((3, 4), np.float32)
    raw[1] = bad
    with pytest.raises(InvalidInputError, match="Row 1"):
        Embeddings.from_raw(None, raw, space="toy")


def test_embeddings_cannot_be_changed_in_place() -> None:
    embeddings = Embeddings.from_raw(None, np.eye(2), space="toy")
    with pytest.raises(ValueError, match="read-only"):
        embeddings.vectors[0, 0] = 9


def test_from_raw_leaves_the_callers_array_writable() -> None:
    raw = np.ones((2, 2), np.float32)
    Embeddings.from_raw(None, raw, space="toy")
    raw[0, 0] = 3


def test_two_spaces_never_meet() -> None:
    with pytest.raises(SpaceMismatchError, match="'toy' and 'other'"):
        Embeddings.from_raw(None, np.eye(2), space="toy").require_space("other")


def test_ids_are_unique() -> None:
    with pytest.raises(InvalidInputError, match="twice"):
        Embeddings.from_raw(["a", "a"], np.eye(2), space="toy")
    with pytest.raises(InvalidInputError, match="'a' occurs twice"):
        Catalogue("shop", [Item("a", "x.jpg"), Item("a", "y.jpg")])


def test_a_filter_takes_one_value_or_several() -> None:
    items = [Item(str(i), "x.jpg", attributes={"colour": c}) for i, c in enumerate(["red", "blue", "green"])]
    catalogue = Catalogue("shop", [*items, Item("3", "x.jpg")])
    assert catalogue.select({"colour": "red"}).ids == ("0",)
    assert catalogue.select({"colour": ["red", "green"]}).ids == ("0", "2")
    assert catalogue.select({}).ids == ("0", "1", "2", "3")
    assert catalogue.values("colour") == {"blue": 1, "green": 1, "red": 1}


def test_the_fingerprint_notices_a_changed_picture_and_a_changed_word(tmp_path: Path) -> None:
    picture = tmp_path / "a.jpg"
    picture.write_bytes(b"one")
    before = Catalogue("shop", [Item("a", picture)]).fingerprint
    assert before == Catalogue("renamed", [Item("a", picture)]).fingerprint
    assert before != Catalogue("shop", [Item("a", picture, title="dress")]).fingerprint
    picture.write_bytes(b"longer")
    assert before != Catalogue("shop", [Item("a", picture)]).fingerprint


def test_an_item_that_is_not_there_is_named() -> None:
    with pytest.raises(InvalidInputError, match="no item 'b'"):
        Catalogue("shop", [Item("a", "x.jpg")]).item("b")


def test_an_empty_query_is_refused_and_blank_words_count_as_absent() -> None:
    with pytest.raises(InvalidInputError, match="query is empty"):
        Query("   ")
    assert [part.image for part in Query("  ", b"picture").parts] == [b"picture"]


def test_a_query_of_weight_nought_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="weight 0"):
        Query("red", text_weight=0.0)


def test_shorthand_and_ingredients_add_up() -> None:
    query = Query(
        "red", b"p", text_weight=0.7, image_weight=0.3, ingredients=[Ingredient(text="dots", weight=-1)]
    )
    assert [(part.text, part.weight) for part in query.parts] == [(None, 0.3), ("red", 0.7), ("dots", -1)]


def test_an_ingredient_is_words_or_a_picture() -> None:
    with pytest.raises(InvalidInputError, match="either"):
        Ingredient(text="red", image=b"p")
    with pytest.raises(InvalidInputError, match="either"):
        Ingredient()


def test_hits_are_a_sequence() -> None:
    hits = Hits((Hit("a", 0.5, 1), Hit("b", 0.4, 2)), "toy", "sum", 9)
    assert [hit.item_id for hit in hits] == ["a", "b"]
    assert hits[0].rank == 1
    assert len(hits[:1]) == 1


def _write_and_fail(target: Path) -> None:
    with atomic_write(target) as stream:
        stream.write(b"new")
        raise RuntimeError


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "facts"
    target.write_bytes(b"old")
    with pytest.raises(RuntimeError):
        _write_and_fail(target)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_digests_are_sha256(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    assert file_digest(tmp_path / "x").startswith("ba7816bf")
    assert bytes_digest("a", "bc") != bytes_digest("ab", "c")


def test_the_cache_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FVL_CACHE_DIR", str(tmp_path / "here"))
    assert cache_dir() == (tmp_path / "here").resolve()
    monkeypatch.delenv("FVL_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_dir() == tmp_path.resolve() / "fashion-vl-studio"


def test_catalogues_that_share_items_look_at_their_files_once(tmp_path, monkeypatch):
    (tmp_path / "1.png").write_bytes(b"1")
    items = [Item("1", tmp_path / "1.png"), Item("2", tmp_path / "gone.png")]
    looks = []
    stat = Path.stat

    def noted(path, **how):
        looks.append(path.name)
        return stat(path, **how)

    monkeypatch.setattr(Path, "stat", noted)
    first = Catalogue("shop", items).fingerprint
    assert Catalogue("part", items).fingerprint == first
    assert looks == ["1.png", "gone.png"]
    (tmp_path / "1.png").write_bytes(b"another")
    assert Catalogue("shop", items).fingerprint == first
    assert Catalogue("shop", [Item("1", tmp_path / "1.png"), items[1]]).fingerprint != first
