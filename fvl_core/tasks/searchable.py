"""The rows of an index under their items' ids: which of them may be found, and where certain ones stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from fvl_core.foundation.items import Where
    from fvl_core.index.base import VectorIndex
    from fvl_core.tasks.filters import AttributeFilter


@dataclass(frozen=True, eq=False)
class SearchableRows:
    """Hold an index beside the ids of its rows and the filter over their attributes."""

    ids: tuple[str, ...]
    index: VectorIndex
    filter: AttributeFilter

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Return the row of each item by its id."""
        return {item_id: place for place, item_id in enumerate(self.ids)}

    def place(self, item_id: str) -> int:
        """Return the row of an item.

        Raises:
            InvalidInputError: for an item that is not here.
        """
        if item_id not in self.places:
            raise InvalidInputError(
                f"There is no item {item_id!r} to be found.", remedy="Take an item of this catalogue."
            )
        return self.places[item_id]

    def allowed(
        self, where: Where | None, without: Collection[str], among: Collection[str] | None = None
    ) -> np.ndarray | None:
        """Return which rows may be found, (n,) bool; None for all."""
        if not where and not without and among is None:
            return None
        allowed = self.filter.mask(where or {})
        allowed[[self.places[item_id] for item_id in without if item_id in self.places]] = False
        if among is not None:
            these = np.zeros(len(self.ids), dtype=bool)
            these[[self.place(item_id) for item_id in among]] = True
            allowed &= these
        return allowed

    def vectors_of(self, item_ids: Sequence[str]) -> np.ndarray:
        """Return the vectors of items, (m, d) float32.

        Raises:
            InvalidInputError: for an item that is not here.
        """
        return self.index.vectors[[self.place(item_id) for item_id in item_ids]]

    def score_and_rank(
        self, vector: np.ndarray, item_ids: Sequence[str], allowed: np.ndarray | None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return scores (m,) float32 and exact ranks (m,) int64 of items; 0 for one that is not allowed."""
        return self.index.place(vector, [self.place(item_id) for item_id in item_ids], allowed=allowed)
