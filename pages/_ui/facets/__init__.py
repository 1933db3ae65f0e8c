"""Counts per attribute as bars that are buttons: a press filters, a second press lets go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

import fvl_core as fvl
from pages._ui import filters

FIRST = 7
"""Bars of an attribute that are shown at first."""
MOST = 300
"""Values of an attribute that are sent to the browser; the commonest."""
_FOLDER = Path(__file__).parent
_FACETS = st.components.v2.component(
    "fvl_facets",
    html=(_FOLDER / "facets.html").read_text(encoding="utf-8"),
    css=(_FOLDER / "facets.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "facets.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True, kw_only=True)
class Bar:
    """Describe one value, "" for the items without the attribute; `rows` are the kinds of a family."""

    attribute: str
    value: str
    n: int
    pressed: bool
    rows: tuple[Bar, ...] = ()

    @property
    def plain(self) -> dict[str, object]:
        """Return what the browser needs."""
        label = self.value or filters.MISSING
        count = f"{self.n:,} picture{'s' * (self.n != 1)}"
        return {**asdict(self), "label": label, "count": count, "rows": [row.plain for row in self.rows]}


def show(
    counts: Sequence[fvl.AttributeCounts],
    taxonomy: fvl.Taxonomy | None,
    chosen: Mapping[str, Sequence[str]],
    *,
    key: str,
    on_pick: Callable[[str, str], None],
) -> None:
    """Draw the bars; `on_pick(attribute, value)` is called before the rerun when one is pressed."""

    def picked() -> None:
        if value := st.session_state[key].picked:
            on_pick(str(value["attribute"]), str(value["value"]))

    _FACETS(
        key=key,
        data={
            "label": "Counts and filters",
            "facets": [
                {"title": title.capitalize(), "first": FIRST, "rows": [bar.plain for bar in bars]}
                for title, bars in arranged(counts, taxonomy, chosen)
            ],
        },
        on_picked_change=picked,
    )


def arranged(
    counts: Sequence[fvl.AttributeCounts],
    taxonomy: fvl.Taxonomy | None,
    chosen: Mapping[str, Sequence[str]],
) -> list[tuple[str, list[Bar]]]:
    """Return title and bars of every attribute; two levels become one, the families with their kinds."""
    by_name = {each.attribute: each for each in counts}
    drawn: list[tuple[str, list[Bar]]] = []
    for each in counts:
        if taxonomy is not None and each.attribute == taxonomy.family:
            continue
        if taxonomy is not None and each.attribute == taxonomy.kind:
            kinds = _bars(each, chosen)
            families = [
                Bar(
                    attribute=bar.attribute,
                    value=bar.value,
                    n=bar.n,
                    pressed=bar.pressed,
                    rows=tuple(kind for kind in kinds if taxonomy.family_of.get(kind.value) == bar.value),
                )
                for bar in _bars(by_name[taxonomy.family], chosen)
                if bar.value or bar.pressed  # what lacks its kind is counted once, below
            ]
            alone = [kind for kind in kinds if kind.value not in taxonomy.family_of]
            drawn.append((each.attribute, [*families, *alone]))
        else:
            drawn.append((each.attribute, _bars(each, chosen)))
    return [(title, bars) for title, bars in drawn if bars]


def _bars(counts: fvl.AttributeCounts, chosen: Mapping[str, Sequence[str]]) -> list[Bar]:
    pressed = set(chosen.get(counts.attribute, ()))
    values = [(value, n) for value, n in counts.values.items() if n or value in pressed][:MOST]
    if counts.n_missing or "" in pressed:
        values.append(("", counts.n_missing))
    return [
        Bar(attribute=counts.attribute, value=value, n=n, pressed=value in pressed) for value, n in values
    ]
