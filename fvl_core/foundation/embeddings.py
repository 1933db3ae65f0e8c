"""Unit vectors that remember their norms and the space they live in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fvl_core.foundation.errors import InvalidInputError, SpaceMismatchError


@dataclass(frozen=True, eq=False)
class Embeddings:
    """Hold the embeddings of n pictures or texts.

    Shapes:
        vectors: (n, d) float32, unit rows. norms: (n,) float32, the lengths before normalising.

    Raises:
        InvalidInputError: when shapes disagree or an id occurs twice.

    Example:
        >>> e = Embeddings.from_raw(["a"], [[3.0, 4.0]], space="toy")
        >>> e.vectors.round(1).tolist(), e.norms.tolist(), e.raw.round(1).tolist()
        ([[0.6000000238418579, 0.800000011920929]], [5.0], [[3.0, 4.0]])
    """

    ids: tuple[str, ...]
    vectors: np.ndarray
    norms: np.ndarray
    space: str

    def __post_init__(self) -> None:
        if (
            self.vectors.ndim != 2
            or self.norms.shape != (len(self.vectors),)
            or len(self.ids) != len(self.vectors)
        ):
            raise InvalidInputError(
                f"{len(self.ids)} ids, vectors {self.vectors.shape} and norms {self.norms.shape} do not fit.",
                remedy="Give (n, d) vectors, (n,) norms and n ids.",
            )
        if len(set(self.ids)) != len(self.ids):
            raise InvalidInputError("An id occurs twice.", remedy="Give every item its own id.")
        for array in (self.vectors, self.norms):
            array.flags.writeable = False

    @classmethod
    def from_raw(cls, ids: Sequence[str] | None, raw: object, *, space: str) -> Embeddings:
        """Normalise raw features; `ids=None` names the rows "0", "1" and so on.

        Raises:
            InvalidInputError: for a row that is zero or not finite; it has no direction.
        """
        features = np.array(raw, dtype=np.float32, ndmin=2)  # (n, d)
        names = tuple(ids) if ids is not None else tuple(str(i) for i in range(len(features)))
        norms = np.linalg.norm(features, axis=1)  # (n,)
        bad = np.flatnonzero(~(np.isfinite(norms) & (norms > 0)))
        if len(bad):
            raise InvalidInputError(
                f"Row {int(bad[0])} of the features is zero or not finite.",
                remedy="Check the weights: a working encoder never gives such a row.",
            )
        return cls(names, features / norms[:, None], norms, space)

    @property
    def raw(self) -> np.ndarray:
        """Return the features before normalising, (n, d) float32."""
        return np.asarray(self.vectors * self.norms[:, None], dtype=np.float32)

    @property
    def dim(self) -> int:
        """Return the number of dimensions d."""
        return int(self.vectors.shape[1])

    def __len__(self) -> int:
        return len(self.ids)

    def require_space(self, space: str) -> None:
        """Refuse to be compared with vectors of another space.

        Raises:
            SpaceMismatchError: when `space` is not this one.
        """
        if self.space != space:
            raise SpaceMismatchError(self.space, space)
