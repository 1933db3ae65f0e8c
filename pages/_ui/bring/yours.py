"""The catalogues of this browser: search, index with another model, keep for everyone, delete."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import streamlit as st

import fvl_core as fvl
from pages._ui import corrections, notices, places, resources, sidebar
from pages._ui.bring import told
from pages._ui.writing import plain


def draw(mine: fvl.PrivateStore) -> None:
    """Draw a row for every catalogue of this browser, and how to delete everything."""
    names = mine.names()
    if not names:
        return
    st.header("Your catalogues", anchor=False)
    for name in names:
        with notices.caught(), st.container(border=True, key=f"own_{mine.folder_of(name).name}"):
            _row(mine, name)
    with st.popover("Delete everything", icon=":material/delete_forever:"):
        st.markdown("All catalogues and pictures that this browser brought are deleted for good.")
        st.button("Delete it all", type="primary", on_click=_attempt, args=(_delete_everything, mine))


def _row(mine: fvl.PrivateStore, name: str) -> None:
    """Draw a catalogue with what can be done with it; one that cannot be opened can still be deleted."""
    folder = mine.folder_of(name)
    opened = False
    with notices.caught():
        catalogue = resources.catalogue(name)
        st.markdown(f"**{plain(name)}** · {len(catalogue):,} pictures · {plain(catalogue.source)}")
        opened = True
    with st.container(horizontal=True, vertical_alignment="center"):
        if opened:
            _uses(mine, name)
        with st.popover("Delete", icon=":material/delete:"):
            st.markdown("Its pictures are deleted for good.")
            st.button(
                "Delete it",
                type="primary",
                key=f"delete_{folder.name}",
                on_click=_attempt,
                args=(_delete, mine, name),
            )
    _what_was_brought(folder / "brought.json", folder.name)


def _uses(mine: fvl.PrivateStore, name: str) -> None:
    folder = mine.folder_of(name)
    model = sidebar.chosen().model
    busy = fvl.index_queue().active(folder)
    st.page_link(places.SEARCH, label="Search it", icon=":material/search:", query_params={"catalogue": name})
    st.button(
        f"Index with {model}",
        icon=":material/playlist_add:",
        key=f"index_{folder.name}",
        disabled=busy is not None,
        on_click=_attempt,
        args=(_index, mine, name, model),
    )
    with st.popover("Keep for everyone", icon=":material/group:", disabled=busy is not None):
        st.markdown(
            "Everyone who opens this studio will see these pictures, and they are no longer deleted by "
            "themselves."
        )
        as_name = st.text_input("Name for everyone", name, key=f"keep_name_{folder.name}", max_chars=80)
        st.button(
            "Keep it",
            type="primary",
            key=f"keep_{folder.name}",
            on_click=_attempt,
            args=(_keep, mine, name, as_name),
        )


def _what_was_brought(report: Path, name: str) -> None:
    """Draw what became of everything when the catalogue was made."""
    try:
        said = json.loads(report.read_text(encoding="utf-8"))
        n_items = said.pop("n_items")
        listed = tuple((str(which), str(why)) for which, why in said.pop("problems"))
        survey = fvl.Survey(rows=(), problems=listed, **said)
    except (OSError, ValueError, KeyError, TypeError):
        return
    with st.expander("What was brought"):
        told.counts(survey, n_items, has_table=survey.n_rows != n_items)
    told.problems(listed, name=f"{name}_brought", what="could not be read or found when it was brought")


def _attempt(act: Callable[..., None], *args: object) -> None:
    """Do what was pressed; what goes wrong is said above the page."""
    try:
        act(*args)
    except fvl.FvlError as error:
        notices.keep("yours", str(error))


def _index(mine: fvl.PrivateStore, name: str, model: str) -> None:
    fvl.index_queue().ask(mine.folder_of(name), name=name, model=model, owner=mine.owner)


def _keep(mine: fvl.PrivateStore, name: str, as_name: str) -> None:
    """Give a catalogue to everyone, with what its owner corrected in it."""
    fvl.index_queue().forget_folder(mine.folder_of(name))
    journal = corrections.own(corrections.original_of(resources.catalogue(name)))
    made = tuple(journal.merged.values())
    kept = mine.keep(name, as_name=as_name.strip())
    corrections.kept(fvl.load_catalogue(kept)).add(*made)
    journal.forget()
    notices.keep("yours", f"“{kept}” is kept for everyone on this server.")


def _delete(mine: fvl.PrivateStore, name: str) -> None:
    fvl.index_queue().forget_folder(mine.folder_of(name))
    with suppress(fvl.FvlError):  # what cannot be opened is deleted all the same
        corrections.own(corrections.original_of(resources.catalogue(name))).forget()
    mine.delete(name)


def _delete_everything(mine: fvl.PrivateStore) -> None:
    for name in mine.names():
        fvl.index_queue().forget_folder(mine.folder_of(name))
    mine.delete_everything()
