"""Heights of cloth, and the light on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fvl_core.catalogues.drawing.shapes import Array, Fold


def blur(field: Array, radius: float) -> Array:
    """Blur with two passes of a box (near a Gaussian with the same spread); borders repeat."""
    size = max(1, round(radius))
    for _ in range(2):
        field = _box(_box(field, size).T, size).T
    return field


def _box(field: Array, radius: int) -> Array:
    padded = np.pad(field, ((radius + 1, radius), (0, 0)), mode="edge")
    sums = np.cumsum(padded, axis=0, dtype=np.float32)
    return (sums[2 * radius + 1 :] - sums[: -2 * radius - 1]) / np.float32(2 * radius + 1)


def resize(field: Array, shape: tuple[int, int], *, sharp: bool = False) -> Array:
    """Resample a plane to (rows, columns)."""
    kind = Image.Resampling.BICUBIC if sharp else Image.Resampling.BILINEAR
    image = Image.fromarray(np.ascontiguousarray(field, np.float32))
    return np.asarray(image.resize((shape[1], shape[0]), kind), np.float32)


def noise(rng: np.random.Generator, shape: tuple[int, int], cells: tuple[float, float]) -> Array:
    """Return smooth noise of mean 0 and spread about 0.5; ``cells`` counts its lumps down and across."""
    grid = (max(2, round(cells[0]) + 1), max(2, round(cells[1]) + 1))
    return resize(rng.standard_normal(grid, np.float32), shape, sharp=True) * np.float32(0.6)


def creases(rng: np.random.Generator, shape: tuple[int, int], cell: float) -> Array:
    """Return rumpled cloth: broad swells, and short soft ridges mostly one way; ``cell`` in pixels."""
    cells = (shape[0] / cell, shape[1] / cell)
    lean = noise(rng, shape, cells)
    across = noise(rng, shape, (cells[0] * 0.6, cells[1] * 1.9))
    along = noise(rng, shape, (cells[0] * 1.7, cells[1] * 0.7))
    fine = noise(rng, shape, (cells[0] * 3.1, cells[1] * 3.1))
    where = np.clip(noise(rng, shape, (cells[0] * 0.8, cells[1] * 0.8)) + 0.2, 0, 1)
    ridge = np.exp(-((across + 0.5 * lean) ** 2) * 14) * np.clip(lean + 0.3, 0, 1)
    result: Array = 0.9 * lean + 0.5 * along + where * (1.0 * ridge + 0.16 * fine)
    return result


def fold_height(fold: Fold, x: Array, y: Array) -> Array:
    """Return the height of one fold over a grid of garment coordinates."""
    dx, dy = fold.stop[0] - fold.start[0], fold.stop[1] - fold.start[1]
    length = max(1e-4, float(np.hypot(dx, dy)))
    ux, uy = dx / length, dy / length
    px, py = x - np.float32(fold.start[0]), y - np.float32(fold.start[1])
    along = np.clip((px * ux + py * uy) / length, 0, 1)
    across = px * -uy + py * ux - np.float32(fold.bend) * 4 * along * (1 - along)
    beyond = px * ux + py * uy - along * length
    tapered = np.sqrt(np.clip(_TAPERS[fold.fade](along), 0, 1))
    spread = np.float32(fold.width) * (0.55 + 0.45 * tapered)
    height = fold.height * tapered * np.exp(-(across**2 + beyond**2) / spread**2)
    return np.asarray(height, np.float32)


_TAPERS: dict[int, Callable[[NDArray[Any]], NDArray[Any]]] = {
    0: lambda t: 4 * t * (1 - t),
    1: lambda t: (1 - t) * np.minimum(1, 12 * t + 0.3),
    -1: lambda t: t * np.minimum(1, 12 * (1 - t) + 0.5),
    2: lambda t: np.ones_like(t),
}


def light_on(
    height: Array, light: tuple[float, float, float], *, cavity: float = 0.6
) -> tuple[Array, Array, Array, Array]:
    """Return brightness (1 = flat cloth), highlight and the two slopes of a height field in pixels."""
    slope_y, slope_x = (np.asarray(slope, np.float32) for slope in np.gradient(height))
    lx, ly, lz = light
    steep = np.sqrt(1 + slope_x**2 + slope_y**2)
    facing = (-slope_x * lx - slope_y * ly + lz) / steep / lz
    hollow = height - blur(height, max(2.0, height.shape[0] / 40))
    brightness = 0.38 + 0.62 * np.clip(facing, 0, 1.45) + np.clip(cavity * hollow, -0.12, 0.10)
    half = np.array([lx, ly, lz + 1.0])
    half /= np.linalg.norm(half)
    shine = np.clip((-slope_x * half[0] - slope_y * half[1] + half[2]) / steep, 0, 1) ** 24
    return brightness, shine, slope_x, slope_y
