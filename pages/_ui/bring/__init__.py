"""The Bring page's parts: what comes in, how it looks before it is a catalogue, and what became of it."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui.bring import inlets, look_over, progress, yours


def draw(mine: fvl.PrivateStore) -> None:
    """Draw the whole page for the owner of a store."""
    progress.show(mine)
    st.header("Bring something", anchor=False)
    inlets.draw(mine)
    draft = inlets.draft_of(mine)
    if draft is not None and not draft.empty:
        look_over.draw(mine, draft)
    yours.draw(mine)
