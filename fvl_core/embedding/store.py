"""Vectors of one model on disk: files of checksummed records, one file per process, only ever appended to.

A killed process leaves at most one torn record at the end of its own file; readers skip it and the next
process starts a file of its own. So a record is either whole or not there, whoever writes at once.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.files import atomic_write
from fvl_core.models.turn import Turn

logger = logging.getLogger(__name__)

Row = tuple[np.ndarray, float]
"""A unit vector (d,) float32 and its norm before normalising."""

_MAGIC = b"FVLEMB01"
_KEY_BYTES = 32
_CHECK_BYTES = 8
_SCAN_RECORDS = 1024


@dataclass
class _Shard:
    """A file of records and how far it has been read."""

    path: Path
    n_scanned: int = 0
    usable: bool = True


@dataclass
class VectorStore:
    """Keep vectors of d dimensions under 32-byte keys in a folder.

    Safe for threads, and for other processes on the same folder. A record is key, norm, vector and an
    8-byte checksum over these. There is no fsync: after a power cut some of the last records may be
    gone, which costs encoding them again and is never wrong.

    Attributes:
        shipped: a folder of further files that are only read.
        damaged: the files in which a record failed its checksum. turns: who may encode for this store.
    """

    folder: Path
    dim: int
    shipped: Path | None = None
    damaged: set[Path] = field(default_factory=set)
    turns: dict[str, Turn] = field(default_factory=lambda: {"image": Turn(), "text": Turn()})

    def __post_init__(self) -> None:
        self._lock = threading.RLock()
        self._shards: dict[str, _Shard] = {}
        self._places: dict[bytes, tuple[_Shard, int]] = {}
        self._unsaved: dict[bytes, Row] = {}
        self._own: Path | None = None
        self._own_pid = 0
        self._folders = [self.folder, *([self.shipped] if self.shipped is not None else [])]
        self._header = _MAGIC + self.dim.to_bytes(8, "little")
        self.record_bytes = _record_bytes(self.dim)
        self._refresh()

    def __len__(self) -> int:
        return len(self._places) + len(self._unsaved)

    def known(self, keys: Iterable[bytes]) -> set[bytes]:
        """Return those of the keys that have a row, without reading it."""
        with self._lock:
            self._refresh()
            return {key for key in keys if key in self._places or key in self._unsaved}

    def count(self, keys: Iterable[bytes]) -> int:
        """Count how many of the keys have a row."""
        with self._lock:
            return sum(key in self._places or key in self._unsaved for key in set(keys))

    def reload(self) -> None:
        """Forget what was read and look at the folder again, after somebody changed it."""
        with self._lock:
            self._shards, self._places, self._own = {}, {}, None
            self._refresh()

    def discard(self, keys: Iterable[bytes]) -> int:
        """Delete the rows of these keys from the folder, and return how many there were.

        What is left is written into one new file before the old ones go. A row that another process appends
        meanwhile may go with them, which costs encoding it again.
        """
        with self._lock:
            self._refresh()
            gone = set(keys) & self._places.keys()
            if not gone:
                return 0
            old = [Path(name) for name in self._shards if Path(name).parent == self.folder]
            rest = [key for key, (shard, _) in self._places.items() if key not in gone and shard.path in old]
            rows = self.get(rest)
            kept = b"".join(self._pack(key, *row) for key, row in rows.items())
            if kept:
                with atomic_write(self.folder / f"{secrets.token_hex(8)}.vectors") as stream:
                    stream.write(self._header + kept)
            for path in old:
                path.unlink(missing_ok=True)
            self.reload()
            return len(gone)

    def get(self, keys: Iterable[bytes]) -> dict[bytes, Row]:
        """Return the rows that are there; a damaged record counts as absent, and the log names its file."""
        with self._lock:
            wanted = set(keys)
            if any(key not in self._places and key not in self._unsaved for key in wanted):
                self._refresh()
            found = {key: self._unsaved[key] for key in wanted & self._unsaved.keys()}
            by_shard: dict[str, list[tuple[int, bytes]]] = defaultdict(list)
            for key in wanted - found.keys():
                if key in self._places:
                    shard, number = self._places[key]
                    by_shard[str(shard.path)].append((number, key))
            for name, places in by_shard.items():
                found.update(self._read(self._shards[name], sorted(places)))
            return found

    def put(self, keys: Sequence[bytes], vectors: np.ndarray, norms: np.ndarray) -> None:
        """Append rows. Where the disk refuses, they are kept in memory and the log says so once.

        Shapes: n keys of 32 bytes, vectors (n, d) float32 unit rows, norms (n,).

        Raises:
            InvalidInputError: for another shape; nothing is written then.
        """
        if vectors.shape != (len(keys), self.dim) or norms.shape != (len(keys),):
            raise InvalidInputError(
                f"The model gave vectors {vectors.shape} where {(len(keys), self.dim)} were due.",
                remedy="Correct `dim` in the model's card.",
            )
        records = b"".join(
            self._pack(key, vector, norm) for key, vector, norm in zip(keys, vectors, norms, strict=True)
        )
        with self._lock:
            try:
                self._append(records)
            except OSError as error:
                if not self._unsaved:
                    logger.warning("embeddings stay in memory: %s cannot be written (%s)", self.folder, error)
                self._own = None  # it may end in a torn record: never append to it again
                self._unsaved.update(
                    (key, (np.array(vector, np.float32), float(norm)))
                    for key, vector, norm in zip(keys, vectors, norms, strict=True)
                )
            self._refresh()

    def _append(self, records: bytes) -> None:
        if self._own is None or self._own_pid != os.getpid() or not self._own.exists():
            self._own, self._own_pid = self._begin(), os.getpid()
        with self._own.open("ab", buffering=0) as stream:
            if stream.write(records) != len(records):
                raise OSError("the disk took only a part")

    def _begin(self) -> Path:
        """Start a file of this process's own."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{secrets.token_hex(8)}.vectors"
        with path.open("xb", buffering=0) as stream:
            stream.write(self._header)
        return path

    def _refresh(self) -> None:
        """Take up what was appended since the last look, by this process or another."""
        for path in sorted(path for folder in self._folders for path in folder.glob("*.vectors")):
            shard = self._shards.setdefault(str(path), _Shard(path))
            if shard.usable:
                self._scan(shard)

    def _scan(self, shard: _Shard) -> None:
        try:
            n_records = max(0, shard.path.stat().st_size - len(self._header)) // self.record_bytes
            if n_records <= shard.n_scanned:
                return
            with shard.path.open("rb") as stream:
                if stream.read(len(self._header)) != self._header:
                    shard.usable = False
                    self._report(shard, "has a damaged header and is left out")
                    return
                self._take_up(shard, stream, n_records)
        except OSError as error:
            self._report(shard, f"cannot be read ({error})")

    def _take_up(self, shard: _Shard, stream: BinaryIO, n_records: int) -> None:
        stream.seek(len(self._header) + shard.n_scanned * self.record_bytes)
        while shard.n_scanned < n_records:
            chunk = stream.read(min(_SCAN_RECORDS, n_records - shard.n_scanned) * self.record_bytes)
            if not chunk:
                return
            for start in range(0, len(chunk), self.record_bytes):
                record = chunk[start : start + self.record_bytes]
                if self._intact(record):
                    self._places[record[:_KEY_BYTES]] = (shard, shard.n_scanned)
                else:
                    self._report(shard, "has a damaged record, which is left out")
                shard.n_scanned += 1

    def _read(self, shard: _Shard, places: list[tuple[int, bytes]]) -> dict[bytes, Row]:
        rows: dict[bytes, Row] = {}
        try:
            with shard.path.open("rb") as stream:
                at = -1
                for number, key in places:
                    if number != at:  # to seek empties the buffer, and most lie one after the other
                        stream.seek(len(self._header) + number * self.record_bytes)
                    at = number + 1
                    row = self._unpack(key, stream.read(self.record_bytes))
                    if row is None:
                        self._report(shard, "has a damaged record, which is encoded again")
                        del self._places[key]
                    else:
                        rows[key] = row
        except OSError:  # deleted meanwhile: the rows are encoded again
            self._forget(shard)
        return rows

    def _forget(self, shard: _Shard) -> None:
        for key in [key for key, (owner, _) in self._places.items() if owner is shard]:
            del self._places[key]

    def _report(self, shard: _Shard, what: str) -> None:
        if shard.path not in self.damaged:
            logger.warning("the cache file %s %s", shard.path, what)
            self.damaged.add(shard.path)

    def _pack(self, key: bytes, vector: np.ndarray, norm: float) -> bytes:
        body = key + np.asarray([norm], "<f4").tobytes() + np.asarray(vector, "<f4").tobytes()
        return body + _checksum(body)

    def _unpack(self, key: bytes, record: bytes) -> Row | None:
        if not self._intact(record) or record[:_KEY_BYTES] != key:
            return None
        numbers = np.frombuffer(record[_KEY_BYTES:-_CHECK_BYTES], "<f4")
        return numbers[1:], float(numbers[0])

    def _intact(self, record: bytes) -> bool:
        whole = len(record) == self.record_bytes
        return whole and _checksum(record[:-_CHECK_BYTES]) == record[-_CHECK_BYTES:]


def count_records(file: Path) -> tuple[int, int]:
    """Return (dimensions, number of records) of a file of vectors; (0, 0) for one that is damaged or gone."""
    try:
        with file.open("rb") as stream:
            header = stream.read(len(_MAGIC) + 8)
            n_bytes = os.fstat(stream.fileno()).st_size
    except OSError:  # cleared a moment ago
        return 0, 0
    if len(header) < len(_MAGIC) + 8 or not header.startswith(_MAGIC):
        return 0, 0
    dim = int.from_bytes(header[len(_MAGIC) :], "little")
    return dim, (n_bytes - len(header)) // _record_bytes(dim)


def _record_bytes(dim: int) -> int:
    return _KEY_BYTES + 4 * (1 + dim) + _CHECK_BYTES


def _checksum(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=_CHECK_BYTES).digest()
