"""Rows of features on their way to a query: checked, and normalised where they have a direction."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fvl_core.foundation.errors import InvalidInputError

SHORTEST = 1e-6
"""Sums of unit vectors shorter than this have no direction that means anything."""


def unit(rows: np.ndarray) -> np.ndarray:
    """Normalise rows to float32.

    Raises:
        InvalidInputError: for a row without direction.
    """
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if not (np.isfinite(lengths) & (lengths > SHORTEST)).all():
        raise InvalidInputError(
            "The parts of the query cancel each other out.", remedy="Change a weight, or leave one part out."
        )
    return np.asarray(rows / lengths, dtype=np.float32)


def require_finite(weights: Sequence[float]) -> None:
    """Refuse a weight that is no number.

    Raises:
        InvalidInputError: for NaN and infinity.
    """
    if not np.isfinite(weights).all():
        raise InvalidInputError("A weight is not a number.", remedy="Give finite weights.")


def rows_of(features: object | None) -> np.ndarray | None:
    """Return features as rows of float64, None for a side that is absent.

    Raises:
        InvalidInputError: for another shape than (n, d).
    """
    if features is None:
        return None
    rows = np.asarray(features, dtype=np.float64)
    if rows.ndim != 2:
        raise InvalidInputError(
            f"Features of shape {rows.shape} came.", remedy="Give one row per query, (n, d)."
        )
    return rows
