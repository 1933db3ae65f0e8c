"""Pictures by address and facts in a row: pieces of plain HTML that Streamlit has no element for."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Literal

import streamlit as st


def picture(src: str, *, alt: str, kind: Literal["card", "preview", "large"]) -> None:
    """Draw a picture; studio.css says how each kind looks."""
    st.html(f'<img class="fvl-{kind}" src="{html.escape(src)}" alt="{html.escape(alt)}" loading="lazy">')


def facts(pairs: Mapping[str, tuple[str, str]]) -> None:
    """Draw name, value and note of each fact side by side; on a narrow screen below each other."""
    entries = "".join(
        f"<div><dt>{html.escape(name)}</dt><dd><b>{html.escape(value)}</b><span>{html.escape(note)}</span></dd></div>"
        for name, (value, note) in pairs.items()
    )
    st.html(f'<dl class="fvl-facts">{entries}</dl>')


def specification(pairs: Mapping[str, str]) -> None:
    """Draw names and values as two narrow columns."""
    entries = "".join(
        f"<dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd>" for name, value in pairs.items()
    )
    st.html(f'<dl class="fvl-specification">{entries}</dl>')
