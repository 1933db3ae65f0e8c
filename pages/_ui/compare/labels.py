"""Zero-shot labels of several contenders on the same pictures: who says what, and who is right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

import fvl_core as fvl
from pages._ui import address, evaluations, exports, filters, framed, garment, notices
from pages._ui.compare import contenders, label_piles, verdicts
from pages._ui.compare.contenders import Contender
from pages._ui.writing import plain

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

MEASURES = {"accuracy": "Right answers", "macro_f1": "Macro F1"}
ALIKE = (
    "These contenders differ only in how picture and words meet, which labels do not need. "
    "Change a model, its precision or its templates above."
)
NOTHING = "No picture has all of these attributes. Remove a filter."


def show(catalogue: fvl.Catalogue, chosen: Sequence[Contender]) -> None:
    """Draw the view: what is asked, the verdict, then the pictures behind it.

    Raises:
        FvlError: when a contender cannot answer.
    """
    where, unknown = address.filters(catalogue)
    lost = [f"The filter “{entry}” does not fit this catalogue and is left out." for entry in unknown]
    attribute = evaluations.choose_attribute(catalogue, lost)
    with st.container():
        notices.lost(lost)
    if attribute is None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        measure = _measure()
        filters.popover(catalogue, where)
    with st.container():
        filters.chips(where)
    part = evaluations.part(catalogue, where)
    if not len(part):
        st.info(NOTHING, icon=":material/filter_alt_off:")
        return
    waiting, place = st.empty(), st.container()
    among = tuple(catalogue.values(attribute)) if where else None  # a filter makes the question no easier
    reports = _reports(part, contenders.by_model_and_wording(chosen), attribute, among, waiting)
    if reports is None:
        return
    if len(reports) < contenders.LEAST:
        place.info(ALIKE, icon=":material/info:")
        return
    found = fvl.compare_labels(reports, measure=measure)
    with place:
        _verdict(found, attribute, measure)
        label_piles.show(catalogue, found)
    garment.show(catalogue, _facts(found, address.text("open")))


def _reports(
    catalogue: fvl.Catalogue,
    chosen: Sequence[Contender],
    attribute: str,
    among: tuple[str, ...] | None,
    waiting: DeltaGenerator,
) -> dict[str, fvl.Report] | None:
    reports = {}
    for contender in chosen:
        report = evaluations.labels(catalogue, contender, attribute, waiting, among=among)
        if report is None:
            return None
        reports[contender.name] = report
    return reports


def _measure() -> str:
    asked = address.text("measure")
    current = address.follow("measure_choice", asked if asked in MEASURES else "accuracy")
    return str(
        st.segmented_control(
            "What decides",
            list(MEASURES),
            default=current,
            format_func=MEASURES.__getitem__,
            key="measure_choice",
            required=True,
            on_change=lambda: address.push(measure=st.session_state.measure_choice),
        )
    )


def _verdict(found: fvl.LabelComparison, attribute: str, measure: str) -> None:
    def achieved(name: str, hundred: str) -> str:
        if measure == "accuracy":
            return f"{plain(name)} names the {plain(attribute)} of {hundred} in 100 pictures"
        return f"{plain(name)} scores {hundred} of 100 where every {plain(attribute)} counts the same"

    verdicts.show(found.verdicts, achieved, things="labelled pictures")
    facts = {}
    for name in found.names:
        figure = next(entry for entry in found.figures[name] if entry.measure == measure)
        facts[name] = (
            f"{figure.value:.3f}",
            f"{MEASURES[measure].lower()}, 95 % interval {figure.low:.3f} to {figure.high:.3f}, "
            f"n = {figure.n:,}, {len(found.labels)} labels",
        )
    framed.facts(facts)
    exports.buttons(lambda: table_of(found), "answers", holds="Every picture with truth and every answer")


def _facts(found: fvl.LabelComparison, item_id: str) -> dict[str, str]:
    if item_id not in found.ids:
        return {}
    truth = {"Truth": found.truth[item_id]} if item_id in found.truth else {}
    answers = found.answers_to(item_id)
    return {**truth, **{name: f"{label}, probability {p:.3f}" for name, (label, p) in answers.items()}}


def table_of(found: fvl.LabelComparison) -> exports.Columns:
    """Return one line per picture: its truth where it is known, every answer and its probability."""
    columns: dict[str, list[str | int | float | None]] = {
        "id": list(found.ids),
        "truth": [found.truth.get(item_id) for item_id in found.ids],
    }
    for name in found.names:
        columns[name] = list(found.predicted[name])
        columns[f"probability by {name}"] = [float(p) for p in found.confidences[name]]
    return columns
