"""Where the model looks on a picture for a label: by hiding parts, or by the patches that it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

import fvl_core as fvl
from pages._ui import framed, jobs, labelling, thumbnails
from pages._ui.writing import plain

if TYPE_CHECKING:
    from PIL.Image import Image

EDGE = 480
DIM = 0.18
"""How much of its light a part keeps that does not match."""
_BY = {"occlusion": "Occlusion", "patches": "Patches"}


def show(answers: labelling.Answers, current: str, model: str) -> None:
    """Draw the choice of a label and the button, and the map once somebody asked for it.

    Raises:
        FvlError: when the model cannot be used.
    """
    predictions = answers.predictions
    assert predictions is not None
    place = answers.place_of(current)
    picture = answers.pictures[place]
    st.header("Where it looks", anchor=False)
    ranked = [score.label for score in predictions.top(len(predictions.labels))[place]]
    label = st.selectbox("For the label", ranked, key=f"where_label_{picture.id}")
    by = _choose() if answers.gives_patches else "occlusion"
    text = predictions.texts[predictions.labels.index(label)][0]
    image = fvl.open_image(picture.source, name=picture.name)
    key = ("where", by, model, fvl.image_digest(image), text)
    if not jobs.room().known(key) and not st.button("Show where it looks", icon=":material/frame_inspect:"):
        return
    found = jobs.result(key, lambda job: _work(job, by, model, image, text), st.empty())
    if found is not None:
        _draw(found, image, f"{picture.name}, lit where {model} finds “{text}”")


def _choose() -> str:
    return st.radio(
        "By",
        list(_BY),
        key="where_by",
        format_func=_BY.__getitem__,
        horizontal=True,
        help="Occlusion hides parts of the picture and sees what changes. Patches compares the network's own "
        "cells with the words: quicker and coarser, and not what the model was trained for.",
    )


def _work(job: jobs.Job, by: str, model: str, image: Image, text: str) -> fvl.OcclusionMap | fvl.PatchMap:
    job.begin(f"Loading the weights of {model}, once")
    with fvl.model_shelf().borrow(model) as loaded:
        job.begin(f"Showing {model} parts of the picture")
        if by == "patches":
            return fvl.patch_map(loaded, image, text)
        return fvl.occlusion_map(loaded, image, text, on_progress=job.tell)


def _draw(found: Any, image: Image, alt: str) -> None:
    if found.flat:
        st.info("No part of the picture matches better than the others.", icon=":material/contrast:")
    else:
        lit = thumbnails.data_url(_lit(image, found.heat), edge=EDGE)
        framed.picture(lit, alt=alt, kind="large", aspect=image.width / image.height)
    st.caption(_of_patches(found, image) if isinstance(found, fvl.PatchMap) else _of_occlusion(found))


def _lit(image: Image, heat: np.ndarray) -> Image:
    from PIL import Image as PillowImage

    light = DIM + (1 - DIM) * heat[:, :, None]
    return PillowImage.fromarray((np.asarray(image) * light).astype(np.uint8))


def _of_occlusion(found: fvl.OcclusionMap) -> str:
    return (
        f"Lit: the parts that match “{plain(found.text)}” better when shown alone, on grey. Cosine "
        f"{found.cosine:.3f} with nothing hidden, {found.best:.3f} for the best of {found.n_views} views."
    )


def _of_patches(found: fvl.PatchMap, image: Image) -> str:
    rows, columns = found.similarity.shape
    left, top, right, bottom = found.box
    cropped = (right - left) * (bottom - top) < image.width * image.height
    beyond = " It does not see what lies outside the middle square." if cropped else ""
    return (
        f"Lit: the cells nearest to “{plain(found.text)}”, {rows} × {columns} of them, cosine "
        f"{found.similarity.min():.3f} to {found.similarity.max():.3f}, stretched over that span. "
        "An approximation: the model learnt to match whole pictures, not cells, and may light the ground "
        f"instead.{beyond}"
    )
