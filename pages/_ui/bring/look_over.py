"""What was brought, before it is a catalogue: counts, columns, what cannot be read, and its name."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import sidebar
from pages._ui.bring import columns, looked, told
from pages._ui.writing import plain


def draw(mine: fvl.PrivateStore, draft: fvl.CatalogueDraft) -> None:
    """Draw what came in so far, and how to make a catalogue of it."""
    st.header("What came", anchor=False)
    stamp = looked.stamp(draft)
    table = looked.table(str(draft.folder), stamp)
    choice = columns.choose(table, stamp) if table is not None else None
    if table is not None and (choice is None or not choice.image):
        st.error(
            f"No column of {plain(table.name)} seems to name pictures: choose the one that does.",
            icon=":material/table:",
        )
        _discard_button(mine, draft)
        return
    found = looked.survey(str(draft.folder), stamp, choice)
    said = table.notes if table is not None else ()
    told.counts(found.survey, found.n_items, has_table=table is not None, said=said)
    told.problems(found.survey.problems, name="brought", what="could not be read or found")
    if found.n_items:
        with st.expander("The first items as they will be"):
            st.dataframe(list(found.survey.rows), hide_index=True, key="bring_preview")
    _make(mine, draft, choice, found.n_items)


def _make(
    mine: fvl.PrivateStore, draft: fvl.CatalogueDraft, choice: fvl.ColumnChoice | None, n_items: int
) -> None:
    """Draw the name and the button that turns the draft into a catalogue and puts it into the queue."""
    model = sidebar.chosen().model
    name = st.text_input(
        "Name of the catalogue",
        draft.proposed_name,
        key=f"bring_name_{draft.folder.name}",
        max_chars=80,
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        pressed = st.button(
            f"Make it and index it with {model}",
            type="primary",
            icon=":material/playlist_add:",
            disabled=not (n_items and name.strip()),
        )
        _discard_button(mine, draft)
    if pressed:
        with st.spinner("Making the catalogue …"):
            draft.make(choice, source=f"Brought by a browser: {looked.source(draft)}")
            taken = mine.add(draft.folder, name.strip())
        fvl.index_queue().ask(mine.folder_of(taken), name=taken, model=model, owner=mine.owner)
        st.rerun()


def _discard_button(mine: fvl.PrivateStore, draft: fvl.CatalogueDraft) -> None:
    st.button(
        "Discard what came",
        icon=":material/delete:",
        type="tertiary",
        on_click=mine.discard,
        args=(draft.folder,),
    )
