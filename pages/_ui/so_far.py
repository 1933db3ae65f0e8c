"""What of a catalogue can be searched while the rest is still being indexed."""

from __future__ import annotations

from collections.abc import Sequence
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
"""So long a part is searched as it was: looking again for what is new takes a moment in large catalogues."""

GROWN = 1.5
"""How many times as much must be encoded before figures are made anew."""


def searchable(catalogue: fvl.Catalogue, model: str, precision: str) -> fvl.Catalogue:
    """Return the catalogue, or while it is being indexed with this model the part that is encoded.

    Whoever searches then does not wait for the whole, nor encode beside the queue. Nor does a page wait for
    the model: in the seconds after a start with an index to go on with, all pages would.

    Raises:
        ComingError: while the model is loaded, or nothing is encoded yet.
        FvlError: when the model cannot be used.
    """
    picture = catalogue[0].path if len(catalogue) else None
    job = fvl.index_queue().active(picture, model) if picture is not None else None
    if picture is None or job is None:
        return catalogue
    _require_loaded(catalogue.name, model, precision)
    part = _part(catalogue, model, precision, catalogue.fingerprint)
    if not part:
        _part.clear()
        raise ComingError(
            f"{catalogue.name} is being indexed with {model}, and nothing of it is encoded yet.",
            remedy="The page goes on by itself once there is something, or choose another catalogue.",
            here=partial(_has_begun, picture, model),
        )
    return part


def _require_loaded(catalogue: str, model: str, precision: str) -> None:
    """Have a model loaded in the background; with its libraries still to come, not before the page stands.

    Raises:
        ComingError: until it is. FvlError: when it cannot be.
    """
    if (model, precision) in {(each.key.name, each.key.precision) for each in fvl.model_shelf().loaded()}:
        jobs.room().forget(("load", model, precision))  # so that it is loaded again once it has left
    elif not libraries.brought() or not _load(model, precision).finished.wait(jobs.PATIENCE_S):
        raise ComingError(
            f"{catalogue} is being indexed with {model}, whose weights are being loaded.",
            remedy="The page goes on by itself in a moment.",
            here=lambda: _load(model, precision).finished.is_set(),
        )
    elif (error := _load(model, precision).error) is not None:
        jobs.room().forget(("load", model, precision))
        raise error


def _load(model: str, precision: str) -> jobs.Job:
    def work(_: jobs.Job) -> None:
        with fvl.model_shelf().borrow(model, precision=precision):
            pass

    return jobs.room().ask(("load", model, precision), work)


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


@st.cache_resource(show_spinner=False, ttl=STALE_S, max_entries=8)
def _part(_catalogue: fvl.Catalogue, model: str, precision: str, fingerprint: str) -> fvl.Catalogue:
    del fingerprint
    with fvl.model_shelf().borrow(model, precision=precision) as loaded:
        return fvl.known_part(_catalogue, loaded)
