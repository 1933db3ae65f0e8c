"""A folder of the machine that runs the studio: listed where it is, for everyone, as on the command line."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

import fvl_core as fvl
from pages._ui import sidebar
from pages._ui.writing import plain


def draw(mine: fvl.PrivateStore) -> None:
    """Draw the path and the name."""
    with st.form("server_folder", border=False):
        path = st.text_input(
            "Path of the folder", key="server_folder_path", placeholder="/home/you/Pictures/shop"
        )
        name = st.text_input(
            "Name of the catalogue", key="server_folder_name", placeholder="the folder's own name"
        )
        st.caption(
            "The pictures stay where they are. The catalogue is for everyone who opens this studio, and "
            "stays; you see this because you sit at the machine that runs it."
        )
        if st.form_submit_button("List and index it", type="primary"):
            _list(mine, path.strip(), name.strip())


def _list(mine: fvl.PrivateStore, path: str, name: str) -> None:
    if not path:
        raise fvl.InvalidInputError("No folder was named.", remedy="Write its path.")
    folder = Path(path).expanduser()
    name = name or folder.resolve().name
    if name in (*fvl.list_catalogues(), *mine.names()):
        raise fvl.InvalidInputError(
            f"There is a catalogue named {name!r} already.", remedy="Choose another name."
        )
    found = fvl.load_catalogue(folder)
    fvl.register_catalogue(name, folder)
    fvl.index_queue().ask(folder.resolve(), name=name, model=sidebar.chosen().model, owner=mine.owner)
    st.success(
        plain(f"{name}: {len(found):,} pictures are listed and being indexed."), icon=":material/check:"
    )
