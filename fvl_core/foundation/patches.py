"""The parts of one picture in the space of words: a grid of cells, and where on the picture it lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from fvl_core.foundation.embeddings import Embeddings


@dataclass(frozen=True, eq=False)
class Patches:
    """Hold the cells of a picture as embeddings, row by row from the upper left.

    Shapes:
        cells: rows x columns embeddings. box: (left, top, right, bottom) of the part of the upright picture
        that the cells cover, in its pixels; a model that crops does not see the rest.

    Raises:
        InvalidInputError: when the number of cells is not rows x columns.
    """

    cells: Embeddings
    rows: int
    columns: int
    box: tuple[float, float, float, float]

    def __post_init__(self) -> None:
        if len(self.cells) != self.rows * self.columns:
            raise InvalidInputError(
                f"{len(self.cells)} cells do not fill {self.rows} rows and {self.columns} columns.",
                remedy="Give one embedding for each cell.",
            )
