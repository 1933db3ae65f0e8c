"""How far to trust a label: the wording's own noise, what moves for no reason, what the model really read."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

import fvl_core as fvl
from pages._ui.writing import plain

MAX_TEXTS = 60


@dataclass(frozen=True)
class Doubts:
    """Hold, for the pictures of an answer, the panel, what small changes move, and how texts were read."""

    panel: fvl.LabelPanel
    sensitivity: tuple[fvl.Sensitivity, ...]
    read: tuple[tuple[str, fvl.TokenCount | None], ...]


def of(classifier: fvl.ZeroShotClassifier, embeddings: fvl.Embeddings) -> Doubts:
    """Ask a classifier what a sceptic would ask.

    Raises:
        FvlError: when the pictures were encoded by another model.
    """
    texts = [text for texts in classifier.texts for text in texts][:MAX_TEXTS]
    return Doubts(
        fvl.judge_labels(classifier, embeddings),
        fvl.prompt_sensitivity(classifier, embeddings),
        tuple((text, fvl.read_tokens(classifier.model, text)) for text in texts),
    )


def controls() -> tuple[float, bool]:
    """Draw temperature and "none of these"; return both."""
    temperature = st.slider(
        "Temperature",
        0.25,
        4.0,
        1.0,
        0.25,
        key="t",
        bind="query-params",
        help="1 is the model's own. Higher makes every answer less sure; which label is first never changes.",
    )
    wanted = st.toggle(
        "None of these",
        key="none",
        bind="query-params",
        help="Adds one label made of words that name no garment: what fits nothing better goes there",
    )
    return float(temperature), bool(wanted)


def verdict(panel: fvl.LabelPanel, place: int) -> None:
    """Say whether the first label leads by more than the wording alone moves."""
    n, agree = len(panel.wordings), int(panel.n_agree[place])
    lead, spread = float(panel.lead[place]), float(panel.lead_spread[place])
    if panel.predictions.cosines.shape[1] == 1:
        return
    told = (
        f"It leads by {lead:.3f} in cosine; another wording moves that by {spread:.3f}. "
        f"{agree} of {n} wordings give this label"
    )
    if panel.too_close[place]:
        st.warning(
            f"**Too close to call.** {told}.",
            icon=":material/balance:",
        )
    else:
        st.caption(f"{told}.")


def moved(found: tuple[fvl.Sensitivity, ...]) -> None:
    """Say what a full stop, another order and upper case did, although they mean nothing."""
    with st.expander("What moves although nothing of meaning changes", icon=":material/rule:"):
        for entry in found:
            st.markdown(f"- {plain(entry.sentence)}")
            for item_id, before, after in entry.flipped[:5]:
                st.caption(f"{plain(item_id)}: {plain(before)} → {plain(after)}")


def texts(predictions: fvl.Predictions, read: tuple[tuple[str, fvl.TokenCount | None], ...]) -> None:
    """Show the exact texts that were encoded, each with its tokens; what was cut off is struck through."""
    counts = dict(read)
    cut = [text for text, count in read if count is not None and count.cut]
    if cut:
        told = (
            f"The model does not read the end of {len(cut)} text{'s' * (len(cut) > 1)}; it is struck through."
        )
        st.warning(told, icon=":material/content_cut:")
    with st.expander("The exact texts that were encoded", icon=":material/notes:", expanded=bool(cut)):
        for label, own in zip(predictions.labels, predictions.texts, strict=True):
            st.markdown(f"**{plain(label)}**: " + "; ".join(read_out(text, counts.get(text)) for text in own))


def read_out(text: str, count: fvl.TokenCount | None) -> str:
    """Return a text in quotation marks with its tokens; what was cut off is struck through."""
    if count is None:
        return f"“{plain(text)}”"
    struck = f" ~~{plain(count.cut)}~~" if count.cut else ""
    return f"“{plain(count.kept)}{struck}” :small[{count.n_tokens} of {count.limit} tokens]"
