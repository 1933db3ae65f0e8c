"""Pictures by address, outside of galleries: `st.image` would copy them into its own store."""

from __future__ import annotations

import html
from typing import Literal

import streamlit as st


def picture(src: str, *, alt: str, kind: Literal["card", "preview", "large"]) -> None:
    """Draw a picture; studio.css says how each kind looks."""
    st.html(f'<img class="fvl-{kind}" src="{html.escape(src)}" alt="{html.escape(alt)}" loading="lazy">')
