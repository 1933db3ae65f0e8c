"""A picture from the clipboard: Ctrl+V anywhere on the page, or a button for those who have no keyboard."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from pathlib import Path

import streamlit as st

_FOLDER = Path(__file__).parent
_PASTE = st.components.v2.component(
    "fvl_paste",
    html='<div class="paste"><button type="button">Paste a picture</button><span role="status"></span></div>',
    css=(_FOLDER / "paste.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "paste.js").read_text(encoding="utf-8"),
)


def show(on_paste: Callable[[bytes], None], *, key: str = "paste") -> None:
    """Draw the button and listen; `on_paste` gets the file, of at most 1,024 pixels a side."""

    def pasted() -> None:
        brought = st.session_state[key].picture
        if brought:
            on_paste(content_of(str(brought["url"])))

    _PASTE(key=key, data={}, on_picture_change=pasted)


def content_of(url: str) -> bytes:
    """Return what a data address holds, b"" for anything else.

    Example:
        >>> content_of("data:image/png;base64,aGk="), content_of("https://elsewhere/x.png")
        (b'hi', b'')
    """
    head, _, body = url.partition(",")
    if not head.startswith("data:image/") or not head.endswith(";base64"):
        return b""
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error:
        return b""
