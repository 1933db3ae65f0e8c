"""Two composers side by side on one query, and the way to two models on the Compare page."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import address, asked, places, resources
from pages._ui.compare import rankings
from pages._ui.compare.contenders import Contender


def show(engine: fvl.SearchEngine, question: asked.Asked, share: float) -> None:
    """Draw the choice of the other composer, what both rankings share, and the rankings.

    Raises:
        FvlError: when the other composer cannot answer this query.
    """
    others = [fit.name for fit in resources.fits(engine.model) if fit.fits and fit.name != question.composer]
    wanted = address.text("beside")
    other = address.follow("beside_choice", wanted if wanted in others else others[-1])
    left, right = st.columns([2, 3], gap="large", vertical_alignment="bottom")
    left.selectbox(
        f"{question.composer} beside",
        others,
        index=others.index(other),
        key="beside_choice",
        on_change=lambda: address.push(beside=st.session_state.beside_choice),
    )
    with right:
        st.page_link(
            places.COMPARE,
            label="Two models on this query: Compare",
            icon=":material/compare_arrows:",
            query_params=link(engine.model.name, question, share),
        )
    st.html(places.SIDE_BY_SIDE)
    query = question.query(share)
    found = {
        name: engine.with_composer(name).search(query, k=question.k, without=question.without)
        for name in (question.composer, other)
    }
    rankings.show(engine.catalogue, found)


def link(model: str, question: asked.Asked, share: float) -> dict[str, str | list[str]]:
    """Return the question as parameters of the Compare page, this model and composer first."""
    told = {name: address.text(name) for name in ("q", "item", "picture", "crop")}
    told["w"] = f"{share:g}" if question.paired and share != 0.5 else ""
    parts = [part.entry for part in question.extras]
    return {
        **{name: value for name, value in told.items() if value},
        **({"part": parts} if parts else {}),
        "vs": [Contender(model, composer=question.composer).entry],
    }
