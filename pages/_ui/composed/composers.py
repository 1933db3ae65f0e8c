"""How the parts of a query meet: every composer with a line on it, those that do not fit with the reason."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import address, asked, query_bar, resources
from pages._ui.engines import COMPOSER
from pages._ui.writing import plain


def choose(question: asked.Asked, model: fvl.VisionLanguageModel) -> None:
    """Draw the choice of the composer, where a query has parts to put together."""
    if not question.composed:
        return
    fits = resources.fits(model)
    chosen = next(fit for fit in fits if fit.name == question.composer)
    with st.popover(f"Composer: {chosen.name}", icon=":material/blender:", key="composer"):
        _choice(fits, chosen)


def weigh(question: asked.Asked) -> float:
    """Draw the slider, or why there is none; return the share of the words."""
    if not question.paired:
        return 0.5
    chosen = resources.composer(question.composer)
    if chosen.weighted:
        return query_bar.share_of_words()
    st.caption(f"{plain(chosen.name)}: {plain(chosen.summary)} There is nothing to weigh.")
    return 0.5


def _choice(fits: tuple[fvl.ComposerFit, ...], chosen: fvl.ComposerFit) -> None:
    usable = {fit.name: fit for fit in fits if fit.fits or fit is chosen}
    current = address.follow("composer_choice", chosen.name)
    st.radio(
        "How picture and words become one query",
        list(usable),
        index=list(usable).index(current),
        captions=[plain(fit.summary) for fit in usable.values()],
        key="composer_choice",
        on_change=_chosen,
    )
    unfit = [fit for fit in fits if not fit.fits]
    if unfit:
        st.markdown("**Not with this model**")
        for fit in unfit:
            st.caption(f":material/lock: **{plain(fit.name)}**: {plain(fit.summary)} {plain(fit.reason)}")


def _chosen() -> None:
    name = st.session_state.composer_choice
    address.push(composer="" if name == COMPOSER else name)
