"""Heavy libraries, brought in the background once the first page stands, before another page needs them."""

from __future__ import annotations

import gc
import threading
from contextlib import suppress
from functools import cache
from typing import Any

import fvl_core as fvl

HEAVY = ("torch", "plotly.graph_objects", "pandas")


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
        with suppress(fvl.MissingLibraryError):  # the page that needs it says so
            fvl.import_library(name, purpose="The studio")
    gc.freeze()
