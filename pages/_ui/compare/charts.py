"""Recall@k as curves with bands, and the ranks of the targets as bars that can be pressed."""

from __future__ import annotations

from typing import Any

import fvl_core as fvl
from pages._ui import colours, libraries

DASHES = ("solid", "dash", "dot", "dashdot")


def curves(found: fvl.RetrievalComparison) -> Any:
    """Return recall@k over k on a logarithmic axis, a band of 95 % round each, and what lots would reach."""
    go = libraries.graph_objects()

    figure = go.Figure()
    for place, name in enumerate(found.names):
        points = found.curves[name]
        k = [point.k for point in points]
        figure.add_scatter(
            x=[*k, *reversed(k)],
            y=[*(point.high for point in points), *(point.low for point in reversed(points))],
            fill="toself",
            fillcolor=colours.own(place, 0.16),
            line={"width": 0},
            hoverinfo="skip",
            showlegend=False,
        )
        figure.add_scatter(
            x=k,
            y=[point.recall for point in points],
            customdata=[[point.low, point.high] for point in points],
            name=name,
            mode="lines",
            line={
                "color": colours.own(place),
                "width": 2.5,
                "dash": DASHES[place],
            },
            hovertemplate="recall@%{x} %{y:.3f}, %{customdata[0]:.3f} to %{customdata[1]:.3f}",
        )
    chance = found.curves[found.names[0]]
    figure.add_scatter(
        x=[point.k for point in chance],
        y=[point.chance for point in chance],
        name=f"by lot, k of {found.n_candidates:,}",
        mode="lines",
        line={"color": "#8a8178", "width": 1.5, "dash": "dot"},
        hovertemplate="%{y:.3f}",
    )
    ticks = [k for k in (1, 2, 5, 10, 20, 50) if k <= len(chance)]
    figure.update_layout(
        height=400,
        margin={"l": 0, "r": 8, "t": 8, "b": 0},
        hovermode="x unified",
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 0},
        xaxis={"type": "log", "tickvals": ticks, "ticktext": ticks, "title": "k", "fixedrange": True},
        yaxis={"range": [0, 1], "title": "share of targets among the first k", "fixedrange": True},
    )
    return figure


def ranks(found: fvl.RetrievalComparison) -> Any:
    """Return how many targets stand at which ranks, a bar per contender and bin."""
    go = libraries.graph_objects()

    figure = go.Figure()
    for place, name in enumerate(found.names):
        bins = found.histogram[name]
        figure.add_bar(
            x=list(bins),
            y=[len(ids) for ids in bins.values()],
            name=name,
            customdata=[[name, label] for label in bins],
            text=[f"{len(ids):,}" for ids in bins.values()],
            textposition="outside",
            cliponaxis=False,
            marker={"color": colours.own(place), "pattern": {"shape": ("", "/", ".", "x")[place]}},
            hovertemplate="%{y} targets at rank %{x}<extra></extra>",
        )
    figure.update_layout(
        height=340,
        margin={"l": 0, "r": 8, "t": 8, "b": 0},
        barmode="group",
        clickmode="event+select",
        dragmode=False,
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.04, "x": 0},
        xaxis={"type": "category", "title": "rank of the target", "fixedrange": True},
        yaxis={"title": "queries", "fixedrange": True},
    )
    return figure
