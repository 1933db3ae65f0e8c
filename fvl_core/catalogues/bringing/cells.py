"""What a cell of a table says, as a word, and how many of them a table may have."""

from __future__ import annotations

import json
import math
from typing import Any

from fvl_core.foundation.errors import InvalidInputError

MAX_TABLE_BYTES = 300_000_000
MAX_ROWS = 500_000


def word(value: Any) -> str:
    """Write a cell as a word; what says nothing (None, not a number) is missing.

    Example:
        >>> word(3.0), word(" red "), word(float("nan")), word(["a"])
        ('3', 'red', '', '["a"]')
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value).strip()


def refuse_too_many_rows(n_rows: int, name: str) -> None:
    """Refuse a table with more than `MAX_ROWS` rows.

    Raises:
        InvalidInputError: naming it.
    """
    if n_rows > MAX_ROWS:
        raise InvalidInputError(
            f"{name} has more than {MAX_ROWS:,} rows.", remedy="Bring it in several parts."
        )


def refuse_too_many_bytes(n_bytes: int, name: str) -> None:
    """Refuse a table with more than `MAX_TABLE_BYTES`, as a file or unpacked.

    Raises:
        InvalidInputError: naming it.
    """
    if n_bytes > MAX_TABLE_BYTES:
        raise InvalidInputError(
            f"{name} has {n_bytes / 1e6:,.0f} MB of words.",
            remedy=f"Bring a table of up to {MAX_TABLE_BYTES // 1_000_000} MB.",
        )
