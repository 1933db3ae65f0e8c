"""What every catalogue promises, wherever it comes from."""

import pytest
from PIL import Image

from fvl_core.catalogues.draw import draw_catalogue
from fvl_core.catalogues.loading import load_catalogue, register_catalogue
from fvl_core.foundation.items import Catalogue, Item


def demo(_folder):
    return "demo"


def drawn(folder):
    draw_catalogue(folder / "drawn", size=4, seed=1, px=32, processes=1)
    return folder / "drawn"


def pictures(folder):
    for name in ("a b.png", "sub/ö.png", "sub/c.jpg"):
        (folder / "pictures" / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (5, 7), "red").save(folder / "pictures" / name)
    return folder / "pictures"


def registered(folder):
    register_catalogue("saved", pictures(folder))
    return "saved"


@pytest.fixture(params=[demo, drawn, pictures, registered])
def source(request, tmp_path, monkeypatch):
    monkeypatch.setenv("FVL_CACHE_DIR", str(tmp_path / "cache"))
    return request.param(tmp_path)


def test_items_have_ids_of_their_own_and_pictures_that_open(source):
    catalogue = load_catalogue(source)
    assert isinstance(catalogue, Catalogue)
    assert len(catalogue) > 0
    assert len(set(catalogue.ids)) == len(catalogue)
    for item in (catalogue[0], catalogue[-1]):
        assert isinstance(item, Item)
        assert item.open().mode == "RGB"
        assert item.path is not None
        assert item.path.is_absolute()
        assert item.title


def test_no_attribute_is_empty_and_filters_find_what_is_counted(source):
    catalogue = load_catalogue(source)
    for name in catalogue.attribute_names:
        counts = catalogue.values(name)
        assert "" not in counts
        value = next(iter(counts))
        assert len(catalogue.select({name: value})) == counts[value]


def test_loading_twice_gives_the_same_catalogue(source):
    first, second = load_catalogue(source), load_catalogue(source)
    assert first.ids == second.ids
    assert first.fingerprint == second.fingerprint
