"""What narrows a catalogue down: words, bars, chips, and whether only corrected or removed ones are shown."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import address, corrections, facets, filters
from pages._ui.browsing import view as views

_ALL = "all"


def words(view: views.View) -> None:
    """Draw the field for words that must occur."""
    written = address.follow("shelf_words", view.words)
    with st.form("shelf_find", border=False, enter_to_submit=True):
        field, button = st.columns([4, 1], vertical_alignment="bottom")
        field.text_input(
            "Find by words",
            written,
            key="shelf_words",
            placeholder="title, caption, label or id",
            max_chars=200,
            help="Every word must occur in the title, the caption, a label or the id. No model is asked.",
        )
        button.form_submit_button("Find", width="stretch", on_click=_find)


def parts(shown: fvl.Catalogue, view: views.View) -> None:
    """Draw the choice of all, corrected or removed pictures, where there are any of the latter two."""
    original = corrections.original_of(shown)
    counts = {
        _ALL: len(shown),
        views.CORRECTED: len(views.corrected(original, shown)),
        views.REMOVED: len(views.removed(original, shown)),
    }
    if not (counts[views.CORRECTED] or counts[views.REMOVED] or view.only):
        return
    st.segmented_control(
        "Which pictures",
        list(counts),
        default=address.follow("shelf_only", view.only or _ALL),
        key="shelf_only",
        format_func=lambda part: f"{part.capitalize()} ({counts[part]:,})",
        on_change=_only,
        required=True,
        label_visibility="collapsed",
    )


def bars(shown: fvl.Catalogue, view: views.View) -> None:
    """Draw the counts of every attribute."""
    with fvl.stage("counts", n=len(view.candidates)):
        counts = fvl.count_attributes(shown, view.where, items=view.candidates)
    if not counts:
        st.caption("No attributes yet. Correct a picture to give it one.")
        return
    facets.show(
        counts,
        fvl.find_taxonomy(shown),
        view.where,
        key="bars",
        on_pick=lambda name, value: _toggle(view.where, name, value),
    )


def chips(view: views.View) -> None:
    """Draw what is chosen as chips that go one by one."""
    filters.chips(view.where, also={"page": ""})


def _find() -> None:
    address.push(q=st.session_state.shelf_words.strip(), page="", open="")


def _only() -> None:
    chosen = st.session_state.shelf_only
    address.push(only="" if chosen == _ALL else chosen, page="", open="")


def _toggle(where: address.Filters, name: str, value: str) -> None:
    chosen = where.get(name, ())
    kept = tuple(other for other in chosen if other != value) if value in chosen else (*chosen, value)
    address.push(where=address.filter_entries({**where, name: kept}), page="", open="")
