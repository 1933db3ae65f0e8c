"""Sentences that a page shows above its content: what a link lost, and what failed and how to go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

import fvl_core as fvl
from pages._ui.writing import plain

MOST_NAMED = 50
_KEPT = "notices"


def keep(name: str, sentence: str) -> None:
    """Keep a sentence over reruns until it is dismissed; `name` replaces an earlier one of that name."""
    st.session_state.setdefault(_KEPT, {})[name] = plain(sentence)


def drop(name: str) -> None:
    """Forget a kept sentence."""
    st.session_state.get(_KEPT, {}).pop(name, None)


def show() -> None:
    """Draw the kept sentences, each with a button that dismisses it."""
    for name, sentence in dict(st.session_state.get(_KEPT, {})).items():
        box, button = st.columns([8, 1], vertical_alignment="center")
        box.warning(sentence, icon=":material/info:")
        button.button("Dismiss", key=f"dismiss_{name}", type="tertiary", on_click=drop, args=(name,))


def lost(sentences: Iterable[str]) -> None:
    """Say what the address asked for and this studio cannot give; stands as long as the address does."""
    for sentence in sentences:
        st.warning(plain(sentence), icon=":material/link_off:")


def failed(error: fvl.FvlError) -> None:
    """Show an error as its sentence and, on a line of its own, what to do about it."""
    st.error(f"**{plain(error.message)}**\n\n{plain(error.remedy)}".rstrip(), icon=":material/error:")


def unreadable(failures: Sequence[tuple[str, str]]) -> None:
    """Name the pictures, (item id, why), that could not be read and are therefore left out everywhere."""
    if failures:
        count = len(failures)
        with st.expander(
            "1 picture could not be read and is left out"
            if count == 1
            else f"{count:,} pictures could not be read and are left out"
        ):
            for _, sentence in failures[:MOST_NAMED]:
                st.markdown(f"- {plain(sentence)}")
            if count > MOST_NAMED:
                st.markdown(f"- and {count - MOST_NAMED:,} more")


@contextmanager
def caught() -> Iterator[None]:
    """Show an FvlError raised inside and let the page go on below it."""
    try:
        yield
    except fvl.FvlError as error:
        failed(error)
