"""On which device and in which numbers a model computes."""

from __future__ import annotations

import os
import re
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.models.imports import import_library

if TYPE_CHECKING:
    import torch

PRECISIONS = ("auto", "float32", "bfloat16", "float16")
_DEVICE = re.compile(r"auto|cpu|mps|cuda(:\d+)?")
_CPU_FLAGS = Path("/proc/cpuinfo")


class Placement(NamedTuple):
    """Name where and in which numbers a model computes, for example ("cpu", "bfloat16")."""

    device: str
    precision: str

    @property
    def dtype(self) -> torch.dtype:
        """Return torch's type of the weights and activations."""
        return getattr(_torch(), self.precision)

    @property
    def loading_dtype(self) -> torch.dtype:
        """Return the type to read weights into: on a CPU the final one, so that no second copy exists."""
        return self.dtype if self.device == "cpu" else _torch().float32


def check_names(device: str, precision: str) -> None:
    """Refuse names that no machine has, without loading torch.

    Raises:
        InvalidInputError: for such a name.
    """
    if _DEVICE.fullmatch(device) is None:
        raise InvalidInputError(
            f"There is no device {device!r}.", remedy="Use auto, cpu, cuda, cuda:1 or mps."
        )
    if precision not in PRECISIONS:
        raise InvalidInputError(
            f"There is no precision {precision!r}.", remedy=f"Use {', '.join(PRECISIONS)}."
        )


def choose(device: str = "auto", precision: str = "auto") -> Placement:
    """Choose for "auto": cuda before mps before cpu; the fastest numbers that the device computes natively.

    Half precision on CUDA, bfloat16 on a CPU with AMX or AVX512-bf16, float32 elsewhere.

    Raises:
        InvalidInputError: when the device is not on this machine, or cannot compute in that precision.

    Example:
        >>> choose("cpu", "float32")
        Placement(device='cpu', precision='float32')
    """
    check_names(device, precision)
    place = _best_device() if device == "auto" else device
    _require_device(place)
    if precision == "auto":
        return Placement(place, _native_precision(place))
    if place == "cpu" and precision == "float16":
        raise InvalidInputError(
            "A CPU computes float16 slowly and inexactly.", remedy="Use bfloat16 or float32 on the CPU."
        )
    return Placement(place, precision)


@cache
def cpu_has_bfloat16() -> bool:
    """Tell whether the CPU multiplies bfloat16 matrices itself (AMX or AVX512-bf16)."""
    try:
        flags = _CPU_FLAGS.read_text(encoding="utf-8", errors="replace")
    except OSError:  # no Linux: macOS and Windows machines take float32
        return False
    return re.search(r"\b(amx_bf16|avx512_bf16)\b", flags) is not None


@cache
def set_threads() -> int:
    """Set torch's threads once per process: `FVL_THREADS`, else as many as this process may use."""
    torch = _torch()
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    wanted = os.environ.get("FVL_THREADS", "")
    threads = int(wanted) if wanted.isdigit() and int(wanted) else min(allowed, torch.get_num_threads())
    torch.set_num_threads(threads)
    return threads


def compute_on(n_cores: int) -> None:
    """Let this thread compute on so many cores; what others use, now and later, stays as it was.

    Example:
        >>> compute_on(1)
        >>> _torch().get_num_threads()
        1
        >>> compute_on(set_threads())
    """
    everybody = set_threads()
    _torch().get_num_threads()  # the first question of a thread gives it the number that was set last
    _torch().set_num_threads(n_cores)
    last = threading.Thread(target=_torch().set_num_threads, args=(everybody,))
    last.start()
    last.join()


def _best_device() -> str:
    torch = _torch()
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _require_device(device: str) -> None:
    torch = _torch()
    kind, _, number = device.partition(":")
    if kind == "cuda":
        is_here = torch.cuda.is_available() and int(number or 0) < torch.cuda.device_count()
    else:
        is_here = kind == "cpu" or torch.backends.mps.is_available()
    if not is_here:
        raise InvalidInputError(
            f"This machine has no {device} that torch can use.", remedy="Use auto or cpu."
        )


def _native_precision(device: str) -> str:
    if device.startswith("cuda"):
        return "float16"
    return "bfloat16" if device == "cpu" and cpu_has_bfloat16() else "float32"


def _torch() -> Any:
    return import_library("torch", purpose="Running this model")
