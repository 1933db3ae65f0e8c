"""Cards as TOML text, so that one which was made here can be kept and read again."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from typing import Any

from fvl_core.models.card import ModelCard


def card_text(card: ModelCard) -> str:
    r"""Return a card as TOML; what has its usual value is left out.

    Example:
        >>> print(card_text(ModelCard(name="toy", title="A \"toy\"", family="hand", dim=4)), end="")
        name = "toy"
        title = "A \"toy\""
        family = "hand"
        dim = 4
    """
    kept = _unusual(card)
    lines = [f"{name} = {_value(value)}" for name, value in kept.items() if not _nested(value)]
    for name, value in kept.items():
        if is_dataclass(value):
            lines += ["", f"[{name}]", *_lines(value)]
        elif _nested(value):
            for entry in value:
                lines += ["", f"[[{name}]]", *_lines(entry)]
    return "\n".join(lines) + "\n"


def _lines(entry: Any) -> list[str]:
    return [f"{key} = {_value(value)}" for key, value in _all(entry).items()]


def _unusual(card: ModelCard) -> dict[str, Any]:
    usual = ModelCard(name="", title="", family="", dim=0)
    return {name: value for name, value in _all(card).items() if value != getattr(usual, name)}


def _all(entry: Any) -> dict[str, Any]:
    values = {each.name: getattr(entry, each.name) for each in fields(entry)}
    return {name: value for name, value in values.items() if value is not None}


def _nested(value: Any) -> bool:
    return is_dataclass(value) or (isinstance(value, tuple) and bool(value) and is_dataclass(value[0]))


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, bool | int | float):
        return str(value).lower() if isinstance(value, bool) else repr(value)
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007F")
