"""Compare: two to four models on one query, on labels and on known targets, and what they cost."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import (
    address,
    asked,
    filters,
    garment,
    notices,
    places,
    query_bar,
    resources,
    sidebar,
    so_far,
    starter_cards,
)
from pages._ui.compare import asking, bar, contenders, costs, duel, labels, rankings, targets

VIEWS = {"query": "One query", "labels": "Labels", "targets": "Known targets", "duel": "Blind duel"}


def main() -> None:
    """Draw the page."""
    st.title("Compare", anchor=False)
    st.html(places.SIDE_BY_SIDE)
    with notices.caught():
        catalogue = resources.catalogue(sidebar.chosen().catalogue)
        lost: list[str] = []
        chosen = contenders.read(lost, sidebar.chosen().model)
        with st.container():
            notices.lost(lost)
        bar.draw(chosen)
        chosen_view = view()
        if chosen_view == "labels":
            labels.show(indexed(catalogue, chosen), chosen)
        elif chosen_view == "targets":
            targets.show(indexed(catalogue, chosen), chosen)
        elif chosen_view == "duel":
            duel.show(catalogue, chosen)
        else:
            one_query(catalogue, chosen)
        costs.show(catalogue, chosen)


def view() -> str:
    """Draw what they are compared on, and return it."""
    asked_for = address.text("on")
    current = address.follow("view_choice", asked_for if asked_for in VIEWS else "query")
    return str(
        st.segmented_control(
            "Compare them on",
            list(VIEWS),
            default=current,
            format_func=VIEWS.__getitem__,
            key="view_choice",
            required=True,
            label_visibility="collapsed",
            on_change=lambda: address.push(on=st.session_state.view_choice, open="", n=""),
        )
    )


def indexed(catalogue: fvl.Catalogue, chosen: tuple[contenders.Contender, ...]) -> fvl.Catalogue:
    """Return what of a catalogue all of them can be measured on now, and say when that is a part."""
    part = so_far.measurable(catalogue, chosen)
    so_far.tell_measured(part, catalogue, st.empty())
    return part


def one_query(catalogue: fvl.Catalogue, chosen: tuple[contenders.Contender, ...]) -> None:
    """Rank with all before drawing any, so that no picture stands under a name that did not rank it."""
    question = asked.read(catalogue)
    with st.container():
        notices.lost(question.lost)
    query_bar.draw(question)
    with query_bar.parts(question):
        share = query_bar.share_of_words() if question.paired else 0.5
    with st.container(horizontal=True, vertical_alignment="center"):
        filters.popover(catalogue, question.where)
        query_bar.count(question)
        st.button("Surprise me", icon=":material/casino:", on_click=query_bar.surprise, args=(catalogue,))
    with st.container():
        filters.chips(question.where)
    waiting, place = st.empty(), st.container()
    if question.empty:
        with place:
            starter_cards.for_search(catalogue)
        return
    hits = asking.search(catalogue, chosen, question, share, waiting)
    with place:
        rankings.show(catalogue, hits)
    garment.show(catalogue, rankings.facts_of(address.text("open"), hits))


main()
