"""Picture files that a visitor might bring, good and odd, drawn by the tests."""

import io
import os
import struct
import zlib
from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[2]


def dress(colour: str = "#24468f", size: tuple[int, int] = (300, 400)) -> Image.Image:
    """Draw a dress on white."""
    width, height = size
    image = Image.new("RGB", size, "white")
    outline = [(0.37, 0.15), (0.63, 0.15), (0.6, 0.4), (0.8, 0.88), (0.2, 0.88), (0.4, 0.4)]
    ImageDraw.Draw(image).polygon([(x * width, y * height) for x, y in outline], fill=colour)
    return image


def as_bytes(image: Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def file(name: str, content: bytes) -> dict:
    """Describe a file as Playwright's `set_input_files` takes it."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def bad_files() -> list[dict]:
    """Files that are no pictures, or too much of one; each must be named."""
    whole = as_bytes(dress(), "JPEG")
    return [
        file("empty.jpg", b""),
        file("cut.jpg", whole[: len(whole) // 2]),
        file("words.jpg", b"not a picture at all\n" * 20),
        file("huge.png", _png_header(30_000, 30_000)),
    ]


def photograph() -> dict:
    """Return a real photograph where there is one, else a drawing."""
    return photographs(1)[0]


def photographs(count: int) -> list[dict]:
    """Return real photographs where there are any (FVL_PHOTOS or ../shared/photos), else drawings."""
    folder = Path(os.environ.get("FVL_PHOTOS") or ROOT.parent / "shared" / "photos")
    found = sorted(folder.rglob("*.jpg"))[:count] if folder.is_dir() else []
    drawn = [
        file(f"dress_{n}.jpg", as_bytes(dress(f"hsl({37 * n % 360}, 60%, 50%)"), "JPEG"))
        for n in range(count - len(found))
    ]
    return [file(path.name, path.read_bytes()) for path in found] + drawn


def _png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )
