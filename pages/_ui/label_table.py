"""The answers for many pictures as a table, and how many of them are right."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import exports, thumbnails
from pages._ui.writing import plain

MOST_ROWS = 2_000


def show(
    part: fvl.Catalogue,
    predictions: fvl.Predictions,
    truth: dict[str, str],
    model: str,
    above: exports.Columns,
) -> None:
    """Draw the table, its headline and the ways out; `above` are columns about the group of each label."""
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
