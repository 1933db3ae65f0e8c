"""Home: what is loaded, what to try, and what has been measured."""

from __future__ import annotations

import streamlit as st

st.title("Home")
