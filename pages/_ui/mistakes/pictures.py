"""The pictures behind a figure: chosen by cell, truth or answer, the confidently wrong first."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import streamlit as st

import fvl_core as fvl
from pages._ui import address, matrix, pile
from pages._ui.writing import plain


def show(catalogue: fvl.Catalogue, found: fvl.ErrorAnalysis) -> None:
    """Draw what is chosen as chips, and its pictures; without a choice, all that is wrong."""
    answers, words = chosen(found)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        n_wrong = sum(not answer.right for answer in answers)
        st.markdown(
            f"**{len(answers):,}** picture{'s' * (len(answers) != 1)}, {n_wrong:,} wrong: {plain(words)}",
            width="content",
        )
        st.download_button(
            "CSV",
            lambda: as_csv(catalogue, answers),
            file_name="errors.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            help="Every one of these pictures with truth, answer and probabilities",
        )
    if not answers:
        st.success("No picture is wrong here.", icon=":material/check:")
        return
    by_id = {answer.item_id: answer for answer in answers}

    def said(item_id: str) -> tuple[str, str]:
        answer = by_id[item_id]
        if answer.right:
            return f"✓ {answer.truth}", f"{answer.p_predicted:.2f}"
        return f"✗ {answer.truth}, called {answer.predicted}", f"{answer.p_predicted:.2f}"

    pile.show(catalogue, list(by_id), key="mistakes", label=f"{len(answers)} pictures, {words}", said=said)


def chips(found: fvl.ErrorAnalysis) -> None:
    """Draw the chosen cell, truth or answer as chips that go one by one."""
    if cell := matrix.cell_of_address(found.labels):
        matrix.chip(f"{cell[0]}, called {cell[1]}", key="cell_chip", parameter="cell")
    if (truth := address.text("truth")) in found.labels:
        matrix.chip(f"truth: {truth}", key="truth_chip", parameter="truth")
    if (said := address.text("said")) in found.labels:
        matrix.chip(f"called {said}", key="said_chip", parameter="said")


def chosen(found: fvl.ErrorAnalysis) -> tuple[tuple[fvl.LabelledAnswer, ...], str]:
    """Return the answers that the address chooses, and in words which these are."""
    if cell := matrix.cell_of_address(found.labels):
        return found.cell(*cell), f"{cell[0]}, called {cell[1]}"
    truth, said = address.text("truth"), address.text("said")
    if truth in found.labels:
        return found.row(truth), f"all that are {truth}"
    if said in found.labels:
        return found.column(said), f"all that were called {said}"
    return found.wrong, "the most confident first"


def as_csv(catalogue: fvl.Catalogue, answers: Sequence[fvl.LabelledAnswer]) -> str:
    """Return the answers as a table that a spreadsheet opens."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(
        ["id", "title", "truth", "answer", "probability", "probability of the truth", "rank of the truth"]
    )
    for answer in answers:
        writer.writerow(
            [
                answer.item_id,
                catalogue.item(answer.item_id).title,
                answer.truth,
                answer.predicted,
                f"{answer.p_predicted:.6f}",
                f"{answer.p_truth:.6f}",
                answer.rank_of_truth,
            ]
        )
    return buffer.getvalue()
