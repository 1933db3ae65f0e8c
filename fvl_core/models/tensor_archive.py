"""The zip file that torch writes: what it holds, and its tensors, mapped from disk; no code of it runs."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from fvl_core.foundation.errors import CorruptFileError
from fvl_core.models.imports import import_library
from fvl_core.models.tensor_pickle import DAMAGES, HostilePickleError, Record, StoredTensor, read_pickle

if TYPE_CHECKING:
    from torch import Tensor

AGAIN = "Download or copy it again."
_LARGEST_PICKLE = 16_000_000
_DEEPEST = 40
_MOST_MODULES = 100_000
"""Modules that hold each other, or one many times, have paths without end."""
_LOCAL_HEADER_BYTES = 30
_PARTS_OF_A_MODULE = ("_parameters", "_buffers", "_modules")


class TensorArchive(NamedTuple):
    """Hold what a file says of itself; `content` is its pickle, read for tensors only.

    `is_program` tells TorchScript, which is a program with weights: the program is left alone.
    """

    path: Path
    content: Any
    is_program: bool
    entries: Mapping[str, zipfile.ZipInfo]

    def tensors(self, wanted: Mapping[str, StoredTensor]) -> dict[str, Tensor]:
        """Return tensors with their numbers, copied to memory only where somebody writes to them.

        Raises:
            CorruptFileError: when the file lacks numbers that it says it has.
        """
        torch = import_library("torch", purpose="Reading this file")
        try:
            whole = np.memmap(self.path, dtype=np.uint8, mode="c")
            return {name: self._tensor(torch, whole, stored) for name, stored in wanted.items()}
        except (*DAMAGES, OSError, RuntimeError, zipfile.BadZipFile) as error:
            raise CorruptFileError(f"{self.path.name} is damaged.", remedy=AGAIN) from error

    def _tensor(self, torch: Any, whole: np.ndarray, stored: StoredTensor) -> Tensor:
        kind = getattr(torch, stored.dtype)
        if 0 in stored.shape:
            return torch.empty(stored.shape, dtype=kind)
        held = self._bytes(whole, self.entries[stored.storage.key])
        plain = held[: len(held) - len(held) % kind.itemsize]
        aligned = plain if plain.ctypes.data % kind.itemsize == 0 else plain.copy()
        return torch.as_strided(
            torch.frombuffer(aligned, dtype=kind), stored.shape, stored.stride, stored.offset
        )

    def _bytes(self, whole: np.ndarray, entry: zipfile.ZipInfo) -> np.ndarray:
        """Return where the numbers of an entry lie in the file; torch never compresses them."""
        lengths = whole[entry.header_offset + 26 : entry.header_offset + 30].view("<u2")  # of name and extra
        start = entry.header_offset + _LOCAL_HEADER_BYTES + int(lengths.sum())
        if entry.compress_type != zipfile.ZIP_STORED or start + entry.file_size > len(whole):
            raise ValueError("an entry that is compressed, or beyond the file")
        return whole[start : start + entry.file_size]


def open_archive(path: Path) -> TensorArchive:
    """Read what a zip file of torch says of itself; of the numbers nothing is read.

    Raises:
        CorruptFileError: when it is cut off or damaged, holds no weights, or asks for harmful functions.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = {info.filename: info for info in archive.infolist()}
            main = next((name for name in infos if name.count("/") == 1 and name.endswith("/data.pkl")), None)
            if main is None:
                raise CorruptFileError(
                    f"{path.name} is a zip file without weights.", remedy="Choose the checkpoint file."
                )
            root = main.removesuffix("data.pkl")
            _require_little_end_first(path, archive, infos.get(f"{root}byteorder"))
            if infos[main].file_size > _LARGEST_PICKLE:
                raise CorruptFileError(
                    f"{path.name} holds far more than weights.", remedy="Save the state dict alone."
                )
            content = read_pickle(archive.read(main))
    except HostilePickleError as error:
        raise CorruptFileError(
            f"{path.name} asks to run {error} when it is opened, which no weights need; nothing was run.",
            remedy="Do not trust it; get the weights from their authors, as .safetensors if they have it.",
        ) from error
    except (*DAMAGES, zipfile.BadZipFile, OSError, NotImplementedError, MemoryError) as error:
        if isinstance(error, CorruptFileError):
            raise
        raise CorruptFileError(f"{path.name} is cut off or damaged.", remedy=AGAIN) from error
    prefix = f"{root}data/"
    entries = {name.removeprefix(prefix): info for name, info in infos.items() if name.startswith(prefix)}
    return TensorArchive(path, content, f"{root}constants.pkl" in infos, entries)


def tensors_of_module(record: Record) -> dict[str, StoredTensor]:
    """Return the tensors of a pickled network (TorchScript or torch.nn.Module) under their usual names."""
    found: dict[str, StoredTensor] = {}
    modules = [("", record, 0)]
    for prefix, module, depth in modules:  # which grows meanwhile
        state = module.state
        if not isinstance(state, dict) or depth > _DEEPEST:
            continue
        parts = [state[name] for name in _PARTS_OF_A_MODULE if isinstance(state.get(name), dict)]
        for attributes in parts or [state]:
            for name, value in attributes.items():
                if isinstance(value, StoredTensor):
                    found[f"{prefix}{name}"] = value
                elif isinstance(value, Record) and len(modules) < _MOST_MODULES:
                    modules.append((f"{prefix}{name}.", value, depth + 1))
    return found


def _require_little_end_first(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo | None) -> None:
    if entry is None:
        return
    with archive.open(entry) as stream:
        if stream.read(16).strip() == b"little":
            return
    raise CorruptFileError(
        f"{path.name} was written on a machine that stores numbers the other way round.",
        remedy="Save it again on an ordinary machine.",
    )
