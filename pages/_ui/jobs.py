"""Long work in its own thread, joined by all who ask for the same: progress, Stop, and going on later.

A page that waits here looks up a few times a second, so who leaves for another page leaves at once; the work
goes on, and who comes back finds it further or finished.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

MAX_KEPT = 48  # finished ones; the one unused for longest leaves
PATIENCE_S = 0.25
LOOK_S = 0.4


class StoppedError(Exception):
    """Tell that a visitor pressed Stop."""


@dataclass(eq=False)
class Job:
    """One piece of work: what is being done, how far it is, and in the end the result or the error."""

    work: Callable[[Job], Any]
    step: str = ""
    done: int = 0
    total: int = 0
    result: Any = None
    error: Exception | None = None
    began_s: float = field(default_factory=time.monotonic)
    finished: threading.Event = field(default_factory=threading.Event)
    _stop: threading.Event = field(default_factory=threading.Event)

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
        gone = time.monotonic() - self.began_s
        if gone < 4 or not 0 < self.done < self.total:
            return ""
        return f", about {gone * (self.total - self.done) / self.done:,.0f} s left"


class JobRoom:
    """Keep the work of this process by key; equal questions are one piece of work."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._jobs: OrderedDict[Hashable, Job] = OrderedDict()

    def ask(self, key: Hashable, work: Callable[[Job], Any]) -> Job:
        """Return the job of this key, begun now when there is none; one that failed is begun anew."""
        with self._guard:
            job = self._jobs.get(key)
            if job is None or (job.error is not None and not isinstance(job.error, StoppedError)):
                job = self._jobs[key] = Job(work)
                threading.Thread(target=job.run, name=f"job {key}", daemon=True).start()
            self._jobs.move_to_end(key)
            finished = [kept for kept, other in self._jobs.items() if other.finished.is_set()]
            for kept in finished[: max(0, len(finished) - MAX_KEPT)]:
                del self._jobs[kept]
            return job

    def look(self, key: Hashable) -> Job | None:
        """Return the job of this key if there is one, without beginning any."""
        with self._guard:
            return self._jobs.get(key)

    def known(self, key: Hashable) -> bool:
        """Tell whether this work was asked for before and is still kept."""
        with self._guard:
            return key in self._jobs

    def forget(self, key: Hashable) -> None:
        """Let go of a job, so that it is begun anew."""
        with self._guard:
            self._jobs.pop(key, None)


@st.cache_resource(show_spinner=False)
def room() -> JobRoom:
    """Return the process's jobs."""
    return JobRoom()


def result(key: Hashable, work: Callable[[Job], Any], waiting: DeltaGenerator) -> Any:
    """Return what the work gives, with progress and a Stop in `waiting` until then; None when it was stopped.

    Raises:
        FvlError: whatever the work raises.
    """
    job = room().ask(key, work)
    if not job.finished.wait(PATIENCE_S):
        _watch(job, waiting)
    if isinstance(job.error, StoppedError):
        _offer_to_go_on(key, job, waiting)
        return None
    if job.error is not None:
        raise job.error
    return job.result


def _watch(job: Job, waiting: DeltaGenerator) -> None:
    with waiting.container():
        bar = st.progress(0.0)
        st.button("Stop", icon=":material/stop_circle:", on_click=job.stop, key=f"stop_{id(job)}")
    while not job.finished.wait(LOOK_S):
        bar.progress(job.done / job.total if job.total else 0.0, text=job.progress)
    waiting.empty()


def _offer_to_go_on(key: Hashable, job: Job, waiting: DeltaGenerator) -> None:
    with waiting.container():
        st.info(f"Stopped at {job.done:,} of {job.total:,}; these are kept.", icon=":material/pause_circle:")
        st.button("Go on", on_click=room().forget, args=(key,), key=f"go_on_{id(job)}")
