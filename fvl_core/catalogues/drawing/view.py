"""Where a garment lies in the picture: turned, scaled, shifted, and laid a little unevenly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fvl_core.catalogues.drawing.outlines import Points, points
from fvl_core.catalogues.drawing.shapes import Array, Cloth, Plan


@dataclass(frozen=True)
class View:
    """How garment units become pixels: a turn, a scale, a shift and the unevenness of a hand."""

    scale: float
    angle: float
    centre: tuple[float, float]
    uneven: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0, 0.0)

    def pixels(self, outline: Points) -> Points:
        """Place garment points on the canvas."""
        size, a, b, c, d = self.uneven
        x, y = outline[:, 0], outline[:, 1]
        moved = outline + np.float32(size) * np.stack(
            [
                np.sin(2.1 * y + 1.3 * x + a) + 0.5 * np.sin(4.3 * y + b),
                np.sin(2.4 * x - 1.1 * y + c) + 0.4 * np.sin(4.7 * x + d),
            ],
            1,
        ).astype(np.float32)
        cos, sin = np.float32(np.cos(self.angle)), np.float32(np.sin(self.angle))
        spun = moved @ np.array([[cos, sin], [-sin, cos]], np.float32)
        return spun * np.float32(self.scale) + np.asarray(self.centre, np.float32)

    def units(self, columns: NDArray[Any], rows: NDArray[Any]) -> tuple[Array, Array]:
        """Return garment coordinates of pixel columns and rows (without the unevenness)."""
        dx = ((columns - self.centre[0]) / self.scale).astype(np.float32)[None, :]
        dy = ((rows - self.centre[1]) / self.scale).astype(np.float32)[:, None]
        cos, sin = np.float32(np.cos(self.angle)), np.float32(np.sin(self.angle))
        return dx * cos + dy * sin, -dx * sin + dy * cos


def fit(plan: Plan, size: int, rng: np.random.Generator, *, upright: bool) -> View:
    """Choose a view that shows the whole garment."""
    angle = float(rng.normal(0, 0.02 if upright else 0.06))
    uneven = (0.006 + 0.006 * float(rng.random()), *(float(v) for v in rng.uniform(0, 2 * np.pi, 4)))
    bare = View(1.0, angle, (0.0, 0.0), uneven)
    cloud = np.concatenate([bare.pixels(shape.outline) for shape in plan.shapes if isinstance(shape, Cloth)])
    if plan.hook is not None and upright:
        cloud = np.concatenate([cloud, bare.pixels(points([(plan.hook[0], plan.hook[1] - 0.22)]))])
    low, high = cloud.min(0), cloud.max(0)
    scale = size * plan.fill * float(rng.uniform(0.88, 1.06)) / float((high - low).max())
    free = (size - (high - low) * scale) / 2
    shift = rng.uniform(-0.45, 0.45, 2) * np.maximum(free, 0)
    centre = size / 2 - (low + high) / 2 * scale + shift
    return View(scale, angle, (float(centre[0]), float(centre[1])), uneven)
