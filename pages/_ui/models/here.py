"""Who may change what lies on the server: whoever sits at it."""

from __future__ import annotations

from pages._ui.bring import at_home


def at_the_server() -> bool:
    """Tell whether the visitor's browser runs on the machine that runs the studio.

    A proxy that serves others passes on the name that they asked for, or says for whom it asks. A server that
    other machines reach by itself believes no name: whoever asks may write "localhost" there.
    """
    return at_home.asked_as_local() and not at_home.bound_beyond_loopback()
