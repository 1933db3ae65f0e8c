"""Zero-shot: how well each label fits a picture."""

from __future__ import annotations

import streamlit as st

st.title("Zero-shot")
