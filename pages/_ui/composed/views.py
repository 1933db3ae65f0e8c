"""How the answers are shown: as results, as a sweep, or beside another composer."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from pages._ui import address, asked

VIEWS = {"results": "Results", "sweep": "Sweep of the weight", "beside": "Two composers"}


@dataclass(frozen=True)
class Shown:
    """Say what is drawn beside the pictures."""

    why: bool
    edits: bool
    weak: bool
    alike: bool


def choose(question: asked.Asked) -> str:
    """Draw the choice of the view, as far as this query has several, and return it."""
    if not question.composed:
        return "results"
    offered = [name for name in VIEWS if name != "sweep" or question.paired]
    wanted = address.text("view")
    current = address.follow("results_view", wanted if wanted in offered else "results")
    return str(
        st.segmented_control(
            "View",
            offered,
            default=current,
            format_func=VIEWS.__getitem__,
            key="results_view",
            required=True,
            label_visibility="collapsed",
            on_change=_chosen,
        )
    )


def popover(question: asked.Asked) -> Shown:
    """Draw the switches of what is shown beside the pictures."""
    with st.popover("Show", icon=":material/visibility:", key="show"):
        why = question.composed and _switch("Why: what each score is made of", "why")
        edits = question.paired and _switch("Edits: what was applied, kept and lost", "edits")
        weak = _switch("Draw weak matches paler", "weak")
        alike = _switch("Put near-duplicates behind the first", "alike")
    return Shown(why, edits, weak, alike)


def _switch(label: str, name: str) -> bool:
    return bool(st.toggle(label, value=True, key=name, bind="query-params"))


def _chosen() -> None:
    chosen = st.session_state.results_view
    address.push(view="" if chosen == "results" else chosen)
