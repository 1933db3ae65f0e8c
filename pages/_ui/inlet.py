"""The door for picture files: an uploader that hands over what it gets and is empty again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

import fvl_core as fvl
from pages._ui import keyboard, uploads
from pages._ui.writing import plain


def draw(
    label: str,
    *,
    name: str,
    on_upload: Callable[[Sequence[uploads.Upload]], None],
    multiple: bool = False,
) -> None:
    """Draw an uploader; bad files are named under it."""
    turn = st.session_state.setdefault(f"{name}_turn", 0)
    key = f"{name}_{turn}"

    def received() -> None:
        brought = st.session_state[key]
        files = brought if isinstance(brought, list) else [brought] if brought else []
        good, problems = _read_all(files)
        st.session_state[f"{name}_problems"] = problems
        st.session_state[f"{name}_turn"] = turn + 1
        keyboard.give(f"{name}_{turn + 1}", mouse=False)  # the new one, unless `on_upload` says otherwise
        if good:
            on_upload(good)

    st.file_uploader(
        label,
        type=["jpg", "jpeg", "png", "webp", "bmp", "gif", "tif", "tiff"],
        accept_multiple_files=multiple,
        key=key,
        on_change=received,
        max_upload_size=uploads.MAX_MB,
    )
    for sentence in st.session_state.get(f"{name}_problems", ()):
        st.error(plain(sentence), icon=":material/broken_image:")


def _read_all(files: Sequence[Any]) -> tuple[list[uploads.Upload], list[str]]:
    good: list[uploads.Upload] = []
    problems: list[str] = []
    for file in files:
        try:
            good.append(uploads.receive(file.name, file.getvalue()))
        except fvl.FvlError as error:
            problems.append(str(error))
    return good, problems
