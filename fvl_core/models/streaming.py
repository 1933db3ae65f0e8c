"""One file over HTTP into one place: goes on where it stopped, and is whole or absent."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fvl_core.foundation.errors import CorruptFileError, WeightsUnavailable
from fvl_core.models.base import OnProgress
from fvl_core.models.connection import BROKEN_LINE, RangeRefusedError, ask, reason_of

PAUSES_S = (0.5, 2.0, 5.0)
"""How long to wait before each new attempt after the line broke in the middle."""

_CHUNK = 1 << 20


def stream_to_file(
    url: str, target: Path, *, token: str = "", n_bytes: int = 0, on_progress: OnProgress | None = None
) -> None:
    """Download to `target`, which appears when it is complete; what a broken download left is used.

    A line that breaks in the middle is tried again; a server that cannot be reached at all is an error at
    once. Whatever `on_progress` raises stops the download and leaves what has come for the next one.

    Args:
        url: http or https.
        target: where the file goes.
        token: as in `ask`.
        n_bytes: how long the file must be, as somebody else has said; 0 when nobody has.
        on_progress: called with (bytes done, bytes in all).

    Raises:
        CorruptFileError: when the server announces, or sends, another length than `n_bytes`.
        WeightsUnavailable: when the server refuses, or cannot be reached, or the line keeps breaking; it
            says how far the download came.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    furthest = _size(part)
    pauses: Iterator[float] = iter(())
    while True:
        try:
            if _receive(url, part, token, n_bytes, on_progress):
                break
            reason = "the server closed the connection early"
        except BROKEN_LINE as error:
            reason = reason_of(error)
            if isinstance(error, RangeRefusedError):
                part.unlink(missing_ok=True)
        if _size(part) > furthest:
            furthest, pauses = _size(part), iter(PAUSES_S)
        pause = next(pauses, None)
        if pause is None:
            raise _stopped(target, _size(part), reason)
        time.sleep(pause)
    part.replace(target)
    _notes(part).unlink(missing_ok=True)


def _receive(url: str, part: Path, token: str, n_bytes: int, on_progress: OnProgress | None) -> bool:
    """Append what the server sends; tell whether the file is complete."""
    with ask(url, headers=_rest_only(part), token=token) as answer:
        start, total = _plan(answer, part)
        _require_length(part, total, n_bytes)
        identity = {"etag": answer.headers.get("ETag", ""), "total": total}
        _notes(part).write_text(json.dumps(identity), encoding="utf-8")
        done = start
        with part.open("ab" if start else "wb") as stream:
            while chunk := _next_of(answer):
                stream.write(chunk)
                done += len(chunk)
                _require_length(part, max(done, n_bytes), n_bytes)
                if on_progress is not None:
                    on_progress(done, max(done, total))
    return done == total if total else done > 0


def _next_of(answer: Any) -> bytes:
    """Return what is there, so that a slow line can be stopped; b"" at the end."""
    try:
        return bytes(answer.read1(_CHUNK))
    except OSError as error:  # also those that are no ConnectionError: the network is gone, the line garbled
        raise ConnectionError(reason_of(error)) from error


def _rest_only(part: Path) -> dict[str, str]:
    """Ask for the rest only, and only if the file is still the same one."""
    known, start = _read_notes(part), _size(part)
    if start and known.get("etag") and start < int(known.get("total", 0)):
        return {"Range": f"bytes={start}-", "If-Range": str(known["etag"])}
    return {}


def _plan(answer: Any, part: Path) -> tuple[int, int]:
    """Return (bytes already here, bytes in all); a server that ignores the range starts again from 0."""
    length = int(answer.headers.get("Content-Length") or 0)
    if answer.status != 206:
        return 0, length
    start = _size(part)
    span, _, total = answer.headers.get("Content-Range", "").rpartition("/")
    if not span.startswith(f"bytes {start}-"):
        raise RangeRefusedError("the server sent another part than the one asked for")
    return start, int(total) if total.isdigit() else start + length


def _require_length(part: Path, found: int, n_bytes: int) -> None:
    """Refuse another length than the one that was said, before gigabytes of it have come."""
    if n_bytes and found and found != n_bytes:
        part.unlink(missing_ok=True)
        _notes(part).unlink(missing_ok=True)
        raise CorruptFileError(
            f"{part.name.removesuffix('.part')} came with another length than the hub names.",
            remedy="Fetch it again.",
        )


def _stopped(target: Path, n_bytes: int, reason: str) -> WeightsUnavailable:
    if not n_bytes:
        return WeightsUnavailable(
            f"{target.name} cannot be fetched: {reason}.",
            remedy="Check the connection and run the same command again.",
        )
    return WeightsUnavailable(
        f"The download of {target.name} stopped after {n_bytes / 1e6:.1f} MB: {reason}.",
        remedy="Check the connection and run the same command again; it goes on from there.",
    )


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _notes(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _read_notes(part: Path) -> Mapping[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        notes = json.loads(_notes(part).read_text(encoding="utf-8"))
        return notes if isinstance(notes, dict) else {}
    return {}
