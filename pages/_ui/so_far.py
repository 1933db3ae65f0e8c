"""What of a catalogue can be searched while the rest is still being indexed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import fvl_core as fvl
from pages._ui import known_part, libraries
from pages._ui.notices import ComingError

if TYPE_CHECKING:
    from pages._ui.compare.contenders import Contender

GROWN = 1.5
"""How many times as much must be encoded before figures are made anew."""


def searchable(catalogue: fvl.Catalogue, model: str, precision: str) -> fvl.Catalogue:
    """Return the catalogue, or while it is being indexed with this model the part that is encoded.

    Whoever searches then does not wait for the whole, nor encode beside the queue. Nor does a page wait for
    the model, or while thousands of files are looked at: in the seconds after a start with an index to go on
    with, all pages would.

    Raises:
        ComingError: while libraries or the model are loaded, or nothing is encoded yet.
        FvlError: when the model cannot be used.
    """
    queue = fvl.index_queue()
    picture = catalogue[0].path if len(catalogue) else None
    if picture is None or queue.active(picture, model) is None:
        if not libraries.brought() and queue.busy:
            raise ComingError(
                "The studio has just started, and goes on with an index.",
                here=libraries.brought,
            )
        return catalogue
    part = known_part.of(catalogue, model, precision)
    if not part:
        raise ComingError(
            f"{catalogue.name} is being indexed with {model}, and nothing of it is encoded yet.",
            remedy="The page goes on by itself once there is something, or choose another catalogue.",
            here=partial(_has_begun, picture, model),
        )
    return part


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
