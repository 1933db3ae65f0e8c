"""What this visitor corrected: said in words, taken back step by step, kept for everyone or discarded."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

import fvl_core as fvl
from pages._ui import corrections, notices
from pages._ui.writing import plain

MOST_LISTED = 30
_MOST_WORDS = 60


def bar(original: fvl.Catalogue) -> None:
    """Draw the line about the corrections of this visitor; nothing when there are none."""
    mine = corrections.own(original)
    kept = corrections.kept(original)
    if all(step is None for step in (mine.undoable, mine.redoable, kept.undoable, kept.redoable)):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="changes"):
        n = len(mine.merged)
        seen = (
            f"**{n:,}** picture{'s' * (n != 1)} corrected, for your eyes only"
            if n
            else "Nothing corrected by you"
        )
        st.markdown(seen, width="content")
        undo(original, key="page")
        with st.popover("Corrections", icon=":material/history:"):
            _listed(original, mine)
            _kept_for_all(original, kept)


def undo(original: fvl.Catalogue, *, key: str) -> None:
    """Draw the ways back and forth."""
    mine = corrections.own(original)
    back, forth = mine.undoable, mine.redoable
    st.button(
        f"Undo: {brief(describe(original, back))}" if back is not None else "Undo",
        icon=":material/undo:",
        disabled=back is None,
        on_click=_tried,
        args=(mine.undo,),
        key=f"undo_{key}",
    )
    if forth is not None:
        st.button(
            "Redo",
            icon=":material/redo:",
            help=f"Redo: {plain(describe(original, forth))}",
            on_click=_tried,
            args=(mine.redo,),
            key=f"redo_{key}",
        )


def describe(original: fvl.Catalogue, step: tuple[fvl.Correction, ...]) -> str:
    """Say what a step changed, in words."""
    if not step:
        return "all corrections discarded"
    if len(step) > 1:
        return f"{len(step):,} pictures corrected"
    [correction] = step
    item_id = correction.item_id
    title = (original.item(item_id).title if original.has(item_id) else "") or item_id
    said = [f"{name} “{value}”" if value else f"no {name}" for name, value in correction.attributes.items()]
    said += [
        name
        for name, words in (("title", correction.title), ("caption", correction.caption))
        if words is not None
    ]
    said += {True: ["removed"], False: ["put back"], None: []}[correction.removed]
    return f"{title}: {', '.join(said)}"


def brief(words: str) -> str:
    """Cut words that are too long for a button."""
    return plain(words if len(words) <= _MOST_WORDS else f"{words[: _MOST_WORDS - 1].rstrip()}…")


def made(original: fvl.Catalogue, correction: fvl.Correction) -> None:
    """Add a correction; what goes wrong is said above the page."""
    _tried(lambda: corrections.own(original).add(correction))


def _listed(original: fvl.Catalogue, mine: fvl.CorrectionJournal) -> None:
    steps = mine.steps
    if not steps:
        st.caption("You have corrected nothing in this catalogue.")
        return
    st.markdown("**Yours, the latest first**")
    for step in reversed(steps[-MOST_LISTED:]):
        st.markdown(f"- {plain(describe(original, step))}")
    if len(steps) > MOST_LISTED:
        st.caption(f"and {len(steps) - MOST_LISTED:,} before these")
    st.caption(corrections.LASTING)
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Keep for everyone",
            icon=":material/group:",
            help="Everybody who uses this server will see the catalogue as you corrected it. "
            "The files themselves stay as they are.",
            on_click=_tried,
            args=(lambda: corrections.keep_for_everyone(original),),
            key="changes_keep",
        )
        st.button(
            "Discard all",
            icon=":material/delete_sweep:",
            on_click=_tried,
            args=(mine.discard,),
            key="changes_discard",
        )


def _kept_for_all(original: fvl.Catalogue, kept: fvl.CorrectionJournal) -> None:
    if kept.undoable is None and kept.redoable is None:
        return
    n_kept = len(kept.merged)
    st.markdown(f"**{n_kept:,}** picture{'s' * (n_kept != 1)} corrected for everyone")
    with st.container(horizontal=True, gap="small"):
        for words, icon, step, act in (
            ("Take the last back", ":material/undo:", kept.undoable, kept.undo),
            ("Make it again", ":material/redo:", kept.redoable, kept.redo),
        ):
            if step is not None:
                st.button(
                    words,
                    icon=icon,
                    help=plain(describe(original, step)),
                    on_click=_tried,
                    args=(act,),
                    key=f"kept_{act.__name__}",
                )


def _tried(act: Callable[[], object]) -> None:
    try:
        act()
    except fvl.FvlError as error:
        notices.keep("corrections", str(error))
