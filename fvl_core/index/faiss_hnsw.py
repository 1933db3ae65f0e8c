"""FAISS's HNSW graph: large catalogues in a fraction of the work, at the price of a rare miss."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from fvl_core.index.base import VectorIndex
from fvl_core.index.exact import scan
from fvl_core.index.faiss_flat import import_faiss, read_native, stored_rows

N_LINKS = 32
EF_CONSTRUCTION = 80  # 200 found no more neighbours among 20,000 rows and built several times slower
EF_SEARCH = 128


class FaissHnswIndex(VectorIndex):
    """Walk a graph of neighbours, built for inner products.

    A filter, a k beyond a quarter of the rows, or a walk that ends early is answered by scanning instead:
    a graph cannot promise k rows there.

    Source: Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using
    Hierarchical Navigable Small World graphs", 2018; FAISS `IndexHNSWFlat`.
    """

    name: ClassVar[str] = "faiss-hnsw"
    approximate: ClassVar[bool] = True
    _native: Any

    def _prepare(self) -> None:
        faiss = import_faiss()
        # The metric must be said: without it FAISS builds an L2 graph and returns distances.
        self._native = faiss.IndexHNSWFlat(self.vectors.shape[1], N_LINKS, faiss.METRIC_INNER_PRODUCT)
        self._native.hnsw.efConstruction = EF_CONSTRUCTION
        self._native.add(self.vectors)
        self._adopt_rows()

    def _candidates(self, queries: np.ndarray, k: int, allowed: np.ndarray | None) -> list[np.ndarray]:
        if allowed is not None or 4 * k > len(self.vectors):
            return scan(self.vectors, queries, k, allowed)
        breadth = max(EF_SEARCH, 2 * k)
        params = import_faiss().SearchParametersHNSW(efSearch=breadth)
        _, positions = self._native.search(queries, min(k + 16, len(self.vectors)), params=params)
        found = [row[row >= 0] for row in positions]
        return [
            row if len(row) >= k else scan(self.vectors, queries[place : place + 1], k, None)[0]
            for place, row in enumerate(found)
        ]

    def _write(self, path: Path) -> None:
        import_faiss().write_index(self._native, str(path))

    def _read(self, path: Path) -> None:
        self._native = read_native(path, "IndexHNSWFlat")
        self._adopt_rows()

    def _adopt_rows(self) -> None:
        self.vectors = stored_rows(import_faiss().downcast_index(self._native.storage))
