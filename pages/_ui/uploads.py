"""Pictures that a visitor brings as a question: checked, decoded once, kept for this browser.

A session holds them decoded; the browser's store holds them too, so that a reload finds them.
"""

from __future__ import annotations

import hashlib
import io
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

import fvl_core as fvl
from pages._ui import ownership, thumbnails

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_MB = 20
MAX_KEPT = 40
"""Uploads that one session keeps; the oldest leaves."""
MAX_EDGE = 1024
"""Larger pictures are shrunk once: every model looks at less."""
_KEPT = "uploads"


@dataclass(frozen=True)
class Upload:
    """Hold one decoded picture and what its file was called."""

    digest: str
    name: str
    n_bytes: int
    width: int
    height: int
    image: Image
    preview: thumbnails.Thumbnail


def kept(digest: str) -> Upload | None:
    """Return an upload of this browser, None when it is another's or long ago."""
    upload: Upload | None = st.session_state.get(_KEPT, {}).get(digest)
    if upload is None and (upload := _stored(digest)) is not None:
        _hold(upload)
    return upload


def receive(name: str, content: bytes) -> Upload:
    """Check, decode and keep one picture.

    Raises:
        FvlError: for what is no picture, or too much of one.
    """
    upload = _read(name, content)
    _store(upload)
    return _hold(upload)


def _read(name: str, content: bytes) -> Upload:
    if len(content) > MAX_MB * 1_000_000 * 1.05:
        raise fvl.InvalidInputError(
            f"{name} has {len(content) / 1e6:.0f} MB.", remedy=f"Bring pictures of up to {MAX_MB} MB."
        )
    image = fvl.open_image(content, name=name)
    width, height = image.size
    if max(image.size) > MAX_EDGE:
        image = image.copy()
        image.thumbnail((MAX_EDGE, MAX_EDGE), reducing_gap=3.0)
    digest = hashlib.sha256(content).hexdigest()[:16]
    preview = thumbnails.Thumbnail(thumbnails.data_url(image), width / height)
    return Upload(digest, name, len(content), width, height, image, preview)


def _store(upload: Upload) -> None:
    """Write the decoded picture, without loss and without what a camera noted in its file."""
    if (mine := ownership.store()) is None:
        return
    buffer = io.BytesIO()
    bare = upload.image.copy()
    bare.info.clear()
    bare.save(buffer, "PNG", compress_level=1)
    facts = {
        "name": upload.name,
        "n_bytes": upload.n_bytes,
        "width": upload.width,
        "height": upload.height,
    }
    with suppress(OSError):  # the disk is full: this visit holds the picture, a reload will not find it
        mine.put_picture(upload.digest, buffer.getvalue(), facts)


def _stored(digest: str) -> Upload | None:
    mine = ownership.store()
    found = mine.picture(digest) if mine is not None else None
    if found is None:
        return None
    content, facts = found
    try:
        image = fvl.open_image(content)
        width, height, n_bytes = (int(str(facts[name])) for name in ("width", "height", "n_bytes"))
    except (fvl.FvlError, KeyError, ValueError):  # damaged: as good as absent
        return None
    preview = thumbnails.Thumbnail(thumbnails.data_url(image), width / height)
    return Upload(digest, str(facts.get("name", "")), n_bytes, width, height, image, preview)


def _hold(upload: Upload) -> Upload:
    uploads: dict[str, Upload] = st.session_state.setdefault(_KEPT, {})
    uploads.pop(upload.digest, None)
    uploads[upload.digest] = upload
    while len(uploads) > MAX_KEPT:
        del uploads[next(iter(uploads))]
    return upload
