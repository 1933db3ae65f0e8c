"""Take a catalogue away: the table at once, table and pictures as a zip that is written beside the page."""

from __future__ import annotations

import functools
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import fvl_core as fvl
from pages._ui import exports, jobs, parcels
from pages._ui.browsing.view import View
from pages._ui.writing import plain

_WANTED = "parcel_wanted"


def popover(shown: fvl.Catalogue, view: View) -> tuple[fvl.Catalogue, DeltaGenerator]:
    """Draw the choice of part and kind; return the part, and the place where the zip is to be told of."""
    with st.popover("Export", icon=":material/download:"):
        part = shown
        if not view.everything and view.items:
            which = st.radio(
                "What to export",
                ["part", "all"],
                key="export_part",
                format_func={
                    "part": f"What is shown ({len(view.items):,})",
                    "all": f"All ({len(shown):,})",
                }.__getitem__,
                horizontal=True,
            )
            if which == "part":
                part = fvl.Catalogue(shown.name, view.items, source=shown.source, licence=shown.licence)
        st.markdown(
            f"**{len(part):,}** picture{'s' * (len(part) != 1)} of {plain(shown.name)}, as you see them now"
        )
        exports.buttons(
            functools.partial(table_of, part),
            shown.name,
            holds="Id, place of the picture in the zip, title, description, and every attribute",
        )
        st.button(
            "Zip with pictures",
            icon=":material/folder_zip:",
            on_click=_want,
            args=(part,),
            key="zip_wanted",
            help="Table and pictures. Unpacked, it is a folder that the studio reads as a catalogue again.",
        )
        return part, st.empty()


def table_of(part: fvl.Catalogue) -> exports.Columns:
    """Return the columns of an export; an attribute that does not apply is None."""
    columns = fvl.export_columns(part)
    return {name: [cell or None for cell in cells] for name, cells in columns.items()}


def parcel(part: fvl.Catalogue, place: DeltaGenerator) -> None:
    """Write the zip that was asked for, with progress, and offer it; last on the page, for it takes time."""
    if st.session_state.get(_WANTED) != part.fingerprint:
        return
    folder = parcels.place()
    key = ("parcel", str(folder), part.name, part.fingerprint)
    work = functools.partial(_write, part, folder)
    made = jobs.result(key, work, place)
    if made is not None and not made.path.exists():  # swept away since
        jobs.room().forget(key)
        made = jobs.result(key, work, place)
    if made is None:
        return
    with place.container():
        parcels.link(made.path)
        if made.without_picture:
            n = len(made.without_picture)
            st.warning(
                f"{n:,} picture{'s' * (n != 1)} could not be found; the table names "
                f"{'them' if n > 1 else 'it'} all the same.",
                icon=":material/broken_image:",
            )


def _want(part: fvl.Catalogue) -> None:
    st.session_state[_WANTED] = part.fingerprint


def _write(part: fvl.Catalogue, folder: Path, job: jobs.Job) -> fvl.ExportReport:
    job.begin("Packing the pictures")
    return fvl.export_catalogue(part, parcels.new_path(folder, part.name), on_progress=job.tell)
