"""Counts and lists of what was brought: the same before a catalogue is made and after it was indexed."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

import fvl_core as fvl
from pages._ui import exports, framed, notices
from pages._ui.writing import plain


def counts(survey: fvl.Survey, n_items: int, *, has_table: bool, said: Sequence[str] = ()) -> None:
    """Draw what becomes of everything, in numbers; notes that were `said` above are not repeated."""
    unit = "rows" if has_table else "pictures"
    framed.facts(
        {
            "Items": (f"{n_items:,}", f"of {survey.n_rows:,} {unit}"),
            "Cannot be read or found": (
                f"{len(survey.problems):,}",
                "named below" if survey.problems else "none",
            ),
            "Same picture as another": (f"{survey.n_equal:,}", "encoded once" if survey.n_equal else "none"),
        }
    )
    told = (
        (survey.n_without_picture, "rows without a picture are left out"),
        (survey.n_repeated_ids, "rows repeat an id and are numbered"),
        (survey.n_unused, "pictures are named by no row and are left out"),
        (survey.n_others, "files are no pictures by their names and are left out"),
    )
    for count, what in told:
        if count:
            st.caption(f"{count:,} {what}.")
    for note in (note for note in survey.notes if note not in said):
        st.caption(plain(note))


def problems(listed: Sequence[tuple[str, str]], *, name: str, what: str) -> None:
    """Draw a list of what went wrong, (which, why), and the whole of it as files."""
    if not listed:
        return
    with st.expander(f"{len(listed):,} {what}"):
        for _, sentence in listed[: notices.MOST_NAMED]:
            st.markdown(f"- {plain(sentence)}")
        if len(listed) > notices.MOST_NAMED:
            st.markdown(f"- and {len(listed) - notices.MOST_NAMED:,} more")
        exports.buttons(
            lambda: {"which": [which for which, _ in listed], "why": [why for _, why in listed]},
            f"problems_{name}",
            holds="what went wrong, one line each",
        )
