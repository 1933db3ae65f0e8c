"""Pictures that a visitor brings: checked, decoded once, kept for this session only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

import fvl_core as fvl
from pages._ui import thumbnails
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
    """Return an upload of this session, None when it is another's or long ago."""
    upload: Upload | None = st.session_state.get(_KEPT, {}).get(digest)
    return upload


def receive(name: str, content: bytes) -> Upload:
    """Check, decode and keep one picture.

    Raises:
        FvlError: for what is no picture, or too much of one.
    """
    return _keep(_read(name, content))


def _read_all(files: Sequence[Any]) -> tuple[list[Upload], list[str]]:
    good: list[Upload] = []
    problems: list[str] = []
    for file in files:
        try:
            good.append(receive(file.name, file.getvalue()))
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


def _keep(upload: Upload) -> Upload:
    uploads: dict[str, Upload] = st.session_state.setdefault(_KEPT, {})
    uploads.pop(upload.digest, None)
    uploads[upload.digest] = upload
    while len(uploads) > MAX_KEPT:
        del uploads[next(iter(uploads))]
    return upload
