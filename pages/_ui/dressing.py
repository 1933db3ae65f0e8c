"""The studio's style and keys inside the page that Streamlit serves, so that the very first paint has them.

A style sheet that a script sends (`st.html`) arrives after the first paint: margins jump, and in the dark
theme white writing stands on the light accent for a moment.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages._ui import places

_BEFORE = b'<div id="root">'
"""The style stands right before Streamlit's element, after its styles, and so wins where both speak."""


class HouseStyle:
    """Add the style sheets and keyboard.js to every page; pictures, scripts and websockets pass untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        sheets = (path.read_text(encoding="utf-8") for path in (places.INK, places.STYLE))
        keys = places.KEYBOARD.read_text(encoding="utf-8")
        self.added = f"<style>{''.join(sheets)}</style><script>{keys}</script>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for a page with the page and the style in it."""
        if scope["type"] != "http" or scope["method"] != "GET" or not _wants_page(scope):
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        body = b""

        async def send_dressed(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif start is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    body = body.replace(_BEFORE, self.added + _BEFORE, 1)
                    await send(_with_length(start, len(body)))
                    await send({"type": "http.response.body", "body": body})

        await self.app(_plain(scope), receive, send_dressed)


def _wants_page(scope: Scope) -> bool:
    return "text/html" in Headers(scope=scope).get("accept", "")


def _is_page(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")


def _plain(scope: Scope) -> Scope:
    """Ask for the whole page, not packed: the style has to be put into it."""
    unwanted = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in unwanted]}


def _with_length(start: Message, length: int) -> Message:
    """Correct the length, and drop the marks of the page without the style."""
    headers = MutableHeaders(raw=list(start["headers"]))
    headers["content-length"] = str(length)
    del headers["etag"]
    del headers["last-modified"]
    return {**start, "headers": headers.raw}
