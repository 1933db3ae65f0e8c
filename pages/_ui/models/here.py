"""Who may change what lies on the server: whoever sits at it."""

from __future__ import annotations

import streamlit as st

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def at_the_server() -> bool:
    """Tell whether the visitor's browser runs on the machine that runs the studio.

    A proxy that serves others passes on the name that they asked for, or says for whom it asks.
    """
    headers = st.context.headers
    host = str(headers.get("Host") or _LOOPBACK[0])
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return name in _LOOPBACK and not (headers.get("X-Forwarded-For") or headers.get("Forwarded"))
