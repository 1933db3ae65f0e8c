"""Search engines that many visitors share: each is built once, in its own thread, while everybody watches.

A click in Streamlit starts the page afresh while the old run goes on until its next `st.` call. Were engines
built in the page's own thread, impatient clicks would build them several times; here they join the wait.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

import streamlit as st

import fvl_core as fvl
from pages._ui.job import Job

MAX_ENGINES = 4
MAX_CORRECTED = 8
"""Finished engines that are kept; the one unused for longest leaves."""
COMPOSER = "weighted"
"""How picture and words meet unless the visitor chooses otherwise."""


@dataclass(eq=False)
class Build:
    """One engine: the job that makes it, and in the end the engine."""

    catalogue: fvl.Catalogue
    model: str
    precision: str = "auto"
    engine: fvl.SearchEngine | None = None
    job: Job = field(init=False)
    _corrected: OrderedDict[str, fvl.SearchEngine] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self.job = Job(self._make)

    def _make(self, job: Job) -> None:
        """Load the model, and encode what is not in the cache yet; a Stop keeps what is encoded."""
        job.begin(f"Loading the weights of {self.model}, once")
        with fvl.model_shelf().borrow(self.model, precision=self.precision) as model:
            job.begin(f"Reading the pictures of {self.catalogue.name} with {self.model}, once")
            self.engine = fvl.SearchEngine.build(
                self.catalogue, model, composer=COMPOSER, on_progress=job.tell
            )

    def engine_over(self, shown: fvl.Catalogue) -> fvl.SearchEngine:
        """Return the finished engine, over the corrected catalogue where it is one; vectors are shared."""
        assert self.engine is not None
        if shown is self.catalogue or shown.fingerprint == self.catalogue.fingerprint:
            return self.engine
        found = self._corrected.pop(shown.fingerprint, None)
        if found is None or found.model is not self.engine.model:
            found = self.engine.over(shown)
        self._corrected[shown.fingerprint] = found
        if len(self._corrected) > MAX_CORRECTED:
            self._corrected.popitem(last=False)
        return found


class EngineRoom:
    """Keep the engines of this process by model and catalogue content.

    An engine holds its model in memory. So that the shelf's budget holds for engines as well, the room
    lets go of every engine whose model has left the shelf.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._builds: OrderedDict[tuple[str, str, str, str], Build] = OrderedDict()

    def ask(self, catalogue: fvl.Catalogue, model: str, precision: str = "auto") -> Build:
        """Return the build of this engine, begun now when there is none; once its failure was told, anew."""
        self.release()
        key = (model, precision, catalogue.name, catalogue.fingerprint)
        with self._guard:
            build = self._builds.get(key)
            if build is None or build.job.told:
                build = self._builds[key] = Build(catalogue, model, precision)
                threading.Thread(target=build.job.run, name=f"engine {key}", daemon=True).start()
            self._builds.move_to_end(key)
            self._forget_oldest()
            return build

    def release(self) -> None:
        """Let go of the engines whose model has left the shelf."""
        standing = {(entry.key.name, entry.key.precision) for entry in fvl.model_shelf().loaded()}
        with self._guard:
            gone = [
                key
                for key, build in self._builds.items()
                if build.job.finished.is_set()
                and build.engine is not None
                and (build.model, build.precision) not in standing
            ]
            for key in gone:
                del self._builds[key]

    def forget(self, build: Build) -> None:
        """Let go of one engine."""
        with self._guard:
            self._builds = OrderedDict((key, kept) for key, kept in self._builds.items() if kept is not build)

    def _forget_oldest(self) -> None:
        finished = [key for key, build in self._builds.items() if build.job.finished.is_set()]
        for key in finished[: max(0, len(finished) - MAX_ENGINES)]:
            del self._builds[key]


@st.cache_resource(show_spinner=False)
def room() -> EngineRoom:
    """Return the process's engines."""
    return EngineRoom()
