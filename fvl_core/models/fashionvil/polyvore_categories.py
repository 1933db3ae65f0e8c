"""Polyvore's categories in the order in which CSA-Net counts them."""

from __future__ import annotations

from functools import cache
from itertools import chain

from fvl_core.foundation.errors import InvalidInputError

_RUNS = (
    "3-11 15 17-19 21 23-31 35-43 46-53 55-59 61 62 64 65 68 69 1606 1607 1605 104-107 231 236-241 243 244 "
    "248-270 272 273 275 277-282 284 286-307 309 310 315 318 332 341-343 4452 4454-4468 4470 4472 4473 4495 "
    "4496 4517 4518"
)
"""Ids of Polyvore Outfits' metadata, by the table of FashionViL's authors (1605 follows 1607 there)."""


@cache
def polyvore_categories() -> tuple[str, ...]:
    """Return the category ids in their order.

    Example:
        >>> ids = polyvore_categories()
        >>> len(ids), ids[0], ids[51:54], ids[-1]
        (153, '3', ('1606', '1607', '1605'), '4518')
    """
    return tuple(chain.from_iterable(_ids(run) for run in _RUNS.split()))


def category_place(category_id: str) -> int:
    """Return the place of a category, by which CSA-Net knows it.

    Raises:
        InvalidInputError: for an id that Polyvore Outfits does not have.

    Example:
        >>> category_place("3"), category_place("1605")
        (0, 53)
    """
    if category_id not in polyvore_categories():
        raise InvalidInputError(
            f"{category_id!r} is no category of Polyvore Outfits that CSA-Net knows.",
            remedy="Give one of its 153 category ids, such as 11 or 4495.",
        )
    return polyvore_categories().index(category_id)


def _ids(run: str) -> list[str]:
    first, _, last = run.partition("-")
    return [str(number) for number in range(int(first), int(last or first) + 1)]
