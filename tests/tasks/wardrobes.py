"""A small wardrobe whose every picture, attribute and edit is known by hand."""

from PIL import Image

from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.foundation.items import Catalogue, Item
from fvl_core.models.hand import HandModel
from fvl_core.tasks.search import SearchEngine

DYES = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255), "pink": (255, 0, 255)}
TOLD = (
    ("red-dress", "red", {"category": "dress", "colour": "red", "sleeve": "short", "closure": "belt"}),
    ("blue-dress", "blue", {"category": "dress", "colour": "blue", "sleeve": "short", "closure": "zip"}),
    ("blue-shirt", "blue", {"category": "shirt", "colour": "blue", "sleeve": "long", "closure": "buttons"}),
    ("pink-dress", "pink", {"category": "dress", "colour": "pink", "sleeve": "long", "closure": "belt"}),
    ("blue-bag", "blue", {"category": "bag", "colour": "blue"}),
)


def plain(dye, size=4):
    return Image.new("RGB", (size, size), DYES[dye])


def wardrobe():
    """Return five garments, pictured as plain colours."""
    return Catalogue("wardrobe", [Item(name, plain(dye), attributes=told) for name, dye, told in TOLD])


def engine_over(catalogue, folder, *, composer="weighted", model=None):
    cache = EmbeddingCache(folder)
    return SearchEngine.build(catalogue, model or HandModel(), composer=composer, cache=cache)
