"""The flip ledger: every picture whose answer the last change of wording changed, and what that was worth."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import labelling, pile
from pages._ui.writing import plain

_BEFORE = "labelled_before"


def show(
    part: fvl.Catalogue,
    predictions: fvl.Predictions,
    truth: dict[str, str],
    what: tuple[str, str],
    wording: labelling.Wording,
) -> None:
    """Remember this wording's answers, and show what changed against the wording before it."""
    kept = st.session_state.get(_BEFORE, {})
    if kept.get("what") != what:
        kept = {"what": what, "now": (wording, predictions), "before": None}
    elif kept["now"][0].question != wording.question:
        kept = {"what": what, "now": (wording, predictions), "before": kept["now"]}
    st.session_state[_BEFORE] = kept
    st.header("What your last change did", anchor=False)
    if kept["before"] is None:
        st.caption("Change labels or templates, and every picture whose answer changed stands here.")
        return
    old, before = kept["before"]
    found = fvl.flip_ledger(before, predictions, truth=truth or None)
    st.caption(f"Before: {plain(old.told)}. Now: {plain(wording.told)}.")
    st.markdown(f"**{plain(found.sentence)}**")
    flips = {flip.item_id: flip for flip in found.flips}
    signs = {"gained": "✓ ", "lost": "✗ "}

    def said(item_id: str) -> tuple[str, str]:
        flip = flips[item_id]
        return f"{signs.get(flip.effect, '')}{flip.before} → {flip.after}", f"{flip.p_after:.2f}"

    if flips:
        pile.show(part, list(flips), key="flips", label=f"{len(flips)} changed answers", said=said)
