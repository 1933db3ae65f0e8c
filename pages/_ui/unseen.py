"""Words that a model has never seen: they move its answer by chance only, so the pages name them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

import fvl_core as fvl
from pages._ui.writing import plain


def words_of(model: fvl.VisionLanguageModel, texts: Iterable[str]) -> tuple[str, ...]:
    """Return the words of the texts that the model is known never to have seen, each once."""
    return tuple(dict.fromkeys(word for text in texts for word in model.unknown_words(text)))


def tell(model: str, words: Sequence[str]) -> None:
    """Name unseen words above the answer that they blur; without any, draw nothing."""
    if words:
        listed = ", ".join(f"‘{plain(word)}’" for word in words)
        advice = "Try another word for it." if len(words) == 1 else "Try other words for them."
        st.info(f"{plain(model)} has never seen: {listed}. {advice}", icon=":material/help:")
