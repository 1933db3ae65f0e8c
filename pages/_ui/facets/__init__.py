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
            drawn.append((each.attribute, _two_levels(each, by_name[taxonomy.family], taxonomy, chosen)))
        else:
            drawn.append((each.attribute, _bars(each, chosen)))
    return [(title, bars) for title, bars in drawn if bars]


def _two_levels(
    kinds: fvl.AttributeCounts,
    families: fvl.AttributeCounts,
    taxonomy: fvl.Taxonomy,
    chosen: Mapping[str, Sequence[str]],
) -> list[Bar]:
    """Return the families with their kinds below them, and last what has no family or no kind.

    While a kind is chosen, a family counts what its other kinds would give as well.
    """
    below: dict[str, list[Bar]] = {}
    for bar in _bars(kinds, chosen):
        below.setdefault(taxonomy.family_of.get(bar.value, ""), []).append(bar)
    pressed = set(chosen.get(families.attribute, ()))
    bars = []
    for value, n in families.values.items():
        rows = tuple(below.get(value, ()))
        if n or rows or value in pressed:
            n_shown = max(n, sum(row.n for row in rows)) if kinds.attribute in chosen else n
            bars.append(
                Bar(attribute=families.attribute, value=value, n=n_shown, pressed=value in pressed, rows=rows)
            )
    return [*sorted(bars, key=lambda bar: -bar.n), *below.get("", ())]


def _bars(counts: fvl.AttributeCounts, chosen: Mapping[str, Sequence[str]]) -> list[Bar]:
    pressed = set(chosen.get(counts.attribute, ()))
    values = [(value, n) for value, n in counts.values.items() if n or value in pressed][:MOST]
    if counts.n_missing or "" in pressed:
        values.append(("", counts.n_missing))
    return [
        Bar(attribute=counts.attribute, value=value, n=n, pressed=value in pressed) for value, n in values
    ]
