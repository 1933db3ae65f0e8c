"""Weaves and surfaces: the fine brightness pattern of each fabric, and how it takes light and folds."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fvl_core.catalogues.drawing.patterns import pattern_tile
from fvl_core.catalogues.drawing.relief import blur
from fvl_core.catalogues.drawing.shapes import Array, Fabric, Rgb
from fvl_core.catalogues.garment import Garment, rgb

_N = 96
# fabric: (grain, period in garment units, gloss, softness)
_SURFACES = {
    "cotton": ("weave", 0.16, 0.0, 1.0),
    "jersey": ("weave", 0.16, 0.05, 0.8),
    "linen": ("slub", 0.30, 0.0, 1.5),
    "denim": ("twill", 0.14, 0.0, 0.85),
    "wool": ("fuzz", 0.40, 0.0, 0.7),
    "knit": ("knit", 0.22, 0.0, 0.6),
    "fleece": ("fuzz", 0.30, 0.0, 0.85),
    "leather": ("pebble", 0.45, 0.45, 0.9),
    "suede": ("nap", 0.55, 0.0, 0.7),
    "satin": ("sheen", 0.50, 0.38, 1.5),
    "nylon": ("weave", 0.10, 0.16, 1.1),
    "corduroy": ("cord", 0.30, 0.0, 0.7),
    "canvas": ("canvas", 0.14, 0.0, 0.6),
    "straw": ("straw", 0.20, 0.05, 0.2),
    "rib": ("rib", 0.24, 0.0, 0.4),
    "cable": ("cable", 0.62, 0.0, 0.5),
    "rubber": ("smooth", 0.5, 0.12, 0.1),
    "metal": ("smooth", 0.5, 0.9, 0.1),
}


def fabric_of(garment: Garment, rng: np.random.Generator, *, scale: float) -> Fabric:
    """Make the garment's main material; ``scale`` is the number of pixels in a garment unit."""
    name = "cable" if garment.pattern == "cable knit" else garment.fabric
    base = surface(name, rgb(garment.colour_hex))
    found = pattern_tile(garment, rng, scale)
    if found is None:
        return base
    return Fabric(base.colour, found[0], found[1], base.grain, base.grain_period, base.gloss, base.softness)


def surface(name: str, colour: Rgb) -> Fabric:
    """Make a plain material of a named surface."""
    grain, period, gloss, softness = _SURFACES[name]
    return Fabric(colour, grain=_grain(grain), grain_period=period, gloss=gloss, softness=softness)


@lru_cache(maxsize=32)
def _grain(name: str) -> Array:
    """Return the brightness of one repeat, mean one."""
    rng = np.random.default_rng(sum(map(ord, name)))
    y, x = np.mgrid[0:_N, 0:_N].astype(np.float32) / _N
    wave = _WAVES.get(name)
    field: NDArray[Any] = wave(x, y) if wave else np.zeros((_N, _N), np.float32)
    field = field + _SPECKLE.get(name, 0.02) * rng.standard_normal((_N, _N))
    if name in {"fuzz", "nap", "pebble", "slub"}:
        field = field + _mottle(rng, name)
    return np.clip(1 + field - field.mean(), 0.3, 1.6).astype(np.float32)


def _mottle(rng: np.random.Generator, name: str) -> Array:
    raw = rng.standard_normal((_N, _N)).astype(np.float32)
    tiled = np.tile(raw, (3, 3))
    if name == "slub":
        rows, columns = np.repeat(raw[:, :1], _N, 1), np.repeat(raw[:1], _N, 0)
        slub: Array = 0.035 * (rows + columns)
        return slub
    soft = blur(tiled, {"fuzz": 1.0, "nap": 3.0, "pebble": 1.0}[name])[_N : 2 * _N, _N : 2 * _N]
    soft = soft / soft.std()
    if name == "pebble":
        return (0.028 * np.tanh(2 * soft)).astype(np.float32)
    return ({"fuzz": 0.024, "nap": 0.018}[name] * soft).astype(np.float32)


_TAU = np.float32(2 * np.pi)
_SPECKLE = {
    "weave": 0.022,
    "twill": 0.03,
    "canvas": 0.03,
    "fuzz": 0.015,
    "smooth": 0.0,
    "sheen": 0.008,
    "nap": 0.02,
    "knit": 0.03,
    "rib": 0.02,
    "cable": 0.03,
}


def _knit(x: Array, y: Array) -> Array:
    """Return columns of V-shaped stitches."""
    column = np.abs((x * 8) % 1 - 0.5) * 2
    stitch = np.sin(_TAU * (y * 10 + 0.5 * column))
    return (0.10 * stitch - 0.16 * (column > 0.82)).astype(np.float32)


def _cable(x: Array, y: Array) -> Array:
    """Return two twisted ropes beside columns of purl stitches."""
    across = (x * 2) % 1
    rope = np.zeros_like(x)
    for phase in (0.0, np.pi):
        centre = 0.32 + 0.13 * np.sin(_TAU * y * 2 + phase)
        near = np.exp(-(((across - centre) / 0.085) ** 2))
        front = 0.6 + 0.4 * np.cos(_TAU * y * 2 + phase)
        rope = np.maximum(rope, near * front)
    gap = np.exp(-(((across - 0.32) / 0.30) ** 4))
    ground = _knit(x * 1.0, y) * 0.6
    return (ground + gap * (0.34 * rope - 0.20) - 0.22 * np.exp(-(((across - 0.74) / 0.03) ** 2))).astype(
        np.float32
    )


_WAVES: dict[str, Callable[[Array, Array], Array]] = {
    "weave": lambda x, y: 0.012 * np.sin(_TAU * x * 24) * np.sin(_TAU * y * 24),
    "twill": lambda x, y: 0.045 * np.sin(_TAU * (x * 16 + y * 16)),
    "canvas": lambda x, y: 0.05 * np.sin(_TAU * x * 14) * np.sin(_TAU * y * 14),
    "cord": lambda x, y: 0.17 * np.sin(_TAU * x * 8) + 0.0 * y,
    "rib": lambda x, y: 0.09 * np.sin(_TAU * x * 8) + 0.0 * y,
    "knit": _knit,
    "cable": _cable,
    "straw": lambda x, y: 0.13 * np.sign(np.sin(_TAU * x * 8)) * np.sin(_TAU * y * 8),
}
