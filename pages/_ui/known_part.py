"""The part of a catalogue that a model has encoded, looked up beside the page."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

import fvl_core as fvl
from pages._ui import engines, jobs, libraries
from pages._ui.notices import ComingError

PER_S = 300
"""A part of so many pictures stands for a second: to look for what is new costs more the larger it is."""


@dataclass
class _Standing:
    """The encoded part of a catalogue that pages use until a newer one is found."""

    part: fvl.Catalogue | None = None
    at: float = 0.0


def of(catalogue: fvl.Catalogue, model: str, precision: str) -> fvl.Catalogue:
    """Return what is encoded, as it was some seconds ago; it is looked up anew beside the page.

    With its libraries still to come, no model is loaded before the page stands.

    Raises:
        ComingError: while the weights are loaded, or the first part is looked up.
        FvlError: when the model cannot be used.
    """
    standing = _standing(catalogue.fingerprint, model, precision)
    shelf = {(each.key.name, each.key.precision) for each in fvl.model_shelf().loaded()}
    if (model, precision) not in shelf:
        if not libraries.brought():
            raise _coming(catalogue, f"{model}, whose weights are being loaded", libraries.brought)
    elif standing.part is not None:
        if time.monotonic() - standing.at > len(standing.part) / PER_S:
            job = _look_up(catalogue, model, precision)
            job.told = job.error is not None  # nobody waits for it: it is tried again
        return standing.part
    job = _look_up(catalogue, model, precision)
    if not job.ends_soon(jobs.PATIENCE_S):
        raise _coming(catalogue, f"{model}, whose {job.step}", job.finished.is_set)
    part: fvl.Catalogue = job.given()
    return part


def _look_up(catalogue: fvl.Catalogue, model: str, precision: str) -> jobs.Job:
    """Have what is encoded looked up, by somebody who loads the weights and makes the engine as well.

    So a part stands only once it can be searched, and no page that searches waits for more than its words.
    """
    key = ("so far", catalogue.fingerprint, model, precision)
    standing = _standing(*key[1:])

    def work(job: jobs.Job) -> fvl.Catalogue:
        job.step = "weights are being loaded"
        with fvl.model_shelf().borrow(model, precision=precision) as loaded:
            job.step = "vectors are being looked up"
            part = fvl.known_part(catalogue, loaded)
        if part:
            engines.room().ask(part, model, precision).job.finished.wait()
            standing.part, standing.at = part, time.monotonic()
        jobs.room().forget(key)  # only a failure is kept, until it is told
        return part

    return jobs.room().ask(key, work)


def _coming(catalogue: fvl.Catalogue, model: str, here: Callable[[], bool]) -> ComingError:
    return ComingError(
        f"{catalogue.name} is being indexed with {model}.",
        here=here,
    )


@st.cache_resource(show_spinner=False, ttl=3600, max_entries=8)
def _standing(fingerprint: str, model: str, precision: str) -> _Standing:
    del fingerprint, model, precision  # they tell one from another
    return _Standing()
