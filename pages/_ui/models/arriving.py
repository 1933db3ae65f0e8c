"""Downloads where people look for them: in every sidebar, and among the models before they are one."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

import fvl_core as fvl
from pages._ui import places
from pages._ui.models import work
from pages._ui.models.here import at_the_server
from pages._ui.writing import plain

LOOK_S = 2.0


def in_sidebar() -> None:
    """Say what is being fetched and what could not be, with the way to the page that says more."""
    names = work.fetches()
    if not names:
        return
    running = [name for name in names if work.under_way(name)]
    st.fragment(_lines, run_every=LOOK_S if running else None)(names, running)
    st.page_link(places.MODELS, label="All models", icon=":material/download:")


def without_card(cards: Sequence[fvl.ModelCard]) -> None:
    """Draw a frame for every repository that is being fetched, or half here, and is no model yet."""
    known = {name for card in cards for name in (card.name, card.repository)}
    come = fvl.unfinished_downloads()
    for name in dict.fromkeys((*work.fetches(), *come)):
        if name not in known:
            with st.container(border=True, key=f"arriving_{name.replace('/', '-')}"):
                _frame(name, come.get(name, 0))


def _lines(names: tuple[str, ...], running: list[str]) -> None:
    if running != [name for name in work.fetches() if work.under_way(name)]:
        st.rerun()  # one has ended: the picker may have it now
    for name in names:
        job = work.of("fetch", name)
        if job is not None and not job.finished.is_set():
            st.progress(
                min(1.0, job.done / job.total) if job.total else 0.0, text=plain(work.told("fetch", job))
            )
        else:
            st.caption(f":red[{plain(name)} could not be fetched.]")


def _frame(name: str, n_bytes: int) -> None:
    st.subheader(plain(name), anchor=False)
    if not work.under_way(name):
        st.markdown(
            f"Not fetched yet: {work.megabytes(n_bytes)} MB have come, and the next fetch goes on there."
        )
        if at_the_server():
            st.button(
                "Go on", icon=":material/download:", key=f"fetch_{name}", on_click=work.fetch, args=(name,)
            )
    work.show("fetch", name)
