"""A whole catalogue, or its filtered part, under one set of labels: a table, and what the last change did."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import streamlit as st

import fvl_core as fvl
from pages._ui import (
    address,
    evaluations,
    filters,
    groups,
    jobs,
    label_table,
    labelling,
    ledger,
    notices,
)

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

Labelled: TypeAlias = tuple[fvl.Predictions, tuple[tuple[str, str], ...]]
"""The answers, and (item id, why) of every picture that could not be read."""


def asked() -> bool:
    """Draw the choice between some pictures and the whole catalogue, and return whether it is the whole."""
    return st.toggle(
        "Label the whole catalogue",
        address.follow("whole_choice", bool(address.text("all"))),
        key="whole_choice",
        on_change=lambda: address.push(all="1" if st.session_state.whole_choice else "", n=""),
        help="All its pictures, or those that pass the filters",
    )


def show(
    catalogue: fvl.Catalogue,
    model: str,
    wording: labelling.Wording,
    waiting: DeltaGenerator,
) -> None:
    """Label everything, then draw the table and the ledger of what changed.

    Raises:
        FvlError: when model or wording cannot be used.
    """
    where, _ = address.filters(catalogue)
    filters.popover(catalogue, where)
    filters.chips(where)
    part = evaluations.part(catalogue, where)
    labelled = _labelled(part, model, wording, waiting)
    if labelled is None:
        return
    predictions, failures = labelled
    notices.unreadable(failures)
    if not len(predictions):
        return
    truth = _truth(part, predictions.labels)
    label_table.show(part, predictions, truth, model, groups.most_probable(predictions, wording))
    ledger.show(part, predictions, truth, (part.fingerprint, model), wording)


def _labelled(
    part: fvl.Catalogue, model: str, wording: labelling.Wording, waiting: DeltaGenerator
) -> Labelled | None:
    def work(job: jobs.Job) -> Labelled:
        job.begin(f"Loading the weights of {model}, once")
        with fvl.model_shelf().borrow(model) as loaded:
            job.begin(f"Reading the pictures of {part.name} with {model}, once")
            report = fvl.encode_catalogue(part, loaded, on_progress=job.tell)
            job.begin("Labelling")
            return wording.classifier(loaded).classify_embeddings(report.embeddings), report.failures

    key = ("whole", part.name, part.fingerprint, model, wording.question)
    found: Labelled | None = jobs.result(key, work, waiting)
    return found


def _truth(part: fvl.Catalogue, labels: tuple[str, ...]) -> dict[str, str]:
    """Return what is true of each picture, when the labels are the values of one attribute."""
    for name in part.attribute_names:
        known = {item.id: item.attributes[name] for item in part if item.attributes.get(name)}
        if known and set(known.values()) <= set(labels):
            return known
    return {}
