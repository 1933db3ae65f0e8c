"""Which function cuts which category, and where each family of garments is photographed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fvl_core.catalogues.drawing import tops
from fvl_core.catalogues.drawing.bench import Bench
from fvl_core.catalogues.drawing.shapes import Plan
from fvl_core.catalogues.taxonomy import CATEGORIES

_FLAT = ("wood", "wood", "tile", "linen", "carpet", "studio")
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "tops": (*_FLAT, "linen", "wall", "wall"),
    "outerwear": (*_FLAT, "wall", "wall", "wall"),
    "dresses": (*_FLAT, "linen", "wall", "wall"),
    "bottoms": (*_FLAT, "linen"),
    "footwear": _FLAT,
    "headwear": _FLAT,
    "bags": _FLAT,
    "accessories": _FLAT,
}

CUTS: dict[str, Callable[[Bench], Plan]] = dict.fromkeys(CATEGORIES, tops.t_shirt)
CUTS.update(
    {
        "t-shirt": tops.t_shirt,
        "long-sleeved top": tops.t_shirt,
        "tank top": tops.tank_top,
        "polo shirt": tops.polo_shirt,
    }
)
