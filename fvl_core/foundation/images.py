"""Safe decoding: whatever a picture file holds becomes an upright RGB picture, or one clear error."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from PIL.Image import Image

    ImageSource = str | Path | bytes | Image

MAX_PIXELS = 80_000_000
"""Largest picture that is decoded, in pixels (about 240 MB as RGB)."""

IMAGE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff"})
_DECODE_FAILURES = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    struct.error,
    zlib.error,
    MemoryError,
)


def open_image(source: ImageSource, *, name: str | None = None) -> Image:
    """Decode a picture into an upright RGB image.

    EXIF orientation is applied, transparency is laid over white, 16-bit and floating grey is scaled to
    8 bits, CMYK and palettes are converted, and of an animation the first frame is taken.

    Args:
        source: a path, the bytes of a file, or a PIL image.
        name: what to call the picture in an error; the file's name when absent.

    Raises:
        InvalidInputError: when the file is missing, empty, truncated, not a picture, or has more than
            `MAX_PIXELS` pixels; the message names the file.

    Example:
        >>> from PIL import Image
        >>> open_image(Image.new("LA", (2, 2), (0, 0))).getpixel((0, 0))
        (255, 255, 255)
    """
    from PIL import Image

    label = name or (Path(source).name if isinstance(source, str | Path) else "the picture")
    with _telling(label):
        if isinstance(source, Image.Image):
            return _upright(source, label)
        with Image.open(_stream(source)) as image:
            return _upright(image, label)


def check_image(source: str | Path | bytes, *, name: str | None = None) -> None:
    """Look at a picture's header alone: fast, and enough to tell what is no picture or far too large.

    A picture that is cut off or damaged further on passes; `open_image` finds it.

    Raises:
        InvalidInputError: as `open_image` does.

    Example:
        >>> try:
        ...     check_image(b"words", name="words.jpg")
        ... except InvalidInputError as error:
        ...     error.message
        'words.jpg cannot be read as a picture.'
    """
    from PIL import Image

    label = name or (Path(source).name if isinstance(source, str | Path) else "the picture")
    with _telling(label), Image.open(_stream(source)) as image:
        _refuse_bomb(image.size, label)


def n_pixels(source: ImageSource) -> int:
    """Return how many pixels a picture has, from its header alone; 0 for what cannot be read.

    Example:
        >>> from PIL import Image
        >>> n_pixels(Image.new("RGB", (3, 2))), n_pixels(b"words")
        (6, 0)
    """
    from PIL import Image

    if isinstance(source, Image.Image):
        return source.width * source.height
    try:
        with _telling("the picture"), Image.open(_stream(source)) as image:
            return image.width * image.height
    except InvalidInputError:
        return 0


def image_digest(image: Image) -> str:
    """Return a sha256 over size and pixels of a decoded RGB picture: equal pixels, equal digest.

    Example:
        >>> from PIL import Image
        >>> image_digest(Image.new("RGB", (2, 2))) == image_digest(Image.new("RGB", (4, 1)))
        False
    """
    digest = hashlib.sha256(f"{image.mode}:{image.width}x{image.height}:".encode())
    digest.update(image.tobytes())
    return digest.hexdigest()


@contextmanager
def _telling(label: str) -> Iterator[None]:
    """Turn whatever a decoder stumbles over into one clear error."""
    from PIL import Image

    try:
        yield
    except InvalidInputError:
        raise
    except FileNotFoundError as error:
        raise InvalidInputError(f"{label}: there is no such file.", remedy="Check the path.") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(label) from error
    except _DECODE_FAILURES as error:
        raise InvalidInputError(
            f"{label} cannot be read as a picture.",
            remedy="Save it again as JPEG, PNG or WebP, or leave it out.",
        ) from error


def _stream(source: str | Path | bytes) -> Path | io.BytesIO:
    return io.BytesIO(source) if isinstance(source, bytes) else Path(source)


def _refuse_bomb(size: tuple[int, int], label: str) -> None:
    if size[0] * size[1] > MAX_PIXELS:
        raise _too_large(label)


def _too_large(label: str) -> InvalidInputError:
    return InvalidInputError(
        f"{label} has more than {MAX_PIXELS // 1_000_000} million pixels.",
        remedy="Make it smaller and try again.",
    )


def _upright(image: Image, label: str) -> Image:
    from PIL import ImageOps

    _refuse_bomb(image.size, label)
    if getattr(image, "is_animated", False):
        image.seek(0)
    return _to_rgb(ImageOps.exif_transpose(image))


def _to_rgb(image: Image) -> Image:
    from PIL import Image

    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        image = _scale_deep_grey(image)
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        white = Image.new("RGBA", rgba.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, rgba).convert("RGB")
    if image.mode == "RGB":
        image.load()
        return image
    return image.convert("RGB")


def _scale_deep_grey(image: Image) -> Image:
    """Scale 16-bit and floating grey to 8 bits; PIL's own conversion would clip all above 255 to white."""
    import numpy as np
    from PIL import Image

    values = np.asarray(image, dtype=np.float64)
    finite = np.where(np.isfinite(values), values, 0.0)
    if image.mode == "F":  # floats carry no stated range: 0-1 and 0-255 are the two in use
        top = 1.0 if finite.max(initial=0.0) <= 1.0 else 255.0
    else:
        top = 65535.0 if finite.max(initial=0.0) > 255 else 255.0
    if image.mode.startswith("I;16"):
        top = 65535.0
    return Image.fromarray(np.clip(finite / top * 255.0 + 0.5, 0, 255).astype(np.uint8), "L")
