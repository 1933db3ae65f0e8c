"""What the cache holds, and clearing parts of it."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import notices
from pages._ui.models.here import at_the_server
from pages._ui.models.work import megabytes
from pages._ui.writing import plain

_NOTICE = "storage"


def show() -> None:
    """Draw the section: downloads and vectors by model, vectors by catalogue, the rest."""
    storage = _storage()
    st.markdown(f"**{megabytes(storage.n_bytes)} MB** in `{storage.folder}`")
    _downloads(storage)
    _vectors(storage)
    _catalogues()
    if storage.others:
        listed = ", ".join(f"{plain(name)} {megabytes(size)} MB" for name, size in storage.others.items())
        st.caption(f"Beside these: {listed}")


@st.cache_resource(show_spinner=False, ttl=5, max_entries=1)
def _storage() -> fvl.Storage:
    return fvl.read_storage()


def _downloads(storage: fvl.Storage) -> None:
    st.subheader("Fetched models", anchor=False)
    if not storage.downloads:
        st.caption("None.")
    for entry in storage.downloads:
        name = entry.name + ("" if entry.complete else " (unfinished)")
        _row(name, f"{megabytes(entry.n_bytes)} MB", f"download_{entry.name}", _clear_download, entry.name)


def _vectors(storage: fvl.Storage) -> None:
    st.subheader("Vectors by model", anchor=False)
    if not storage.vectors:
        st.caption("None beside those that ship with the studio.")
    names = dict.fromkeys(entry.model for entry in storage.vectors)
    for name in names:
        mine = [entry for entry in storage.vectors if entry.model == name]
        kinds = ", ".join(f"{entry.n_vectors:,} in {entry.precision}" for entry in mine)
        told = f"{kinds}; {megabytes(sum(entry.n_bytes for entry in mine))} MB"
        _row(name, told, f"vectors_{name}", _clear_model, name)


def _catalogues() -> None:
    st.subheader("Vectors by catalogue", anchor=False)
    if not st.toggle("Count them", key="count_catalogues", help="Looks at every picture's file; opens none"):
        st.caption("How many pictures of each catalogue have a vector already.")
        return
    shares = fvl.read_catalogue_shares()
    if not shares:
        st.caption("None beside those that ship with the studio.")
    for name in dict.fromkeys(share.catalogue for share in shares):
        mine = [share for share in shares if share.catalogue == name]
        told = "; ".join(f"{s.n_known:,} of {s.n_items:,} by {s.model} ({s.precision})" for s in mine)
        _row(name, told, f"catalogue_{name}", _clear_catalogue, name)


def _row(name: str, told: str, key: str, act: object, argument: str) -> None:
    left, middle, right = st.columns([4, 5, 2], vertical_alignment="center")
    left.markdown(f"**{plain(name)}**")
    middle.markdown(plain(told))
    if at_the_server():
        with right.popover("Clear", width="stretch"):
            st.markdown(f"Delete {plain(told)} of **{plain(name)}**?")
            st.button("Delete", key=f"clear_{key}", type="primary", on_click=act, args=(argument,))  # type: ignore[arg-type]


def _clear_download(name: str) -> None:
    _tell(fvl.clear_downloads(name), f"the files of {name}")


def _clear_model(name: str) -> None:
    _tell(fvl.clear_vectors(model=name), f"the vectors of {name}")


def _clear_catalogue(name: str) -> None:
    _tell(fvl.clear_vectors(catalogue=name), f"the vectors of {name}")


def _tell(done: fvl.Cleared, what: str) -> None:
    _storage.clear()
    cleared = f"Cleared {what}: {megabytes(done.n_bytes)} MB." if done.n_entries else ""
    notices.keep(_NOTICE, " ".join((cleared, *done.kept)).strip())
