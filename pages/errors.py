"""Errors: what a model gets wrong on a labelled catalogue, from the figures down to the single picture."""

from __future__ import annotations

from functools import partial

import streamlit as st

import fvl_core as fvl
from pages._ui import address, evaluations, filters, garment, matrix, notices, resources, sidebar, so_far
from pages._ui.compare.contenders import Contender
from pages._ui.mistakes import edits, figures, opinions, pictures

VIEWS = {"labels": "Labels", "edits": "Picture and words"}


def main() -> None:
    """Draw the page."""
    st.title("Errors", anchor=False)
    st.markdown("Where a model goes wrong, which pictures these are, and what every model says of them.")
    with notices.caught():
        catalogue = resources.catalogue(sidebar.chosen().catalogue)
        if view() == "edits":
            edits.show(catalogue)
        else:
            labels(catalogue)


def view() -> str:
    """Draw the choice of what the errors are of, and return it."""
    wanted = address.text("of")
    shown = address.follow("errors_view", wanted if wanted in VIEWS else "labels")
    return str(
        st.segmented_control(
            "Errors of",
            list(VIEWS),
            default=shown,
            format_func=VIEWS.__getitem__,
            key="errors_view",
            required=True,
            label_visibility="collapsed",
            on_change=_view_chosen,
        )
    )


def _view_chosen() -> None:
    chosen = st.session_state.errors_view
    address.push(of="" if chosen == "labels" else chosen, open="", n="")


def labels(catalogue: fvl.Catalogue) -> None:
    """Draw the errors in naming what a picture shows.

    Raises:
        FvlError: when model or catalogue cannot be used.
    """
    where, unknown = address.filters(catalogue)
    lost = [f"The filter “{entry}” does not fit this catalogue and is left out." for entry in unknown]
    above = st.container()
    attribute = evaluations.choose_attribute(catalogue, lost)
    with above:
        notices.lost(lost)
    if attribute is None:
        return
    filters.popover(catalogue, where)
    analyse(catalogue, attribute, where)


def analyse(catalogue: fvl.Catalogue, attribute: str, where: address.Filters) -> None:
    """Measure first and draw after, so that no figure stands under the name of another model."""
    model = sidebar.chosen().model
    waiting, place = st.empty(), st.container()
    part = evaluations.part(catalogue, where)
    labels = tuple(catalogue.values(attribute))
    seen = so_far.measurable(part, [Contender(model)])
    report = evaluations.labels(seen, Contender(model), attribute, waiting, among=labels)
    if report is None:
        return
    so_far.tell_measured(seen, part, waiting)
    taxonomy = fvl.find_taxonomy(catalogue)
    parents = taxonomy.family_of if taxonomy and taxonomy.kind == attribute else None
    found = fvl.ErrorAnalysis.of(report, parents=parents)
    with place:
        with st.container(horizontal=True, gap="small"):
            filters.chips(where)
            pictures.chips(found)
        figures.headline(found, attribute)
        st.header("What is taken for what", anchor=False)
        shown = matrix.Matrix(labels=found.labels, counts=found.counts, rows="truth", columns="called")
        matrix.show(shown, key="confusion", on_pick=picked)
        figures.weakest(found)
        st.header("The pictures", anchor=False)
        pictures.show(catalogue, found)
    if address.text("open") in part.ids:
        detail(catalogue, found, model)


def detail(catalogue: fvl.Catalogue, found: fvl.ErrorAnalysis, model: str) -> None:
    """Open the garment of the address with its truth, every model's answer, and its neighbours."""
    item = catalogue.item(address.text("open"))
    answer = next((answer for answer in found.answers if answer.item_id == item.id), None)
    said = {"Truth": answer.truth, "Rank of the truth": str(answer.rank_of_truth)} if answer else {}
    said[f"{model} says"] = f"{answer.predicted}, probability {answer.p_predicted:.2f}" if answer else ""
    more = partial(opinions.of_all, catalogue, item, found.labels)
    garment.show(catalogue, said, more=more, model=model)


def picked(truth: str, called: str) -> None:
    """Put the pressed cell into the address."""
    address.push(cell=f"{truth}|{called}" if truth else "", truth="", said="", n="")


main()
