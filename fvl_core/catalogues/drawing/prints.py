"""Motifs for graphic prints: emblems and words, printed on a front."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from fvl_core.catalogues.drawing.outlines import ellipse
from fvl_core.catalogues.drawing.shapes import Array, Decal, Rgb

_WORDS = (
    "SUMMER",
    "NORTH",
    "CITY",
    "WAVE",
    "LUCKY",
    "NOVA",
    "RIDE",
    "CLUB 84",
    "HELLO",
    "WILD",
    "PARIS",
    "STUDIO",
    "OCEAN",
    "LOVE",
)
_N = 240


def graphic(
    rng: np.random.Generator, ink: Rgb, ground: Rgb, centre: tuple[float, float], width: float
) -> Decal:
    """Draw one motif in the second colour, with accents."""
    accents = ((0.93, 0.35, 0.25), (0.97, 0.77, 0.25), (0.25, 0.6, 0.75), (0.45, 0.7, 0.45))
    accent = accents[int(rng.integers(4))]
    if float(np.abs(np.subtract(accent, ground)).sum()) < 0.7:
        accent = (0.97, 0.95, 0.9) if sum(ground) < 1.6 else (0.15, 0.15, 0.18)
    image = Image.new("RGBA", (_N, _N), (*_ink(ink), 0))
    pen = ImageDraw.Draw(image)
    emblem = (_sun, _mountain, _star, _heart, _rings, _bars)[int(rng.integers(6))]
    emblem(pen, _ink(ink), _ink(accent))
    if rng.random() < 0.75:
        _word(pen, _WORDS[int(rng.integers(len(_WORDS)))], _ink(ink))
    picture: Array = np.asarray(image, np.float32) * np.float32(1 / 255)
    return Decal(picture, centre, width)


def _ink(colour: Rgb) -> tuple[int, int, int]:
    return int(255 * colour[0]), int(255 * colour[1]), int(255 * colour[2])


Ink = tuple[int, int, int]


def _word(pen: ImageDraw.ImageDraw, word: str, ink: Ink) -> None:
    font = ImageFont.load_default(size=int(min(60, 330 / len(word))))
    left, _, right, bottom = pen.textbbox((0, 0), word, font=font)
    pen.text(
        ((_N - right - left) / 2, _N - 18 - bottom),
        word,
        font=font,
        fill=(*ink, 255),
        stroke_width=2,
        stroke_fill=(*ink, 255),
    )


def _sun(pen: ImageDraw.ImageDraw, ink: Ink, accent: Ink) -> None:
    pen.ellipse((55, 15, 185, 145), fill=(*accent, 255))
    for y in range(80, 150, 16):
        pen.rectangle((40, y, 200, y + 5), fill=(0, 0, 0, 0))
    pen.line([(30, 160), (210, 160)], fill=(*ink, 255), width=6)


def _mountain(pen: ImageDraw.ImageDraw, ink: Ink, accent: Ink) -> None:
    pen.ellipse((140, 18, 185, 63), fill=(*accent, 255))
    pen.polygon([(20, 160), (95, 40), (135, 105), (155, 80), (220, 160)], fill=(*ink, 255))
    pen.polygon([(95, 40), (75, 72), (92, 84), (100, 72), (114, 80), (116, 74)], fill=(*accent, 255))


def _star(pen: ImageDraw.ImageDraw, ink: Ink, accent: Ink) -> None:
    for radius, colour in ((85, ink), (52, accent)):
        angles = np.arange(10) * np.pi / 5 - np.pi / 2
        far = np.where(np.arange(10) % 2 == 0, radius, radius * 0.42)
        pen.polygon(
            np.stack([120 + far * np.cos(angles), 92 + far * np.sin(angles)], 1).ravel().tolist(),
            fill=(*colour, 255),
        )


def _heart(pen: ImageDraw.ImageDraw, ink: Ink, accent: Ink) -> None:
    t = np.linspace(0, 2 * np.pi, 60)
    x, y = 16 * np.sin(t) ** 3, 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    for size, colour in ((5.0, accent), (3.4, ink)):
        pen.polygon(np.stack([120 + size * x, 85 - size * y], 1).ravel().tolist(), fill=(*colour, 255))


def _rings(pen: ImageDraw.ImageDraw, ink: Ink, accent: Ink) -> None:
    pen.ellipse((40, 10, 200, 170), outline=(*ink, 255), width=14)
    pen.polygon(ellipse((120, 90), 48, 22, angle=-0.5).ravel().tolist(), fill=(*accent, 255))
    pen.polygon(ellipse((120, 90), 22, 48, angle=-0.5).ravel().tolist(), fill=(*ink, 255))


def _bars(pen: ImageDraw.ImageDraw, ink: Ink, accent: Ink) -> None:
    for index, left in enumerate(range(10, 230, 38)):
        pen.polygon(
            [(left + 16, 30), (left + 40, 30), (left + 24, 160), (left, 160)],
            fill=(*(accent if index % 2 else ink), 255),
        )
