"""Measurements on a labelled catalogue: each is made once, with progress, and kept for whoever asks again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import fvl_core as fvl
from pages._ui import address, filters, jobs

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from pages._ui.compare.contenders import Contender


@st.cache_resource(show_spinner=False, max_entries=16)
def _part(name: str, fingerprint: str, entries: tuple[str, ...], _catalogue: fvl.Catalogue) -> fvl.Catalogue:
    del name, fingerprint  # they and the filters name the part to the cache
    where: dict[str, list[str]] = {}
    for entry in entries:
        attribute, value = address.parted(entry, _catalogue)
        where.setdefault(attribute, []).append(value)
    return _catalogue.select(where)


def part(catalogue: fvl.Catalogue, where: address.Filters) -> fvl.Catalogue:
    """Return the items that pass the filters; without any, the catalogue itself."""
    if not where:
        return catalogue
    entries = tuple(sorted(address.filter_entries(where)))
    return _part(catalogue.name, catalogue.fingerprint, entries, catalogue)


def attributes(catalogue: fvl.Catalogue) -> list[str]:
    """Return the attributes that can be asked for, the kind of garment first where it is known."""
    names = filters.filterable(catalogue)
    return sorted(names, key=lambda name: name != "category")


def choose_attribute(catalogue: fvl.Catalogue, lost: list[str]) -> str | None:
    """Draw the choice of attribute and return it; None when nothing in the catalogue is labelled."""
    names = attributes(catalogue)
    if not names:
        st.info(
            "This catalogue has no labels to measure against. "
            "A column in its table, such as category, brings some.",
            icon=":material/label_off:",
        )
        return None
    asked = address.text("by")
    if asked and asked not in names:
        lost.append(f"The attribute “{asked}” cannot be asked for here; “{names[0]}” is shown.")
    current = address.follow("by_choice", asked if asked in names else names[0])
    st.pills(
        "Labels of the catalogue",
        names,
        default=current,
        key="by_choice",
        required=True,
        on_change=lambda: address.push(by=st.session_state.by_choice, cell="", pile="", open="", n=""),
    )
    return current


def labels(
    catalogue: fvl.Catalogue,
    contender: Contender,
    attribute: str,
    waiting: DeltaGenerator,
    *,
    among: tuple[str, ...] | None = None,
) -> fvl.Report | None:
    """Return how a contender labels a catalogue, measured against an attribute, or None as `jobs.result`.

    `among` are the labels to choose from, by default those that occur.

    Raises:
        FvlError: when model, wording or catalogue cannot be used.
    """

    def work(job: jobs.Job) -> fvl.Report:
        job.begin(f"Loading the weights of {contender.model}, once")
        with fvl.model_shelf().borrow(contender.model, precision=contender.precision) as model:
            job.begin(f"{contender.name} labels {catalogue.name}")
            return fvl.evaluate_classification(
                catalogue,
                model,
                attribute,
                labels=among,
                templates=contender.wording or None,
                on_progress=job.tell,
            )

    key = ("labels", *_catalogue_key(catalogue), contender.model, contender.precision, contender.wording)
    report: fvl.Report | None = jobs.result((*key, attribute, among), work, waiting)
    return report


def targets(
    catalogue: fvl.Catalogue, contender: Contender, field: str, waiting: DeltaGenerator
) -> fvl.Report | None:
    """Return how a contender finds each item by its own words, or None as `jobs.result`.

    Raises:
        FvlError: when model or catalogue cannot be used.
    """

    def work(job: jobs.Job) -> fvl.Report:
        job.begin(f"Loading the weights of {contender.model}, once")
        with fvl.model_shelf().borrow(contender.model, precision=contender.precision) as model:
            job.begin(f"{contender.name} searches {catalogue.name}")
            return fvl.evaluate_retrieval(catalogue, model, field=field, on_progress=job.tell)

    key = ("targets", *_catalogue_key(catalogue), contender.model, contender.precision, field)
    report: fvl.Report | None = jobs.result(key, work, waiting)
    return report


def _catalogue_key(catalogue: fvl.Catalogue) -> tuple[str, str]:
    return catalogue.name, catalogue.fingerprint
