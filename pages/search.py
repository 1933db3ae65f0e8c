"""Search: words, a picture, or a picture and what should be different about it."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import (
    address,
    asked,
    detail,
    filters,
    notices,
    query_bar,
    resources,
    results,
    sidebar,
    starter_cards,
    unseen,
)


def main() -> None:
    """Draw the page."""
    st.title("Search", anchor=False)
    choice = sidebar.chosen()
    with notices.caught():
        catalogue = resources.catalogue(choice.catalogue)
        question = asked.read(catalogue)
        with st.container():
            notices.lost(question.lost)
        query_bar.draw(question)
        with st.container():
            words_weight = query_bar.blend(question)
        with st.container(horizontal=True, vertical_alignment="center"):
            filters.popover(catalogue, question.where)
            query_bar.count(question)
            st.button("Surprise me", icon=":material/casino:", on_click=query_bar.surprise, args=(catalogue,))
        with st.container():
            filters.chips(question.where)
        answer(catalogue, choice.model, question, words_weight)


def answer(catalogue: fvl.Catalogue, model: str, question: asked.Asked, words_weight: float) -> None:
    """Rank first and draw after, so that no picture stands under the name of a model that did not rank it.

    Old results stay, dimmed and under their own heading, in the container that the new ones replace.
    """
    waiting, place = st.empty(), st.container()
    if question.empty:
        with place:
            starter_cards.for_search(catalogue)
        return
    engine = resources.engine(catalogue, model, waiting)
    if question.composed:
        engine = engine.with_composer(question.composer)
    with fvl.stage("search", k=question.k):
        hits = engine.search(question.query(words_weight), k=question.k)
    with place:
        unseen.tell(engine.model.name, unseen.words_of(engine.model, [question.words]))
        results.show(engine, hits, composed=question.composed, on_pick=pick)
        notices.unreadable(engine.failures)
    detail.show(engine, hits)


def pick(item_id: str, action: str) -> None:
    """Do what was pressed on a tile."""
    if action == "open":
        address.push(open=item_id)
    elif action == "more":
        query_bar.ask(item=item_id)
    else:
        query_bar.ask(words=address.text("q"), item=item_id)


main()
