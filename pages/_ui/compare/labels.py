"""Zero-shot labels of several contenders on the same pictures: who says what, and who is right."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

import fvl_core as fvl
from pages._ui import address, evaluations, framed, garment, notices
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


def show(catalogue: fvl.Catalogue, chosen: Sequence[Contender]) -> None:
    """Draw the view: what is asked, the verdict, then the pictures behind it.

    Raises:
        FvlError: when a contender cannot answer.
    """
    lost: list[str] = []
    attribute = evaluations.choose_attribute(catalogue, lost)
    with st.container():
        notices.lost(lost)
    if attribute is None:
        return
    measure = _measure()
    waiting, place = st.empty(), st.container()
    reports = _reports(catalogue, contenders.by_model_and_wording(chosen), attribute, waiting)
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
    catalogue: fvl.Catalogue, chosen: Sequence[Contender], attribute: str, waiting: DeltaGenerator
) -> dict[str, fvl.Report] | None:
    reports = {}
    for contender in chosen:
        report = evaluations.labels(catalogue, contender, attribute, waiting)
        if report is None:
            return None
        reports[contender.name] = report
    return reports


def _measure() -> str:
    asked = address.text("measure")
    address.follow("measure_choice", asked if asked in MEASURES else "accuracy")
    return str(
        st.segmented_control(
            "What decides",
            list(MEASURES),
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
    st.download_button(
        "CSV of every answer",
        lambda: as_csv(found),
        file_name="answers.csv",
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def _facts(found: fvl.LabelComparison, item_id: str) -> dict[str, str]:
    if item_id not in found.ids:
        return {}
    truth = {"Truth": found.truth[item_id]} if item_id in found.truth else {}
    answers = found.answers_to(item_id)
    return {**truth, **{name: f"{label}, probability {p:.3f}" for name, (label, p) in answers.items()}}


def as_csv(found: fvl.LabelComparison) -> str:
    """Return every picture's answers as a table that a spreadsheet opens."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    heads = [head for name in found.names for head in (name, f"probability by {name}")]
    writer.writerow(["id", "truth", *heads])
    for place, item_id in enumerate(found.ids):
        cells = [
            cell
            for name in found.names
            for cell in (found.predicted[name][place], f"{found.confidences[name][place]:.6f}")
        ]
        writer.writerow([item_id, found.truth.get(item_id, ""), *cells])
    return buffer.getvalue()
