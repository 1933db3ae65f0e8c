"""Pictures that a visitor brings as a question: checked, decoded once, kept for this browser.

A session holds them decoded; the browser's store holds them too, so that a reload finds them.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

import fvl_core as fvl
from pages._ui import ownership, thumbnails
from pages._ui.writing import plain

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


def inlet(
    label: str,
    *,
    name: str,
    on_upload: Callable[[Sequence[Upload]], None],
    multiple: bool = False,
) -> None:
    """Draw an uploader that hands over what it gets and is empty again; bad files are named under it."""
    turn = st.session_state.setdefault(f"{name}_turn", 0)
    key = f"{name}_{turn}"

    def received() -> None:
        brought = st.session_state[key]
        files = brought if isinstance(brought, list) else [brought] if brought else []
        good, problems = _read_all(files)
        st.session_state[f"{name}_problems"] = problems
        st.session_state[f"{name}_turn"] = turn + 1
        if good:
            on_upload(good)

    st.file_uploader(
        label,
        type=["jpg", "jpeg", "png", "webp", "bmp", "gif", "tif", "tiff"],
        accept_multiple_files=multiple,
        key=key,
        on_change=received,
        max_upload_size=MAX_MB,
    )
    for sentence in st.session_state.get(f"{name}_problems", ()):
        st.error(plain(sentence), icon=":material/broken_image:")


def kept(digest: str) -> Upload | None:
    """Return an upload of this browser, None when it is another's or long ago."""
    upload: Upload | None = st.session_state.get(_KEPT, {}).get(digest)
    if upload is None and (upload := _stored(digest)) is not None:
        _hold(upload)
    return upload


def _read_all(files: Sequence[Any]) -> tuple[list[Upload], list[str]]:
    good: list[Upload] = []
    problems: list[str] = []
    for file in files:
        try:
            upload = _read(file.name, file.getvalue())
            _store(upload)
            good.append(_hold(upload))
        except fvl.FvlError as error:
            problems.append(str(error))
    return good, problems


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
