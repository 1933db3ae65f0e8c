"""FAISS brute force: the same answers as `exact`, through FAISS's own kernels and file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from fvl_core.foundation.errors import CorruptFileError, MissingLibraryError
from fvl_core.index.base import SLACK, VectorIndex


def import_faiss() -> Any:
    """Import FAISS when it is first needed.

    Raises:
        MissingLibraryError: with the install command, when it is absent.
    """
    try:
        import faiss
    except ImportError as error:
        raise MissingLibraryError("faiss", purpose="This index", install="faiss-cpu") from error
    return faiss


def read_native(path: Path, kind: str) -> Any:
    """Read a FAISS file that holds an inner-product index of this FAISS class.

    Raises:
        CorruptFileError: when it holds something else.
    """
    faiss = import_faiss()
    try:
        native = faiss.read_index(str(path))
    except RuntimeError as error:
        raise CorruptFileError(f"{path} cannot be read by FAISS.", remedy="Build the index again.") from error
    if type(native).__name__ != kind or native.metric_type != faiss.METRIC_INNER_PRODUCT:
        raise CorruptFileError(f"{path} holds no {kind} of inner products.", remedy="Build the index again.")
    return native


def stored_rows(flat: Any) -> np.ndarray:
    """Return the rows inside a FAISS flat index without copying them, (n, d) float32."""
    if not flat.ntotal:
        return np.empty((0, flat.d), np.float32)
    rows: np.ndarray = import_faiss().rev_swig_ptr(flat.get_xb(), flat.ntotal * flat.d)
    return rows.reshape(flat.ntotal, flat.d)


class FaissFlatIndex(VectorIndex):
    """Score every row with FAISS's `IndexFlatIP`; `allowed` travels as an id selector."""

    name: ClassVar[str] = "faiss-flat"
    _native: Any

    def _prepare(self) -> None:
        self._native = import_faiss().IndexFlatIP(self.vectors.shape[1])
        self._native.add(self.vectors)
        self.vectors = stored_rows(self._native)

    def _candidates(self, queries: np.ndarray, k: int, allowed: np.ndarray | None) -> list[np.ndarray]:
        n_allowed = len(self.vectors) if allowed is None else int(allowed.sum())
        wanted = min(k + 16, n_allowed)
        while True:
            scores, positions = self._native.search(queries, wanted, params=_selector(allowed))
            # Its float32 sums cannot rank rows this near to each other: ask for more, until none is left out.
            if wanted == n_allowed or bool((scores[:, -1] < scores[:, k - 1] - SLACK).all()):
                return list(positions)
            wanted = min(4 * wanted, n_allowed)

    def _write(self, path: Path) -> None:
        import_faiss().write_index(self._native, str(path))

    def _read(self, path: Path) -> None:
        self._native = read_native(path, "IndexFlatIP")
        self.vectors = stored_rows(self._native)


def _selector(allowed: np.ndarray | None) -> Any:
    if allowed is None:
        return None
    faiss = import_faiss()
    return faiss.SearchParameters(sel=faiss.IDSelectorBatch(np.flatnonzero(allowed)))
