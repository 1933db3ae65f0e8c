"""What a garment lies on or hangs before: wood, tile, linen, carpet, a painted wall, studio white."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from fvl_core.catalogues.drawing.relief import blur, creases, light_on, noise
from fvl_core.catalogues.drawing.shapes import Array, Rgb

_WOODS: tuple[Rgb, ...] = (
    (0.78, 0.64, 0.47),
    (0.84, 0.74, 0.60),
    (0.62, 0.46, 0.31),
    (0.71, 0.66, 0.59),
    (0.50, 0.36, 0.25),
)
_TILES: tuple[Rgb, ...] = ((0.87, 0.86, 0.83), (0.80, 0.76, 0.69), (0.70, 0.71, 0.71), (0.90, 0.89, 0.88))
_SHEETS: tuple[Rgb, ...] = (
    (0.92, 0.91, 0.89),
    (0.86, 0.83, 0.77),
    (0.62, 0.05, 0.10),
    (0.72, 0.76, 0.80),
    (0.55, 0.10, 0.24),
    (0.80, 0.70, 0.66),
    (0.24, 0.26, 0.32),
    (0.44, 0.32, 0.24),
    (0.93, 0.92, 0.91),
)
_CARPETS: tuple[Rgb, ...] = (
    (0.68, 0.63, 0.56),
    (0.52, 0.50, 0.48),
    (0.80, 0.76, 0.70),
    (0.45, 0.37, 0.31),
    (0.40, 0.44, 0.50),
    (0.22, 0.20, 0.20),
    (0.50, 0.22, 0.20),
)
_WALLS: tuple[Rgb, ...] = (
    (0.90, 0.89, 0.86),
    (0.80, 0.82, 0.84),
    (0.86, 0.81, 0.74),
    (0.74, 0.78, 0.74),
    (0.82, 0.76, 0.76),
)


def draw_background(
    name: str, size: int, rng: np.random.Generator, light: tuple[float, float, float]
) -> Array:
    """Paint a square (size, size, 3) background of the named kind."""
    return BACKGROUNDS[name](size, rng, light)


def _tint(rng: np.random.Generator, tones: tuple[Rgb, ...]) -> Array:
    tone = np.asarray(tones[int(rng.integers(len(tones)))], np.float32)
    return np.clip(
        tone * np.float32(rng.uniform(0.93, 1.05)) + rng.normal(0, 0.01, 3).astype(np.float32), 0, 1
    )


def _wood(size: int, rng: np.random.Generator, _light: tuple[float, float, float]) -> Array:
    tone = _tint(rng, _WOODS)
    width = max(8, int(size * rng.uniform(0.13, 0.26)))
    value = np.ones((size, size), np.float32)
    start = -int(rng.integers(width))
    for left in range(start, size, width):
        low, high = max(left, 0), min(left + width, size)
        if high - low < 2:
            continue
        grain = noise(rng, (size, high - low), (3, max(3, width / 5))) * 0.06
        grain += noise(rng, (size, high - low), (size / 60, max(4, width / 2))) * 0.045
        wave = noise(rng, (size, high - low), (4, 2))
        grain += 0.028 * np.sin(9 * wave + np.linspace(0, 14, high - low, dtype=np.float32)[None])
        plank = 1 + grain + np.float32(rng.normal(0, 0.045))
        cut = int(rng.integers(size))
        plank[cut:] *= np.float32(1 + rng.normal(0, 0.05))
        plank[cut : cut + max(1, size // 300)] *= 0.72
        value[:, low:high] = plank
        if left >= 0:
            value[:, left : left + max(1, size // 300)] *= 0.70
    paint = tone * np.maximum(value, 0.1)[..., None] ** np.array([0.9, 1.0, 1.15], np.float32)
    return _turned(paint, rng)


def _tile(size: int, rng: np.random.Generator, light: tuple[float, float, float]) -> Array:
    tone = _tint(rng, _TILES)
    side = int(size * rng.uniform(0.30, 0.55))
    gap = max(2, size // 110)
    offset = rng.integers(side, size=2)
    rows, columns = (np.arange(size) + int(offset[0])), (np.arange(size) + int(offset[1]))
    grout = ((rows % side < gap)[:, None] | (columns % side < gap)[None]).astype(np.float32)
    soft = blur(grout, 1.0)
    shade = rng.normal(1, 0.018, (8, 8)).astype(np.float32)[rows // side % 8][:, columns // side % 8]
    cloud = noise(rng, (size, size), (14, 14)) * 0.02 + noise(rng, (size, size), (50, 50)) * 0.012
    paint = tone * (shade + cloud)[..., None]
    slope = np.gradient(soft)
    edge = 0.25 * (slope[0] * light[1] + slope[1] * light[0])
    return (paint * (1 - 0.30 * soft + edge)[..., None]).astype(np.float32)


def _linen(size: int, rng: np.random.Generator, light: tuple[float, float, float]) -> Array:
    tone = _tint(rng, _SHEETS)
    half = (size + 1) // 2
    height = creases(rng, (half, half), half * float(rng.uniform(0.16, 0.3))) * np.float32(
        half * rng.uniform(0.006, 0.013)
    )
    bright, _, _, _ = light_on(height, light, cavity=0.2)
    bright = np.repeat(np.repeat(bright, 2, 0), 2, 1)[:size, :size]
    weave = 1 + rng.normal(0, 0.014, (size, size)).astype(np.float32)
    return tone * (blur(bright, 1.0) * weave)[..., None]


def _carpet(size: int, rng: np.random.Generator, _light: tuple[float, float, float]) -> Array:
    tone = _tint(rng, _CARPETS)
    pile = blur(rng.standard_normal((size, size)).astype(np.float32), 1.0)
    pile = pile / pile.std() * 0.05 + noise(rng, (size, size), (9, 9)) * 0.06
    paint = np.empty((size, size, 3), np.float32)
    paint[:] = tone
    if rng.random() < 0.4:
        paint = _ornament(paint, rng)
    return paint * (1 + pile)[..., None]


def _ornament(paint: Array, rng: np.random.Generator) -> Array:
    """Weave a faint repeating motif into a carpet."""
    size = paint.shape[0]
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size
    turns = float(rng.uniform(18, 34))
    wander = 2.2 * noise(rng, (size, size), (5, 5))
    motif = np.sin(x * turns + wander) * np.sin(y * turns - wander) + 0.55 * np.sin(
        2 * turns * (x + y) + 2 * wander
    )
    other = paint[0, 0] * np.float32(rng.choice([0.8, 1.14]))
    share = 0.6 * np.clip(motif * 3 - 0.6, 0, 1)[..., None]
    return (paint + (other - paint) * share).astype(np.float32)


def _wall(size: int, rng: np.random.Generator, _light: tuple[float, float, float]) -> Array:
    tone = _tint(rng, _WALLS)
    cloud = noise(rng, (size, size), (4, 4)) * 0.022 + noise(rng, (size, size), (90, 90)) * 0.008
    paint = tone * (1 + cloud)[..., None]
    if rng.random() < 0.35:
        panel = max(4, int(size * rng.uniform(0.42, 0.6)))
        start = int(rng.integers(-panel // 2, panel // 2))
        for left in range(start, size, panel):
            if 0 < left < size - 3:
                paint[:, left : left + max(1, size // 200)] *= 0.78
                paint[:, left + max(1, size // 200)] *= 1.05
    return paint.astype(np.float32)


def _studio(size: int, rng: np.random.Generator, _light: tuple[float, float, float]) -> Array:
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size - 0.5
    value = np.float32(rng.uniform(0.93, 0.97)) - 0.10 * (x**2 + y**2)
    return np.repeat(value[..., None], 3, 2) * np.array([1.0, 0.998, 0.993], np.float32)


def _turned(paint: Array, rng: np.random.Generator) -> Array:
    return np.ascontiguousarray(paint.transpose(1, 0, 2)) if rng.random() < 0.4 else paint


BACKGROUNDS: dict[str, Callable[[int, np.random.Generator, tuple[float, float, float]], Array]] = {
    "wood": _wood,
    "tile": _tile,
    "linen": _linen,
    "carpet": _carpet,
    "wall": _wall,
    "studio": _studio,
}
