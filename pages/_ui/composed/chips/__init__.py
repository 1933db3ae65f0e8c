"""The recipe of a query as chips: a picture or words each, with a sign, a weight, and a way out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

_FOLDER = Path(__file__).parent
_CHIPS = st.components.v2.component(
    "fvl_chips",
    html='<div class="chips"></div>',
    css=(_FOLDER / "chips.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "chips.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True, kw_only=True)
class Chip:
    """Describe one part of the recipe.

    `weight` is its size without the sign; None where it cannot be chosen. `turns` tells whether liked and
    disliked can be exchanged. `src` is "" for words.
    """

    id: str
    name: str
    note: str
    colour: int
    src: str = ""
    alt: str = ""
    liked: bool = True
    weight: float | None = None
    turns: bool = False


def show(chips: Sequence[Chip], *, key: str, on_change: Callable[[str, str, float], None]) -> None:
    """Draw chips; `on_change(id, act, value)` is called before the rerun: "remove", "turn" or "weigh"."""

    def changed() -> None:
        value = st.session_state[key].changed
        if value:
            on_change(str(value["id"]), str(value["act"]), float(value["value"]))

    _CHIPS(key=key, data={"chips": [asdict(chip) for chip in chips]}, on_changed_change=changed)
