"""One piece of long work: how far it is, whether to stop, what came of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pages._ui import writing


class StoppedError(Exception):
    """Tell that a visitor pressed Stop."""


@dataclass(eq=False)
class Job:
    """One piece of work: what is being done, how far it is, and in the end the result or the error.

    `told` says that a visitor has been shown the error.
    """

    work: Callable[[Job], Any]
    step: str = ""
    done: int = 0
    total: int = 0
    result: Any = None
    error: Exception | None = None
    told: bool = False
    began_s: float = field(default_factory=time.monotonic)
    finished: threading.Event = field(default_factory=threading.Event)
    _stop: threading.Event = field(default_factory=threading.Event)
    _first: tuple[float, int] = (0.0, 0)  # when the present step first told how far it was, and how far

    def run(self) -> None:
        """Do the work; whatever goes wrong belongs to the visitor who waits for it."""
        try:
            self.result = self.work(self)
        except Exception as error:  # noqa: BLE001 - as the docstring says
            self.error = error
        finally:
            self.finished.set()

    def tell(self, done: int, total: int) -> None:
        """Note how far the work is; the place where a Stop takes hold.

        Raises:
            StoppedError: after somebody pressed Stop.
        """
        if total != self.total:
            self._first = (time.monotonic(), done)
        self.done, self.total = done, total
        if self._stop.is_set():
            raise StoppedError

    def begin(self, step: str) -> None:
        """Name the next step, and forget how far the one before it was."""
        self.step = step
        self.tell(0, 0)

    def stop(self) -> None:
        """Ask the work to end at the next batch."""
        self._stop.set()

    def ends_soon(self, patience_s: float) -> bool:
        """Wait until so long after its beginning; False when it is not finished then.

        Who comes to work that takes longer anyway does not wait for it at all.
        """
        return self.finished.wait(max(0.0, self.began_s + patience_s - time.monotonic()))

    @property
    def stopped(self) -> bool:
        """Tell whether the work ended because somebody pressed Stop."""
        return isinstance(self.error, StoppedError)

    def given(self) -> Any:
        """Return what finished work gave.

        Raises:
            Exception: what it raised, which is told by this: who asks for the same again has it begun anew.
        """
        if self.error is not None:
            self.told = True
            raise self.error
        return self.result

    @property
    def stopping(self) -> bool:
        """Tell whether somebody pressed Stop and the work has not ended yet."""
        return self._stop.is_set() and not self.finished.is_set()

    @property
    def progress(self) -> str:
        """Say what is being done, how far it is, and how long the rest will take."""
        if not self.total:
            return f"{self.step} …"
        return f"{self.step}: {self.done:,} of {self.total:,}{self.time_left}"

    @property
    def time_left(self) -> str:
        """Say how long the rest will take, "" as long as that is a guess."""
        began_s, known = self._first  # what was known before took no time
        gone = time.monotonic() - began_s
        if gone < 4 or not known < self.done < self.total:
            return ""
        return f", about {writing.time(gone * (self.total - self.done) / (self.done - known))} left"
