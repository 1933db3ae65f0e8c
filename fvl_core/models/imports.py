"""One lock for the first import of a heavy library: `from transformers import X` is not thread-safe."""

from __future__ import annotations

import importlib
import sys
import threading
from types import ModuleType

from fvl_core.foundation.errors import MissingLibraryError

_IMPORTING = threading.RLock()


def import_library(name: str, *, purpose: str, install: str | None = None) -> ModuleType:
    """Import a heavy module; only one thread of the process does so at a time.

    Args:
        name: the defining module ("transformers.models.clip.modeling_clip"): a library's lazy top level
            imports behind the lock's back. A module of ours brings the libraries it needs with it.
        purpose: what is in need of it, for the error's sentence.
        install: what to give pip when the library's name there differs.

    Raises:
        MissingLibraryError: when the library is not installed.

    Example:
        >>> import_library("json", purpose="Reading a list").loads("[1]")
        [1]
    """
    with _IMPORTING:
        if name in sys.modules:
            return sys.modules[name]
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError as error:
            library = (error.name or name).partition(".")[0]
            if library == __name__.partition(".")[0]:
                raise
            raise MissingLibraryError(library, purpose=purpose, install=install) from error
