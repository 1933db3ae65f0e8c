"""The figure of how cosines stand against those of a whole catalogue."""

from __future__ import annotations

from typing import Any

from pages._ui import colours, libraries


def bands(names: list[str], cosines: Any, low: Any, middle: Any, high: Any) -> Any:
    """Return a plotly figure: per label the range low to high with its middle, and this picture's cosine."""
    go = libraries.graph_objects()

    figure = go.Figure(
        go.Bar(
            x=high - low,
            base=low,
            y=names,
            orientation="h",
            name="middle 90 % of the catalogue",
            marker={"color": colours.own(1, 0.35)},
            customdata=list(zip(low, high, strict=True)),
            hovertemplate="%{y}<br>%{customdata[0]:.4f} to %{customdata[1]:.4f}<extra></extra>",
        )
    )
    for values, name, symbol, size, colour in (
        (middle, "its median", "line-ns-open", 12, colours.own(1)),
        (cosines, "this picture", "circle", 11, colours.own(0)),
    ):
        figure.add_scatter(
            x=values,
            y=names,
            mode="markers",
            name=name,
            marker={"symbol": symbol, "size": size, "color": colour, "line": {"width": 2, "color": colour}},
            hovertemplate=f"%{{y}}<br>{name} %{{x:.4f}}<extra></extra>",
        )
    figure.update_layout(
        height=100 + 30 * len(names),
        margin={"l": 0, "r": 24, "t": 36, "b": 32},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
        xaxis={"title": "cosine", "fixedrange": True},
        yaxis={"fixedrange": True, "ticksuffix": "  ", "autorange": "reversed"},
        bargap=0.35,
    )
    return figure
