"""Search: words, a picture, or a picture and what should be different about it, turn by turn."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import fvl_core as fvl
from pages._ui import asked, detail, filters, notices, query_bar, resources, sidebar, starter_cards
from pages._ui.composed import answers, composers, counter, known, shortlist, suggestions, trained, turns


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
        places = query_bar.draw(question)
        below = st.container()
        with st.container(horizontal=True, vertical_alignment="center"):
            filters.popover(catalogue, question.where)
            query_bar.count(question)
            known.popover(catalogue)
            shortlist.popover(catalogue, saved)
            st.button("Surprise me", icon=":material/casino:", on_click=query_bar.surprise, args=(catalogue,))
        with st.container():
            filters.chips(question.where)
        answer(catalogue, choice.model, question, saved, places, below)


def answer(
    catalogue: fvl.Catalogue,
    model: str,
    question: asked.Asked,
    saved: tuple[str, ...],
    places: query_bar.Places,
    below: DeltaGenerator,
) -> None:
    """Rank first and draw after, so that no picture stands under the name of a model that did not rank it.

    Old results stay, dimmed and under their own heading, in the container that the new ones replace.
    `places` and `below` are in and under the query bar, for what only a model can offer.
    """
    waiting, place = st.empty(), st.container()
    if question.empty:
        with place:
            starter_cards.for_search(catalogue)
        return
    engine = resources.engine(catalogue, model, waiting)
    share = composers.blend(question, engine.model, places)
    with below:
        with st.container(horizontal=True, vertical_alignment="center", key="ways_on"):
            suggestions.draw(engine, question)
            trained.draw(engine.model, question)
        counter.draw(engine, question)
    if question.composed:
        engine = engine.with_composer(question.composer)
    with fvl.stage("search", k=question.k):
        hits = engine.search(question.query(share), k=question.k, without=question.without)
    with place:
        answers.show(engine, question, share, hits, saved)
    detail.show(engine, hits)


main()
