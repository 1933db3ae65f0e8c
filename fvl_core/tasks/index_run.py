"""One run of an indexing job: load the model, encode what is new, keep the file of the job up to date."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

from fvl_core.catalogues.loading import load_catalogue
from fvl_core.catalogues.private import PrivateStore
from fvl_core.embedding.pipeline import encode_catalogue
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.models.devices import compute_on, set_threads
from fvl_core.models.shelf import model_shelf
from fvl_core.tasks.index_job import IndexJob, JobFiles

SAVE_EVERY_S = 0.7
LEFT_TO_PAGES = 1
"""Cores that a batch leaves free, where it can: a layer cut into as many parts as there are cores waits for
the last of them. With pages busy, one picture of a ViT-B/32 took up to 1.4 s on two cores, 0.14 s on one.
"""


class StoppedError(Exception):
    """Tell that a person asked the job to stop, or that the process ends."""


@dataclass
class IndexRun:
    """One run of a job: its newest state, and when it was last written; `closing` ends it unfinished."""

    files: JobFiles
    job: IndexJob
    closing: threading.Event
    began_s: float = 0.0
    n_before: int = 0
    saved_s: float = 0.0

    def work(self) -> None:
        """Load the model, encode what is not known yet, and write the end.

        Raises:
            StoppedError: when a person stops it, or the process closes.
            FvlError: when model or catalogue cannot be used.
        """
        with model_shelf().borrow(self.job.model, precision=self.job.precision) as model:
            if model.device == "cpu" and "torch" in sys.modules:
                compute_on(max(1, set_threads() - LEFT_TO_PAGES))
            folder = Path(self.job.folder)
            catalogue = load_catalogue(folder, name=self.job.name)
            self.job = replace(self.job, step="Encoding", total=len(catalogue))
            self.save()
            report = encode_catalogue(catalogue, model, on_progress=self.tell)
        n_searchable = len(report.embeddings)
        if not n_searchable:
            self.job = replace(self.job, failures=report.failures)
            raise InvalidInputError(
                f"Not one of {len(catalogue):,} files is a readable picture.", remedy="Bring other pictures."
            )
        self.files.end(
            self.job,
            state="done",
            step="",
            done=len(catalogue),
            n_searchable=n_searchable,
            n_encoded=report.n_encoded,
            failures=report.failures,
            ended_at=time.time(),
        )

    def tell(self, done: int, total: int) -> None:
        """Note how far it is; the place where a stop takes hold.

        Raises:
            StoppedError: as the docstring of `work` says.
        """
        now = time.monotonic()
        if not self.began_s:
            self.began_s, self.n_before = now, done
        gone = now - self.began_s
        rate = (done - self.n_before) / gone if gone > 0 else 0.0
        self.job = replace(self.job, done=done, total=total, rate=rate)
        if self.closing.is_set() or self.files.asked_to_stop(self.job.id):
            raise StoppedError
        if now - self.saved_s > SAVE_EVERY_S:
            self.save()

    def save(self) -> None:
        """Write the state; the owner's store counts as visited while its work goes on."""
        self.saved_s = time.monotonic()
        self.files.save(self.job)
        private = PrivateStore.holding(Path(self.job.folder))
        if private is not None:
            (private / "seen").touch()
