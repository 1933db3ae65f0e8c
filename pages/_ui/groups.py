"""One level up: what the labels of a two-level list say of their groups."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import exports, labelling
from pages._ui.writing import plain


def above(predictions: fvl.Predictions, wording: labelling.Wording) -> fvl.Predictions | None:
    """Return the answers for the groups; None where the labels have none."""
    return fvl.roll_up(predictions, dict(wording.parents)) if wording.parents else None


def show(given: labelling.Answers, current: str, wording: labelling.Wording) -> None:
    """Draw the groups of the chosen picture's labels, the most probable first."""
    assert given.predictions is not None
    rolled = above(given.predictions, wording)
    if rolled is None:
        return
    place = given.place_of(current)
    order = sorted(range(len(rolled.labels)), key=lambda j: -rolled.probabilities[place, j])
    first = order[0]
    st.subheader("One level up", anchor=False)
    st.markdown(
        f"Group **{plain(rolled.labels[first])}**, probability **{rolled.probabilities[place, first]:.3f}**"
    )
    st.dataframe(
        {
            "Group": [rolled.labels[j] for j in order],
            "Probability": [float(rolled.probabilities[place, j]) for j in order],
            "Best cosine in it": [float(rolled.cosines[place, j]) for j in order],
        },
        column_config={
            "Probability": st.column_config.ProgressColumn(format="%.4f", min_value=0.0, max_value=1.0),
            "Best cosine in it": st.column_config.NumberColumn(format="%.4f"),
        },
        hide_index=True,
        key="groups",
    )
    st.caption(plain(rolled.rule.removeprefix(given.predictions.rule).strip()))


def most_probable(predictions: fvl.Predictions, wording: labelling.Wording) -> exports.Columns:
    """Return columns with each picture's most probable group; none where the labels have no groups."""
    rolled = above(predictions, wording)
    if rolled is None:
        return {}
    first = rolled.probabilities.argmax(axis=1)
    return {
        "Group": [rolled.labels[j] for j in first],
        "Its probability": [float(p) for p in rolled.probabilities.max(axis=1)],
    }
