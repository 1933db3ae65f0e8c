"""The heat map of the fashion-clip package exactly as its code makes it, faults included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from PIL.Image import Image

SIDE = 224
GREY = 128

Encode = Callable[[list["Image"]], np.ndarray]
"""Turn n pictures into (n, d) vectors of any length."""


def published_heatmap(
    encode: Encode, picture: Image, words: np.ndarray, *, pixel_size: int, iterations: int
) -> tuple[np.ndarray, Image]:
    """Return the published heat (224, 224, 3) float64 in [0, 1], and the picture in its grey square.

    Its faults: bands end at the last full step, so that up to `pixel_size` - 1 pixels at the right and below
    are never shown alone; horizontal bands begin one step late, which loses the top edge; gains are averaged
    over all bands, which favours the middle; a map without any gain is 0 / 0, NaN.

    Args:
        encode: the image tower.
        picture: upright, RGB.
        words: (d,) the text's vector, of any length.
        pixel_size: pixels per step; below 112.
        iterations: how often the mean is taken away.

    Raises:
        InvalidInputError: for steps of no pixels or of half the square.
    """
    if not 0 < pixel_size * 2 < SIDE or iterations < 0:
        raise InvalidInputError(
            f"Steps of {pixel_size} pixels, {iterations} times, do not work.",
            remedy="Give 1 to 111, and 0 up.",
        )
    square = pad_to_square(picture)
    masks = [np.ones((SIDE, SIDE), dtype=bool), *_bands(pixel_size)]
    vectors = encode([square, *(_shown(square, mask) for mask in masks[1:])]).astype(np.float32)
    unit = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    cosines = unit @ (words.astype(np.float32) / np.linalg.norm(words.astype(np.float32)))
    heat = np.zeros((SIDE, SIDE))
    for cosine, mask in zip(cosines.tolist(), masks, strict=True):
        heat += np.clip(cosine * mask - float(cosines[0]), 0, np.inf)
    heat /= len(masks)
    for _ in range(iterations):
        heat = np.clip(heat - heat.mean(), 0, np.inf)
    with np.errstate(invalid="ignore"):
        heat = (heat - heat.min()) / (heat.max() - heat.min())
    return np.repeat(heat[:, :, None], 3, axis=2), square


def pad_to_square(picture: Image) -> Image:
    """Scale the longer side to 224 and centre the picture in a grey square, rounding as the package does."""
    from PIL import Image

    ratio = SIDE / max(picture.size)
    width, height = (max(1, int(length * ratio)) for length in picture.size)
    square = Image.new("RGB", (SIDE, SIDE), (GREY, GREY, GREY))
    scaled = picture.resize((width, height), Image.Resampling.LANCZOS)
    square.paste(scaled, ((SIDE - width) // 2, (SIDE - height) // 2))
    return square


def _bands(pixel_size: int) -> Iterator[np.ndarray]:
    """Yield horizontal bands from step 1 on, then vertical ones from step 0 on, (224, 224) booleans."""
    n_steps = SIDE // pixel_size + 1
    for upright, first in ((False, 1), (True, 0)):
        for start in range(first, n_steps):
            for end in range(start + 1, n_steps):
                mask = np.zeros((SIDE, SIDE), dtype=bool)
                mask[start * pixel_size : min(end * pixel_size, SIDE)] = True
                yield mask.T if upright else mask


def _shown(square: Image, mask: np.ndarray) -> Image:
    from PIL import Image

    return Image.fromarray(np.where(mask[:, :, None], np.asarray(square), np.uint8(GREY)))
