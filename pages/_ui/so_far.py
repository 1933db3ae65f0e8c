"""What of a catalogue can be searched while the rest is still being indexed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import fvl_core as fvl
from pages._ui import jobs, libraries
from pages._ui.notices import ComingError

if TYPE_CHECKING:
    from pages._ui.compare.contenders import Contender

STALE_S = 8.0
"""So long a part is searched as it was: looking for what is new takes a moment in large catalogues."""

GROWN = 1.5
"""How many times as much must be encoded before figures are made anew."""


@dataclass
class _Standing:
    """The encoded part of a catalogue that pages use until a newer one is found."""

    part: fvl.Catalogue | None = None
    at: float = 0.0


def searchable(catalogue: fvl.Catalogue, model: str, precision: str) -> fvl.Catalogue:
    """Return the catalogue, or while it is being indexed with this model the part that is encoded.

    Whoever searches then does not wait for the whole, nor encode beside the queue. Nor does a page wait for
    the model, or while thousands of files are looked at: in the seconds after a start with an index to go on
    with, all pages would.

    Raises:
        ComingError: while the model is loaded, or nothing is encoded yet.
        FvlError: when the model cannot be used.
    """
    picture = catalogue[0].path if len(catalogue) else None
    job = fvl.index_queue().active(picture, model) if picture is not None else None
    if picture is None or job is None:
        return catalogue
    part = _part(catalogue, model, precision)
    if not part:
        raise ComingError(
            f"{catalogue.name} is being indexed with {model}, and nothing of it is encoded yet.",
            remedy="The page goes on by itself once there is something, or choose another catalogue.",
            here=partial(_has_begun, picture, model),
        )
    return part


def _part(catalogue: fvl.Catalogue, model: str, precision: str) -> fvl.Catalogue:
    """Return what is encoded, as it was some seconds ago; then it is looked up anew, beside the page.

    With its libraries still to come, no model is loaded before the page stands.
    """
    standing = _standing(catalogue.fingerprint, model, precision)
    shelf = {(each.key.name, each.key.precision) for each in fvl.model_shelf().loaded()}
    if (model, precision) not in shelf:
        if not libraries.brought():
            raise _coming(catalogue, f"{model}, whose weights are being loaded", libraries.brought)
    elif standing.part is not None:
        if time.monotonic() - standing.at > STALE_S:
            _look_up(catalogue, model, precision)
        return standing.part
    job = _look_up(catalogue, model, precision)
    if not job.finished.wait(jobs.PATIENCE_S):
        raise _coming(catalogue, f"{model}, whose {job.step}", job.finished.is_set)
    if job.error is not None:
        job.told = True
        raise job.error
    part: fvl.Catalogue = job.result
    return part


def _look_up(catalogue: fvl.Catalogue, model: str, precision: str) -> jobs.Job:
    """Have somebody look up what is encoded, who has the weights loaded where they are not."""
    key = ("so far", catalogue.fingerprint, model, precision)
    standing = _standing(*key[1:])

    def work(job: jobs.Job) -> fvl.Catalogue:
        job.step = "weights are being loaded"
        with fvl.model_shelf().borrow(model, precision=precision) as loaded:
            job.step = "vectors are being looked up"
            part = fvl.known_part(catalogue, loaded)
        if part:
            standing.part, standing.at = part, time.monotonic()
        jobs.room().forget(key)  # only a failure is kept, until it is told
        return part

    return jobs.room().ask(key, work)


def _coming(catalogue: fvl.Catalogue, model: str, here: Callable[[], bool]) -> ComingError:
    return ComingError(
        f"{catalogue.name} is being indexed with {model}.",
        remedy="The page goes on by itself in a moment.",
        here=here,
    )


def _has_begun(picture: Path, model: str) -> bool:
    job = fvl.index_queue().active(picture, model)
    return job is None or job.done > 0


def measurable(catalogue: fvl.Catalogue, contenders: Sequence[Contender]) -> fvl.Catalogue:
    """Return the part of a catalogue on which all contenders can be measured, all of it in the end.

    Intervals take seconds, so the part stays the same until half as much again is encoded.

    Raises:
        ComingError, FvlError: as `searchable` does.
    """
    for contender in contenders:
        part = searchable(catalogue, contender.model, contender.precision)
        if part is not catalogue:
            key = (catalogue.fingerprint, contender.model, contender.precision)
            before = _measured().get(key)
            if before is None or len(part) >= GROWN * len(before):
                _measured()[key] = before = part
            catalogue = before
    return catalogue


def tell(part: fvl.Catalogue, whole: fvl.Catalogue, place: DeltaGenerator) -> None:
    """Say how much is searched when it is not everything."""
    if len(part) < len(whole):
        place.info(
            f"{len(part):,} of {len(whole):,} pictures are indexed so far and searched; the rest is coming.",
            icon=":material/hourglass_top:",
        )


def tell_measured(part: fvl.Catalogue, whole: fvl.Catalogue, place: DeltaGenerator) -> None:
    """Say of how much the figures are when it is not everything."""
    if len(part) < len(whole):
        place.info(
            f"These figures are of {len(part):,} of {len(whole):,} pictures; the rest is being indexed.",
            icon=":material/hourglass_top:",
        )


@st.cache_resource(show_spinner=False, ttl=3600, max_entries=1)
def _measured() -> dict[tuple[str, str, str], fvl.Catalogue]:
    return {}


@st.cache_resource(show_spinner=False, ttl=3600, max_entries=8)
def _standing(fingerprint: str, model: str, precision: str) -> _Standing:
    del fingerprint, model, precision  # they tell one from another
    return _Standing()
