"""Further ways for a picture to come in: the camera and the clipboard."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

import fvl_core as fvl
from pages._ui import notices, uploads
from pages._ui.composed import paste

_KEY = "camera_shot"


def draw(on_upload: Callable[[uploads.Upload], None]) -> None:
    """Draw the camera, which starts only once it is opened, and the clipboard beside it."""

    def taken() -> None:
        if (shot := st.session_state[_KEY]) is not None:
            _bring("photograph.jpg", shot.getvalue(), on_upload)

    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="bring"):
        with st.popover("Camera", icon=":material/photo_camera:", key="camera", on_change="rerun") as opened:
            if opened.open:
                st.camera_input("Take a picture", key=_KEY, on_change=taken)
        paste.show(lambda content: _bring("pasted.png", content, on_upload))
    for sentence in st.session_state.pop("bring_problem", ()):
        notices.lost([sentence])


def _bring(name: str, content: bytes, on_upload: Callable[[uploads.Upload], None]) -> None:
    try:
        on_upload(uploads.receive(name, content))
    except fvl.FvlError as error:
        st.session_state["bring_problem"] = (str(error),)
