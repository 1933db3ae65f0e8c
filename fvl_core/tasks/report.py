"""What an evaluation found: every figure with its interval, n and protocol, and every query's own value."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from fvl_core.foundation.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Hold one measured figure.

    Attributes:
        measure: its name, "recall@10". value: NaN where it is undefined. low, high: its 95 % interval by
        `interval` ("wilson" or "bootstrap"). n: how many items or queries it was measured on. protocol:
        the name of the rules. chance: what guessing reaches. ceiling: the most that any model can reach
        (below 1 when several items share one caption). None: not given.
    """

    measure: str
    value: float
    low: float
    high: float
    n: int
    protocol: str
    interval: str
    chance: float | None = None
    ceiling: float | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """Hold all that an evaluation found, and all that is needed to trust or repeat it.

    Attributes:
        task: "classification" or "retrieval". protocol: the rules in a sentence. figures: headline first.
        facts: model, space, precision, catalogue and its fingerprint, prompts, date, what was left out.
        per_query: one mapping per item or query. tables: further results by name (per class, confusion).
    """

    task: str
    protocol: str
    figures: tuple[Figure, ...]
    facts: Mapping[str, Any]
    per_query: tuple[Mapping[str, Any], ...]
    tables: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, measure: str) -> Figure:
        """Return a figure by its name, or raise UnknownNameError with the nearest."""
        named = Registry[Figure]("figure")
        for figure in self.figures:
            named.add(figure.measure, figure)
        return named[measure]

    def to_json(self) -> str:
        """Write everything as JSON; what is undefined or infinite is null."""
        return json_text(self)


def json_text(value: object) -> str:
    """Write dataclasses, mappings, sequences and NumPy values as JSON that every parser reads.

    Example:
        >>> print(json_text({"a": (1, float("nan"))}))
        {
          "a": [
            1,
            null
          ]
        }
    """
    return json.dumps(_plain(value), ensure_ascii=False, indent=2, allow_nan=False)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {entry.name: _plain(getattr(value, entry.name)) for entry in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if hasattr(value, "tolist"):  # arrays and numbers of NumPy
        return _plain(value.tolist())
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(entry) for entry in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, str | int | float | bool | None) else str(value)
