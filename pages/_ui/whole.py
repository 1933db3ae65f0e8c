"""A whole catalogue, or its filtered part, under one set of labels: a table, and what the last change did."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import streamlit as st

import fvl_core as fvl
from pages._ui import (
    address,
    evaluations,
    exports,
    filters,
    groups,
    jobs,
    labelling,
    ledger,
    notices,
    thumbnails,
)
from pages._ui.writing import plain

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

MOST_ROWS = 2_000
Labelled: TypeAlias = tuple[fvl.Predictions, tuple[tuple[str, str], ...]]
"""The answers, and (item id, why) of every picture that could not be read."""


def asked() -> bool:
    """Draw the choice between some pictures and the whole catalogue, and return whether it is the whole."""
    address.follow("whole_choice", bool(address.text("all")))
    return st.toggle(
        "Label the whole catalogue",
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
    _table(part, predictions, truth, model, groups.most_probable(predictions, wording))
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


def _table(
    part: fvl.Catalogue,
    predictions: fvl.Predictions,
    truth: dict[str, str],
    model: str,
    above: exports.Columns,
) -> None:
    best = [row[0] for row in predictions.top(1)]
    ids = predictions.ids[:MOST_ROWS]
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        rest = f", the first {MOST_ROWS:,} are listed" if len(predictions) > len(ids) else ""
        n_right, n_known = right_of(predictions, truth)
        told = f"; **{n_right:,}** of {n_known:,} with a known label are right" if truth else ""
        st.markdown(
            f"**{len(predictions):,}** pictures labelled by {plain(model)}{told}{rest}", width="content"
        )
        exports.buttons(
            lambda: {**table_of(predictions, truth), **above},
            "labels",
            holds="Label, probability and cosine of every picture, and the truth where it is known",
        )
    items = [part.item(item_id) for item_id in ids]
    columns = {
        "": [small.src for small in thumbnails.of_all(items)],
        "Picture": [item.title or item.id for item in items],
        "Label": [score.label for score in best[:MOST_ROWS]],
        "Probability": [score.probability for score in best[:MOST_ROWS]],
        "Cosine": [score.cosine for score in best[:MOST_ROWS]],
        **{name: values[:MOST_ROWS] for name, values in above.items()},
    }
    if truth:
        columns["Truth"] = [truth.get(item_id, "") for item_id in ids]
    st.dataframe(
        columns,
        column_config={
            "": st.column_config.ImageColumn(width="small"),
            "Probability": st.column_config.ProgressColumn(format="%.3f", min_value=0.0, max_value=1.0),
            "Cosine": st.column_config.NumberColumn(format="%.3f"),
            "Its probability": st.column_config.NumberColumn(format="%.3f"),
        },
        hide_index=True,
        row_height=56,
        height=460,
        key="whole_table",
    )


def right_of(predictions: fvl.Predictions, truth: dict[str, str]) -> tuple[int, int]:
    """Return how many answers are right, of how many that were given to pictures with a known label."""
    known = [
        truth[item_id] == best.label
        for item_id, [best] in zip(predictions.ids, predictions.top(1), strict=True)
        if item_id in truth
    ]
    return sum(known), len(known)


def table_of(predictions: fvl.Predictions, truth: dict[str, str]) -> exports.Columns:
    """Return one line per picture: its label, probability and cosine, and the truth where it is known."""
    best = [row[0] for row in predictions.top(1)]
    return {
        "id": predictions.ids,
        "label": [score.label for score in best],
        "probability": [score.probability for score in best],
        "cosine": [score.cosine for score in best],
        "truth": [truth.get(item_id) for item_id in predictions.ids],
    }
