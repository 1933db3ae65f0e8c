"""Searches whose answer is known: every garment's own words should find it, before anything else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

import fvl_core as fvl
from pages._ui import address, evaluations, garment
from pages._ui.compare import charts, contenders, rivals, verdicts
from pages._ui.compare.contenders import Contender
from pages._ui.writing import plain

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

DEPTHS = (1, 5, 10)
ALIKE = (
    "Here only the model and its precision play a part, and these contenders share both. "
    "Choose another model or precision above."
)


def show(catalogue: fvl.Catalogue, chosen: Sequence[Contender]) -> None:
    """Draw the view: what is searched with, the verdict, curves, ranks, and what beat a target.

    Raises:
        FvlError: when a contender cannot answer.
    """
    fields = [name for name in ("caption", "title") if any(getattr(item, name) for item in catalogue)]
    if not fields:
        st.info(
            "No garment of this catalogue has words of its own. A title or caption in its table brings some.",
            icon=":material/label_off:",
        )
        return
    field, k = _controls(fields)
    waiting, place = st.empty(), st.container()
    seen = contenders.by_model(chosen)
    if len(seen) < contenders.LEAST:
        place.info(ALIKE, icon=":material/info:")
        return
    reports = _reports(catalogue, seen, field, waiting)
    if reports is None:
        return
    found = fvl.compare_retrieval(reports, k=k)
    with place:
        _verdict(found, field)
        st.header("How far down one has to look", anchor=False)
        st.plotly_chart(
            charts.curves(found), key="curves", config={"displayModeBar": False}, alt=_told(found)
        )
        _table(found)
        rivals.show(catalogue, found, {contender.name: contender for contender in seen}, waiting)
    garment.show(catalogue, {})


def _controls(fields: Sequence[str]) -> tuple[str, int]:
    field, depth = address.text("field"), address.text("depth")
    field = address.follow("field_choice", field if field in fields else fields[0])
    decides = address.follow("depth_choice", int(depth) if depth in map(str, DEPTHS) else 10)
    with st.container(horizontal=True, gap="large"):
        chosen = st.segmented_control(
            "Every garment is searched by its own",
            fields,
            default=field,
            key="field_choice",
            required=True,
            on_change=lambda: address.push(field=st.session_state.field_choice, bin="", target=""),
        )
        k = st.segmented_control(
            "What decides",
            DEPTHS,
            default=decides,
            format_func=lambda n: f"recall@{n}",
            key="depth_choice",
            required=True,
            on_change=lambda: address.push(depth=str(st.session_state.depth_choice)),
        )
    return str(chosen), int(k or 10)


def _reports(
    catalogue: fvl.Catalogue, seen: Sequence[Contender], field: str, waiting: DeltaGenerator
) -> dict[str, fvl.Report] | None:
    reports = {}
    for contender in seen:
        report = evaluations.targets(catalogue, contender, field, waiting)
        if report is None:
            return None
        reports[contender.name] = report
    return reports


def _verdict(found: fvl.RetrievalComparison, field: str) -> None:
    among = "first" if found.k == 1 else f"among the first {found.k}"

    def achieved(name: str, hundred: str) -> str:
        return f"{plain(name)} brings the wanted garment {among} in {hundred} of 100 searches"

    verdicts.show(found.verdicts, achieved, things="searches")
    n = len(found.item_ids)
    st.caption(
        f"{n:,} searches, each by a garment's own {field}, among {found.n_candidates:,} pictures; right is "
        "the one garment that the words belong to, although others may fit them as well. Recall hangs on the "
        "size of the catalogue: never compare it with another's."
    )


def _told(found: fvl.RetrievalComparison) -> str:
    said = [
        f"{name} {points[min(found.k, len(points)) - 1].recall:.3f}" for name, points in found.curves.items()
    ]
    return f"Recall over k; {found.measure}: {', '.join(said)}; the table below holds the figures"


def _table(found: fvl.RetrievalComparison) -> None:
    depths = [k for k in (1, 5, 10, 50) if k <= len(found.curves[found.names[0]])]
    with st.expander("The curves as a table", icon=":material/table_rows:"):
        points = [(name, found.curves[name][k - 1]) for name in found.names for k in depths]
        st.dataframe(
            {
                "Contender": [name for name, _ in points],
                "k": [point.k for _, point in points],
                "Recall@k": [point.recall for _, point in points],
                "95 % interval": [f"{point.low:.3f} to {point.high:.3f}" for _, point in points],
                "By lot": [point.chance for _, point in points],
            },
            column_config={
                "Recall@k": st.column_config.NumberColumn(format="%.3f"),
                "By lot": st.column_config.NumberColumn(format="%.4f"),
            },
            hide_index=True,
            key="curve_table",
        )
