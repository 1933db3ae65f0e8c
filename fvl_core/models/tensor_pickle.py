"""A pickle read for its tensors only: nothing it names is imported, nothing it asks for is called."""

from __future__ import annotations

import pickle
import pickletools
import re
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any, NamedTuple

STORAGE_TYPES: Mapping[str, str] = {
    "DoubleStorage": "float64",
    "FloatStorage": "float32",
    "HalfStorage": "float16",
    "BFloat16Storage": "bfloat16",
    "LongStorage": "int64",
    "IntStorage": "int32",
    "ShortStorage": "int16",
    "CharStorage": "int8",
    "ByteStorage": "uint8",
    "BoolStorage": "bool",
    "UntypedStorage": "uint8",
}
"""Torch's classes of storages, with the type of their numbers."""

DAMAGES = (
    pickle.UnpicklingError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    AttributeError,
    RecursionError,
)
"""What reading a damaged pickle raises."""

_NO_PART_OF_WEIGHTS = re.compile(
    r"(asyncio|commands|ctypes|importlib|multiprocessing|nt|os|pip|popen2|posix|pty|runpy|shutil|socket"
    r"|subprocess|sys|urllib|webbrowser)(\.|$)"
    r"|(builtins|__builtin__)\.(__import__|breakpoint|compile|delattr|eval|exec|execfile|globals|input"
    r"|locals|open|setattr|vars)(\.|$)"
)
"""Modules and functions that a harmful pickle wants; whatever else is unknown becomes a `Record`."""


class HostilePickleError(pickle.UnpicklingError):
    """Report a pickle that names a function which no weights need; it was neither imported nor called."""


class Storage(NamedTuple):
    """Name a run of numbers in the file: their type, the entry that holds them, and how many."""

    dtype: str
    key: str
    n_numbers: int


class StoredTensor(NamedTuple):
    """Describe a tensor whose numbers lie in a storage, as torch does: by offset, sizes and strides."""

    storage: Storage
    dtype: str
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]


class _Sealed(type):
    """Make classes that a pickle cannot change."""

    def __setattr__(cls, name: str, value: object) -> None:
        raise pickle.UnpicklingError("a pickle tried to change a class")


class Record(metaclass=_Sealed):
    """Stand for an object whose class is not imported: keeps its state, and does nothing."""

    __slots__ = ("state",)
    state: Any

    def __new__(cls, *_: Any, **__: Any) -> Record:
        """Make a record whatever the real class would have been given."""
        record = super().__new__(cls)
        record.state = None
        return record

    def __call__(self, *_: Any) -> Record:
        """Stand for the result of a function that was only named by another."""
        return Record()

    def __setstate__(self, state: Any) -> None:
        """Keep what the object would have been filled with."""
        self.state = state

    def __setitem__(self, key: Any, value: Any) -> None:
        """Forget an entry of something like a dictionary."""

    def append(self, value: Any) -> None:
        """Forget an entry of something like a list."""

    def extend(self, values: Any) -> None:
        """Forget entries of something like a list."""


class _Entries(dict[Any, Any], metaclass=_Sealed):
    """Stand for an OrderedDict; what a state dict carries as attributes is dropped."""

    __slots__ = ()

    def __setstate__(self, state: Any) -> None:
        pass


class _StorageType(NamedTuple):
    dtype: str


class _NumberType(NamedTuple):
    dtype: str


class _Rebuild(metaclass=_Sealed):
    """Stand for a function of torch that puts a tensor together."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __setstate__(self, state: Any) -> None:
        raise pickle.UnpicklingError("a pickle tried to change a function")

    def __call__(self, *arguments: Any) -> Any:
        return _REBUILDERS[self._name](*arguments)


class _TensorUnpickler(pickle.Unpickler):
    """Answer every name with something inert, and torch's own rebuilders with descriptions of tensors."""

    def find_class(self, module: str, name: str, /) -> Any:
        _require_innocent(module, name)
        if module in ("torch._utils", "torch._tensor") and name in _REBUILDERS:
            return _Rebuild(name)
        if module in ("torch", "torch.storage"):
            if name in STORAGE_TYPES:
                return _StorageType(STORAGE_TYPES[name])
            if name in STORAGE_TYPES.values():
                return _NumberType(name)
        return _Entries if (module, name) == ("collections", "OrderedDict") else Record

    def persistent_load(self, pid: Any, /) -> Storage:
        kind, storage_type, key, _, n_numbers = pid[:5]
        if kind != "storage" or not isinstance(storage_type, _StorageType):
            raise pickle.UnpicklingError("a kind of storage that torch does not write")
        return Storage(storage_type.dtype, str(key), _count(n_numbers))


def read_pickle(content: bytes) -> Any:
    """Return what a pickle holds: plain values, `StoredTensor`s, and a `Record` for everything else.

    Raises:
        HostilePickleError: when it names a function that no weights need.
        One of `DAMAGES`: when it is damaged.

    Example:
        >>> import argparse
        >>> found = read_pickle(pickle.dumps({"epoch": 3, "args": argparse.Namespace(lr=0.1)}))
        >>> found["epoch"], found["args"].state
        (3, {'lr': 0.1})
    """
    for code, argument, _ in pickletools.genops(content):  # raises where a length exceeds the content
        if code.name == "GLOBAL":
            _require_innocent(*str(argument).split(" ", 1))
        if code.name in ("LONG_BINPUT", "PUT") and int(str(argument)) > len(content):
            raise pickle.UnpicklingError("a memo larger than the pickle, to fill the memory")
        if code.name.startswith("EXT"):
            raise pickle.UnpicklingError("an extension code, which torch does not write")
    return _TensorUnpickler(BytesIO(content)).load()


def _require_innocent(module: str, name: str) -> None:
    if _NO_PART_OF_WEIGHTS.match(f"{module}.{name}"):
        raise HostilePickleError(f"{module}.{name}")


def _tensor(storage: Any, offset: Any, shape: Any, stride: Any, *_: Any) -> StoredTensor:
    if not isinstance(storage, Storage):
        raise pickle.UnpicklingError("a tensor without a storage")
    sizes, steps = tuple(map(_count, shape)), tuple(map(_count, stride))
    if len(sizes) != len(steps):
        raise pickle.UnpicklingError("a tensor with other strides than sizes")
    return StoredTensor(storage, storage.dtype, _count(offset), sizes, steps)


def _typed_tensor(
    storage: Any, offset: Any, shape: Any, stride: Any, _grad: Any, _hooks: Any, dtype: Any, *_: Any
) -> StoredTensor:
    if not isinstance(dtype, _NumberType):
        raise pickle.UnpicklingError("a tensor of a type that is not read")
    return _tensor(storage, offset, shape, stride)._replace(dtype=dtype.dtype)


def _parameter(data: Any, *_: Any) -> Any:
    return data


def _from_type(rebuild: Any, _kind: Any, arguments: Any, *_: Any) -> Any:
    return rebuild(*arguments) if isinstance(rebuild, _Rebuild) else Record()


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise pickle.UnpicklingError("a size that is no count")
    return value


_REBUILDERS: Mapping[str, Callable[..., Any]] = {
    "_rebuild_tensor": _tensor,
    "_rebuild_tensor_v2": _tensor,
    "_rebuild_tensor_v3": _typed_tensor,
    "_rebuild_parameter": _parameter,
    "_rebuild_parameter_with_state": _parameter,
    "_rebuild_from_type_v2": _from_type,
}
