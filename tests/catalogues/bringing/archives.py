"""Zip archives as people pack them, and as nobody should."""

import io
import stat
import zipfile
from collections.abc import Mapping

import numpy as np
from PIL import Image


def picture(seed: int = 0, kind: str = "PNG") -> bytes:
    """A small picture of noise, the same on every run."""
    numbers = np.random.default_rng(seed)
    buffer = io.BytesIO()
    Image.fromarray(numbers.integers(0, 256, (12, 9, 3), dtype=np.uint8)).save(buffer, kind)
    return buffer.getvalue()


def packed(files: Mapping[str, bytes], *, compression: int = zipfile.ZIP_STORED) -> io.BytesIO:
    """A zip archive of files by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    buffer.seek(0)
    return buffer


def with_link(target: str) -> io.BytesIO:
    """A zip archive with a symbolic link named as a picture, beside one good picture."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("link.png")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, target)
        archive.writestr("good.png", picture())
    buffer.seek(0)
    return buffer


def damaged(name: str) -> io.BytesIO:
    """A zip archive in which the bytes of one stored entry were changed afterwards."""
    whole = packed({name: picture(1), "good.png": picture(2)}).getvalue()
    place = whole.index(picture(1)) + 60
    return io.BytesIO(whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :])


def encrypted() -> io.BytesIO:
    """A zip archive whose first entry claims to be encrypted, in both places where zip says so."""
    whole = bytearray(packed({"locked.png": picture(1), "good.png": picture(2)}).getvalue())
    whole[6] |= 1
    whole[whole.index(b"PK\x01\x02") + 8] |= 1
    return io.BytesIO(bytes(whole))


def lying_about_its_size(claimed: int) -> io.BytesIO:
    """A zip archive whose entry unpacks to more than its own listing says."""
    whole = bytearray(packed({"liar.png": b"\0" * 3_000_000}, compression=zipfile.ZIP_DEFLATED).getvalue())
    place = whole.index(b"PK\x01\x02") + 24
    whole[place : place + 4] = claimed.to_bytes(4, "little")
    return io.BytesIO(bytes(whole))
