"""What of a catalogue can be searched while the rest is still being indexed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import fvl_core as fvl

if TYPE_CHECKING:
    from pages._ui.compare.contenders import Contender

STALE_S = 8.0
"""So long a part is searched as it was: looking again for what is new takes a moment in large catalogues."""

GROWN = 1.5
"""How many times as much must be encoded before figures are made anew."""


def searchable(catalogue: fvl.Catalogue, model: str, precision: str) -> fvl.Catalogue:
    """Return the catalogue, or while it is being indexed with this model the part that is encoded.

    Whoever searches then does not wait for the whole, nor encode beside the queue.

    Raises:
        InvalidInputError: while there is nothing yet; FvlError when the model cannot be used.
    """
    picture = catalogue[0].path if len(catalogue) else None
    job = fvl.index_queue().active(picture, model) if picture is not None else None
    if job is None:
        return catalogue
    is_loading = job.state == "running" and not job.total
    part = None if is_loading else _part(catalogue, model, precision, catalogue.fingerprint)
    if not part:
        _part.clear()
        raise fvl.InvalidInputError(
            f"{catalogue.name} is being indexed with {model}, and nothing of it is encoded yet.",
            remedy="Come back in a moment, or choose another catalogue.",
        )
    return part


def measurable(catalogue: fvl.Catalogue, contenders: Sequence[Contender]) -> fvl.Catalogue:
    """Return the part of a catalogue on which all contenders can be measured, all of it in the end.

    Intervals take seconds, so the part stays the same until half as much again is encoded.

    Raises:
        InvalidInputError, FvlError: as `searchable` does.
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
