"""Read the main colour of a photo from its pixels, in eleven basic terms and five narrower ones."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

COLOUR_TABLE: Mapping[str, tuple[str, str]] = {
    "black": ("#101010", "black"),
    "white": ("#f5f5f5", "white"),
    "grey": ("#808080", "grey"),
    "red": ("#c1121f", "red"),
    "orange": ("#f3722c", "orange"),
    "yellow": ("#f6d743", "yellow"),
    "green": ("#3a7d44", "green"),
    "blue": ("#1f5fbf", "blue"),
    "purple": ("#7b3fa0", "purple"),
    "pink": ("#f08cae", "pink"),
    "brown": ("#6f4626", "brown"),
    "navy": ("#1b2a49", "blue"),
    "light blue": ("#9cc3e6", "blue"),
    "beige": ("#cdb591", "brown"),
    "olive": ("#6b6b2f", "green"),
    "burgundy": ("#6a1326", "red"),
}
BASIC_COLOURS = tuple(dict.fromkeys(basic for _, basic in COLOUR_TABLE.values()))
CONFIDENT_SHARE = 0.5
_BACKGROUND_DISTANCE = 12.0


def read_colour(pixels: np.ndarray) -> tuple[str, float]:
    """Name the main colour of a photo (height, width, 3) uint8, and the share of its basic term.

    The central 40 % window is read; pixels within ΔE 12 of the border's median are dropped; each remaining
    one goes to the nearest entry of the table in CIELAB. Returns the commonest entry of the winning term.

    Example:
        >>> read_colour(np.pad(np.full((60, 60, 3), (193, 18, 31), np.uint8), ((30, 30), (30, 30), (0, 0))))
        ('red', 1.0)
    """
    lab = to_lab(pixels)
    height, width = lab.shape[:2]
    rim = max(1, round(0.04 * min(height, width)))
    border = np.concatenate(
        [part.reshape(-1, 3) for part in (lab[:rim], lab[-rim:], lab[:, :rim], lab[:, -rim:])]
    )
    top, left = round(0.3 * height), round(0.3 * width)
    centre = lab[top : height - top, left : width - left].reshape(-1, 3)
    kept = centre[np.linalg.norm(centre - np.median(border, axis=0), axis=1) >= _BACKGROUND_DISTANCE]
    if not len(kept):
        return "", 0.0
    names = list(COLOUR_TABLE)
    nearest = np.linalg.norm(kept[:, None] - _table_lab()[None], axis=2).argmin(1)
    counts = np.bincount(nearest, minlength=len(names))
    totals = {
        basic: sum(int(counts[i]) for i, n in enumerate(names) if COLOUR_TABLE[n][1] == basic)
        for basic in BASIC_COLOURS
    }
    winner = max(totals, key=lambda basic: totals[basic])
    members = [i for i, name in enumerate(names) if COLOUR_TABLE[name][1] == winner]
    return names[max(members, key=lambda i: counts[i])], totals[winner] / len(kept)


def to_lab(pixels: np.ndarray) -> np.ndarray:
    """Turn sRGB uint8 (…, 3) into CIELAB under D65, float32."""
    values = pixels.astype(np.float32) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    matrix = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    xyz = linear @ matrix.T.astype(np.float32) / np.array([0.95047, 1.0, 1.08883], np.float32)
    roots = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    x, y, z = roots[..., 0], roots[..., 1], roots[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], -1).astype(np.float32)


def _table_lab() -> np.ndarray:
    rgb = np.array([tuple(bytes.fromhex(value[1:])) for value, _ in COLOUR_TABLE.values()], np.uint8)
    return to_lab(rgb)
