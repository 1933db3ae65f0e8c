"""The rank of every query that an evaluation of edits wrote, to go from a bad one to its search."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

import fvl_core.metrics as metrics
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.tasks.report import json_text

if TYPE_CHECKING:
    from fvl_core.tasks.report import Report

_REMEDY = (
    "Bring the file that `evaluate triplets`, `evaluate fashioniq` or `evaluate cirr` wrote with --json."
)


@dataclass(frozen=True, kw_only=True)
class AskedQuery:
    """Hold one query and the rank of its best right answer.

    Attributes:
        id: its name in the data. reference: what the data call its picture. modifier: the words. kind: how
        hard it is, or the category. target: a right answer. rank: 1 is best. rank_in_subset: CIRR's rank
        within the image set, None elsewhere.
    """

    id: str
    reference: str
    modifier: str
    kind: str
    target: str
    rank: int
    rank_in_subset: int | None = None


@dataclass(frozen=True, kw_only=True)
class QueryRanks:
    """Hold what an evaluation of edits found, query by query, the worst rank first.

    Attributes:
        model, composer, catalogue, protocol, date: as its report has them. text_weight: the words' share,
        None under a composer without weights. queries: those with an answer.

    Example:
        >>> row = {"query_id": "0", "reference": "a", "modifier": "in red", "target": "b", "rank": 3}
        >>> facts = {"model": "fvl-tiny", "composer": "weighted", "text_weight": 0.5, "catalogue": "demo"}
        >>> found = QueryRanks.from_json(json.dumps({"facts": facts, "per_query": [row]}))
        >>> found.composer, found.queries[0].rank, found.bins()["2–5"] == found.queries
        ('weighted', 3, True)
    """

    model: str
    composer: str
    catalogue: str
    text_weight: float | None
    protocol: str
    date: str
    queries: tuple[AskedQuery, ...]

    @classmethod
    def of(cls, report: Report) -> QueryRanks:
        """Take the queries of a report that was just made."""
        return cls.from_json(report.to_json())

    @classmethod
    def from_json(cls, text: str | bytes) -> QueryRanks:
        """Read a report as `evaluate … --json` writes it; of several composers, that of the best.

        Raises:
            InvalidInputError: for anything else, and for a report without answers, such as a test split's.
        """
        try:
            told = json.loads(text)
            told = told["lines"][0]["report"] if "lines" in told else told
            found = cls._read(told["facts"], str(told.get("protocol", "")), told["per_query"])
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise InvalidInputError("This file is no report on edits.", remedy=_REMEDY) from error
        if not found.queries:
            raise InvalidInputError(
                "No query of this report has a known answer.",
                remedy="Measure a split whose answers are told.",
            )
        return found

    @classmethod
    def _read(cls, facts: Mapping[str, Any], protocol: str, rows: list[Mapping[str, Any]]) -> QueryRanks:
        share = facts.get("text_weight")
        queries = [_query(row) for row in rows if row["rank"] is not None]
        return cls(
            model=str(facts["model"]),
            composer=str(facts["composer"]),
            catalogue=str(facts["catalogue"]),
            text_weight=None if share is None else float(share),
            protocol=protocol,
            date=str(facts.get("date", "")),
            queries=tuple(sorted(queries, key=lambda query: -query.rank)),
        )

    def to_json(self) -> str:
        """Write what `from_json` reads, without the figures."""
        names = ("model", "composer", "catalogue", "text_weight", "date")
        rows = [{**vars(query), "query_id": query.id} for query in self.queries]
        facts = {name: getattr(self, name) for name in names}
        return json_text({"protocol": self.protocol, "facts": facts, "per_query": rows})

    def bins(self) -> dict[str, tuple[AskedQuery, ...]]:
        """Return the queries by the bin of their rank, the worst first in each."""
        places = metrics.rank_bins_of(np.array([query.rank for query in self.queries], dtype=np.float64))
        return {
            name: tuple(query for query, own in zip(self.queries, places, strict=True) if own == place)
            for place, name in enumerate(metrics.rank_bin_names())
        }


def _query(row: Mapping[str, Any]) -> AskedQuery:
    subset = row.get("rank_in_subset")
    return AskedQuery(
        id=str(row["query_id"]),
        reference=str(row["reference"]),
        modifier=str(row["modifier"]),
        kind=str(row.get("kind", "")),
        target=str(row["target"]),
        rank=int(row["rank"]),
        rank_in_subset=None if subset is None else int(subset),
    )
