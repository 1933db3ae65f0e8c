"""Fetching, loading and adding in the background: they go on over page switches and reloads."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import streamlit as st

import fvl_core as fvl
from pages._ui import jobs, notices
from pages._ui.writing import plain

LOOK_S = {"fetch": 1.0, "load": 2.5, "add": 2.5, "keep": 2.5}
"""How often a page looks: every look costs Streamlit some work, which importing torch has to share."""
MEGABYTE = 1e6


def fetch(name: str) -> None:
    """Begin to download a model, or go on with it."""
    _begin(("fetch", name), lambda job: fvl.fetch_model(name, on_progress=job.tell), f"Fetching {name}")


def load(name: str) -> None:
    """Begin to put a model into memory."""

    def work(_: jobs.Job) -> str:
        with fvl.model_shelf().borrow(name) as model:
            return model.name

    _begin(("load", name), work, f"Loading {name}")


def add(name: str, family: str, truncate: str) -> None:
    """Begin to add a model: it is loaded once as a check."""
    _begin(
        ("add", name),
        lambda _: fvl.add_model(name, family=family or None, truncate=truncate or None),
        f"Loading {name} once",
    )


def keep(path: str, model: str) -> None:
    """Begin to keep a composer's weights for a model: both are loaded once as a check."""
    _begin(("keep", path), lambda _: fvl.keep_composer(path, model=model), f"Loading {path} and {model}")


def of(kind: str, name: str) -> jobs.Job | None:
    """Return the work of this kind on a model that is under way, or has ended and was not dismissed."""
    return jobs.room().look((kind, name))


def fetches() -> tuple[str, ...]:
    """Return the names of the models whose download is under way, or has failed and was not dismissed."""
    keys = [key for key in jobs.room().standing() if isinstance(key, tuple) and key[0] == "fetch"]
    return tuple(str(name) for _, name in keys if under_way(name) or has_failed(name))


def has_failed(name: str) -> bool:
    """Tell whether a model's last download failed, and nobody has dismissed that yet."""
    job = of("fetch", name)
    return job is not None and job.error is not None and not job.stopped


def under_way(name: str) -> bool:
    """Tell whether something is being done with a model."""
    return any(job is not None and not job.finished.is_set() for job in _all(name))


def show(kind: str, name: str) -> None:
    """Draw how far the work is, with a Cancel, or what became of it; nothing when there is none."""
    job = of(kind, name)
    if job is None:
        return
    if not job.finished.is_set():
        st.fragment(_progress, run_every=LOOK_S[kind])(kind, name, job)
    elif job.error is not None and not job.stopped:
        _failed(kind, name, job.error)


def dismiss(kind: str, name: str) -> None:
    """Forget work that has ended."""
    jobs.room().forget((kind, name))


def _all(name: str) -> tuple[jobs.Job | None, ...]:
    return tuple(of(kind, name) for kind in LOOK_S)


def _begin(key: Hashable, work: Callable[[jobs.Job], Any], step: str) -> None:
    job = jobs.room().look(key)
    if job is not None and job.finished.is_set():
        jobs.room().forget(key)
    begun = jobs.room().ask(key, work)
    begun.step = step


def _progress(kind: str, name: str, job: jobs.Job) -> None:
    if job.finished.is_set():
        st.rerun()
    share = min(1.0, job.done / job.total) if job.total else 0.0
    st.progress(share, text=plain(told(kind, job)))
    if kind == "fetch":
        st.button(
            "Cancel",
            key=f"cancel_{name}",
            icon=":material/stop_circle:",
            on_click=job.stop,
            disabled=job.stopping,
            help="What has come stays, and the next fetch goes on from there",
        )


def told(kind: str, job: jobs.Job) -> str:
    """Say how far the work is."""
    if job.stopping:
        return "Stopping …"
    if kind != "fetch" or not job.total:
        return f"{job.step} …"
    if job.done >= job.total:
        return f"{job.step}: all {job.total / MEGABYTE:,.0f} MB have come; loading it once as a check"
    return f"{job.step}: {megabytes(job.done)} of {megabytes(job.total)} MB{job.time_left}"


def megabytes(n_bytes: float) -> str:
    """Return megabytes with one decimal where they are few.

    Example:
        >>> megabytes(605_200_000), megabytes(4_250_000), megabytes(900)
        ('605', '4.2', '0.0')
    """
    amount = n_bytes / MEGABYTE
    return f"{amount:,.0f}" if amount >= 10 else f"{amount:.1f}"


def _failed(kind: str, name: str, error: Exception) -> None:
    if isinstance(error, fvl.FvlError):
        notices.failed(error)
    else:
        st.error(f"{plain(name)} failed at an error of ours; the terminal has the details.")
    st.button("Dismiss", key=f"dismiss_{kind}_{name}", type="tertiary", on_click=dismiss, args=(kind, name))
