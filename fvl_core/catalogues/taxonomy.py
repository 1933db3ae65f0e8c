"""Name what a drawn garment can be: categories in two levels, colours with shades, patterns and the rest."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ATTRIBUTES = (
    "category",
    "parent",
    "colour",
    "pattern",
    "sleeve",
    "length",
    "neckline",
    "fabric",
    "fit",
    "closure",
)


@dataclass(frozen=True)
class Colour:
    """One colour word, its table value and the named shades that people still call by that word."""

    name: str
    hex: str
    shades: Mapping[str, str]


@dataclass(frozen=True)
class Category:
    """One kind of garment and the values that each of its attributes can take (empty: does not apply).

    A value that stands twice is drawn twice as often. ``pair`` says that people speak of a pair of them.
    """

    name: str
    parent: str
    plural: str
    synonyms: tuple[str, ...]
    fabric: tuple[str, ...]
    patterns: tuple[str, ...]
    sleeve: tuple[str, ...] = ("",)
    length: tuple[str, ...] = ("",)
    neckline: tuple[str, ...] = ("",)
    fit: tuple[str, ...] = ("",)
    closure: tuple[str, ...] = ("",)
    pair: bool = False

    def allowed(self, attribute: str) -> frozenset[str]:
        """Return the values that ``attribute`` (pattern, sleeve, length …) can take in this category."""
        if attribute != "pattern":
            return frozenset(getattr(self, attribute))
        return frozenset((*self.patterns, "washed") if "denim" in self.fabric else self.patterns)


def _colour(name: str, value: str, **shades: str) -> tuple[str, Colour]:
    return name, Colour(
        name, value, {name: value, **{key.replace("_", " "): tint for key, tint in shades.items()}}
    )


COLOURS: Mapping[str, Colour] = dict(
    (
        _colour("black", "#141416", jet="#0f0f12", charcoal_black="#202024"),
        _colour("white", "#f4f4f2", snow="#f7f8fa", off_white="#f1eee6"),
        _colour("grey", "#85868a", slate="#6d7076", silver_grey="#a2a4a8"),
        _colour("red", "#c1121f", scarlet="#d41c22", cherry="#ab0d22"),
        _colour("orange", "#f3722c", tangerine="#fb8128", burnt_orange="#e15c1c"),
        _colour("yellow", "#f6d743", lemon="#f8e35e", sunflower="#f7cd28"),
        _colour("green", "#3a7d44", emerald="#1f8a52", forest="#2c6a37"),
        _colour("blue", "#1f5fbf", royal="#1d4fb6", cobalt="#2a6fd0"),
        _colour("purple", "#7b3fa0", violet="#8746b4", plum="#6b3089"),
        _colour("pink", "#f08cae", rose="#ea7aa0", blush="#f4a6be"),
        _colour("brown", "#6f4626", chocolate="#583319", chestnut="#7f4c2b"),
        _colour("navy", "#1b2a49", midnight="#16223f", ink="#22345a"),
        _colour("light blue", "#9cc3e6", sky="#8dbbe4", powder_blue="#aecfea"),
        _colour("beige", "#cdb591", sand="#d4bd98", camel="#c3a478"),
        _colour("olive", "#6b6b2f", khaki="#77763b", army="#5c5e2b"),
        _colour("burgundy", "#6a1326", wine="#741a2e", maroon="#5d1020"),
        _colour("teal", "#12787c", petrol="#0e6872", peacock="#16888a"),
        _colour("mint", "#a9dfc4", pistachio="#b4dfb6", aqua="#a0e0cf"),
        _colour("mustard", "#c8961e", ochre="#bd8a1f", gold="#cfa02c"),
        _colour("lilac", "#c4a8de", lavender="#b9a3e0", mauve="#c6a0d2"),
    )
)

PATTERNS: Mapping[str, tuple[str, ...]] = {
    "plain": ("plain", "solid", "single-coloured"),
    "horizontal stripes": ("striped", "horizontally striped", "stripy"),
    "vertical stripes": ("vertically striped", "pinstriped", "with vertical stripes"),
    "checks": ("checked", "gingham", "checkered"),
    "tartan": ("tartan", "plaid", "tartan check"),
    "polka dots": ("polka dot", "dotted", "spotted"),
    "floral": ("floral", "flowered", "flower print"),
    "leopard print": ("leopard print", "animal print", "leopard"),
    "camouflage": ("camouflage", "camo", "army pattern"),
    "colour block": ("colour-block", "two-tone", "color-block"),
    "graphic print": ("graphic", "printed", "with a print"),
    "cable knit": ("cable-knit", "chunky cable", "cabled"),
    "washed": ("washed", "faded", "stonewashed"),
    "tie-dye": ("tie-dye", "tie-dyed", "batik"),
}

SLEEVES: Mapping[str, tuple[str, ...]] = {
    "sleeveless": ("sleeveless", "with no sleeves", "without sleeves"),
    "short": ("short-sleeved", "with short sleeves", "short sleeve"),
    "three-quarter": ("with three-quarter sleeves", "three-quarter-sleeved", "with elbow-length sleeves"),
    "long": ("long-sleeved", "with long sleeves", "long sleeve"),
}


def _read_categories() -> dict[str, Category]:
    told = tomllib.loads(Path(__file__).with_name("categories.toml").read_text(encoding="utf-8"))
    return {
        name: Category(name, **{key: _frozen(value) for key, value in row.items()})
        for name, row in told.items()
    }


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


CATEGORIES: Mapping[str, Category] = _read_categories()
PARENTS: tuple[str, ...] = tuple(dict.fromkeys(category.parent for category in CATEGORIES.values()))
