"""What pages import, brought ahead: their own modules at the start, heavy libraries after the first page."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import sys
import threading
from contextlib import suppress
from functools import cache
from typing import Any

import fvl_core as fvl

HEAVY = ("torch", "plotly.graph_objects")
NO_MODULES = ("studio", "serve")
"""Scripts: the one draws, the other starts a server."""
_BROUGHT = threading.Event()


def modules() -> None:
    """Import what stands beside this module and what its galleries need, so that first visits are shorter."""
    folder = __package__ or ""
    for module in pkgutil.walk_packages(sys.modules[folder].__path__, f"{folder}."):
        if module.name.rpartition(".")[2] not in NO_MODULES:
            importlib.import_module(module.name)
    _import("pandas")


@cache
def ahead() -> threading.Thread:
    """Begin to import them, once in this process; the page that cannot wait imports its own at once."""
    thread = threading.Thread(target=_bring, name="libraries", daemon=True)
    thread.start()
    return thread


def graph_objects() -> Any:
    """Return plotly.graph_objects, with pandas ready.

    Plotly asks pandas for its classes as soon as somebody has begun to import it, and fails at a half of it.
    """
    import pandas  # noqa: F401 - waits for whoever is importing it
    import plotly.graph_objects as go

    return go


def _bring() -> None:
    """Import them, and take what they made out of the garbage collector's way.

    These half a million objects stay for good. To walk through them again and again stops everybody for half
    a second each time.
    """
    for name in HEAVY:
        _import(name)
    gc.freeze()
    _BROUGHT.set()


def brought() -> bool:
    """Tell whether they are here, which also says that a page has been drawn."""
    return _BROUGHT.is_set()


def _import(name: str) -> None:
    with suppress(fvl.MissingLibraryError):  # the page that needs it says so
        fvl.import_library(name, purpose="The studio")
