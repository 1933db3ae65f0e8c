"""What a model says about pictures and labels: bars, a table, and how cosines became probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pages._ui import colours, doubts, groups, labelling, libraries
from pages._ui.writing import plain

MAX_BARS = 12


def one(answers: labelling.Answers, current: str, model: str) -> None:
    """Draw the answer for one picture."""
    predictions = answers.predictions
    assert predictions is not None
    place = answers.place_of(current)
    ranked = predictions.top(len(predictions.labels))[place]
    best = ranked[0]
    st.header(plain(best.label), anchor=False)
    st.markdown(
        f"probability **{best.probability:.3f}**, cosine **{best.cosine:.3f}**, by {plain(model)} "
        f"for {plain(answers.pictures[place].name)}"
    )
    assert answers.doubts is not None
    panel = answers.doubts.panel
    doubts.verdict(panel, place)
    order = [predictions.labels.index(score.label) for score in ranked[:MAX_BARS]]
    whiskers = [(panel.low[place, j], panel.high[place, j]) for j in order]
    st.plotly_chart(
        _bars(ranked[:MAX_BARS], whiskers),
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


def many(answers: labelling.Answers, wording: labelling.Wording) -> None:
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
            **groups.most_probable(predictions, wording),
        },
        column_config={
            "": st.column_config.ImageColumn(width="small"),
            "Probability": st.column_config.ProgressColumn(format="%.4f", min_value=0.0, max_value=1.0),
            "Cosine": st.column_config.NumberColumn(format="%.4f"),
            "Its probability": st.column_config.NumberColumn(format="%.4f"),
        },
        hide_index=True,
        row_height=56,
        key="overview",
    )


def explanation(answers: labelling.Answers) -> None:
    """Say how cosines became probabilities, what moves them for no reason, and show the exact texts."""
    assert answers.doubts is not None
    predictions = answers.doubts.panel.predictions
    n = len(answers.doubts.panel.wordings)
    st.caption(f"{plain(predictions.rule)} The whiskers reach from the least to the most of {n} wordings.")
    doubts.moved(answers.doubts.sensitivity)
    doubts.texts(predictions, answers.doubts.read)


def _bars(scores: Any, whiskers: Sequence[tuple[float, float]]) -> Any:
    go = libraries.graph_objects()

    ordered = list(reversed(scores))
    spans = list(reversed(whiskers))
    figure = go.Figure(
        go.Bar(
            x=[score.probability for score in ordered],
            y=[score.label for score in ordered],
            orientation="h",
            marker={"color": colours.own(0)},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [high - s.probability for s, (_, high) in zip(ordered, spans, strict=True)],
                "arrayminus": [s.probability - low for s, (low, _) in zip(ordered, spans, strict=True)],
                "color": colours.ink(),
                "thickness": 1.2,
                "width": 5,
            },
            customdata=[[score.cosine] for score in ordered],
            hovertemplate="%{y}<br>probability %{x:.4f}<br>cosine %{customdata[0]:.4f}<extra></extra>",
        )
    )
    figure.add_scatter(
        x=[high for _, high in spans],
        y=[score.label for score in ordered],
        text=[f"  {score.probability:.3f}" for score in ordered],
        mode="text",
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )
    figure.update_layout(
        showlegend=False,
        height=60 + 30 * len(ordered),
        margin={"l": 0, "r": 48, "t": 8, "b": 32},
        xaxis={"range": [0, 1], "title": "probability", "fixedrange": True},
        yaxis={"fixedrange": True, "ticksuffix": "  "},
        bargap=0.35,
    )
    return figure
