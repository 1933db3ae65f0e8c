"""What somebody might type for a garment, where its catalogue says so; a press asks for it."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import query_bar

MOST = 8


def show(catalogue: str, item_id: str) -> None:
    """Draw the captions of a garment in all registers, the shortest first; most catalogues have none."""
    texts = sorted((text for _, text in _captions(catalogue).get(item_id, ())), key=len)
    if not texts:
        return
    chosen = st.pills(
        "Somebody might ask for it like this",
        texts[:: max(1, -(-len(texts) // MOST))],
        key=f"phrase_{item_id}",
    )
    if chosen:
        query_bar.ask(chosen)
        st.rerun()


@st.cache_data(show_spinner=False, max_entries=8)
def _captions(catalogue: str) -> fvl.Captions:
    return fvl.load_captions(catalogue) if catalogue in fvl.list_catalogues() else {}
