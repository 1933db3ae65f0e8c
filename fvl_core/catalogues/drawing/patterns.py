"""Tiles of patterns: one repeat of stripes, checks, flowers, spots and the rest."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from PIL import Image, ImageDraw

from fvl_core.catalogues.drawing.outlines import ellipse
from fvl_core.catalogues.drawing.relief import blur
from fvl_core.catalogues.drawing.shapes import Array, Rgb
from fvl_core.catalogues.garment import Garment, rgb

Painter = Callable[[np.random.Generator, Rgb, Rgb, int], Array]
_FINE = 3


def pattern_tile(garment: Garment, rng: np.random.Generator, scale: float) -> tuple[Array, float] | None:
    """Return a repeat (n, n, 3) and its size in garment units, or None for cloth of one colour."""
    if garment.pattern not in _PAINTERS:
        return None
    painter, least, most = _PAINTERS[garment.pattern]
    small = {"tie": 0.6, "socks": 1.0, "cap": 0.8, "ballet flats": 0.7}.get(garment.category, 1.0)
    period = float(rng.uniform(least, most)) * small
    n = int(np.clip(round(period * scale), 12, 512))
    second = rgb(garment.second_hex) if garment.second_hex else (1.0, 1.0, 1.0)
    return painter(rng, rgb(garment.colour_hex), second, n), period


def _mix(first: ArrayLike, second: ArrayLike, share: ArrayLike) -> Array:
    a, b = np.asarray(first, np.float32), np.asarray(second, np.float32)
    s = np.asarray(share, np.float32)[..., None]
    return (a + (b - a) * s).astype(np.float32)


def _bands(n: int, edges: list[tuple[float, float]]) -> Array:
    """Return a profile of n values: 1 inside the bands, antialiased."""
    fine = (np.arange(n * 8) + 0.5) / (n * 8)
    inside = np.zeros(n * 8, np.float32)
    for start, stop in edges:
        inside[(fine >= start) & (fine < stop)] = 1
    return inside.reshape(n, 8).mean(1)


def _stripes(rng: np.random.Generator, ground: Rgb, second: Rgb, n: int) -> Array:
    kind = int(rng.integers(3))
    if kind == 0:
        bands = [(0.05, 0.47)]
    elif kind == 1:
        bands = [(0.1, 0.25), (0.6, 0.75)]
    else:
        bands = [(0.08, 0.30), (0.38, 0.44)]
    profile = _bands(n, bands)
    return np.repeat(_mix(ground, second, profile)[:, None], n, 1)


def _upright(rng: np.random.Generator, ground: Rgb, second: Rgb, n: int) -> Array:
    bands = (
        [(0.1, 0.22), (0.6, 0.72)],
        [(0.05, 0.42)],
        [(0.1, 0.16), (0.35, 0.41), (0.6, 0.66), (0.85, 0.91)],
    )[int(rng.integers(3))]
    return np.repeat(_mix(ground, second, _bands(n, bands))[None], n, 0)


def _checks(rng: np.random.Generator, ground: Rgb, second: Rgb, n: int) -> Array:
    if rng.random() < 0.6:
        one = _bands(n, [(0.04, 0.24), (0.54, 0.74)]) * 0.55
        return _mix(ground, second, one[:, None] + one[None, :])
    thin = _bands(n, [(0.10, 0.15), (0.60, 0.65)]) * 0.9
    return _mix(ground, second, np.maximum(thin[:, None], thin[None, :]))


def _tartan(rng: np.random.Generator, ground: Rgb, second: Rgb, n: int) -> Array:
    accent = [(0.95, 0.93, 0.88), (0.96, 0.80, 0.25), (0.75, 0.10, 0.14), (0.07, 0.07, 0.09)]
    third = accent[int(rng.integers(4))]
    wide = _bands(n, [(0.32, 0.48), (0.60, 0.76)])
    thin = _bands(n, [(0.03, 0.07), (0.14, 0.16), (0.53, 0.55)])
    down = np.repeat(_mix(_mix(ground, second, wide * 0.72), third, thin * 0.9)[:, None], n, 1)
    across = np.repeat(_mix(_mix(ground, second, wide * 0.72), third, thin * 0.9)[None], n, 0)
    y, x = np.mgrid[0:n, 0:n]
    twill = 0.5 + 0.28 * (((x + y) % 3) - 1).astype(np.float32)
    return _mix(down, across, twill)


def _dots(rng: np.random.Generator, ground: Rgb, second: Rgb, n: int) -> Array:
    radius = float(rng.uniform(0.13, 0.2))
    y, x = np.mgrid[0:n, 0:n].astype(np.float32) / n
    near = np.full((n, n), 9.0, np.float32)
    for cx, cy in ((0.25, 0.25), (0.75, 0.75)):
        near = np.minimum(near, np.hypot((x - cx + 0.5) % 1 - 0.5, (y - cy + 0.5) % 1 - 0.5))
    return _mix(ground, second, np.clip((radius - near) * n + 0.5, 0, 1))


def _floral(rng: np.random.Generator, ground: Rgb, second: Rgb, n: int) -> Array:
    image, pen, m = _page(ground, n)
    leaf = (0.27, 0.46, 0.27) if sum(ground) > 0.9 else (0.36, 0.58, 0.36)
    other = tuple(0.55 * a + 0.45 * b for a, b in zip(second, (0.95, 0.75, 0.75), strict=True))
    spots = _scatter(rng, 13, 0.2)
    for index, (cx, cy) in enumerate(spots):
        size = float(rng.uniform(0.055, 0.095)) * (1.15 if index % 3 == 0 else 0.75)
        spin = float(rng.uniform(0, 6.3))
        petal = second if index % 3 else other
        for side in (0.6, 3.4):
            _blob(
                pen,
                m,
                cx + 1.25 * size * np.cos(spin + side),
                cy + 1.25 * size * np.sin(spin + side),
                size * 0.75,
                size * 0.3,
                spin + side,
                leaf,
            )
        for k in range(5):
            a = spin + k * 1.2566
            tone = tuple(min(1.0, c * (0.9 + 0.05 * k)) for c in petal)
            _blob(
                pen,
                m,
                cx + 0.58 * size * np.cos(a),
                cy + 0.58 * size * np.sin(a),
                size * 0.5,
                size * 0.4,
                a,
                tone,
            )
        heart = (0.93, 0.74, 0.2) if index % 3 else (0.45, 0.2, 0.15)
        _blob(pen, m, cx, cy, size * 0.26, size * 0.26, 0, heart)
    return _reduce(image)


def _leopard(rng: np.random.Generator, ground: Rgb, second: Rgb, n: int) -> Array:
    image, pen, m = _page(ground, n)
    inner = tuple(0.55 * g + 0.45 * s for g, s in zip(ground, (0.35, 0.2, 0.08), strict=True))
    dark = tuple(0.5 * c for c in second)
    for cx, cy in _scatter(rng, 24, 0.15):
        rx, ry, spin = (
            float(v) for v in (rng.uniform(0.05, 0.08), rng.uniform(0.04, 0.06), rng.uniform(0, 3.1))
        )
        _blob(pen, m, cx, cy, rx * 0.85, ry * 0.85, spin, inner)
        gap = float(rng.uniform(0, 6.3))
        for a in np.arange(gap, gap + 4.9, 0.42):
            if rng.random() < 0.86:
                r = float(rng.uniform(0.016, 0.027))
                _blob(pen, m, cx + rx * np.cos(a), cy + ry * np.sin(a), r * 1.3, r, a + 1.57, dark)
    return _reduce(image)


def _camouflage(rng: np.random.Generator, ground: Rgb, _second: Rgb, n: int) -> Array:
    base = np.asarray(ground, np.float32)
    tones = (
        base * 0.5,
        base * 0.75 + np.array([0.22, 0.19, 0.11], np.float32),
        np.array([0.24, 0.19, 0.13], np.float32),
    )
    result = np.empty((n, n, 3), np.float32)
    result[:] = base
    for tone, limit in zip(tones, (0.72, 0.85, 1.15), strict=True):
        lump = _wrapped_noise(rng, n, 0.045)
        result = _mix(result, tone, np.clip((lump - limit) * n * 0.05 + 0.5, 0, 1))
    return result


def _tie_dye(rng: np.random.Generator, ground: Rgb, second: Rgb, n: int) -> Array:
    y, x = np.mgrid[0:n, 0:n].astype(np.float32) / n - 0.5
    turn = np.arctan2(y, x)
    far = np.hypot(x, y)
    lump = _wrapped_noise(rng, n, 0.03)
    wave = np.sin(5 * turn + 16 * far + 0.8 * lump) * 0.75 + 0.30 * lump - 0.45
    middle = (n // 2 + int(0.22 * n), n // 2)
    return np.roll(_mix(ground, second, np.clip(0.5 + 1.1 * wave, 0, 1) * 0.95), middle, (0, 1))


def _washed(rng: np.random.Generator, ground: Rgb, _second: Rgb, n: int) -> Array:
    lump = 0.6 * _wrapped_noise(rng, n, 0.12) + 0.35 * _wrapped_noise(rng, n, 0.03)
    x = np.abs(np.linspace(-1, 1, n, dtype=np.float32))[None]
    middle = np.exp(-(((x - 0.42) / 0.22) ** 2)) * np.float32(0.30)
    pale = 0.5 * np.asarray(ground, np.float32) + 0.5 * np.array([0.86, 0.9, 0.95], np.float32)
    fade = np.clip(0.22 + middle + 0.13 * lump, 0, 0.9)
    return np.roll(_mix(ground, pale, fade), n // 2, 1)


def _page(ground: Rgb, n: int) -> tuple[Image.Image, ImageDraw.ImageDraw, int]:
    image = Image.new("RGB", (n * _FINE, n * _FINE), tuple(int(255 * c) for c in ground))
    return image, ImageDraw.Draw(image), n * _FINE


def _reduce(image: Image.Image) -> Array:
    return np.asarray(image.reduce(_FINE), np.float32) * np.float32(1 / 255)


def _blob(
    pen: ImageDraw.ImageDraw,
    m: int,
    x: float,
    y: float,
    rx: float,
    ry: float,
    angle: float,
    colour: tuple[float, ...],
) -> None:
    """Fill an ellipse on a page that repeats in both directions."""
    ink = tuple(int(255 * min(1.0, c)) for c in colour)
    outline = ellipse((x % 1, y % 1), rx, ry, angle=angle, steps=14)
    reach = max(rx, ry)
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            if -reach < x % 1 + dx < 1 + reach and -reach < y % 1 + dy < 1 + reach:
                pen.polygon(((outline + np.array((dx, dy))) * m).ravel().tolist(), fill=ink)


def _scatter(rng: np.random.Generator, count: int, gap: float) -> list[tuple[float, float]]:
    """Spread points over a repeating square, none nearer than a gap (fewer when there is no room)."""
    found: list[tuple[float, float]] = []
    for x, y in rng.random((count * 14, 2)):
        if all(np.hypot((x - a + 0.5) % 1 - 0.5, (y - b + 0.5) % 1 - 0.5) > gap for a, b in found):
            found.append((float(x), float(y)))
        if len(found) == count:
            break
    return found


def _wrapped_noise(rng: np.random.Generator, n: int, spread: float) -> Array:
    """Return smooth noise of spread 1 that repeats without a seam."""
    raw = np.tile(rng.standard_normal((n, n)).astype(np.float32), (3, 3))
    soft = blur(raw, max(1.0, spread * n))[n : 2 * n, n : 2 * n]
    result: Array = (soft - soft.mean()) / (soft.std() + 1e-6)
    return result


_PAINTERS: dict[str, tuple[Painter, float, float]] = {
    "horizontal stripes": (_stripes, 0.14, 0.26),
    "vertical stripes": (_upright, 0.13, 0.22),
    "checks": (_checks, 0.16, 0.26),
    "tartan": (_tartan, 0.32, 0.5),
    "polka dots": (_dots, 0.16, 0.28),
    "floral": (_floral, 0.6, 0.9),
    "leopard print": (_leopard, 0.55, 0.8),
    "camouflage": (_camouflage, 0.9, 1.2),
    "tie-dye": (_tie_dye, 2.4, 3.0),
    "washed": (_washed, 0.95, 1.05),
}
