"""Choosing an index by name or by size."""

import numpy as np
import pytest

from fvl_core.foundation.errors import CorruptFileError, MissingLibraryError, UnknownNameError
from fvl_core.index import library
from fvl_core.index.exact import ExactIndex
from fvl_core.index.library import build_index, list_indexes


def test_auto_scans_until_the_catalogue_is_large(monkeypatch):
    monkeypatch.setattr(library, "AUTO_EXACT_BELOW", 5)
    assert build_index(np.eye(4)).name == "exact"
    assert build_index(np.eye(5)).name == "faiss-hnsw"


def test_every_kind_can_be_had_by_name():
    assert [build_index(np.eye(3), kind=name).name for name in list_indexes()] == list(list_indexes())


def test_an_unknown_kind_suggests_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean faiss-flat"):
        build_index(np.eye(3), kind="faiss-flut")


def test_without_faiss_the_install_command_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "faiss", None)
    with pytest.raises(MissingLibraryError, match="pip install faiss-cpu"):
        build_index(np.eye(3), kind="faiss-flat")
    assert build_index(np.eye(3)).name == "exact"


@pytest.mark.parametrize("content", [None, "", "{}", "[]", '{"kind": 3}', '{"kind": "exact", "format": 1}'])
def test_a_folder_without_a_readable_index_says_so(tmp_path, content):
    if content is not None:
        (tmp_path / "facts.json").write_text(content)
    with pytest.raises(CorruptFileError):
        ExactIndex.load(tmp_path)


def test_a_native_file_cannot_be_named_outside_its_folder(tmp_path):
    build_index(np.eye(3)).save(tmp_path / "index")
    facts = tmp_path / "index" / "facts.json"
    native = next((tmp_path / "index").glob("*.bin"))
    native.rename(tmp_path / native.name)
    facts.write_text(facts.read_text().replace(native.name, f"../{native.name}"))
    with pytest.raises(CorruptFileError):
        ExactIndex.load(tmp_path / "index")
