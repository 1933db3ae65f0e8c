"""What kind of checkpoint a file is, told from its first bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from operator import index
from pathlib import Path
from typing import Any

from fvl_core.foundation.errors import CorruptFileError, WeightsUnavailable
from fvl_core.models.state_dicts import ONLY_WEIGHTS, Sketch
from fvl_core.models.tensor_archive import AGAIN
from fvl_core.models.unpacking import is_archive

_LONGEST_HEADER = 100_000_000
_LEGACY_TORCH = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."


def read_header(path: Path) -> tuple[dict[str, Sketch], dict[str, str]]:
    """Return types and shapes, and the metadata, of a .safetensors file, from its header alone.

    Raises:
        CorruptFileError: when the header is damaged or the file is shorter than it says.
    """
    try:
        with path.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            if not 2 <= length <= min(_LONGEST_HEADER, path.stat().st_size):
                raise ValueError("header length")
            header = json.loads(stream.read(length))
        told = (header.pop("__metadata__", None) or {}).items()
        metadata = {str(key): str(value) for key, value in told}
        sketches = {name: _sketch(entry) for name, entry in header.items()}
        end = max((index(entry["data_offsets"][1]) for entry in header.values()), default=0)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise CorruptFileError(f"{path.name} has no readable safetensors header.", remedy=AGAIN) from error
    if path.stat().st_size != 8 + length + end:
        raise CorruptFileError(f"{path.name} is cut off or has been changed.", remedy=AGAIN)
    return sketches, metadata


def _sketch(entry: Mapping[str, Any]) -> Sketch:
    return Sketch(str(entry["dtype"]), tuple(map(index, entry["shape"])))


def sniff(path: Path) -> str:
    """Return "safetensors", "zip" or "legacy" from a file's first bytes; raise as `read_checkpoint`."""
    if not path.is_file():
        raise WeightsUnavailable(f"There is no file {path}.", remedy="Check the path.")
    with path.open("rb") as stream:
        head = stream.read(512)
    if not head:
        raise CorruptFileError(f"{path.name} is empty.", remedy=AGAIN)
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(_LEGACY_TORCH):
        return "legacy"
    if head.startswith(b"version https://git-lfs"):
        raise CorruptFileError(
            f"{path.name} is a Git LFS pointer instead of the weights themselves.",
            remedy="Fetch the weights with `git lfs pull`.",
        )
    if path.suffix == ".safetensors" or head[8:10] == b'{"':
        read_header(path)
        return "safetensors"
    if head.startswith(b"\x80"):
        raise CorruptFileError(
            f"{path.name} is a plain pickle, which could run code when read; it was not opened.",
            remedy=ONLY_WEIGHTS,
        )
    if is_archive(path):
        raise CorruptFileError(
            f"{path.name} is an archive, and no checkpoint itself.",
            remedy="Unpack it, or give it to: python -m fvl_core fetch NAME --from FILE.",
        )
    kind = "a web page, not" if head.lstrip()[:1] == b"<" else "no"
    raise CorruptFileError(f"{path.name} is {kind} checkpoint of torch or safetensors.", remedy=AGAIN)
