"""Whether the visitor sits at this very machine: only then may a page be told a path of it."""

from __future__ import annotations

import os
import socket
import stat
from contextlib import suppress
from functools import cache
from ipaddress import ip_address
from pathlib import Path

import streamlit as st

_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")


def visitor_sits_here() -> bool:
    """Tell whether this server listens to this machine only, and nobody stands between it and the visitor."""
    return asked_as_local(unsaid="") and bound_to_loopback()


def asked_as_local(*, unsaid: str = "localhost") -> bool:
    """Tell whether the request names this machine and nobody passed it on; `unsaid` stands for no name."""
    headers = {name.lower(): value for name, value in st.context.headers.items()}
    host = headers.get("host", unsaid)
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
    return name in _LOCAL_NAMES and not any(name in headers for name in _FORWARDED)


@cache
def bound_to_loopback() -> bool:
    """Tell whether this process listens on loopback addresses only; False where that is unknown."""
    addresses = listening_addresses()
    return bool(addresses) and all(_is_loopback(address) for address in addresses)


@cache
def bound_beyond_loopback() -> bool:
    """Tell whether this process is known to listen to other machines: then a name proves nothing."""
    return any(not _is_loopback(address) for address in listening_addresses())


def listening_addresses() -> set[str]:
    """Return the addresses on which this process waits for connections, as the system tells them."""
    found = set()
    with suppress(OSError):
        for name in os.listdir(Path("/dev/fd")):
            with suppress(OSError, ValueError):
                number = int(name)
                if stat.S_ISSOCK(os.fstat(number).st_mode):
                    found |= _listens_on(number)
    return found


def _listens_on(number: int) -> set[str]:
    with socket.socket(fileno=os.dup(number)) as copy:
        is_ip = copy.family in (socket.AF_INET, socket.AF_INET6) and copy.type == socket.SOCK_STREAM
        if is_ip and copy.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            return {str(copy.getsockname()[0])}
    return set()


def _is_loopback(address: str) -> bool:
    with suppress(ValueError):
        return ip_address(address).is_loopback
    return False
