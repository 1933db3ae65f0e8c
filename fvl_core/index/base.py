"""The contract of every index: a kind proposes candidates, this class scores and ranks them exactly."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np

from fvl_core.foundation.errors import CorruptFileError, InvalidInputError
from fvl_core.index.folder import read_folder, write_folder

UNIT_TOLERANCE = 1e-3
SLACK = 1e-5
"""More than float32 rounding can move a cosine: rows this near to each other are scored again exactly."""


class VectorIndex(ABC):
    """Find the vectors nearest to each query by cosine.

    A kind writes three hooks: `_prepare`, `_candidates` and the pair `_write`/`_read`. Whatever a kind
    proposes is scored again here, in float64 from the stored rows, so that scores are the same for every
    kind, for every batch size, and for equal rows; ties go to the earlier row.

    Attributes:
        name: what people type. approximate: whether a true neighbour may be missed. vectors: (n, d)
        float32 unit rows.

    Example:
        >>> from fvl_core.index.exact import ExactIndex
        >>> index = ExactIndex.build(np.eye(3, dtype=np.float32))
        >>> scores, positions = index.search([[0.6, 0.8, 0.0]], 2)
        >>> positions.tolist(), scores.round(1).tolist()
        ([[1, 0]], [[0.800000011920929, 0.6000000238418579]])
    """

    name: ClassVar[str]
    approximate: ClassVar[bool] = False
    vectors: np.ndarray

    @classmethod
    def build(cls, vectors: object) -> Self:
        """Build an index over unit rows.

        Shapes: (n, d) float32; n may be 0.

        Raises:
            InvalidInputError: for another shape, or a row that is not of length 1.
        """
        index = cls()
        index.vectors = _unit_rows(vectors)
        index._prepare()
        return index

    def search(
        self, queries: object, k: int, *, allowed: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the k best rows for each query, best first.

        Shapes: queries (q, d) unit rows; `allowed` (n,) bool keeps the rows that are True. Gives scores
        (q, m) float32 and positions (q, m) int64 with m = min(k, rows allowed).

        Raises:
            InvalidInputError: for a wrong shape, rows not of length 1, or k below 1.
        """
        rows = _unit_rows(queries)
        n = len(self.vectors)
        if rows.shape[1] != self.vectors.shape[1]:
            raise InvalidInputError(
                f"A query has {rows.shape[1]} dimensions, the index {self.vectors.shape[1]}.",
                remedy="Encode the query with the model that encoded the catalogue.",
            )
        if k < 1:
            raise InvalidInputError(f"k is {k}.", remedy="Ask for at least one neighbour.")
        if allowed is not None and (allowed.shape != (n,) or allowed.dtype != np.bool_):
            raise InvalidInputError(
                f"`allowed` is {allowed.dtype} {allowed.shape}.", remedy=f"Give {n} booleans, one per row."
            )
        n_best = min(k, n if allowed is None else int(allowed.sum()))
        scores = np.empty((len(rows), n_best), np.float32)
        positions = np.empty((len(rows), n_best), np.int64)
        if n_best:
            for place, candidates in enumerate(self._candidates(rows, n_best, allowed)):
                scores[place], positions[place] = self._rank(rows[place], candidates, n_best)
        return scores, positions

    def place(
        self, query: object, positions: Sequence[int] | np.ndarray, *, allowed: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the score of certain rows, and the rank that an exact search would give them.

        Shapes: query (1, d) unit; positions m row numbers; `allowed` as in `search`. Gives scores (m,)
        float32 and ranks (m,) int64, 1 for the best, 0 for a row that is not allowed.
        """
        row = _unit_rows(query)[0]
        wanted = np.asarray(positions, np.int64)
        scores = self._score(row, wanted)  # (m,)
        rough = self.vectors @ row  # (n,) float32, right but for rounding
        everywhere = np.arange(len(rough)) if allowed is None else np.flatnonzero(allowed)
        ranks = np.zeros(len(wanted), np.int64)
        for number, (position, score) in enumerate(zip(wanted, scores, strict=True)):
            if allowed is not None and not allowed[position]:
                continue
            others = rough[everywhere]
            close = everywhere[np.abs(others - score) <= SLACK]
            exact = self._score(row, close)
            before = (exact > score) | ((exact == score) & (close < position))
            ranks[number] = 1 + int((others > score + SLACK).sum()) + int(before.sum())
        return scores, ranks

    def save(self, folder: Path) -> None:
        """Write the index into a folder: facts.json and one native file; a crash leaves the old one whole."""
        n, dim = self.vectors.shape
        write_folder(folder, {"kind": self.name, "n": n, "dim": dim}, self._write)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote.

        Raises:
            CorruptFileError: when a file is missing, damaged, or of another kind.
        """
        facts, native = read_folder(folder)
        if facts.get("kind") != cls.name:
            raise CorruptFileError(
                f"{folder} holds a {facts.get('kind')!r} index, not {cls.name!r}.", remedy="Build it again."
            )
        index = cls()
        index._read(native)
        _require_shape(index.vectors, facts, folder)
        return index

    @abstractmethod
    def _prepare(self) -> None:
        """Build whatever is needed beside `vectors`."""

    @abstractmethod
    def _candidates(self, queries: np.ndarray, k: int, allowed: np.ndarray | None) -> list[np.ndarray]:
        """Propose for each query at least k different positions that hold its k best allowed rows."""

    @abstractmethod
    def _write(self, path: Path) -> None:
        """Write the native file."""

    @abstractmethod
    def _read(self, path: Path) -> None:
        """Read the native file; set `vectors`."""

    def _rank(self, query: np.ndarray, candidates: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        ordered = np.sort(candidates)  # equal scores then stay in the order of the rows
        scores = self._score(query, ordered)  # (c,)
        best = np.argsort(-scores, kind="stable")[:k]
        return scores[best], ordered[best]

    def _score(self, query: np.ndarray, positions: np.ndarray) -> np.ndarray:
        rows = self.vectors[positions].astype(np.float64)  # (c, d)
        cosines = (rows * query.astype(np.float64)).sum(axis=1)
        return np.clip(cosines, -1.0, 1.0).astype(np.float32)


def _unit_rows(values: object) -> np.ndarray:
    rows = np.ascontiguousarray(values, dtype=np.float32)
    if rows.ndim != 2:
        raise InvalidInputError(
            f"Vectors of shape {rows.shape} came.", remedy="Give one row per vector, (n, d)."
        )
    lengths = np.linalg.norm(rows, axis=1)
    bad = np.flatnonzero(~(np.abs(lengths - 1) <= UNIT_TOLERANCE))  # a NaN is bad too
    if len(bad):
        raise InvalidInputError(
            f"Row {bad[0]} has length {lengths[bad[0]]:.4g}, not 1.", remedy="Normalise the rows first."
        )
    return rows


def _require_shape(vectors: np.ndarray, facts: dict[str, Any], folder: Path) -> None:
    if vectors.shape != (facts["n"], facts["dim"]):
        raise CorruptFileError(
            f"{folder}: the vectors do not fit facts.json.", remedy="Build the index again."
        )
