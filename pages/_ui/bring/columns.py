"""Which column of a table is what: guessed, shown with what each column holds, and changed by the visitor."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui.bring.looked import Table
from pages._ui.writing import plain

NONE = "(none)"


def choose(table: Table, stamp: str) -> fvl.ColumnChoice:
    """Draw what the columns hold and the choice among them; another table begins with another guess."""
    st.subheader(f"The table {plain(table.name)}", anchor=False)
    for note in table.notes:
        st.warning(plain(note), icon=":material/translate:")
    st.dataframe(
        {
            "Column": [each.name for each in table.facts],
            "Filled": [each.n_filled for each in table.facts],
            "Missing": [each.n_missing for each in table.facts],
            "Different": [each.n_distinct for each in table.facts],
            "Most frequent": [", ".join(each.commonest) for each in table.facts],
        },
        hide_index=True,
        key=f"bring_columns_{stamp}",
    )
    guess = table.guess
    places = st.columns(4)
    image = _one(places[0], "Pictures", table, guess.image, stamp)
    identity = _one(places[1], "Ids", table, guess.id, stamp)
    title = _one(places[2], "Titles", table, guess.title, stamp)
    caption = _one(places[3], "Captions", table, guess.caption, stamp)
    taken = {image, identity, title, caption}
    attributes = st.multiselect(
        "Attributes, to filter and to label by",
        [name for name in table.columns if name not in taken],
        default=[name for name in guess.attributes if name not in taken],
        key=f"bring_attributes_{stamp}_{image}_{identity}_{title}_{caption}",
    )
    return fvl.ColumnChoice(image, identity, title, caption, tuple(attributes))


def _one(place: st.delta_generator.DeltaGenerator, label: str, table: Table, guess: str, stamp: str) -> str:
    options = [NONE, *table.columns]
    chosen = place.selectbox(label, options, index=options.index(guess or NONE), key=f"bring_{label}_{stamp}")
    return "" if chosen == NONE else str(chosen)
