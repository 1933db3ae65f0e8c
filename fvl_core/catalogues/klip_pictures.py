"""FashionKLIP's archives of pictures: a .npz of normalised pixels, read without running or believing it."""

from __future__ import annotations

import math
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO

import numpy as np

from fvl_core.foundation.errors import CorruptFileError, InvalidInputError

MOST_SIDE = 1024
_FAILURES = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, KeyError, NotImplementedError)


class KlipPictures:
    """Open an archive whose keys are picture ids and whose values are (3, s, s) pixels for the network.

    The pixels were resized, cropped and normalised before: encode them with `encode_pixels`. Nothing is
    unpickled, and no more is read than the first picture's shape allows.

    Args:
        path: of the .npz file.

    Raises:
        InvalidInputError: when there is no such file, or it holds no picture.
        CorruptFileError: when it is no such archive, or cut off.
    Source: `train.224.npz`, `val.224.npz` of FashionKLIP.

    Example:
        >>> import tempfile
        >>> file = Path(tempfile.mkdtemp()) / "val.32.npz"
        >>> np.savez(file, **{"7": np.zeros((3, 32, 32), np.float32)})
        >>> with KlipPictures(file) as pictures:
        ...     print(pictures.ids, next(pictures.batches(8)).shape)
        ('7',) (1, 3, 32, 32)
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        if not self.path.is_file():
            raise InvalidInputError(f"There is no file {self.path}.", remedy="Check the path.")
        try:
            self._archive = zipfile.ZipFile(self.path)
            names = self._archive.namelist()
        except _FAILURES as error:
            raise self._damaged("is no archive of NumPy") from error
        if not names or not all(name.endswith(".npy") for name in names) or len(set(names)) != len(names):
            raise InvalidInputError(
                f"{self.path.name} holds no pictures.", remedy="Give a .npz whose keys are ids of pictures."
            )
        self.ids = tuple(name.removesuffix(".npy") for name in names)
        self.side = self._read(names[0], None).shape[1]

    def __enter__(self) -> KlipPictures:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._archive.close()

    def __len__(self) -> int:
        return len(self.ids)

    def batches(self, size: int) -> Iterator[np.ndarray]:
        """Yield all pictures in order, (up to size, 3, s, s) float32 at a time."""
        for start in range(0, len(self.ids), size):
            names = [f"{item_id}.npy" for item_id in self.ids[start : start + size]]
            yield np.stack([self._read(name, self.side) for name in names])

    def _read(self, name: str, side: int | None) -> np.ndarray:
        try:
            with self._archive.open(name) as stream:
                shape, kind = _header(stream)
                if kind.kind != "f" or not _is_picture(shape, side):
                    raise self._damaged(f"holds {shape} {kind} as {name!r}, which is no picture")
                n_bytes = math.prod(shape) * kind.itemsize
                content = stream.read(n_bytes)
        except CorruptFileError:
            raise
        except _FAILURES as error:
            raise self._damaged(f"is damaged at {name!r}") from error
        if len(content) != n_bytes:
            raise self._damaged(f"is cut off at {name!r}")
        picture = np.frombuffer(content, kind).reshape(shape).astype(np.float32)
        if not np.isfinite(picture).all():
            raise self._damaged(f"holds numbers that are not finite at {name!r}")
        return picture

    def _damaged(self, what: str) -> CorruptFileError:
        return CorruptFileError(f"{self.path.name} {what}.", remedy="Copy or make it again.")


def _header(stream: IO[bytes]) -> tuple[tuple[int, ...], np.dtype]:
    version = np.lib.format.read_magic(stream)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, in_columns, kind = read(stream)
    if in_columns:
        raise ValueError("order")
    return shape, kind


def _is_picture(shape: tuple[int, ...], side: int | None) -> bool:
    if len(shape) != 3 or shape[0] != 3 or shape[1] != shape[2]:
        return False
    return shape[1] == side if side is not None else 1 <= shape[1] <= MOST_SIDE
