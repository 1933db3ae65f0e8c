"""Words that a model has never seen: they move its answer by chance only, so the pages name them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import streamlit as st

import fvl_core as fvl
from pages._ui.writing import plain

ASKING = frozenset(
    re.findall(
        r"\w+",
        """the same make but like instead comes come swap change as give turn into any otherwise add take
        another than anything version lose away let put look less only out more this that it them should
        be has have would please want show me something""",
    )
)
"""Words that ask and say nothing of a garment; a composer may have learned them, a text tower need not."""


def words_of(model: fvl.VisionLanguageModel, texts: Iterable[str]) -> tuple[str, ...]:
    """Return the words of the texts that the model is known never to have seen, each once; not `ASKING`."""
    unknown = (word for text in texts for word in model.unknown_words(text))
    return tuple(dict.fromkeys(word for word in unknown if word not in ASKING))


def tell(model: str, words: Sequence[str]) -> None:
    """Name unseen words above the answer that they blur; without any, draw nothing."""
    if words:
        listed = ", ".join(f"‘{plain(word)}’" for word in words)
        advice = "Try another word for it." if len(words) == 1 else "Try other words for them."
        st.info(f"{plain(model)} has never seen: {listed}. {advice}", icon=":material/help:")
