"""A picture with a box on it: eight handles for the mouse or a finger, arrow keys for the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

_FOLDER = Path(__file__).parent
_CROP_BOX = st.components.v2.component(
    "fvl_crop_box",
    html='<div class="crop"></div>',
    css=(_FOLDER / "crop_box.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "crop_box.js").read_text(encoding="utf-8"),
)


def show(
    src: str,
    box: tuple[int, int, int, int],
    *,
    aspect: float,
    alt: str,
    on_box: Callable[[int, int, int, int], None],
    key: str = "crop_box",
) -> None:
    """Draw the picture and the box (left, top, right, bottom in percent); a released box is handed over."""

    def released() -> None:
        edges = st.session_state[key].box
        if edges:
            left, top, right, bottom = (max(0, min(100, int(edge))) for edge in edges["edges"])
            on_box(left, top, right, bottom)

    _CROP_BOX(
        key=key,
        data={"src": src, "box": list(box), "aspect": aspect, "alt": alt},
        on_box_change=released,
    )
