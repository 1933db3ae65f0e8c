"""Zero-shot: how well each label fits a picture, in both of the model's numbers."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

import fvl_core as fvl
from pages._ui import (
    address,
    answers,
    background,
    doubts,
    groups,
    label_form,
    labelling,
    notices,
    pictures,
    resources,
    sidebar,
    tokens,
    unseen,
    where,
    whole,
)
from pages._ui.writing import plain


def main() -> None:
    """Draw the page."""
    st.title("Zero-shot", anchor=False)
    st.markdown(
        "Bring pictures and name any labels: the model says which words fit, without having learnt them."
    )
    with notices.caught():
        model = sidebar.chosen().model
        catalogue = resources.catalogue(sidebar.chosen().catalogue)
        card = labelling.card_of(model)
        lost: list[str] = []
        shown = pictures.of_address(catalogue, lost)
        wording = labelling.read(catalogue, card)
        with st.container():
            notices.lost((*lost, *wording.lost))
        current = address.text("open") or (shown[0].id if shown else "")
        inputs, outputs = st.columns([5, 6], gap="large")
        with inputs:
            label_form.draw_pictures(catalogue, shown, current)
            label_form.draw_wording(catalogue, wording, card)
            temperature, none = doubts.controls()
        wording = replace(wording, temperature=temperature, none_of_these=none)
        with outputs:
            given = answer(model, wording, shown, current)
            standing = st.container()
        if whole.asked():
            whole.show(catalogue, model, wording, st.empty())
        if given is not None:
            with standing:  # last, for a catalogue that was never read takes its time
                stand(catalogue, model, wording, given, current)


def answer(
    model: str, wording: labelling.Wording, shown: list[pictures.Picture], current: str
) -> labelling.Answers | None:
    """Classify first and draw after, so that no number stands under the name of another model."""
    if not shown:
        st.info("Bring a picture, or take a garment of the catalogue.", icon=":material/image:")
        return None
    given = labelling.classify(model, wording, shown, st.empty())
    if given is None:
        return None
    for sentence in given.problems:
        st.error(plain(sentence), icon=":material/broken_image:")
    unseen.tell(model, given.unseen)
    if given.predictions is None:
        return None
    answers.one(given, current, model)
    groups.show(given, current, wording)
    answers.explanation(given)
    tokens.show(given.predictions, model)
    where.show(given, current, model)
    if len(given.pictures) > 1:
        st.header(f"All {len(given.pictures)} pictures", anchor=False)
        answers.many(given, wording)
    return given


def stand(
    catalogue: fvl.Catalogue,
    model: str,
    wording: labelling.Wording,
    given: labelling.Answers,
    current: str,
) -> None:
    """Draw how the answers stand among the catalogue's scores."""
    if not background.wanted(catalogue):
        return
    waiting, place = st.empty(), st.container()
    found = background.of(catalogue, model, wording, given, waiting)
    if found is not None:
        with place:
            background.show(found, given, current)


main()
