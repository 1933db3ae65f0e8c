"""A composer's own weights: kept for the model on which they were trained, which a person says."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

import fvl_core as fvl
from pages._ui.models import work
from pages._ui.writing import plain


def show(given: str, report: fvl.CheckpointReport) -> None:
    """Draw for which model a composer's weights are kept."""
    fitting = [
        card.name
        for card in fvl.list_models()
        if card.dim == report.dim and "compose" in card.abilities and fvl.model_state(card.name).on_disk
    ]
    if not fitting:
        st.info(
            f"No model of {report.dim} dimensions is on this machine: fetch or add the one on which this was "
            "trained first.",
            icon=":material/info:",
        )
        return
    model = st.selectbox("The model on which it was trained", fitting, key="composer_model")
    if not work.under_way(given):
        st.button("Keep it", icon=":material/add:", type="primary", on_click=work.keep, args=(given, model))
    work.show("keep", given)
    path = str(Path(given).expanduser().resolve())
    for kept in fvl.kept_composers():
        if kept.path == path:
            st.success(
                f"**{plain(kept.model)}** composes by **{kept.composer}** with it.", icon=":material/check:"
            )
