"""Where the keyboard goes: past what stands before the content, and on from what a press made vanish.

The browser's side of it is keyboard.js, which every page carries.
"""

from __future__ import annotations

import html

import streamlit as st

_NEXT = "keyboard_next"
_TIMES = "keyboard_times"
_GIVEN = st.components.v2.component(
    "fvl_keyboard",
    js="""export default ({ data }) => {
      document.dispatchEvent(new CustomEvent("fvl-keyboard", { detail: data }))
    }""",
)


def give(to: str, *, mouse: bool = True) -> None:
    """Give the keyboard to the element with the key `to`, once the run that follows has drawn it.

    With `mouse=False` this is for those who came by keys: who points at things stays where the page is.
    """
    st.session_state[_NEXT] = {"to": to, "mouse": mouse}


def handed() -> None:
    """Hand the keyboard over, at the end of a run; draw nothing when nobody asked for it.

    It is forgotten once it is sent, for a new act may end this run before.
    """
    if given := st.session_state.get(_NEXT):
        times = st.session_state[_TIMES] = st.session_state.get(_TIMES, 0) + 1  # the same twice is no news
        _GIVEN(key="keyboard_given", data={**given, "times": times})
        del st.session_state[_NEXT]


def skip(to: str, words: str) -> None:
    """Draw a button that only Tab brings into sight, past all controls to the element with the key `to`."""
    with st.container(key=f"skip_to_{to}"):
        said = html.escape(words)
        st.html(f'<button class="fvl-skip" type="button" data-fvl-to="{to}">{said}</button>')
