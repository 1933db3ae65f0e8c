"""Who is using a downloaded model, on this machine: so that nobody deletes it, or fetches it twice at once.

A lock of the operating system, so that it holds between processes and ends with them. Where there is none
(Windows), only this process's own use is known.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from fvl_core.foundation.settings import cache_dir

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


def hold(path: Path) -> IO[bytes] | None:
    """Say that a model's files are in use until the returned handle is closed or forgotten.

    None where they are no download of ours, or somebody is just fetching them.
    """
    root = cache_dir() / "models"
    if not path.is_relative_to(root) or path == root:
        return None
    return _locked(path.relative_to(root).parts[0], shared=True, wait=False)


@contextlib.contextmanager
def alone(folder_name: str, *, wait: bool) -> Iterator[bool]:
    """Have a download to oneself for the length of a with block; yields False when it is in use.

    Args:
        folder_name: of the download, below `models` in the cache.
        wait: until nobody else has it, instead of yielding False.
    """
    handle = _locked(folder_name, shared=False, wait=wait)
    try:
        yield handle is not None
    finally:
        if handle is not None:
            handle.close()


def _locked(folder_name: str, *, shared: bool, wait: bool) -> IO[bytes] | None:
    place = cache_dir() / "locks" / f"{folder_name.removesuffix('.part')}.lock"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle = place.open("ab")
    except OSError:  # a read-only cache: nothing can be deleted there either
        return None
    if fcntl is not None:
        kind = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB)
        try:
            fcntl.flock(handle, kind)
        except OSError:
            handle.close()
            return None
    return handle
