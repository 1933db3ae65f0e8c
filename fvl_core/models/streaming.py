"""One file over HTTP into one place: goes on where it stopped, and is whole or absent."""

from __future__ import annotations

import contextlib
import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fvl_core.foundation.errors import WeightsUnavailable
from fvl_core.models.base import OnProgress

PAUSES_S = (0.5, 2.0, 5.0)
"""How long to wait before each new attempt after the line broke."""

_TIMEOUT_S = 30.0
_CHUNK = 1 << 20
_BROKEN_LINE = (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError)


def stream_to_file(url: str, target: Path, *, on_progress: OnProgress | None = None) -> None:
    """Download to `target`, which appears when it is complete; what a broken download left is used.

    Raises:
        WeightsUnavailable: when the server refuses, or cannot be reached, or the line keeps breaking; it
            says how far the download came.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    for pause in (*PAUSES_S, None):
        try:
            if _receive(url, part, on_progress):
                part.replace(target)
                _notes(part).unlink(missing_ok=True)
                return
            reason = "the server closed the connection early"
        except urllib.error.HTTPError as error:
            raise _refused(url, error) from error
        except _BROKEN_LINE as error:
            reason = str(getattr(error, "reason", "") or error) or type(error).__name__
        if pause is not None:
            time.sleep(pause)
    done = part.stat().st_size if part.exists() else 0
    raise WeightsUnavailable(
        f"The download of {target.name} stopped after {done / 1e6:.1f} MB: {reason}.",
        remedy="Check the connection and run the same command again; it goes on from there.",
    )


def _receive(url: str, part: Path, on_progress: OnProgress | None) -> bool:
    """Append what the server sends; tell whether the file is complete."""
    with urllib.request.urlopen(_request(url, part), timeout=_TIMEOUT_S) as answer:
        start, total = _plan(answer, part)
        identity = {"etag": answer.headers.get("ETag", ""), "total": total}
        _notes(part).write_text(json.dumps(identity), encoding="utf-8")
        done = start
        with part.open("ab" if start else "wb") as stream:
            while chunk := answer.read(_CHUNK):
                stream.write(chunk)
                done += len(chunk)
                if on_progress is not None:
                    on_progress(done, max(done, total))
    return done == total if total else done > 0


def _request(url: str, part: Path) -> urllib.request.Request:
    """Ask for the rest only, and only if the file is still the same one."""
    headers = {"User-Agent": "fashion-vl-studio"}
    known = _read_notes(part)
    start = part.stat().st_size if part.exists() else 0
    if start and known.get("etag") and start < int(known.get("total", 0)):
        headers |= {"Range": f"bytes={start}-", "If-Range": str(known["etag"])}
    return urllib.request.Request(url, headers=headers)


def _plan(answer: Any, part: Path) -> tuple[int, int]:
    """Return (bytes already here, bytes in all); a server that ignores the range starts again from 0."""
    length = int(answer.headers.get("Content-Length") or 0)
    if answer.status != 206:
        return 0, length
    _, _, total = answer.headers.get("Content-Range", "").rpartition("/")
    start = part.stat().st_size
    return start, int(total) if total.isdigit() else start + length


def _refused(url: str, error: urllib.error.HTTPError) -> WeightsUnavailable:
    reasons = {404: "has no such file any more", 401: "wants a login", 403: "forbids the download"}
    reason = reasons.get(error.code, f"answers with error {error.code}")
    return WeightsUnavailable(
        f"The server {reason}: {url}", remedy="Try later, or get the file in another way."
    )


def _notes(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _read_notes(part: Path) -> Mapping[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        notes = json.loads(_notes(part).read_text(encoding="utf-8"))
        return notes if isinstance(notes, dict) else {}
    return {}
