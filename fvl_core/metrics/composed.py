"""Ranks of composed queries: a picture and words, one or several right answers, the reference in or out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.metrics.ranking import best_ranks, rank_bounds

SCORES_AT_ONCE = 4_000_000
"""Scores computed at once: 32 MB in float64."""


class ComposedRanks(NamedTuple):
    """Hold for each query the rank of its best-placed right answer, and the place of the item in front."""

    ranks: np.ndarray
    first: np.ndarray


class ComposedRanking(NamedTuple):
    """Hold what a ranking says of each of q queries.

    ranks: of the best-placed right answer, infinity without one. best, worst: the ranks it can have,
    however equal scores are broken. among: its rank among the query's members alone (NaN without members).
    top: (q, t) places of the first t items. top_members: for each query its members, best first.
    """

    ranks: np.ndarray
    best: np.ndarray
    worst: np.ndarray
    among: np.ndarray
    top: np.ndarray
    top_members: list[list[int]]


def composed_ranks(
    queries: np.ndarray, items: np.ndarray, references: Sequence[int], targets: Sequence[Sequence[int]]
) -> ComposedRanks:
    """Rank the best-placed right answer of each query; its own reference takes no part in the ranking.

    Scores are computed in float64 and rounded to float32, so that equal vectors tie in every place; of
    equals the earlier item stands first.

    Shapes:
        queries: (q, d) and items: (n, d), unit rows. references: (q,) places among the items.
        targets: for each query the places of all right answers.
    Range:
        Ranks are (q,) float64 whole numbers from 1 to n - 1, infinity for a query without a right answer;
        first is (q,) places.

    Raises:
        InvalidInputError: when the lengths differ, or a reference is among its own targets.

    Example:
        >>> found = composed_ranks(np.array([[0.9, 0.4, 0.1]]), np.eye(3), [0], [[2]])
        >>> found.ranks.tolist(), found.first.tolist()
        ([2.0], [1])
    """
    found = composed_ranking(queries, items, targets, leave_out=references)
    return ComposedRanks(found.ranks, found.top[:, 0])


def composed_ranking(
    queries: np.ndarray,
    items: np.ndarray,
    targets: Sequence[Sequence[int]],
    *,
    leave_out: Sequence[int] | None = None,
    members: Sequence[Sequence[int]] | None = None,
    n_top: int = 1,
) -> ComposedRanking:
    """Rank every query against all items, without a sort of them all.

    Args:
        queries: (q, d) unit rows.
        items: (n, d) unit rows.
        targets: for each query the places of all right answers; none is allowed.
        leave_out: for each query the place of the one item that takes no part, its reference.
        members: for each query the places among which the answer is ranked again (CIRR's image sets);
            what is left out takes no part there either.
        n_top: how many items in front to name.

    Raises:
        InvalidInputError: when the lengths differ, or what is left out is a right answer.
    Source: scores as in `composed_ranks`; with members, recall_subset of CIRR (Liu et al., ICCV 2021).

    Example:
        >>> scores = np.array([[0.9, 0.4, 0.1, 0.2]])
        >>> found = composed_ranking(scores, np.eye(4), [[2]], leave_out=[0], members=[[0, 2, 3]])
        >>> found.ranks.tolist(), found.among.tolist(), found.top_members
        ([3.0], [2.0], [[3, 2]])
    """
    _require_fitting(len(queries), targets, leave_out, members)
    columns = items.astype(np.float64).T  # (d, n)
    step = max(1, SCORES_AT_ONCE // max(1, len(items)))
    n_top = min(n_top, len(items) - (leave_out is not None))
    parts: dict[str, list[np.ndarray]] = {"ranks": [], "best": [], "worst": [], "top": []}
    ordered: list[list[int]] = []
    for start in range(0, len(queries), step):
        block = slice(start, start + step)
        scores = (queries[block].astype(np.float64) @ columns).astype(np.float32)  # (b, n)
        if leave_out is not None:
            scores[np.arange(len(scores)), np.asarray(leave_out[block], dtype=np.int64)] = -np.inf
        for name, found in zip(parts, _ranked(scores, targets[block], n_top), strict=True):
            parts[name].append(found)
        if members is not None:
            left_out = leave_out[block] if leave_out is not None else [-1] * len(scores)
            ordered += [
                _in_order(row, [place for place in group if place != own])
                for row, group, own in zip(scores, members[block], left_out, strict=True)
            ]
    empty = {"ranks": np.empty(0), "top": np.empty((0, n_top), np.int64)}
    joined = {
        name: np.concatenate(rows) if rows else empty.get(name, np.empty(0)) for name, rows in parts.items()
    }
    among = _ranks_among(ordered, targets) if members is not None else np.full(len(queries), math.nan)
    return ComposedRanking(**joined, among=among, top_members=ordered)


def _ranked(
    scores: np.ndarray, targets: Sequence[Sequence[int]], n_top: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    right = np.zeros(scores.shape, dtype=bool)
    for row, places in enumerate(targets):
        right[row, list(places)] = True
    ranks = best_ranks(scores, right)
    chosen = np.where(right, scores, -np.inf).argmax(axis=1)
    best, worst = rank_bounds(scores, chosen)
    known = right.any(axis=1)
    return ranks, np.where(known, best, math.inf), np.where(known, worst, math.inf), _top(scores, n_top)


def _top(scores: np.ndarray, n: int) -> np.ndarray:
    """Return the places of the n best of each row, (b, n); of equals the earlier stands first."""
    if n == 1:
        return scores.argmax(axis=1)[:, None]
    return np.argsort(-scores, axis=1, kind="stable")[:, :n]


def _in_order(scores: np.ndarray, places: Sequence[int]) -> list[int]:
    return sorted(places, key=lambda place: (-scores[place], place))


def _ranks_among(ordered: Sequence[Sequence[int]], targets: Sequence[Sequence[int]]) -> np.ndarray:
    found = [
        next((rank for rank, place in enumerate(places, 1) if place in right), math.inf)
        for places, right in zip(ordered, targets, strict=True)
    ]
    return np.array(found, dtype=np.float64)


def _require_fitting(
    n: int,
    targets: Sequence[Sequence[int]],
    leave_out: Sequence[int] | None,
    members: Sequence[Sequence[int]] | None,
) -> None:
    given = {"references": leave_out, "targets": targets, "members": members}
    sizes = {name: len(each) for name, each in given.items() if each is not None}
    if any(size != n for size in sizes.values()):
        told = " and ".join(f"{size} {name}" for name, size in sizes.items())
        raise InvalidInputError(f"{n} queries, {told} came.", remedy="Give as many of each.")
    if leave_out is not None and any(own in right for own, right in zip(leave_out, targets, strict=True)):
        raise InvalidInputError("A reference is its own target.", remedy="Leave it out of the targets.")


def chance_of_any(n_candidates: int, n_right: int, k: int) -> float:
    """Return how likely a draw of k among the candidates holds at least one of the right ones.

    Source: the hypergeometric distribution, 1 - C(n - m, k) / C(n, k).

    Example:
        >>> chance_of_any(4, 1, 1), chance_of_any(4, 3, 2)
        (0.25, 1.0)
    """
    if not n_candidates:
        return math.nan
    k = min(k, n_candidates)
    return 1 - math.comb(n_candidates - n_right, k) / math.comb(n_candidates, k)
