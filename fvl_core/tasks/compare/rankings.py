"""The same query under several models: the same item joined across the columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import fvl_core.metrics as metrics
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.queries import Hits
from fvl_core.tasks.compare.verdicts import require_two_to_four

PERSISTENCE = 0.9


@dataclass(frozen=True)
class Placed:
    """Hold one item of one column; `ranks` has its rank in every column, None where it is not shown."""

    item_id: str
    rank: int
    score: float
    ranks: Mapping[str, int | None]

    def change_from(self, name: str) -> int | None:
        """Return how many places it stands higher than in another column (negative: lower), None if new."""
        other = self.ranks[name]
        return None if other is None else other - self.rank


@dataclass(frozen=True, kw_only=True)
class RankingPair:
    """State how alike two columns are: items in common among the first k, and rank-biased overlap."""

    a: str
    b: str
    k: int
    n_common: int
    overlap: float
    rbo: float
    p: float
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RankingComparison:
    """Hold two to four rankings of one query; scores of different models are not comparable, ranks are.

    Attributes:
        names: in order. columns: each contender's items, best first. pairs: every two of them.
        same_candidates: whether all chose from equally many items.
    """

    names: tuple[str, ...]
    columns: Mapping[str, tuple[Placed, ...]]
    pairs: tuple[RankingPair, ...]
    same_candidates: bool

    def ranks_of(self, item_id: str) -> dict[str, int | None]:
        """Return an item's rank in every column."""
        return {
            name: next((placed.rank for placed in column if placed.item_id == item_id), None)
            for name, column in self.columns.items()
        }


def compare_rankings(
    hits: Mapping[str, Hits], *, k: int | None = None, p: float = PERSISTENCE
) -> RankingComparison:
    """Join two to four answers to the same query.

    Args:
        hits: by name ("fvl-tiny", "fvl-tiny, slerp"), each found for the same query and catalogue.
        k: how many of each to compare; by default as many as the longest has.
        p: persistence of rank-biased overlap.

    Raises:
        InvalidInputError: unless two to four come; for k below 1.

    Example:
        >>> from fvl_core.foundation.queries import Hit
        >>> def ranked(ids): return Hits(tuple(Hit(i, 0.5, r) for r, i in enumerate(ids, 1)), "s", "sum", 9)
        >>> both = compare_rankings({"A": ranked("abc"), "B": ranked("bad")})
        >>> both.columns["B"][0].change_from("A"), both.pairs[0].only_b, round(both.pairs[0].overlap, 3)
        (1, ('d',), 0.667)
    """
    names = require_two_to_four(hits)
    if k is not None and k < 1:
        raise InvalidInputError(f"k is {k}.", remedy="Compare the first 1 or more.")
    depth = k or max(1, *(len(found) for found in hits.values()))
    lists = {name: [hit.item_id for hit in hits[name][:depth]] for name in names}
    places = {name: {item_id: rank for rank, item_id in enumerate(ids, 1)} for name, ids in lists.items()}
    columns = {
        name: tuple(
            Placed(hit.item_id, hit.rank, hit.score, {n: places[n].get(hit.item_id) for n in names})
            for hit in hits[name][:depth]
        )
        for name in names
    }
    pairs = tuple(_pair(a, b, lists[a], lists[b], depth, p) for a, b in combinations(names, 2))
    same = len({found.n_candidates for found in hits.values()}) == 1
    return RankingComparison(names=names, columns=columns, pairs=pairs, same_candidates=same)


def _pair(a: str, b: str, first: list[str], second: list[str], k: int, p: float) -> RankingPair:
    return RankingPair(
        a=a,
        b=b,
        k=k,
        n_common=len(set(first) & set(second)),
        overlap=metrics.overlap_at_k(first, second, k),
        rbo=metrics.rank_biased_overlap(first, second, p=p),
        p=p,
        only_a=tuple(item_id for item_id in first if item_id not in set(second)),
        only_b=tuple(item_id for item_id in second if item_id not in set(first)),
    )
