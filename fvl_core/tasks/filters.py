"""Attribute filters that cost next to nothing per query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from fvl_core.foundation.items import Item, Where


class AttributeFilter:
    """Tell which items pass a filter, as `Item.matches` does, from lists made once.

    Example:
        >>> items = [Item("1", "a.jpg", attributes={"colour": "red"}), Item("2", "b.jpg")]
        >>> AttributeFilter(items).mask({"colour": ["red", "blue"]}).tolist()
        [True, False]
        >>> AttributeFilter(items).mask({"colour": ""}).tolist()
        [False, True]
    """

    def __init__(self, items: Sequence[Item]) -> None:
        places: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for position, item in enumerate(items):
            for pair in item.attributes.items():
                places[pair].append(position)
        self._places = {pair: np.array(positions) for pair, positions in places.items()}
        self._n = len(items)

    def mask(self, where: Where) -> np.ndarray:
        """Return one boolean per item, (n,); an unknown attribute or value passes nothing.

        "" passes what is without the attribute.
        """
        passing = np.ones(self._n, np.bool_)
        for name, wanted in where.items():
            has_it = np.zeros(self._n, np.bool_)
            for value in (wanted,) if isinstance(wanted, str) else wanted:
                has_it[self._places.get((name, value), np.empty(0, np.intp))] = True
                if value == "":
                    has_it |= self._lacking(name)
            passing &= has_it
        return passing

    def _lacking(self, name: str) -> np.ndarray:
        lacking = np.ones(self._n, np.bool_)
        for (other, _), positions in self._places.items():
            if other == name:
                lacking[positions] = False
        return lacking
