"""The picture of a matrix: shades, numbers, and what answers to a press."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pages._ui import colours, libraries

MOST_NUMBERS = 32
"""With more labels than this the cells are too small for numbers."""


def draw(
    labels: Sequence[str],
    counts: np.ndarray,
    *,
    scale: str,
    sides: tuple[str, str],
    chosen: tuple[str, str] | None,
) -> Any:
    """Return (L, L) counts as a heat map; shades are "counts", or shares of "rows" or "columns".

    A heat map of Plotly tells nobody which cell was pressed. So every cell carries a see-through mark that
    does, with (row, column, count); the empty ones too, or a press there would count for a neighbour.
    """
    go = libraries.graph_objects()

    shades = {
        "counts": np.log1p(counts),
        "rows": counts / np.maximum(counts.sum(axis=1, keepdims=True), 1),
        "columns": counts / np.maximum(counts.sum(axis=0, keepdims=True), 1),
    }[scale]
    cells = [
        (row, column, int(counts[i, j])) for i, row in enumerate(labels) for j, column in enumerate(labels)
    ]
    heat = go.Heatmap(
        z=shades,
        x=list(labels),
        y=list(labels),
        text=np.where(counts > 0, counts.astype(str), ""),
        texttemplate="%{text}" if len(labels) <= MOST_NUMBERS else None,
        colorscale=colours.scale(),
        showscale=False,
        hoverinfo="skip",
        xgap=1,
        ygap=1,
        zmin=0,
    )
    targets = go.Scatter(
        x=[column for _, column, _ in cells],
        y=[row for row, _, _ in cells],
        mode="markers",
        marker={"opacity": 0, "size": 22, "symbol": "square"},
        customdata=[[row, column, n] for row, column, n in cells],
        hovertemplate=f"{sides[0]} %{{customdata[0]}}<br>{sides[1]} %{{customdata[1]}}"
        "<br>%{customdata[2]} pictures<extra></extra>",
        showlegend=False,
    )
    figure = go.Figure([heat, targets])
    size = max(22, min(44, 620 // len(labels)))
    axis = {"type": "category", "fixedrange": True, "tickfont": {"color": colours.ink()}}
    figure.update_layout(
        height=170 + size * len(labels),
        margin={"l": 0, "r": 0, "t": 8, "b": 0},
        clickmode="event+select",
        dragmode=False,
        hovermode="closest",
        hoverdistance=200,
        xaxis={"title": sides[1], "tickangle": -45, **axis},
        yaxis={"title": sides[0], "autorange": "reversed", **axis},
    )
    if chosen:
        _outline(figure, labels.index(chosen[1]), labels.index(chosen[0]))
    return figure


def _outline(figure: Any, x: int, y: int) -> None:
    figure.add_shape(
        type="rect",
        x0=x - 0.5,
        x1=x + 0.5,
        y0=y - 0.5,
        y1=y + 0.5,
        line={"width": 3, "color": colours.ink()},
    )
