"""The same queries with known targets under several models: ranks, curves, and who finds what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

import fvl_core.metrics as metrics
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.tasks.compare.verdicts import Scored, Verdict, require_two_to_four, verdicts
from fvl_core.tasks.report import Report

K_MAX = 50


@dataclass(frozen=True, kw_only=True)
class RetrievalPair:
    """Sort the queries by who finds the target within k (ids of targets), and who ranks it higher."""

    a: str
    b: str
    both: tuple[str, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    neither: tuple[str, ...]
    n_a_higher: int
    n_b_higher: int
    n_equal: int


@dataclass(frozen=True, kw_only=True, eq=False)
class RetrievalComparison:
    """Hold two to four contenders on the same queries.

    Attributes:
        names: in order. measure, k: what decides, recall@k. n_candidates: items to choose from.
        item_ids: each query's target. queries: its words. ranks: by name, (n,) float64, 1 is best.
        curves: by name, recall@1 … @50 with bands and chance. histogram: by name, then by bin ("1", "2–5"
        …), the targets' ids, worst rank first. pairs, verdicts: every two of them.
    """

    names: tuple[str, ...]
    measure: str
    k: int
    n_candidates: int
    item_ids: tuple[str, ...]
    queries: tuple[str, ...]
    ranks: Mapping[str, np.ndarray]
    curves: Mapping[str, tuple[metrics.CurvePoint, ...]]
    histogram: Mapping[str, Mapping[str, tuple[str, ...]]]
    pairs: tuple[RetrievalPair, ...]
    verdicts: tuple[Verdict, ...]


def compare_retrieval(reports: Mapping[str, Report], *, k: int = 10) -> RetrievalComparison:
    """Compare two to four reports of `evaluate_retrieval` on the same catalogue and field.

    Args:
        reports: by name.
        k: recall@k decides.

    Raises:
        InvalidInputError: when catalogues, fields or queries differ: recall hangs on them; for k below 1.
    """
    names = require_two_to_four(reports)
    if k < 1:
        raise InvalidInputError(f"k is {k}.", remedy="Ask for the first 1 or more.")
    for name in names:
        _require_comparable(names[0], reports[names[0]], name, reports[name])
    first = reports[names[0]]
    item_ids = tuple(row["item_id"] for row in first.per_query)
    ranks = {
        name: np.array([row["rank"] for row in reports[name].per_query], dtype=np.float64) for name in names
    }
    n_candidates = int(first.facts["n_candidates"])
    found = {name: row <= k for name, row in ranks.items()}
    measure = f"recall@{k}"
    return RetrievalComparison(
        names=names,
        measure=measure,
        k=k,
        n_candidates=n_candidates,
        item_ids=item_ids,
        queries=tuple(row["query"] for row in first.per_query),
        ranks=ranks,
        curves={name: metrics.recall_curve(row, n_candidates, k_max=K_MAX) for name, row in ranks.items()},
        histogram={name: _histogram(row, item_ids) for name, row in ranks.items()},
        pairs=tuple(_pair(a, b, ranks[a], ranks[b], item_ids, k) for a, b in combinations(names, 2)),
        verdicts=verdicts({name: Scored(row, row) for name, row in found.items()}, measure=measure),
    )


def _require_comparable(first_name: str, first: Report, name: str, other: Report) -> None:
    if other.task != "retrieval":
        raise InvalidInputError(
            f"The report of {name} is on {other.task}.", remedy="Give one of evaluate_retrieval."
        )
    told = {"fingerprint": "catalogue", "field": "field", "n_candidates": "number of candidates"}
    for fact, name_of_fact in told.items():
        if first.facts[fact] != other.facts[fact]:
            raise InvalidInputError(
                f"{first_name} and {name} differ in their {name_of_fact}.",
                remedy="Measure both on the same catalogue and the same words.",
            )
    if [row["item_id"] for row in first.per_query] != [row["item_id"] for row in other.per_query]:
        raise InvalidInputError(
            f"{first_name} and {name} had different queries.", remedy="Measure both on the same catalogue."
        )


def _histogram(ranks: np.ndarray, item_ids: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    bins = metrics.rank_bins_of(ranks)
    worst_first = np.argsort(-ranks, kind="stable")
    return {
        name: tuple(item_ids[place] for place in worst_first if bins[place] == position)
        for position, name in enumerate(metrics.rank_bin_names())
    }


def _pair(
    a: str, b: str, first: np.ndarray, second: np.ndarray, item_ids: tuple[str, ...], k: int
) -> RetrievalPair:
    in_a, in_b = first <= k, second <= k

    def ids(mask: np.ndarray) -> tuple[str, ...]:
        return tuple(item_ids[place] for place in np.flatnonzero(mask))

    return RetrievalPair(
        a=a,
        b=b,
        both=ids(in_a & in_b),
        only_a=ids(in_a & ~in_b),
        only_b=ids(in_b & ~in_a),
        neither=ids(~in_a & ~in_b),
        n_a_higher=int((first < second).sum()),
        n_b_higher=int((second < first).sum()),
        n_equal=int((first == second).sum()),
    )
