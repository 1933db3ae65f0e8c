"""One piece of indexing work as a file: what to encode with which model, how far it is, and what failed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

from fvl_core.foundation.files import atomic_write

State = Literal["waiting", "running", "stopped", "done", "failed"]
ACTIVE = ("waiting", "running")
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class IndexJob:
    """Describe one indexing job.

    Attributes:
        id: 32 random hexadecimal digits. owner: whose it is (`PrivateStore.owner`), "" for everyone's.
        name, folder: the catalogue. model, precision: what encodes it.
        state: "waiting", "running", "stopped" (by a person), "done" or "failed". step: what is being done.
        done, total: items. rate: items a second in this run, of those that had to be encoded.
        n_searchable: items with a vector, known at the end. n_encoded: encoded by the run that ended it.
        failures: (item id, what is wrong with its picture). error: why it failed, in a sentence.
        asked_at, ended_at: seconds since 1970, 0 for not yet.

    Example:
        >>> job = IndexJob("0" * 32, state="running", done=30, total=90, rate=20.0)
        >>> job.active, job.left_s
        (True, 3.0)
    """

    id: str
    owner: str = ""
    name: str = ""
    folder: str = ""
    model: str = ""
    precision: str = "auto"
    state: State = "waiting"
    step: str = ""
    done: int = 0
    total: int = 0
    rate: float = 0.0
    n_searchable: int = 0
    n_encoded: int = 0
    failures: tuple[tuple[str, str], ...] = ()
    error: str = ""
    asked_at: float = 0.0
    ended_at: float = 0.0

    @property
    def active(self) -> bool:
        """Tell whether it is waiting or running."""
        return self.state in ACTIVE

    @property
    def left_s(self) -> float | None:
        """Return how long the rest takes at the present rate, None while that is unknown."""
        return (self.total - self.done) / self.rate if self.rate and self.state == "running" else None


class JobFiles:
    """Keep jobs in a folder, one file each, written whole or not at all; "stop" is a file beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save(self, job: IndexJob) -> IndexJob:
        """Write a job and return it."""
        with atomic_write(self._path(job.id)) as stream:
            stream.write(json.dumps(asdict(job)).encode())
        return job

    def job(self, job_id: str) -> IndexJob | None:
        """Read a job; None for one that is not there, is damaged, or cannot be one."""
        if not _ID.fullmatch(job_id):
            return None
        try:
            told = json.loads(self._path(job_id).read_text(encoding="utf-8"))
            known = {field.name for field in fields(IndexJob)}
            failures = tuple((str(item), str(why)) for item, why in told.pop("failures", ()))
            return IndexJob(failures=failures, **{key: told[key] for key in told.keys() & known})
        except (OSError, ValueError, TypeError, AttributeError):
            return None

    def jobs(self) -> list[IndexJob]:
        """Read all jobs, the one asked first in front."""
        found = [job for path in self.folder.glob("*.json") if (job := self.job(path.stem)) is not None]
        return sorted(found, key=lambda job: (job.asked_at, job.id))

    def forget(self, job_id: str) -> None:
        """Delete a job's files."""
        for suffix in (".json", ".stop", ".lock"):
            (self.folder / f"{job_id}{suffix}").unlink(missing_ok=True)

    def ask_to_stop(self, job_id: str) -> None:
        """Ask whoever works on a job, in any process, to end at the next batch."""
        with suppress(OSError):
            (self.folder / f"{job_id}.stop").touch()

    def asked_to_stop(self, job_id: str) -> bool:
        """Tell whether a job should end."""
        return (self.folder / f"{job_id}.stop").exists()

    def end(self, job: IndexJob, **changes: Any) -> IndexJob:
        """Write a job's last state and drop the wish to stop it."""
        (self.folder / f"{job.id}.stop").unlink(missing_ok=True)
        return self.save(replace(job, **changes))

    @contextmanager
    def held(self, job_id: str) -> Iterator[bool]:
        """Hold a job for this process; False when another process works on it. A crash lets go of it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / f"{job_id}.lock").open("a") as stream:
            yield _lock(stream)

    def _path(self, job_id: str) -> Path:
        return self.folder / f"{job_id}.json"


def _lock(stream: Any) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows: two servers on one cache folder may do the same work twice, never wrongly
        return True
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
