"""What all visitors share: catalogues, engines, models. No page loads its own."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import fvl_core as fvl
from pages._ui import corrections, engines, jobs, ownership, so_far
from pages._ui.notices import ComingError


def catalogue(name: str) -> fvl.Catalogue:
    """Return a catalogue as this browser corrected it: one that it brought, else one of everyone's.

    One that was indexed again is noticed within half a minute.
    """
    mine = ownership.store()
    folder = str(mine.folder_of(name)) if mine is not None and name in mine.names() else ""
    return corrections.applied(_opened(name, folder))


@st.cache_resource(show_spinner=False, ttl=30, max_entries=16)
def _opened(name: str, folder: str) -> fvl.Catalogue:
    with fvl.stage("load_catalogue", catalogue=name):
        return fvl.load_catalogue(Path(folder), name=name) if folder else fvl.load_catalogue(name)


@st.cache_resource(show_spinner=False)
def composer(name: str) -> fvl.Composer:
    """Return a composer."""
    return fvl.load_composer(name)


def fits(model: fvl.VisionLanguageModel) -> tuple[fvl.ComposerFit, ...]:
    """Return every composer, and whether this model can use it."""
    return _fits(model.space, fvl.kept_composers(), model)


@st.cache_resource(show_spinner=False, max_entries=16)
def _fits(
    space: str, kept: tuple[fvl.KeptComposer, ...], _model: fvl.VisionLanguageModel
) -> tuple[fvl.ComposerFit, ...]:
    del space, kept  # only tell one model from another, and when a composer's weights come
    return fvl.composer_fits(_model)


def engine(
    shown: fvl.Catalogue, model: str, waiting: DeltaGenerator, *, precision: str = "auto"
) -> fvl.SearchEngine:
    """Return the engine of a model over a catalogue.

    A catalogue that is being indexed with this model is searched as far as it is encoded; `waiting` says so.

    Raises:
        ComingError: while the engine is made, with its progress: no page stands still for it.
        FvlError: when model or catalogue cannot be used.
    """
    part = so_far.searchable(shown, model, precision)
    build = engines.room().ask(corrections.original_of(part), model, precision)
    if not build.job.ends_soon(jobs.PATIENCE_S) or build.job.stopped:
        raise ComingError(
            f"{model} is being made ready for {part.name}.",
            here=build.job.finished.is_set,
            job=build.job,
            forget=partial(engines.room().forget, build),
        )
    build.job.given()
    with fvl.model_shelf().borrow(model, precision=precision) as standing:  # so that it stays on the shelf
        assert build.engine is not None
        if standing.space != build.engine.model.space:  # other weights lie under the same name now
            engines.room().forget(build)
            return engine(shown, model, waiting, precision=precision)
        if standing is not build.engine.model:
            build.engine = replace(build.engine, model=standing)
    so_far.tell(part, shown, waiting)
    with fvl.stage("corrected engine"):
        return build.engine_over(part)


def model_facts(name: str) -> tuple[str, str] | None:
    """Return (device, precision) of a model that is loaded now, without loading it."""
    for entry in fvl.model_shelf().loaded():
        if entry.name == name:
            return entry.device, entry.precision
    return None


def is_untrained(name: str) -> bool:
    """Tell whether a model that is loaded now is known to have random weights."""
    return any(entry.name == name and entry.untrained for entry in fvl.model_shelf().loaded())
