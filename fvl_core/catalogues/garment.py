"""Draw plausible garments out of the taxonomy: what they are, not yet what they look like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from fvl_core.catalogues.taxonomy import ATTRIBUTES, CATEGORIES, COLOURS, Category

_CAMOUFLAGE = ("olive", "green", "beige", "grey", "brown")
_LEOPARD = ("beige", "brown", "mustard", "grey", "pink")
_DENIM = ("blue", "light blue", "navy", "black", "grey", "white")
_LEATHER = ("black", "brown", "beige", "navy", "white", "red", "burgundy", "olive", "green", "grey")
_STRAW = ("beige", "brown", "mustard", "white", "black")
_RESTRICTED = {"denim": _DENIM, "straw": _STRAW}
_NEUTRALS = ("white", "black", "navy", "grey", "beige")


@dataclass(frozen=True)
class Garment:
    """The true attributes of one drawn garment; an empty string says that the attribute does not apply.

    ``colour`` is the main colour word, ``shade`` the narrower word and ``colour_hex`` the exact value;
    ``second`` names the other colour of a pattern ("" for plain ones).

    Example:
        >>> garment = sample_garment(np.random.default_rng(3))
        >>> garment.colour in COLOURS and garment.pattern in garment.kind.patterns
        True
    """

    category: str
    parent: str
    colour: str
    shade: str
    colour_hex: str
    second: str
    second_hex: str
    pattern: str
    sleeve: str
    length: str
    neckline: str
    fabric: str
    fit: str
    closure: str

    @property
    def kind(self) -> Category:
        """Return the category's entry in the taxonomy."""
        return CATEGORIES[self.category]

    def attributes(self) -> dict[str, str]:
        """Return the attributes as a dictionary, without those that do not apply."""
        return {name: value for name in ATTRIBUTES if (value := getattr(self, name))}


def sample_garment(
    rng: np.random.Generator, *, category: str = "", colour: str = "", pattern: str = ""
) -> Garment:
    """Draw one plausible garment.

    Args:
        rng: Source of chance; the same state gives the same garment.
        category: Fix the category instead of drawing it.
        colour: Fix the main colour.
        pattern: Fix the pattern.
    """
    kind = CATEGORIES[category or _pick(rng, tuple(CATEGORIES))]
    fabric = _pick(rng, kind.fabric)
    pattern = pattern or _pick(rng, _patterns(kind, fabric))
    colour = colour or _pick(rng, _colours(kind, fabric, pattern))
    shade = _pick(rng, tuple(COLOURS[colour].shades))
    second = _second(rng, colour, pattern)
    return Garment(
        category=kind.name,
        parent=kind.parent,
        colour=colour,
        shade=shade,
        colour_hex=_jitter(rng, COLOURS[colour].shades[shade]),
        second=second,
        second_hex=_jitter(rng, COLOURS[second].hex) if second else "",
        pattern=pattern,
        sleeve=_pick(rng, kind.sleeve),
        length=_pick(rng, kind.length),
        neckline=_pick(rng, kind.neckline),
        fabric=fabric,
        fit=_pick(rng, kind.fit),
        closure=_pick(rng, kind.closure),
    )


def _pick(rng: np.random.Generator, values: tuple[str, ...]) -> str:
    return values[int(rng.integers(len(values)))]


def _patterns(kind: Category, fabric: str) -> tuple[str, ...]:
    if fabric == "denim":
        return ("plain", "washed")
    if fabric in {"leather", "suede", "corduroy", "straw"}:
        return tuple(
            value for value in kind.patterns if value in {"plain", "leopard print", "colour block"}
        ) or ("plain",)
    return tuple(value for value in kind.patterns if value != "washed") or ("plain",)


def _colours(kind: Category, fabric: str, pattern: str) -> tuple[str, ...]:
    if pattern == "camouflage":
        return _CAMOUFLAGE
    if pattern == "leopard print":
        return _LEOPARD
    if pattern == "washed":
        return _DENIM[:-1]
    if fabric in {"leather", "suede"} and kind.parent in {"footwear", "accessories"}:
        return (*_LEATHER, *COLOURS)
    return _RESTRICTED.get(fabric, tuple(COLOURS))


def _second(rng: np.random.Generator, colour: str, pattern: str) -> str:
    if pattern in {"plain", "washed", "cable knit"}:
        return ""
    if pattern == "leopard print":
        return "brown" if colour in {"beige", "mustard"} else "black"
    light = lightness(COLOURS[colour].hex)
    pool = _NEUTRALS if rng.random() < 0.6 else tuple(COLOURS)
    far = [name for name in pool if name != colour and abs(lightness(COLOURS[name].hex) - light) > 0.28]
    return cast("str", rng.choice(np.array(far or ["white" if light < 0.5 else "black"])).item())


def _jitter(rng: np.random.Generator, value: str) -> str:
    """Shift a colour a little, as two dye lots differ, far less than two colour words do."""
    shifted = np.array(rgb(value)) + rng.normal(0.0, 0.012) + rng.normal(0.0, 0.006, 3)
    red, green, blue = (round(255 * float(channel)) for channel in np.clip(shifted, 0.03, 0.985))
    return f"#{red:02x}{green:02x}{blue:02x}"


def rgb(value: str) -> tuple[float, float, float]:
    """Turn ``#rrggbb`` into three numbers from 0 to 1."""
    red, green, blue = bytes.fromhex(value.removeprefix("#"))
    return red / 255, green / 255, blue / 255


def lightness(value: str) -> float:
    """Return how light ``#rrggbb`` looks, from 0 (black) to 1 (white)."""
    red, green, blue = rgb(value)
    return 0.299 * red + 0.587 * green + 0.114 * blue
