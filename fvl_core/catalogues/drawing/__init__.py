"""Draw a garment: cut it, choose light and ground, paint, and reduce."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

from fvl_core.catalogues.drawing.backgrounds import draw_background
from fvl_core.catalogues.drawing.bench import Bench
from fvl_core.catalogues.drawing.canvas import Canvas
from fvl_core.catalogues.drawing.cutting import CUTS, SETTINGS
from fvl_core.catalogues.drawing.hanger import hang
from fvl_core.catalogues.drawing.relief import blur, noise, resize
from fvl_core.catalogues.drawing.shapes import Array, Plan
from fvl_core.catalogues.drawing.view import fit
from fvl_core.catalogues.garment import Garment

__all__ = ["draw_garment"]

_FINER = 1.5
Cut = Callable[[Bench], Plan]


def draw_garment(garment: Garment, *, seed: int, px: int = 288) -> Image.Image:
    """Draw a garment as a square picture.

    Args:
        garment: What to draw.
        seed: Chooses cut, folds, light, ground and position; the same seed gives the same pixels.
        px: Side of the picture in pixels.

    Returns:
        An RGB picture of px by px.

    Example:
        >>> from fvl_core.catalogues.garment import sample_garment
        >>> draw_garment(sample_garment(np.random.default_rng(0)), seed=0, px=64).size
        (64, 64)
    """
    rng = np.random.default_rng(seed)
    size = round(px * _FINER / 2) * 2
    ground = _setting(garment, rng)
    hung = ground == "wall"
    bench = Bench.of(garment, rng, scale=size * 0.6, hung=hung)
    plan = CUTS[garment.category](bench)
    if hung:
        plan = hang(plan, bench)
    light = _light(rng)
    canvas = Canvas(size, fit(plan, size, rng, upright=hung), light, rng)
    for shape in plan.shapes:
        canvas.paint(shape)
    paint = _settle(canvas, draw_background(ground, size, rng, light), hung=hung)
    return _develop(paint, px, rng)


def _setting(garment: Garment, rng: np.random.Generator) -> str:
    choices = SETTINGS[garment.parent]
    return choices[int(rng.integers(len(choices)))]


def _light(rng: np.random.Generator) -> tuple[float, float, float]:
    """Let soft light fall from above, more from the left or the right."""
    turn = float(rng.uniform(-2.6, -0.55))
    height = float(rng.uniform(0.75, 1.25))
    direction = np.array([np.cos(turn), np.sin(turn), height])
    x, y, z = direction / np.linalg.norm(direction)
    return float(x), float(y), float(z)


def _settle(canvas: Canvas, ground: Array, *, hung: bool) -> Array:
    """Put the garment on its ground with a tight and a wide shadow."""
    size = canvas.size
    alpha = canvas.alpha
    small = alpha.reshape(size // 2, 2, size // 2, 2).mean((1, 3))
    lx, ly, _ = canvas.light
    dark = np.zeros_like(small)
    for reach, softness, strength in ((0.006, 0.006, 0.42), (0.022 if hung else 0.014, 0.022, 0.34)):
        moved = np.roll(small, (round(-ly * reach * size), round(-lx * reach * size)), (0, 1))
        dark = 1 - (1 - dark) * (1 - strength * blur(moved, max(1.0, softness * size / 2)))
    ground = ground * (1 - resize(dark, (size, size)))[..., None]
    return ground + (canvas.rgb - ground) * alpha[..., None]


def _develop(paint: Array, px: int, rng: np.random.Generator) -> Image.Image:
    """Finish as a camera does: uneven light, white balance, exposure, a little noise."""
    size = paint.shape[0]
    falloff = 1 + np.float32(0.045) * noise(rng, (size, size), (1.2, 1.2))
    balance = (1 + rng.normal(0, 0.012, 3) + rng.normal(0, 0.025)).astype(np.float32)
    lit = np.clip(paint * falloff[..., None] * balance, 0, 1)
    image = Image.fromarray((lit * 255 + 0.5).astype(np.uint8)).resize(
        (px, px), Image.Resampling.BOX if px * 2 == size else Image.Resampling.BICUBIC
    )
    grain = rng.normal(0, 1.6, (px, px, 1)).astype(np.float32)
    return Image.fromarray(np.clip(np.asarray(image, np.float32) + grain + 0.5, 0, 255).astype(np.uint8))
