"""Small galleries drawn by lot: one right item among 100 wrong ones of its own kind ("1+100")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

_NEVER = -100.0


class PoolDraws:
    """Draw queries and galleries for the 1+100 protocol, one draw after another.

    The numbers come from torch's own generator in the order of the published code (queries, then the
    right item, then the wrong ones), so that one seed gives its galleries. Where fewer than 100 items are
    of the query's kind, the rest comes from other kinds: by lot here, in an order that nobody states in the
    published code (`as_published`).

    Args:
        seed: same seed, same galleries. as_published: fill up as the published code does.

    Source: FashionViL's metric "r@k_kaleido" (Han et al., ECCV 2022), after Kaleido-BERT.

    Example:
        >>> draws = PoolDraws(42)
        >>> queries = draws.queries(4, 2)
        >>> pool, right = draws.pools(np.eye(6, dtype=bool)[:2], np.ones((2, 6), dtype=bool), n_wrong=3)
        >>> len(queries), pool.sum(axis=1).tolist(), right.sum(axis=1).tolist()
        (2, [4, 4], [1, 1])
    """

    def __init__(self, seed: int, *, as_published: bool = False) -> None:
        import torch

        self._torch: Any = torch
        self._lots = torch.Generator().manual_seed(seed)
        self.as_published = as_published

    def queries(self, n: int, most: int) -> np.ndarray:
        """Draw up to `most` of n queries without replacement, (min(n, most),) int64."""
        return np.asarray(self._torch.randperm(n, generator=self._lots)[:most].numpy(), np.int64)

    def pools(
        self, right: ArrayLike, same_kind: ArrayLike, *, n_wrong: int = 100
    ) -> tuple[np.ndarray, np.ndarray]:
        """Draw each query's gallery.

        Args:
            right: (q, n) which items are right; every query needs one.
            same_kind: (q, n) which items are of the query's kind.
            n_wrong: wrong items per gallery; all there are where there are fewer.

        Returns:
            (q, n) booleans twice: the gallery, and the one right item that was drawn into it.

        Raises:
            InvalidInputError: for a query without a right item, or shapes that differ; as published also
                where there are fewer than `n_wrong` items.
        """
        torch = self._torch
        own, kind = np.asarray(right, dtype=bool), np.asarray(same_kind, dtype=bool)
        if own.shape != kind.shape or own.ndim != 2 or not own.any(axis=1).all():
            raise InvalidInputError(
                f"Right items {own.shape} and kinds {kind.shape} do not work.",
                remedy="Give (queries, items) of both, and a right item for every query.",
            )
        if self.as_published and own.shape[1] < n_wrong:
            raise InvalidInputError(
                f"The published code needs {n_wrong} items, and there are {own.shape[1]}.",
                remedy="Take a larger catalogue, or leave the published faults out.",
            )
        lots = torch.rand(own.shape, generator=self._lots).numpy()
        lots[~own] = -1
        chosen = np.zeros_like(own)
        np.put_along_axis(chosen, lots.argmax(axis=1)[:, None], True, axis=1)
        lots = torch.rand(own.shape, generator=self._lots).numpy()
        lots = np.where(kind, lots, -1.0 if self.as_published else lots - 2.0).astype(np.float32)
        lots[own] = _NEVER
        wrong = np.zeros_like(own)
        k = min(n_wrong, own.shape[1])
        best = torch.topk(torch.from_numpy(lots), k=k, dim=1).indices.numpy()
        np.put_along_axis(wrong, best, True, axis=1)
        if not self.as_published:
            wrong &= ~own
        return wrong | chosen, chosen
