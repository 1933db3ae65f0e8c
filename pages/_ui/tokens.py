"""How every loaded model reads the texts: their tokens, its limit, and what it leaves out."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import doubts
from pages._ui.writing import plain

MAX_STRUCK = 10


def show(predictions: fvl.Predictions, model: str) -> None:
    """Draw one line per loaded model, this one first; what another would cut off is struck through.

    Raises:
        FvlError: when a model that left the shelf this moment cannot be loaded again.
    """
    texts = tuple(text for own in predictions.texts for text in own)[: doubts.MAX_TEXTS]
    read: dict[str, tuple[fvl.TokenCount | None, ...]] = {}
    for entry in sorted(fvl.model_shelf().loaded(), key=lambda entry: entry.name != model):
        if entry.name not in read:
            read[entry.name] = _counts(entry.key, texts)
    told = {name: [count for count in counts if count is not None] for name, counts in read.items()}
    cut = {name: [count for count in counts if count.cut] for name, counts in told.items()}
    others_cut = any(counts for name, counts in cut.items() if name != model)
    with st.expander("Tokens, for every loaded model", icon=":material/tag:", expanded=others_cut):
        st.dataframe(
            {
                "Model": list(told),
                "Longest text": [max((c.n_tokens for c in counts), default=None) for counts in told.values()],
                "Takes in": [max((c.limit for c in counts), default=None) for counts in told.values()],
                "Texts cut off": [len(cut[name]) if counts else None for name, counts in told.items()],
            },
            hide_index=True,
            key="tokens",
        )
        st.caption(_note(len(texts), [name for name, counts in told.items() if not counts]))
        for name, counts in cut.items():
            if name != model and counts:
                listed = "; ".join(
                    doubts.read_out(count.kept + count.cut, count) for count in counts[:MAX_STRUCK]
                )
                st.markdown(f"**{plain(name)}** would leave out: {listed}")


@st.cache_data(show_spinner=False, max_entries=64)
def _counts(key: tuple[str, str, str, int], texts: tuple[str, ...]) -> tuple[fvl.TokenCount | None, ...]:
    name, device, precision, _ = key
    with fvl.model_shelf().borrow(name, device=device, precision=precision) as loaded:
        return tuple(fvl.read_tokens(loaded, text) for text in texts)


def _note(n: int, silent: list[str]) -> str:
    told = f"Of {n:,} texts, marks of start and end included. A model joins when a page has used it."
    return f"{told} {plain(', '.join(silent))} cannot tell." if silent else told
