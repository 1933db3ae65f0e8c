"""How a picture's score for a label stands among the scores of the whole catalogue for that label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

import fvl_core as fvl
from pages._ui import background_figure, jobs, labelling, pictures
from pages._ui.writing import plain

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

MAX_UNASKED = 2_000
"""Pictures that are read without being asked; a larger catalogue may take many minutes."""
MAX_ROWS = 12
QUANTILES = (0.05, 0.5, 0.95)
OUTSTANDING, ORDINARY = 0.95, 0.5
"""Shares of the other pictures: from the one an answer stands out, below the other it does not."""


@dataclass(frozen=True, eq=False)
class Background:
    """Hold how n pictures stand among the m of a catalogue, label by label.

    lower: (n, L) pictures of the catalogue that score lower. quantiles: (3, L) cosines of the catalogue.
    """

    catalogue: str
    m: int
    predictions: fvl.Predictions
    lower: Any
    quantiles: Any

    def sentence(self, place: int, picture: pictures.Picture) -> str:
        """Say for one picture what its most probable label is worth; a garment is not its own rival."""
        best = self.predictions.top(1)[place][0].label
        others = self.m - (picture.item is not None)
        lower = int(self.lower[place, self.predictions.labels.index(best)])
        if not others:
            return f"There is no other picture in {self.catalogue} to compare with."
        rivals = f"the {others:,} {'other ' if picture.item is not None else ''}pictures of {self.catalogue}"
        number = "any" if lower == others else f"{lower:,}"
        told = f"“{best}” fits this picture better than it fits {number} of {rivals}"
        if lower >= OUTSTANDING * others:
            return f"It stands out: {told}."
        if lower < ORDINARY * others:
            return f"Nothing special: {told}."
        return f"{told}."


def wanted(catalogue: fvl.Catalogue) -> bool:
    """Tell whether to compare: a small catalogue always, a large one when somebody asks."""
    if len(catalogue) <= MAX_UNASKED:
        return True
    return st.toggle(
        f"Compare with all {len(catalogue):,} pictures of the catalogue", key="against", bind="query-params"
    )


def of(
    catalogue: fvl.Catalogue,
    model: str,
    wording: labelling.Wording,
    given: labelling.Answers,
    waiting: DeltaGenerator,
) -> Background | None:
    """Return how the pictures of an answer stand among the catalogue's, or None as `jobs.result`.

    Raises:
        FvlError: when the model or the catalogue cannot be used.
    """

    def work(job: jobs.Job) -> Background:
        import numpy as np

        job.begin(f"Loading the weights of {model}, once")
        with fvl.model_shelf().borrow(model) as loaded:
            job.begin(f"Reading the pictures of {catalogue.name} with {model}, once")
            everything = fvl.encode_catalogue(catalogue, loaded, on_progress=job.tell).embeddings
            classifier = wording.classifier(loaded)
            own = classifier.cache.encode_images(loaded, [picture.source for picture in given.pictures])
            panel = fvl.judge_labels(classifier, own, background=everything)
        assert panel.above is not None
        assert panel.background is not None
        m = len(panel.background)
        quantiles = np.quantile(panel.background, QUANTILES, axis=0)
        lower = np.rint(panel.above * m).astype(int)
        return Background(catalogue.name, m, panel.predictions, lower, quantiles)

    ids = tuple(picture.id for picture in given.pictures)
    key = ("background", catalogue.name, catalogue.fingerprint, model, wording.question, ids)
    found: Background | None = jobs.result(key, work, waiting)
    return found


def show(found: Background, given: labelling.Answers, current: str) -> None:
    """Say and draw where the chosen picture stands; of several, say it for each."""
    place = given.place_of(current)
    st.subheader("Against the whole catalogue", anchor=False)
    st.markdown(plain(found.sentence(place, given.pictures[place])))
    best = found.predictions.top(MAX_ROWS)[place]
    order = [found.predictions.labels.index(score.label) for score in best]
    low, middle, high = found.quantiles[:, order]
    cosines = found.predictions.cosines[place, order]
    names = [score.label for score in best]
    st.plotly_chart(
        background_figure.bands(names, cosines, low, middle, high),
        key="background",
        config={"displayModeBar": False},
        alt=f"Cosine per label, and the middle 90 % of {found.catalogue}: "
        + ", ".join(
            f"{name} {cosine:.3f} ({a:.3f} to {b:.3f})"
            for name, cosine, a, b in zip(names, cosines, low, high, strict=True)
        ),
    )
    if len(given.pictures) > 1:
        st.dataframe(
            {
                "": [picture.preview.src for picture in given.pictures],
                "Picture": [picture.name for picture in given.pictures],
                "Against the catalogue": [
                    found.sentence(i, picture) for i, picture in enumerate(given.pictures)
                ],
            },
            column_config={"": st.column_config.ImageColumn(width="small")},
            hide_index=True,
            row_height=56,
            key="standings",
        )
