"""Index catalogues one after the other in the background, in the order in which they were asked for.

The queue is a folder of job files, so it survives whatever happens to the process: a server that starts again
goes on with what was waiting or running, and the cache of embeddings knows all that was encoded before.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from dataclasses import replace
from functools import cache
from pathlib import Path

from fvl_core.foundation.errors import FvlError, InvalidInputError
from fvl_core.foundation.settings import cache_dir
from fvl_core.tasks.index_job import IndexJob, JobFiles
from fvl_core.tasks.index_run import IndexRun, StoppedError

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 15.0
"""How often an idle queue looks for jobs that another process left behind."""
MAX_ENDED = 200


class IndexQueue:
    """Run indexing jobs in one thread of this process, first come, first served.

    A job that is asked for twice is one job. Stopping keeps what is encoded; going on encodes only the rest.
    Jobs are seen and touched by their owner only: `owner` is `PrivateStore.owner`, or "" for everyone's.

    Args:
        folder: where the job files lie.

    Example:
        >>> import tempfile
        >>> from PIL import Image
        >>> shop = Path(tempfile.mkdtemp())
        >>> Image.new("RGB", (4, 4), "red").save(shop / "1.png")
        >>> queue = IndexQueue(Path(tempfile.mkdtemp()))
        >>> job = queue.ask(shop, name="shop", model="hand")
        >>> queue.wait(job.id, timeout_s=30).state
        'done'
    """

    def __init__(self, folder: Path) -> None:
        self.files = JobFiles(folder)
        self._guard = threading.RLock()
        self._news = threading.Event()
        self._thread: threading.Thread | None = None
        self._closing = threading.Event()

    def start(self) -> None:
        """Go on with what an earlier process left behind, now and from now on."""
        with self._guard:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._serve, name="index queue", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Let the thread end after the present batch; the job goes on with the next start."""
        self._closing.set()
        self._news.set()
        if self._thread is not None:
            self._thread.join(10)

    def ask(
        self, folder: Path, *, name: str, model: str, precision: str = "auto", owner: str = ""
    ) -> IndexJob:
        """Put a catalogue's folder into the queue, and return its job."""
        with self._guard:
            for job in self.files.jobs():
                same = (job.folder, job.model, job.precision, job.owner)
                if same == (str(folder), model, precision, owner):
                    if job.active:
                        return job
                    self.files.forget(job.id)
            job = self.files.save(
                IndexJob(
                    secrets.token_hex(16),
                    owner,
                    name,
                    str(folder),
                    model,
                    precision,
                    asked_at=time.time(),
                )
            )
            self._drop_oldest()
        self._wake()
        return job

    def jobs(self, owner: str = "") -> tuple[IndexJob, ...]:
        """Return an owner's jobs, the newest first."""
        return tuple(job for job in reversed(self.files.jobs()) if job.owner == owner)

    def job(self, job_id: str, owner: str = "") -> IndexJob | None:
        """Return a job; None when there is none, or it is another's."""
        job = self.files.job(job_id)
        return job if job is not None and job.owner == owner else None

    def active(self, path: Path, model: str = "") -> IndexJob | None:
        """Return the job that waits or runs for a catalogue (with this model), None without one.

        `path` is the catalogue's folder, or anything in it.
        """
        for job in self.files.jobs():
            if job.active and path.is_relative_to(job.folder) and model in ("", job.model):
                return job
        return None

    @property
    def busy(self) -> bool:
        """Tell whether any job waits or runs, whoever asked for it."""
        return any(job.active for job in self.files.jobs())

    def place(self, job: IndexJob) -> int:
        """Return how many jobs come before a waiting one."""
        before = [each for each in self.files.jobs() if each.active]
        return next((number for number, each in enumerate(before) if each.id == job.id), 0)

    def stop(self, job_id: str, owner: str = "") -> None:
        """End a job at its next batch, or before it begins; what is encoded is kept."""
        with self._guard:
            job = self.job(job_id, owner)
            if job is not None and job.state == "running":
                self.files.ask_to_stop(job_id)
            elif job is not None and job.state == "waiting":
                self.files.end(job, state="stopped", ended_at=time.time())

    def go_on(self, job_id: str, owner: str = "") -> None:
        """Put a job that was stopped or failed at the end of the queue."""
        with self._guard:
            job = self.job(job_id, owner)
            if job is not None and not job.active:
                self.files.save(
                    IndexJob(
                        job.id, owner, job.name, job.folder, job.model, job.precision, asked_at=time.time()
                    )
                )
        self._wake()

    def forget(self, job_id: str, owner: str = "") -> None:
        """Drop a job that has ended from the list."""
        with self._guard:
            job = self.job(job_id, owner)
            if job is not None and not job.active:
                self.files.forget(job_id)

    def forget_folder(self, folder: Path, *, timeout_s: float = 60.0) -> None:
        """Stop and drop all jobs of a catalogue, before its folder is moved or deleted."""
        jobs = [job for job in self.files.jobs() if job.folder == str(folder)]
        for job in jobs:
            self.stop(job.id, job.owner)
        for job in jobs:
            self.wait(job.id, timeout_s=timeout_s)
            self.files.forget(job.id)

    def wait(self, job_id: str, *, timeout_s: float) -> IndexJob:
        """Return a job once it has ended, or as it is when the time is over.

        Raises:
            InvalidInputError: when there is no such job.
        """
        deadline = time.monotonic() + timeout_s
        while True:
            job = self.files.job(job_id)
            if job is None:
                raise InvalidInputError(f"There is no job {job_id}.", remedy="Ask for it again.")
            if not job.active or time.monotonic() > deadline:
                return job
            time.sleep(0.02)

    def _wake(self) -> None:
        self.start()
        self._news.set()

    def _serve(self) -> None:
        while not self._closing.is_set():
            self._news.clear()
            try:
                worked = self._work_on_next()
            except OSError:  # the disk refuses the job's file: the thread lives on and looks again
                logger.exception("the files of the index queue cannot be written")
                worked = False
            if not worked:
                self._news.wait(LOOK_EVERY_S)

    def _work_on_next(self) -> bool:
        """Work on the first job that no other process works on; tell whether there was one."""
        for waiting in self.files.jobs():
            if waiting.active:
                with self.files.held(waiting.id) as mine:
                    with self._guard:
                        job = self.files.job(waiting.id)  # it may have been stopped or finished just now
                        if not mine or job is None or not job.active:
                            continue
                        job = self.files.save(replace(job, state="running", step=f"Loading {job.model}"))
                    self._run(job)
                return True
        return False

    def _run(self, job: IndexJob) -> None:
        run = IndexRun(self.files, job, self._closing)
        try:
            run.work()
        except StoppedError:
            if not self._closing.is_set():
                self.files.end(run.job, state="stopped", ended_at=time.time())
        except FvlError as error:
            self.files.end(run.job, state="failed", error=str(error), ended_at=time.time())
        except Exception:
            logger.exception("an indexing job failed")
            sentence = "It stopped at an error of ours; the terminal that runs the studio has the details."
            self.files.end(run.job, state="failed", error=sentence, ended_at=time.time())

    def _drop_oldest(self) -> None:
        ended = [job for job in self.files.jobs() if not job.active]
        for job in ended[: max(0, len(ended) - MAX_ENDED)]:
            self.files.forget(job.id)


def index_queue() -> IndexQueue:
    """Return this process's queue of the cache folder in use; its thread starts with the first job.

    Example:
        >>> index_queue() is index_queue()
        True
    """
    return _queue(cache_dir() / "jobs")


@cache
def _queue(folder: Path) -> IndexQueue:
    return IndexQueue(folder)
