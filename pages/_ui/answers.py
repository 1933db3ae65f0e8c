"""What a model says about pictures and labels: bars, a table, and how cosines became probabilities."""

from __future__ import annotations

from typing import Any

import streamlit as st

import fvl_core as fvl
from pages._ui import labelling
from pages._ui.writing import plain

MAX_BARS = 12


def one(answers: labelling.Answers, current: str, model: str) -> None:
    """Draw the answer for one picture."""
    predictions = answers.predictions
    assert predictions is not None
    place = next((i for i, picture in enumerate(answers.pictures) if picture.id == current), 0)
    ranked = predictions.top(len(predictions.labels))[place]
    best = ranked[0]
    st.header(plain(best.label), anchor=False)
    st.markdown(
        f"probability **{best.probability:.3f}**, cosine **{best.cosine:.3f}**, by {plain(model)} "
        f"for {plain(answers.pictures[place].name)}"
    )
    st.plotly_chart(
        _bars(ranked[:MAX_BARS]),
        key="bars",
        config={"displayModeBar": False},
        alt="Probability per label: "
        + ", ".join(f"{s.label} {s.probability:.3f}" for s in ranked[:MAX_BARS]),
    )
    st.dataframe(
        {
            "Label": [score.label for score in ranked],
            "Probability": [score.probability for score in ranked],
            "Cosine": [score.cosine for score in ranked],
        },
        column_config={
            "Probability": st.column_config.ProgressColumn(format="%.4f", min_value=0.0, max_value=1.0),
            "Cosine": st.column_config.NumberColumn(format="%.4f"),
        },
        hide_index=True,
        key="scores",
    )


def many(answers: labelling.Answers) -> None:
    """Draw one line per picture."""
    predictions = answers.predictions
    assert predictions is not None
    best = [row[0] for row in predictions.top(1)]
    st.dataframe(
        {
            "": [picture.preview.src for picture in answers.pictures],
            "Picture": [picture.name for picture in answers.pictures],
            "Most probable label": [score.label for score in best],
            "Probability": [score.probability for score in best],
            "Cosine": [score.cosine for score in best],
        },
        column_config={
            "": st.column_config.ImageColumn(width="small"),
            "Probability": st.column_config.ProgressColumn(format="%.4f", min_value=0.0, max_value=1.0),
            "Cosine": st.column_config.NumberColumn(format="%.4f"),
        },
        hide_index=True,
        row_height=56,
        key="overview",
    )


def explanation(predictions: fvl.Predictions) -> None:
    """Say how cosines became probabilities, and show the exact texts."""
    st.caption(plain(predictions.rule))
    with st.expander("The exact texts that were encoded", icon=":material/notes:"):
        for label, texts in zip(predictions.labels, predictions.texts, strict=True):
            st.markdown(f"**{plain(label)}**: " + "; ".join(f"“{plain(text)}”" for text in texts))


def _bars(scores: Any) -> Any:
    import plotly.graph_objects as go

    ordered = list(reversed(scores))
    figure = go.Figure(
        go.Bar(
            x=[score.probability for score in ordered],
            y=[score.label for score in ordered],
            orientation="h",
            text=[f"{score.probability:.3f}" for score in ordered],
            textposition="outside",
            cliponaxis=False,
            customdata=[[score.cosine] for score in ordered],
            hovertemplate="%{y}<br>probability %{x:.4f}<br>cosine %{customdata[0]:.4f}<extra></extra>",
        )
    )
    figure.update_layout(
        height=60 + 30 * len(ordered),
        margin={"l": 0, "r": 48, "t": 8, "b": 32},
        xaxis={"range": [0, 1], "title": "probability", "fixedrange": True},
        yaxis={"fixedrange": True, "ticksuffix": "  "},
        bargap=0.35,
    )
    return figure
