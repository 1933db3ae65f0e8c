"""Bring pictures: from this browser into a catalogue of its own, looked over, indexed in the background."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import bring, notices, ownership


def main() -> None:
    """Draw the page."""
    st.title("Bring pictures", anchor=False)
    mine = ownership.store()
    if mine is None:
        st.info(
            "This page keeps what you bring under a cookie, and your browser sends none. Allow cookies for "
            "this address and reload.",
            icon=":material/cookie_off:",
        )
        return
    st.markdown(
        "Pictures, a folder, a zip or a table become a catalogue that only this browser finds. It stays on "
        f"this server until you delete it or this browser was away for {fvl.PrivateStore.IDLE_H} hours."
    )
    with notices.caught():
        bring.draw(mine)


main()
