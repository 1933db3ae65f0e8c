"""What was written into the address and the browser may not have heard of yet.

The browser says with every act what its address bar holds. An act that follows another within a round trip
still brings the address from before it: without this, a garment that was closed came back, and of two parts
that were added one was lost.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

LATE_S = 2.0
"""So long after the run that wrote it a browser may still act without knowing the new address."""
_PUSHES = "pushes"

Parameters = Mapping[str, list[str]]


@dataclass(frozen=True)
class _Push:
    """One step: the address before it, what it made of some parameters, and when its run came to an end."""

    page: str
    before: Parameters
    changes: Parameters
    told_at: float | None = None

    @property
    def may_be_news(self) -> bool:
        return self.told_at is None or time.monotonic() - self.told_at < LATE_S


def note(before: Parameters, changes: Parameters) -> None:
    """Remember a step that the browser is yet to be told of."""
    st.session_state[_PUSHES] = [*_recent(), _Push(_page(), before, changes)]


def told() -> None:
    """Say, at the end of a run, that the browser is being told of all steps."""
    now = time.monotonic()
    st.session_state[_PUSHES] = [push if push.told_at else replace(push, told_at=now) for push in _recent()]


def under_way() -> bool:
    """Tell whether there are steps that the browser may not know."""
    return bool(_recent())


def missed(here: Parameters) -> Parameters:
    """Return what the steps that an address does not know yet make of it; nothing when it knows the last one.

    Back and Forward mean the address that they bring. So does a link to the page itself, which brings fewer
    parameters than were there.
    """
    pushes = _recent()
    now = {name: values for push in pushes for name, values in push.changes.items()}
    made: dict[str, list[str]] = {}
    if any(here.get(name, []) != values for name, values in now.items()):
        for push in reversed(pushes):
            made = {**push.changes, **made}
            alike = all(here.get(name, []) == push.before.get(name, []) for name in now)
            if alike and push.before.keys() <= here.keys():
                return made
    return {}


def _recent() -> list[_Push]:
    context = get_script_run_ctx()
    pushes: list[_Push] = st.session_state.get(_PUSHES, [])
    if context is None or context.is_history_navigation:
        return []
    return [push for push in pushes if push.page == _page() and push.may_be_news]


def _page() -> str:
    context = get_script_run_ctx()
    return context.page_script_hash if context else ""
