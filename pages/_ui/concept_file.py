"""A file of concepts, (phrase, group), as the labels of the page."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

import fvl_core as fvl
from pages._ui import label_lists
from pages._ui.writing import plain


def inlet() -> None:
    """Draw where a concept file comes in."""
    turn = st.session_state.setdefault("concepts_turn", 0)
    key = f"concepts_{turn}"
    with st.popover("A concept file", icon=":material/upload_file:"):
        st.caption(
            "FashionKLIP's form: a JSON object a line, with “phrase”, and “phrase_father” for its group."
        )
        st.file_uploader(
            "A concept file of FashionKLIP",
            type=["jsonl", "json", "txt"],
            key=key,
            max_upload_size=5,
            on_change=_received,
            args=(key,),
        )
        if problem := st.session_state.get("concepts_problem"):
            st.error(plain(problem), icon=":material/error:")


def _received(key: str) -> None:
    file = st.session_state[key]
    st.session_state.concepts_turn += 1
    st.session_state.concepts_problem = None
    if file is None:
        return
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / Path(file.name).name
            path.write_bytes(file.getvalue())
            found = fvl.read_concepts(path)
    except fvl.FvlError as error:
        st.session_state.concepts_problem = str(error)
        return
    label_lists.push(found.labels, found.parents, name=file.name)
