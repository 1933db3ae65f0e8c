"""Addresses that answer each browser from its own store: what is another's is not there."""

from __future__ import annotations

import re
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

import fvl_core as fvl
from pages._ui import ownership, thumbnails

PRIVATE = {"Cache-Control": "private, max-age=3600", "Vary": "Cookie"}
_NAME = re.compile(r"([0-9a-f]{2})[0-9a-f]{38}\.webp")


def routes() -> list[BaseRoute]:
    """Return the routes."""
    return [
        Route(f"{thumbnails.OWN_URL}/{{folder}}/{{name}}", thumbnail),
        Route("/own/jobs/{job_id}", job),
    ]


def thumbnail(request: Request) -> Response:
    """Answer with a small picture of the browser's own; 404 for everybody else."""
    mine = ownership.store_of(request)
    named = _NAME.fullmatch(request.path_params["name"])
    if mine is None or named is None or named[1] != request.path_params["folder"]:
        return missing()
    file = mine.folder / "thumbs" / named[1] / named[0]
    return FileResponse(file, headers=PRIVATE) if file.is_file() else missing()


def job(request: Request) -> Response:
    """Answer with how far an indexing job of the browser's own is; 404 for everybody else."""
    mine = ownership.store_of(request)
    found = fvl.index_queue().job(request.path_params["job_id"], mine.owner) if mine is not None else None
    if found is None:
        return missing()
    told = asdict(found)
    del told["owner"], told["folder"]
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


def missing() -> Response:
    """Say that there is nothing: the same for what never was and for what is another's."""
    return Response("Not found", status_code=404, headers={"Cache-Control": "no-store"})
