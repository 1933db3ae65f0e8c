"""Large files to take away: written to the disk, sent from there, and gone after an hour."""

from __future__ import annotations

import html
import re
import secrets
import shutil
import time
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

import fvl_core as fvl
from pages._ui import ownership

URL = "/parcels"
KEPT_S = 3_600.0
_TOKEN = re.compile(r"[0-9a-f]{32}")


def place() -> Path:
    """Return the folder of this browser's files; without cookies, one that is found by its address alone."""
    mine = ownership.store()
    return mine.folder / "parcels" if mine is not None else _common()


def new_path(place: Path, name: str) -> Path:
    """Return where to write a zip in a place, under an address that nobody can guess."""
    folder = place / secrets.token_hex(16)
    folder.mkdir(parents=True)
    return folder / f"{re.sub(r'[^A-Za-z0-9._-]+', '-', name).strip('-.') or 'catalogue'}.zip"


def link(path: Path) -> None:
    """Draw the link that takes a file away."""
    size = path.stat().st_size
    told = f"{size / 1e6:,.1f} MB" if size >= 100_000 else f"{size / 1e3:,.0f} kB"
    address = f"{URL}/{path.parent.name}/{path.name}"
    st.html(
        f'<a class="fvl-parcel" href="{html.escape(address)}" download="{html.escape(path.name)}">'
        f"Save {html.escape(path.name)} <span>{told}</span></a>"
    )


async def send(request: Request) -> Response:
    """Send a file piece by piece from the disk to the browser that it was made for; 404 to any other."""
    token, name = request.path_params["token"], request.path_params["name"]
    mine = ownership.store_of(request)
    places = [_common()] if mine is None else [mine.folder / "parcels", _common()]
    found = (
        [file for each in places for file in (each / token).glob("*.zip")] if _TOKEN.fullmatch(token) else []
    )
    path = next((file for file in found if file.name == name), None)
    if path is None:
        return PlainTextResponse("This file is not here any more. Export it again.", status_code=404)
    return FileResponse(
        path, filename=name, media_type="application/zip", headers={"Cache-Control": "private, no-store"}
    )


def sweep() -> None:
    """Delete every browser's files, and those of nobody, that were finished more than an hour ago."""
    for place in (_common(), *(fvl.cache_dir() / "private").glob("*/parcels")):
        for folder in place.glob("*"):
            try:
                written = max(path.stat().st_mtime for path in (folder, *folder.iterdir()))
                if time.time() - written > KEPT_S:
                    shutil.rmtree(folder, ignore_errors=True)
            except OSError:  # gone meanwhile
                continue


def _common() -> Path:
    return fvl.cache_dir() / "parcels"
