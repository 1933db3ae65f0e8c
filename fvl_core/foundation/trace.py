"""Milliseconds per stage, printed to the log when `FVL_TRACE=1`."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from fvl_core.foundation.settings import trace_enabled

logger = logging.getLogger("fvl_core.trace")


@contextmanager
def stage(name: str, **facts: object) -> Iterator[None]:
    """Time a block of work; `facts` (shapes, counts) are logged beside the time.

    Example:
        >>> with stage("rank", n_items=3):
        ...     _ = sorted([3, 1, 2])
    """
    if not trace_enabled():
        yield
        return
    _ensure_handler()
    started = time.perf_counter()
    try:
        yield
    finally:
        elapsed_ms = 1000 * (time.perf_counter() - started)
        told = " ".join(f"{key}={value}" for key, value in facts.items())
        logger.info("%-24s %8.1f ms  %s", name, elapsed_ms, told)


def _ensure_handler() -> None:
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("trace %(message)s"))
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
