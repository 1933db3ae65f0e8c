"""The colour of every pixel of a cloth, unlit and lit: pattern, print, weave, exposure."""

from __future__ import annotations

import numpy as np

from fvl_core.catalogues.drawing.shapes import Array, Cloth, Decal
from fvl_core.catalogues.drawing.view import View


def colour_of(
    cloth: Cloth, view: View, window: tuple[slice, slice], bend: tuple[Array, Array] | None
) -> Array:
    """Return the unlit colour of every pixel of a window."""
    rows, columns = window
    fabric = cloth.fabric
    x, y = view.units(
        np.arange(columns.start, columns.stop, dtype=np.float32) + 0.5,
        np.arange(rows.start, rows.stop, dtype=np.float32) + 0.5,
    )
    cos, sin = np.float32(np.cos(cloth.angle)), np.float32(np.sin(cloth.angle))
    u = (x - cloth.origin[0]) * cos + (y - cloth.origin[1]) * sin
    v = (y - cloth.origin[1]) * cos - (x - cloth.origin[0]) * sin
    if fabric.tile is not None and bend is not None:
        flow = np.float32(0.02)
        colour = sample(fabric.tile, u + flow * bend[0], v + flow * bend[1], fabric.period)
    else:
        colour = np.empty((*u.shape, 3), np.float32)
        colour[:] = fabric.colour
    if cloth.overlay.block is not None:
        edge, other = cloth.overlay.block
        share = np.clip((v - edge) * view.scale + 0.5, 0, 1)[..., None]
        colour += (np.asarray(other, np.float32) - colour) * share
    if cloth.overlay.decal is not None:
        colour = _print(colour, cloth.overlay.decal, x, y)
    if fabric.grain is not None:
        grain = _coarser(fabric.grain, fabric.grain_period * view.scale)
        colour = colour * sample(grain, u, v, fabric.grain_period)[..., None]
    return colour


def sample(tile: Array, u: Array, v: Array, period: float) -> Array:
    """Look a repeating tile up at garment coordinates."""
    n = tile.shape[0]
    scale = np.float32(n / period)
    return tile[
        np.mod(np.floor(v * scale), n).astype(np.intp), np.mod(np.floor(u * scale), n).astype(np.intp)
    ]


def _coarser(grain: Array, pixels: float) -> Array:
    """Average a weave down to the size at which it is seen, so that it doesn't turn into false stripes."""
    n = grain.shape[0]
    step = max((k for k in (1, 2, 3, 4, 6, 8, 12) if n / k >= pixels * 0.9), default=1)
    return grain.reshape(n // step, step, n // step, step).mean((1, 3)) if step > 1 else grain


def _print(colour: Array, decal: Decal, x: Array, y: Array) -> Array:
    """Print a picture on the cloth; the folds carry it along."""
    rows, columns = decal.picture.shape[:2]
    scale = np.float32(columns / decal.width)
    i = np.floor((y - decal.centre[1]) * scale + rows / 2).astype(np.intp)
    j = np.floor((x - decal.centre[0]) * scale + columns / 2).astype(np.intp)
    inside = (i >= 0) & (j >= 0) & (i < rows) & (j < columns)
    paint = decal.picture[np.clip(i, 0, rows - 1), np.clip(j, 0, columns - 1)]
    share = (paint[..., 3] * inside)[..., None]
    mixed: Array = colour + (paint[..., :3] - colour) * share
    return mixed


def expose(colour: Array, lit: Array) -> Array:
    """Light a colour: shadows deepen it, dark cloth shows a sheen, white cloth doesn't burn out."""
    sheen = np.float32(0.11) * np.clip(lit - 0.82, 0, None) * (1 - colour)
    result: Array = colour * np.minimum(lit, 1.0 + 0.25 * (lit - 1.0)) + sheen
    return result
