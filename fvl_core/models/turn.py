"""Whose turn it is: one batch at a time through the processor, first come, first served."""

from __future__ import annotations

import threading
from collections import deque
from types import TracebackType


class Turn:
    """Let threads in one by one in the order of their arrival; a thread inside may enter again.

    A plain lock may let one thread in again and again while others starve; with one batch per turn, a
    search waits for at most one batch of a long indexing run (plus whoever came before it).

    Example:
        >>> turn = Turn()
        >>> with turn, turn:
        ...     "inside"
        'inside'
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._owner: int | None = None
        self._depth = 0

    def __enter__(self) -> Turn:
        me = threading.get_ident()
        with self._guard:
            if self._owner in (None, me):
                self._owner = me
                self._depth += 1
                return self
            called = threading.Event()
            self._waiting.append(called)
        called.wait()
        with self._guard:
            self._owner = me
            self._depth = 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._guard:
            self._depth -= 1
            if self._depth:
                return
            if self._waiting:
                self._owner = -1  # handed over: nobody may slip in before the one who is called
                self._waiting.popleft().set()
            else:
                self._owner = None


PROCESSOR = Turn()
"""The process-wide turn that every model's batches take."""
