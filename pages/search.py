"""Search: words, a picture, or a picture and what should be different about it, turn by turn."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import fvl_core as fvl
from pages._ui import (
    address,
    asked,
    detail,
    encoding,
    filters,
    keyboard,
    notices,
    pushes,
    query_bar,
    resources,
    sidebar,
    starter_cards,
)
from pages._ui.composed import answers, composers, counter, known, shortlist, suggestions, trained, turns

OF_RESULTS = ("w", "view", "beside", "why", "edits", "weak", "alike")
"""What the address says of weighing and showing the results: their part of the page is redrawn alone."""
OF_SIDEBAR = ("model", "catalogue")
"""Widgets outside of it; Streamlit takes them out of the address while they are at their first value."""


def main() -> None:
    """Draw the page."""
    st.title("Search", anchor=False)
    choice = sidebar.chosen()
    with notices.caught():
        catalogue = resources.catalogue(choice.catalogue)
        question = asked.read(catalogue)
        lost = list(question.lost)
        saved = shortlist.read(catalogue, lost)
        with st.container():
            notices.lost(lost)
        with st.container():
            turns.draw(catalogue)
        tools = query_bar.draw(question)
        ways_on = st.container()
        with st.container(horizontal=True, vertical_alignment="center"):
            filters.popover(catalogue, question.where)
            query_bar.count(question)
            known.popover(catalogue)
            shortlist.popover(catalogue, saved)
            st.button("Surprise me", icon=":material/casino:", on_click=query_bar.surprise, args=(catalogue,))
        with st.container():
            filters.chips(question.where)
        if question.empty:
            starter_cards.for_search(catalogue)
            return
        answer(catalogue, choice.model, question, saved, tools, ways_on)


def answer(
    catalogue: fvl.Catalogue,
    model: str,
    question: asked.Asked,
    saved: tuple[str, ...],
    tools: DeltaGenerator,
    ways_on: DeltaGenerator,
) -> None:
    """Draw the results, then in `tools` and `ways_on` what only a model can offer."""
    engine, hits = weighed_results(
        catalogue, model, question, saved, address.without(*OF_RESULTS, *OF_SIDEBAR), count()
    )
    if engine is None:
        return
    with tools:
        composers.choose(question, engine.model)
    with ways_on:
        with st.container(horizontal=True, vertical_alignment="center", key="ways_on"):
            suggestions.draw(engine, question)
            trained.draw(engine.model, question)
        counter.draw(engine, question)
    if hits is not None:
        detail.show(engine, hits)


@st.fragment
def weighed_results(
    catalogue: fvl.Catalogue,
    model: str,
    question: asked.Asked,
    saved: tuple[str, ...],
    rest: dict[str, list[str]],
    times: Iterator[int],
) -> tuple[fvl.SearchEngine | None, fvl.Hits | None]:
    """Draw the recipe with its weights, and the results; alone while nothing else changes.

    `rest` is the rest of the address, of which the whole page is made; `times` counts how often these
    arguments were drawn: the first time with the page, then alone. Results are ranked first and drawn
    after, so that no picture stands under the name of a model that did not rank it: old results stay, dimmed
    and under their own heading, in the container that the new ones replace.
    """
    alone = next(times) > 0
    if address.without(*OF_RESULTS, *OF_SIDEBAR) != rest:
        st.rerun()
    engine = hits = None
    with query_bar.parts(question):
        share = composers.weigh(question)
    waiting, place = st.empty(), st.container()
    with notices.caught():
        engine = resources.engine(catalogue, model, waiting)
        asked_of = engine.with_composer(question.composer) if question.composed else engine
        with fvl.stage("search", k=question.k):
            query = question.query(share)
            [encoded] = encoding.of([(asked_of, query)])
            hits = asked_of.search_encoded(encoded, k=question.k, where=query.where, without=question.without)
        with place:
            answers.show(asked_of, question, share, hits, saved)
    if alone:
        keyboard.handed()
        pushes.told()
    return engine, hits


main()
