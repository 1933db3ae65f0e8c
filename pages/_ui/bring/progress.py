"""How far the indexing is: read from the queue every second while something is on its way."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui.bring import told
from pages._ui.writing import plain, time

LOOK_EVERY_S = 1.0
MOST_ENDED = 6


def show(mine: fvl.PrivateStore) -> None:
    """Draw this browser's jobs, and look again while one of them is active."""
    jobs = fvl.index_queue().jobs(mine.owner)
    if not jobs:
        return
    active = {job.id for job in jobs if job.active}
    st.header("Indexing", anchor=False)
    st.fragment(_panel, run_every=LOOK_EVERY_S if active else None)(mine.owner, active)


def sentence(job: fvl.IndexJob) -> str:
    """Say how far a job is.

    Example:
        >>> from dataclasses import replace
        >>> job = fvl.IndexJob("0" * 32, model="hand", state="running", step="Encoding", done=30, total=90)
        >>> sentence(replace(job, rate=20.0))
        'Encoding with hand: 30 of 90 pictures, 20.0 a second, about 3 s left'
    """
    if job.state == "waiting":
        before = fvl.index_queue().place(job)
        return f"Waiting: {before} before it" if before else "Waiting for its turn"
    if job.state == "running" and not job.total:
        return f"{job.step} …"
    counted = f"{job.done:,} of {job.total:,} pictures"
    if job.state == "running":
        left = f", {job.rate:,.1f} a second, about {time(job.left_s)} left" if job.left_s else ""
        return f"{job.step} with {job.model}: {counted}{left}"
    if job.state == "stopped":
        return f"Stopped at {counted} with {job.model}; what is encoded is kept"
    if job.state == "failed":
        return job.error
    return f"{job.n_searchable:,} pictures can be searched with {job.model}"


def _panel(owner: str, active: set[str]) -> None:
    jobs = fvl.index_queue().jobs(owner)
    if active != {job.id for job in jobs if job.active}:
        st.rerun()  # one has ended: the rest of the page wants to know
    for job in [job for job in jobs if job.active][::-1] + [job for job in jobs if not job.active][
        :MOST_ENDED
    ]:
        _row(job, owner)


def _row(job: fvl.IndexJob, owner: str) -> None:
    queue = fvl.index_queue()
    with st.container(border=True, key=f"job_{job.id}"):
        words, act = st.columns([6, 2], vertical_alignment="center")
        with words:
            st.markdown(f"**{plain(job.name)}** · {plain(sentence(job))}")
            if job.active:
                st.progress(job.done / job.total if job.total else 0.0)
        with act, st.container(horizontal=True, horizontal_alignment="right"):
            if job.active:
                _button("Stop", "stop_circle", job, queue.stop, owner)
            else:
                if job.state != "done":
                    _button("Go on", "play_circle", job, queue.go_on, owner)
                _button("Dismiss", "close", job, queue.forget, owner)
        told.problems(job.failures, name=job.id[:8], what="could not be read and are left out")


def _button(label: str, icon: str, job: fvl.IndexJob, act: object, owner: str) -> None:
    st.button(
        label,
        icon=f":material/{icon}:",
        type="tertiary",
        key=f"{label}_{job.id}",
        on_click=act,  # type: ignore[arg-type]
        args=(job.id, owner),
    )
