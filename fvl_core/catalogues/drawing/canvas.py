"""Draw shapes onto a canvas: masks, relief, light, and shadows on what lies beneath."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from fvl_core.catalogues.drawing.colouring import colour_of, expose
from fvl_core.catalogues.drawing.outlines import Points, points, ribbon
from fvl_core.catalogues.drawing.relief import blur, creases, fold_height, light_on, resize
from fvl_core.catalogues.drawing.shapes import Array, Button, Cloth, Seam, Shape
from fvl_core.catalogues.drawing.view import View

_FINE = 3


class Canvas:
    """A square of paint: colour, coverage, the light and the view. Shapes are painted one over the other."""

    def __init__(
        self, size: int, view: View, light: tuple[float, float, float], rng: np.random.Generator
    ) -> None:
        self.size, self.view, self.light, self.rng = size, view, light, rng
        self.rgb = np.zeros((size, size, 3), np.float32)
        self.alpha = np.zeros((size, size), np.float32)

    def paint(self, shape: Shape) -> None:
        """Draw one shape over what is there."""
        if isinstance(shape, Cloth):
            self._cloth(shape)
        elif isinstance(shape, Seam):
            self._seam(shape)
        else:
            self._button(shape)

    def _window(self, pixels: Points, pad: float) -> tuple[slice, slice] | None:
        low = np.clip(np.floor((pixels.min(0) - pad) / 2) * 2, 0, self.size).astype(int)
        high = np.clip(np.ceil((pixels.max(0) + pad) / 2) * 2, 0, self.size).astype(int)
        if (high - low < 4).any():
            return None
        return slice(low[1], high[1]), slice(low[0], high[0])

    def _mask(
        self, outlines: tuple[Points, ...], window: tuple[slice, slice], holes: tuple[Points, ...] = ()
    ) -> Array:
        rows, columns = window
        image = Image.new("L", ((columns.stop - columns.start) * _FINE, (rows.stop - rows.start) * _FINE))
        pen = ImageDraw.Draw(image)
        corner = np.array([columns.start, rows.start], np.float32)
        for group, ink in ((outlines, 255), (holes, 0)):
            for pixels in group:
                pen.polygon(((pixels - corner) * _FINE).ravel().tolist(), fill=ink)
        return np.asarray(image.reduce(_FINE), np.float32) * np.float32(1 / 255)

    def _cloth(self, cloth: Cloth) -> None:
        pixels = self.view.pixels(cloth.outline)
        half = self.view.scale / 2
        window = self._window(pixels, 2 * cloth.edge * half + 4 + 0.05 * half)
        if window is None:
            return
        mask = self._mask((pixels,), window, tuple(self.view.pixels(hole) for hole in cloth.holes))
        rows, columns = window
        small = mask.reshape(mask.shape[0] // 2, 2, mask.shape[1] // 2, 2).mean((1, 3))
        x, y = self.view.units(
            np.arange(columns.start, columns.stop, 2, dtype=np.float32) + 1,
            np.arange(rows.start, rows.stop, 2, dtype=np.float32) + 1,
        )
        bright, shine, slope_x, slope_y = light_on(self._height(cloth, small, x, y, half), self.light)
        self._shadow(cloth, small, window, half)
        bend = (
            (resize(slope_x, mask.shape), resize(slope_y, mask.shape))
            if cloth.fabric.tile is not None
            else None
        )
        colour = colour_of(cloth, self.view, window, bend)
        lit = (resize(bright, mask.shape) * np.float32(cloth.shade))[..., None]
        painted = expose(colour, lit)
        if cloth.fabric.gloss:
            painted += np.float32(0.55 * cloth.fabric.gloss) * resize(shine, mask.shape)[..., None]
        region = self.rgb[rows, columns]
        region += (painted - region) * mask[..., None]
        self.alpha[rows, columns] = np.maximum(self.alpha[rows, columns], mask)

    def _height(self, cloth: Cloth, small: Array, x: Array, y: Array, half: float) -> Array:
        soft = np.float32(cloth.fabric.softness)
        inside = np.clip(2 * blur(small, max(1.0, cloth.edge * half)) - 1, 0, 1)
        height = np.float32(0.22 * cloth.edge * half) * (1 - (1 - inside) ** 2)
        if cloth.bulge:
            wide = blur(small, max(1.0, 0.16 * half))
            height += np.float32(cloth.bulge * half) * wide * wide
        if cloth.wrinkles:
            random = creases(self.rng, small.shape, max(5.0, 0.34 * half / (0.6 + 0.4 * float(soft))))
            height += np.float32(0.0092 * half * cloth.wrinkles) * soft * random
        for fold in cloth.folds:
            height += np.float32(half) * soft * fold_height(fold, x, y).astype(np.float32)
        return height

    def _shadow(self, cloth: Cloth, small: Array, window: tuple[slice, slice], half: float) -> None:
        rows, columns = window
        if not cloth.lift or not self.alpha[rows, columns].any():
            return
        shift = 0.014 * half
        moved = np.roll(small, (round(-self.light[1] * shift), round(-self.light[0] * shift)), (0, 1))
        dark = resize(
            blur(moved, max(1.0, 0.016 * half)), (rows.stop - rows.start, columns.stop - columns.start)
        )
        self.rgb[rows, columns] *= (1 - np.float32(cloth.lift) * dark)[..., None]

    def _seam(self, seam: Seam) -> None:
        line = self.view.pixels(seam.line)
        width = max(0.8, seam.width * self.view.scale)
        dash = seam.dash * self.view.scale
        strokes = _dashes(line, dash, width) if dash else (ribbon(line, width),)
        window = self._window(line, width + 2)
        if window is None or not strokes:
            return
        mask = (self._mask(strokes, window) * self.alpha[window])[..., None] * np.float32(abs(seam.strength))
        region = self.rgb[window]
        if seam.colour is not None:
            region += (np.asarray(seam.colour, np.float32) * np.float32(0.98) - region) * mask
        elif seam.strength > 0:
            region *= 1 - mask
        else:
            region += (1 - region) * mask * np.float32(0.4)

    def _button(self, button: Button) -> None:
        centre = self.view.pixels(points([button.centre]))
        radius = max(1.3, button.radius * self.view.scale)
        window = self._window(centre, 2.2 * radius + 2)
        if window is None:
            return
        rows, columns = window
        dx = np.arange(columns.start, columns.stop, dtype=np.float32)[None] + 0.5 - centre[0, 0]
        dy = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None] + 0.5 - centre[0, 1]
        lx, ly, _ = self.light
        region = self.rgb[window]
        shadow = np.clip(1.5 - np.hypot(dx + lx * 0.5 * radius, dy + ly * 0.5 * radius) / radius, 0, 0.5)
        region *= 1 - (shadow * self.alpha[window])[..., None]
        near = np.hypot(dx, dy)
        mask = np.clip(radius - near + 0.5, 0, 1)[..., None]
        rim = np.clip(near / radius, 0, 1) ** 3
        facing = 1 + 0.35 * rim * (dx * lx + dy * ly) / radius - 0.08 * rim
        glint = button.gloss * np.exp(
            -((dx - 0.35 * lx * radius) ** 2 + (dy - 0.35 * ly * radius) ** 2) / (0.12 * radius**2)
        )
        colour = np.asarray(button.colour, np.float32) * facing[..., None] + (0.4 * glint)[..., None]
        region += (colour.astype(np.float32) - region) * mask
        self.alpha[rows, columns] = np.maximum(self.alpha[rows, columns], mask[..., 0])


def _dashes(line: Points, dash: float, width: float) -> tuple[Points, ...]:
    steps = np.hypot(*np.diff(line, axis=0).T)
    far = np.concatenate([[0], np.cumsum(steps)])
    starts = np.arange(0, far[-1] - dash * 0.5, 2 * max(dash, 1.5))
    pieces = []
    for start in starts[:400]:
        along = np.array([start, start + dash])
        piece = np.stack([np.interp(along, far, line[:, 0]), np.interp(along, far, line[:, 1])], 1)
        pieces.append(ribbon(piece, width))
    return tuple(pieces)
