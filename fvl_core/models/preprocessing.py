"""Pictures into pixels exactly as the reference preprocessing does it: with PIL, to the last bit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.models.card import Preprocessing

if TYPE_CHECKING:
    from PIL.Image import Image

_MOST_PIXELS = 40_000_000
"""Beyond this only the part that the crop keeps is resized, so that a picture of 1 x 30,000 fits memory.

It differs from the reference in rounding only; the reference would ask for gigabytes.
"""

CropBox = tuple[int, int, int, int]
SourceBox = tuple[float, float, float, float]


def to_pixels(images: Sequence[Image], facts: Preprocessing) -> np.ndarray:
    """Return the network's input for upright RGB pictures, (n, 3, s, s) float32 with s = `facts.image_size`.

    Equals open_clip's evaluation transform (`crop_rounding` "nearest") and Hugging Face's
    CLIPImageProcessorPil ("below"); the two crop differently where the margin is an odd number of pixels.

    Example:
        >>> from PIL import Image
        >>> to_pixels([Image.new("RGB", (30, 50))], Preprocessing(image_size=8)).shape
        (1, 3, 8, 8)
    """
    size = facts.image_size
    if not images:
        return np.empty((0, 3, size, size), np.float32)
    bytes_ = np.stack([np.asarray(resize_and_crop(image, facts)) for image in images])  # (n, s, s, 3)
    mean, std = (np.asarray(three, np.float32)[:, None] for three in (facts.mean, facts.std))
    levels = (np.arange(256, dtype=np.float32) / np.float32(255) - mean) / std  # (3, 256): all that can occur
    return np.stack([level[bytes_[..., channel]] for channel, level in enumerate(levels)], axis=1)


def resize_and_crop(image: Image, facts: Preprocessing) -> Image:
    """Return the (s, s) picture that the network sees, still in bytes."""
    from PIL.Image import Resampling

    kind = Resampling[facts.interpolation.upper()]
    size = facts.image_size
    image = pad(image, facts)
    if facts.resize == "squash":
        return image.resize((size, size), kind)
    if facts.resize == "squash-crop":
        side = _before_crop(size)
        return image.resize((side, side), kind).crop(_centre(side, side, size, facts.crop_rounding))
    width, height = scaled_size(image.size, size)
    box = _centre(width, height, size, facts.crop_rounding)
    if width * height > _MOST_PIXELS:
        return image.resize((size, size), kind, box=_in_source(box, image.size, (width, height)))
    return image.resize((width, height), kind).crop(box)


def pad(image: Image, facts: Preprocessing) -> Image:
    """Return a picture with the black margins that `facts.pad` asks for.

    A picture so long that its margins would not fit memory is made smaller first.
    """
    from PIL import Image as Pillow

    across, down = margins(image.size, facts)
    width, height = image.width + 2 * across, image.height + 2 * down
    if (width, height) == image.size:
        return image
    if width * height > _MOST_PIXELS:
        share = (_MOST_PIXELS / (width * height)) ** 0.5
        smaller = max(1, int(image.width * share)), max(1, int(image.height * share))
        return pad(image.resize(smaller, Pillow.Resampling.BOX), facts)
    padded = Pillow.new(image.mode, (width, height))
    padded.paste(image, (across, down))
    return padded


def margins(size: tuple[int, int], facts: Preprocessing) -> tuple[int, int]:
    """Return the pixels of margin on the left and right each, and on the top and bottom each.

    Source: CLIP4Cir, `data_utils.py`, SquarePad and TargetPad: half pixels are dropped, so an odd difference
    ends one pixel short.

    Example:
        >>> target, square = Preprocessing(pad="target"), Preprocessing(pad="square")
        >>> margins((200, 300), target), margins((251, 200), target), margins((201, 300), square)
        ((20, 0), (0, 0), (49, 0))
    """
    width, height = size
    longest = max(size)
    if facts.pad == "none" or (facts.pad == "target" and longest / min(size) < facts.pad_ratio):
        return 0, 0
    wanted = longest / facts.pad_ratio if facts.pad == "target" else longest
    return max(int((wanted - width) / 2), 0), max(int((wanted - height) / 2), 0)


def scaled_size(size: tuple[int, int], shortest: int) -> tuple[int, int]:
    """Return (width, height) after the shorter side becomes `shortest`; the longer one is rounded down.

    Example:
        >>> scaled_size((333, 500), 224), scaled_size((1, 3), 224)
        ((224, 336), (224, 672))
    """
    width, height = size
    if width <= height:
        return shortest, int(shortest * height / width)
    return int(shortest * width / height), shortest


def seen_part(size: tuple[int, int], facts: Preprocessing) -> SourceBox:
    """Return the (left, top, right, bottom) of a picture that the network sees, in the picture's pixels.

    Padding lies outside the picture: coordinates are then below 0 or beyond its size.

    Example:
        >>> seen_part((30, 50), Preprocessing(image_size=30))
        (0.0, 10.0, 30.0, 40.0)
        >>> seen_part((30, 50), Preprocessing(resize="squash"))
        (0.0, 0.0, 30.0, 50.0)
        >>> seen_part((30, 50), Preprocessing(image_size=40, pad="square"))
        (-10.0, 0.0, 40.0, 50.0)
    """
    across, down = margins(size, facts)
    size = size[0] + 2 * across, size[1] + 2 * down
    if facts.resize == "squash":
        return 0.0 - across, 0.0 - down, float(size[0] - across), float(size[1] - down)
    if facts.resize == "squash-crop":
        width = height = _before_crop(facts.image_size)
    else:
        width, height = scaled_size(size, facts.image_size)
    box = _centre(width, height, facts.image_size, facts.crop_rounding)
    left, top, right, bottom = _in_source(box, size, (width, height))
    return left - across, top - down, right - across, bottom - down


def _before_crop(size: int) -> int:
    """Return the side to which "squash-crop" resizes, such as 256 for 224."""
    return round(size * 8 / 7)


def _centre(width: int, height: int, size: int, rounding: str) -> CropBox:
    left, top = (_half(length - size, rounding) for length in (width, height))
    return left, top, left + size, top + size


def _half(margin: int, rounding: str) -> int:
    return margin // 2 if rounding == "below" else round(margin / 2)  # round() takes halves to the even


def _in_source(box: CropBox, source: tuple[int, int], scaled: tuple[int, int]) -> SourceBox:
    """Return the box in the source picture that resizing maps onto `box` of the scaled one."""
    across, down = source[0] / scaled[0], source[1] / scaled[1]
    right, bottom = min(box[2] * across, source[0]), min(box[3] * down, source[1])
    return box[0] * across, box[1] * down, right, bottom
