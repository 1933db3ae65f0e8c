"""Long work in its own thread, joined by all who ask for the same: progress, Stop, and going on later.

No page stands still for it: what takes longer than a moment is drawn by a later run, which begins by itself.
Who leaves meanwhile leaves at once; the work goes on, and who comes back finds it further or finished.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages._ui.job import Job as Job

MAX_KEPT = 80  # finished ones; the one unused for longest leaves
PATIENCE_S = 0.25
LOOK_S = 0.4


class JobRoom:
    """Keep the work of this process by key; equal questions are one piece of work."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._jobs: OrderedDict[Hashable, Job] = OrderedDict()

    def ask(self, key: Hashable, work: Callable[[Job], Any]) -> Job:
        """Return the job of this key, begun now when there is none; once its failure was told, anew."""
        with self._guard:
            job = self._jobs.get(key)
            if job is None or job.told:
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

    def standing(self) -> tuple[Hashable, ...]:
        """Return the keys of all jobs that are kept, the one asked for last at the end."""
        with self._guard:
            return tuple(self._jobs)

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
    """Return what the work gives; None while it goes on, with progress and a Stop in `waiting`, or stopped.

    Once it has ended the page is drawn anew by itself.

    Raises:
        FvlError: whatever the work raises.
    """
    job = room().ask(key, work)
    if job.ends_soon(PATIENCE_S) and not job.stopped:
        return job.given()
    with waiting.container():
        watch(job, partial(room().forget, key))
    return None


def watch(job: Job, forget: Callable[[], None]) -> None:
    """Show how far a job is, with a Stop, and draw the page anew in the end; once stopped, offer to go on.

    `forget` lets go of the job, so that it is begun anew.
    """
    if job.stopped:
        at = f" at {job.done:,} of {job.total:,}; these are kept" if job.total else ""
        st.info(f"Stopped{at}.", icon=":material/pause_circle:")
        st.button("Go on", on_click=forget, key=f"go_on_{id(job)}")
    else:
        st.fragment(_watch, run_every=LOOK_S)(job)


def _watch(job: Job) -> None:
    if job.finished.is_set():
        st.rerun()
    st.progress(min(1.0, job.done / job.total) if job.total else 0.0, text=job.progress)
    st.button(
        "Stop",
        icon=":material/stop_circle:",
        on_click=job.stop,
        key=f"stop_{id(job)}",
        disabled=job.stopping,
    )
