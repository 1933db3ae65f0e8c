"""The headline figures of a labelled catalogue, and where the model is weakest."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import address, framed
from pages._ui.writing import plain

HEADLINES = {
    "accuracy": "Accuracy",
    "macro_f1": "Macro F1",
    "balanced_accuracy": "Balanced accuracy",
    "majority_baseline": "Always the commonest",
}
FEW = 20


def headline(found: fvl.ErrorAnalysis, attribute: str) -> None:
    """Draw the figures, each with interval and n, and what counts as an error of which kind."""
    facts = {}
    for figure in found.figures:
        if figure.measure in HEADLINES:
            span = f"{figure.low:.3f} to {figure.high:.3f}, " if figure.low == figure.low else ""
            facts[HEADLINES[figure.measure]] = (f"{figure.value:.3f}", f"{span}n = {figure.n:,}")
    framed.facts(facts)
    told = found.report.facts
    left_out = f"; {told['n_without_label']:,} without a label left out" if told["n_without_label"] else ""
    st.caption(
        f"{plain(str(told['model']))} in {told['precision']} on {plain(str(told['catalogue']))}: "
        f"{len(found.answers):,} pictures, {len(found.labels)} labels of {plain(attribute)}, template "
        f"{', '.join(f'“{plain(template)}”' for template in told['templates'])}{left_out}. 95 % intervals."
    )
    if found.n_near is not None and found.wrong:
        n = len(found.wrong)
        st.markdown(
            f"**{found.n_near:,} of {n:,}** errors stay in the family (a shirt called a blouse); the other "
            f"**{n - found.n_near:,}** leave it (a shirt called a shoe)."
        )


def weakest(found: fvl.ErrorAnalysis) -> None:
    """Draw the pairs that are confused most and the classes that are found worst; a chosen row opens both."""
    pairs, classes = st.tabs(["Most confused pairs", "Classes, weakest first"])
    with pairs:
        _pairs(found)
    with classes:
        _classes(found)


def _pairs(found: fvl.ErrorAnalysis) -> None:
    confusions = found.confusions

    def chosen() -> None:
        rows = st.session_state["confusions"]["selection"]["rows"]
        pair = confusions[rows[0]] if rows else None
        address.push(cell=f"{pair.truth}|{pair.predicted}" if pair else "", truth="", said="", n="")

    if not confusions:
        st.caption("Nothing is confused.")
        return
    st.dataframe(
        {
            "Truth": [pair.truth for pair in confusions],
            "Called": [pair.predicted for pair in confusions],
            "Pictures": [pair.n for pair in confusions],
            "Share of the true": [100 * pair.share for pair in confusions],
            "The other way round": [pair.n_reverse for pair in confusions],
            "Family": [{True: "same", False: "another", None: ""}[pair.near] for pair in confusions],
        },
        column_config={"Share of the true": st.column_config.NumberColumn(format="%.0f %%")},
        hide_index=True,
        height=min(290, 40 + 35 * len(confusions)),
        key="confusions",
        on_select=chosen,
        selection_mode="single-row",
    )


def _classes(found: fvl.ErrorAnalysis) -> None:
    scores = found.per_class

    def chosen() -> None:
        rows = st.session_state["classes"]["selection"]["rows"]
        address.push(truth=scores[rows[0]].label if rows else "", cell="", said="", n="")

    st.dataframe(
        {
            "Label": [score.label for score in scores],
            "F1": [score.f1 for score in scores],
            "Recall": [score.recall for score in scores],
            "Precision": [score.precision for score in scores],
            "Pictures": [score.support for score in scores],
            "": ["few" if score.support < FEW else "" for score in scores],
        },
        column_config={
            name: st.column_config.NumberColumn(format="%.2f") for name in ("F1", "Recall", "Precision")
        },
        hide_index=True,
        height=min(290, 40 + 35 * len(scores)),
        key="classes",
        on_select=chosen,
        selection_mode="single-row",
    )
    st.caption(f"“few”: under {FEW} pictures, so the figures say little. No precision: never called so.")
