"""Forty odd picture files, made on the spot: what people really upload, and what breaks decoders."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from functools import partial

import numpy as np
from PIL import Image

RED = (200, 30, 40)


def _bytes(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def scene(size: tuple[int, int] = (48, 64)) -> Image.Image:
    """Return a picture whose upper half is red and lower half white."""
    image = Image.new("RGB", size, "white")
    image.paste(RED, (0, 0, size[0], size[1] // 2))
    return image


def _png_header_only(width: int, height: int) -> bytes:
    """Return a PNG that claims a size and holds next to nothing: a decompression bomb's shell."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 99))
        + chunk(b"IEND", b"")
    )


def _rotated(orientation: int) -> bytes:
    """Return a JPEG that an EXIF tag turns; upright it is `scene()`."""
    undo = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = scene() if undo is None else scene().transpose(undo)
    exif = Image.Exif()
    exif[0x0112] = orientation
    return _bytes(stored, "JPEG", quality=95, exif=exif)


def _transparent() -> Image.Image:
    image = scene().convert("RGBA")
    image.putalpha(Image.new("L", image.size, 0))
    image.paste((*RED, 255), (0, 0, image.width, image.height // 2))
    return image


def _palette(transparent: bool) -> bytes:
    image = scene().quantize(4)
    if not transparent:
        return _bytes(image, "PNG")
    white = image.getpixel((0, image.height - 1))
    return _bytes(image, "PNG", transparency=white)


def _deep_grey() -> bytes:
    values = np.full((64, 48), 65535, np.uint16)
    values[:32] = 8000
    return _bytes(Image.fromarray(values), "PNG")


def _float_grey() -> bytes:
    values = np.full((64, 48), 1.0, np.float32)
    values[:32] = 0.2
    return _bytes(Image.fromarray(values), "TIFF")


def _animation(kind: str) -> bytes:
    frames = [scene(), Image.new("RGB", (48, 64), "blue")]
    return _bytes(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)


GOOD: dict[str, Callable[[], bytes]] = {
    "plain.jpg": lambda: _bytes(scene(), "JPEG", quality=95),
    "plain.png": lambda: _bytes(scene(), "PNG"),
    "plain.webp": lambda: _bytes(scene(), "WEBP", lossless=True),
    "plain.bmp": lambda: _bytes(scene(), "BMP"),
    "plain.tiff": lambda: _bytes(scene(), "TIFF"),
    "progressive.jpg": lambda: _bytes(scene(), "JPEG", quality=95, progressive=True),
    "jpeg_named.png": lambda: _bytes(scene(), "JPEG", quality=95),
    "alpha.png": lambda: _bytes(_transparent(), "PNG"),
    "alpha.webp": lambda: _bytes(_transparent(), "WEBP", lossless=True),
    "palette.png": lambda: _palette(transparent=False),
    "palette_alpha.png": lambda: _palette(transparent=True),
    "palette.gif": lambda: _bytes(scene().quantize(8), "GIF"),
    "grey_alpha.png": lambda: _bytes(_transparent().convert("LA"), "PNG"),
    "grey.jpg": lambda: _bytes(scene().convert("L"), "JPEG", quality=95),
    "grey16.png": _deep_grey,
    "float.tiff": _float_grey,
    "bilevel.png": lambda: _bytes(scene().convert("1", dither=Image.Dither.NONE), "PNG"),
    "cmyk.jpg": lambda: _bytes(scene().convert("CMYK"), "JPEG", quality=95),
    "ycbcr.tiff": lambda: _bytes(scene().convert("YCbCr"), "TIFF"),
    "lab.tiff": lambda: _bytes(Image.new("LAB", (48, 64), (128, 128, 128)), "TIFF"),
    "animated.gif": lambda: _animation("GIF"),
    "animated.webp": lambda: _animation("WEBP"),
    "animated.png": lambda: _animation("PNG"),
    "pages.tiff": lambda: _animation("TIFF"),
    "one_pixel.png": lambda: _bytes(Image.new("RGB", (1, 1), RED), "PNG"),
    "ribbon.png": lambda: _bytes(Image.new("RGB", (2000, 1), RED), "PNG"),
    **{f"exif_{turn}.jpg": partial(_rotated, turn) for turn in range(1, 9)},
}
"""Files that must decode, by name."""

BAD: dict[str, Callable[[], bytes]] = {
    "zero_bytes.jpg": lambda: b"",
    "text.jpg": lambda: b"This is not a picture.\n" * 20,
    "html.png": lambda: b"<!doctype html><html><body>404</body></html>",
    "truncated.jpg": lambda: _bytes(scene((400, 600)), "JPEG")[:700],
    "truncated.png": lambda: _bytes(Image.effect_noise((200, 200), 90), "PNG")[:5000],
    "truncated.webp": lambda: _bytes(Image.effect_noise((200, 200), 90).convert("RGB"), "WEBP")[:900],
    "truncated.gif": lambda: _bytes(Image.effect_noise((200, 200), 90), "GIF")[:500],
    "header_only.jpg": lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    "bomb.png": lambda: _png_header_only(30_000, 30_000),
    "large.png": lambda: _png_header_only(10_000, 9_000),
    "archive.png": lambda: b"PK\x03\x04" + b"\0" * 200,
    "corrupt.png": lambda: _bytes(scene(), "PNG")[:60] + b"\xff" * 80,
}
"""Files that must be refused, by name."""
