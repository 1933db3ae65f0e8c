"""Which models complete outfits: those that say so on their cards."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import places
from pages._ui.writing import plain

ABILITY = "outfits"


def told(model: str) -> bool:
    """Tell whether a model completes outfits; say so, with what to do instead, where it does not."""
    able = [card.name for card in fvl.list_models() if ABILITY in card.abilities]
    if model in able:
        return True
    here = [name for name in able if fvl.model_state(name).on_disk]
    st.info(
        f"**{plain(model)}** does not complete outfits: it was not trained on what goes together. "
        + ("On this machine can:" if here else "None of the models on this machine was."),
        icon=":material/apparel:",
    )
    for name in here:
        st.button(f"Use {name}", key=f"use_{name}", icon=":material/check:", on_click=_use, args=(name,))
    if not here:
        st.markdown(
            "CSA-Net was, which FashionViL's authors train on Polyvore Outfits. They publish no file of it; "
            "one that you trained is added on the Models page."
        )
        st.page_link(
            places.MODELS, label="Add a model", icon=":material/add:", query_params={"part": "Add a model"}
        )
    return False


def _use(name: str) -> None:
    st.session_state["model"] = name
