"""What the server does beside running the pages: readiness, thumbnails, headers, and calm failures."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import fvl_core as fvl
from pages._ui import notices, own_routes, parcels, thumbnails
from pages._ui.dressing import HouseStyle
from pages._ui.ownership import BrowserSecret

ROOT = Path(__file__).resolve().parents[2]
logger = logging.getLogger("fvl_studio")

# Everything a page shows comes from this server: a browser that obeys this sends no request elsewhere.
# Streamlit writes styles into the page and builds its components from strings, hence the two unsafe-*.
_HERE = "'self' data: blob:"
CONTENT_POLICY = "; ".join(
    (
        f"default-src {_HERE}",
        f"script-src {_HERE} 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval'",
        f"style-src {_HERE} 'unsafe-inline'",
        "object-src 'none'",
        "base-uri 'self'",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}


class ImmutableFiles(StaticFiles):
    """Serve files whose path names their content, so that a browser asks for each only once."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Answer with the file and a year of caching."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


class SecurityHeaders:
    """Add `HEADERS` to every answer over HTTP; websockets pass untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and put the headers on the start of its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)


async def ready(_: Request) -> JSONResponse:
    """Tell a probe that the studio answers, and in which version; models load when first used."""
    return JSONResponse({"ready": True, "version": fvl.__version__}, headers={"Cache-Control": "no-store"})


def thumbnails_dir() -> Path:
    """Return the folder behind `/thumbs`, made when absent; its files are named by content."""
    folder = fvl.cache_dir() / "thumbs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def routes() -> list[BaseRoute]:
    """Return the routes that stand beside Streamlit's own."""
    return [
        Route("/api/ready", ready),
        Route(f"{parcels.URL}/{{token}}/{{name}}", parcels.send),
        Mount(thumbnails.URL, app=ImmutableFiles(directory=thumbnails_dir())),
        *own_routes.routes(),
    ]


def middleware() -> list[Middleware]:
    """Return what every request passes through."""
    return [Middleware(SecurityHeaders), Middleware(BrowserSecret), Middleware(HouseStyle)]


def explain_failure(error: Exception) -> bool:
    """Log an error that a page let through, and show one sentence instead of a traceback."""
    logger.error("a page failed", exc_info=error)
    if isinstance(error, fvl.FvlError):
        notices.failed(error)
    else:
        st.error(
            "This page stopped at an error of ours. Reload it, or go on from another page; "
            "the terminal that runs the studio has the details.",
            icon=":material/error:",
        )
    return True
