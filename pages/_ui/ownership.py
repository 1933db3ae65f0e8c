"""Whose is what a browser brought: a random cookie that no script can read is the key to its own store.

There are no accounts. The cookie comes with the first page and stays for a month after the last one, so a
reload, a closed tab and a server that was started anew all find the same store; another browser has another
cookie, and finds nothing.
"""

from __future__ import annotations

from http.cookies import SimpleCookie

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import fvl_core as fvl

COOKIE = "fvl_browser"
LIFETIME_S = 30 * 24 * 3600


class BrowserSecret:
    """Give every browser its secret with the page it asks for; all else passes untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; note that the browser is here, and put the cookie on pages."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        mine = store_of(connection)
        if mine is not None:
            mine.touch()
        if scope["type"] == "websocket" or not _wants_page(connection):
            await self.app(scope, receive, send)
            return
        secret = mine.secret if mine is not None else fvl.PrivateStore.new_secret()

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                cookie = _cookie(secret, encrypted=scope.get("scheme") == "https")
                MutableHeaders(scope=message).append("Set-Cookie", cookie)
            await send(message)

        await self.app(scope, receive, send_with_cookie)


def store_of(connection: HTTPConnection) -> fvl.PrivateStore | None:
    """Return the store of the browser behind a request, None when it sends no proper cookie."""
    return fvl.PrivateStore.open(connection.cookies.get(COOKIE, ""))


def secret() -> str:
    """Return the secret of the browser that this script runs for, "" where cookies are switched off."""
    return str(st.context.cookies.get(COOKIE, ""))


def store() -> fvl.PrivateStore | None:
    """Return the store of the browser that this script runs for, None where cookies are switched off."""
    return fvl.PrivateStore.open(secret())


def names() -> tuple[str, ...]:
    """Return the catalogues that this browser brought."""
    mine = store()
    return mine.names() if mine is not None else ()


def is_mine(catalogue: str) -> bool:
    """Tell whether this browser brought a catalogue."""
    return catalogue in names()


def _wants_page(connection: HTTPConnection) -> bool:
    is_get = connection.scope["method"] == "GET"
    return is_get and "text/html" in connection.headers.get("accept", "")


def _cookie(secret: str, *, encrypted: bool) -> str:
    cookie = SimpleCookie({COOKIE: secret})
    told = cookie[COOKIE]
    told["path"] = "/"
    told["max-age"] = LIFETIME_S
    told["httponly"] = True
    told["samesite"] = "Lax"
    told["secure"] = encrypted
    return told.OutputString()
