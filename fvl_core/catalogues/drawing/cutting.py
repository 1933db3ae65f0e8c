"""Which function cuts which category, and where each family of garments is photographed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fvl_core.catalogues.drawing import (
    accessories,
    bags,
    blouses,
    bottoms,
    dresses,
    footwear,
    headwear,
    hoodies,
    knits,
    neckwear,
    outerwear,
    profiles,
    quilted,
    shirts,
    skirts,
    slip_ons,
    tops,
)
from fvl_core.catalogues.drawing.bench import Bench
from fvl_core.catalogues.drawing.shapes import Plan

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

CUTS: Mapping[str, Callable[[Bench], Plan]] = {
    "t-shirt": tops.t_shirt,
    "long-sleeved top": tops.t_shirt,
    "tank top": tops.tank_top,
    "polo shirt": tops.polo_shirt,
    "shirt": shirts.shirt,
    "blouse": blouses.blouse,
    "jumper": knits.jumper,
    "cardigan": knits.cardigan,
    "sweatshirt": knits.sweatshirt,
    "hoodie": hoodies.hoodie,
    "trousers": bottoms.trousers,
    "jeans": bottoms.jeans,
    "joggers": bottoms.joggers,
    "leggings": bottoms.leggings,
    "shorts": bottoms.shorts,
    "skirt": skirts.skirt,
    "dress": dresses.dress,
    "jumpsuit": dresses.jumpsuit,
    "jacket": outerwear.jacket,
    "coat": outerwear.coat,
    "blazer": outerwear.blazer,
    "puffer jacket": quilted.puffer_jacket,
    "gilet": quilted.puffer_jacket,
    "trainers": footwear.trainers,
    "lace-up shoes": footwear.lace_up_shoes,
    "loafers": slip_ons.loafers,
    "ballet flats": slip_ons.ballet_flats,
    "sandals": slip_ons.sandals,
    "high heels": profiles.high_heels,
    "boots": profiles.boots,
    "cap": headwear.cap,
    "beanie": headwear.beanie,
    "sun hat": headwear.sun_hat,
    "bucket hat": headwear.bucket_hat,
    "tote bag": bags.tote_bag,
    "backpack": bags.backpack,
    "handbag": bags.handbag,
    "scarf": neckwear.scarf,
    "tie": neckwear.tie,
    "belt": accessories.belt,
    "socks": accessories.socks,
}
