"""Brute force in NumPy, block by block: never misses, needs no library."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import numpy as np

from fvl_core.index.base import SLACK, VectorIndex

BLOCK_ROWS = 65_536
"""Rows that are scored at once: 256 KB of scores per query."""


class ExactIndex(VectorIndex):
    """Score every row.

    Costs n · d multiplications per query. Every other kind is measured against this one.
    """

    name: ClassVar[str] = "exact"

    def _prepare(self) -> None:
        return

    def _candidates(self, queries: np.ndarray, k: int, allowed: np.ndarray | None) -> list[np.ndarray]:
        return scan(self.vectors, queries, k, allowed)

    def _write(self, path: Path) -> None:
        with path.open("wb") as stream:
            np.save(stream, self.vectors, allow_pickle=False)

    def _read(self, path: Path) -> None:
        self.vectors = np.load(path, allow_pickle=False)


def scan(vectors: np.ndarray, queries: np.ndarray, k: int, allowed: np.ndarray | None) -> list[np.ndarray]:
    """Return for each query the positions of its k best allowed rows and of all within SLACK of them.

    Shapes: vectors (n, d), queries (q, d), allowed (n,) bool or None; at least k rows must be allowed.
    """
    found: list[list[np.ndarray]] = [[] for _ in queries]
    kept: list[list[np.ndarray]] = [[] for _ in queries]
    for start in range(0, len(vectors), BLOCK_ROWS):
        rows = np.arange(start, min(start + BLOCK_ROWS, len(vectors)))
        if allowed is not None:
            rows = rows[allowed[start : start + BLOCK_ROWS]]
        block = vectors[start : start + BLOCK_ROWS] if allowed is None else vectors[rows]
        for place, scores in enumerate(queries @ block.T):  # (rows,) per query
            near = _near_best(scores, k)
            found[place].append(rows[near])
            kept[place].append(scores[near])
    return [
        np.concatenate(positions)[_near_best(np.concatenate(scores), k)]
        for positions, scores in zip(found, kept, strict=True)
    ]


def _near_best(scores: np.ndarray, k: int) -> np.ndarray:
    if k >= len(scores):
        return np.arange(len(scores))
    kth = np.partition(scores, len(scores) - k)[len(scores) - k]
    return np.flatnonzero(scores >= kth - SLACK)
