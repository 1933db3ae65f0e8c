"""Where things come in: pictures one by one, a folder, a zip, a table, or a folder of this very machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

import fvl_core as fvl
from pages._ui.bring import at_home, server_folder
from pages._ui.writing import plain

MB = 1_050_000
"""A browser counts 1,048,576 bytes as one."""
PICTURE_MB, ZIP_MB, TABLE_MB = 20, 300, 300
PICTURES = ["jpg", "jpeg", "png", "webp", "bmp", "gif", "tif", "tiff"]
TABLES = ["csv", "tsv", "parquet", "json", "jsonl"]
_PROBLEMS = "bring_problems"
Advance = Callable[[int, int], None]


def draft_of(mine: fvl.PrivateStore) -> fvl.CatalogueDraft | None:
    """Return what this browser has brought and not made a catalogue of yet."""
    staged = mine.staged()
    return fvl.CatalogueDraft(staged, max_bytes=_room(mine)) if staged is not None else None


def draw(mine: fvl.PrivateStore) -> None:
    """Draw the choice of kinds and the uploader of the chosen one; what comes in joins what is there."""
    kinds = ["Pictures", "Folder", "Zip", "Table"]
    here = at_home.visitor_sits_here()
    chosen = st.segmented_control(
        "What do you bring?",
        [*kinds, "Folder of this machine"] if here else kinds,
        default="Zip",
        required=True,
        key="bring_kind",
        bind="query-params",
    )
    if chosen == "Pictures":
        _inlet(mine, "Pictures, as many as you like", PICTURES, PICTURE_MB, _pictures, many=True)
    elif chosen == "Folder":
        _inlet(
            mine, "A folder; its sub-folders become labels", PICTURES, PICTURE_MB, _pictures, many="directory"
        )
    elif chosen == "Zip":
        _inlet(mine, "A zip of pictures, with sub-folders or a table if you like", ["zip"], ZIP_MB, _archive)
    elif chosen == "Table":
        _inlet(
            mine,
            "A table: CSV, Parquet, or a list of objects with id, image and caption as JSON",
            TABLES,
            TABLE_MB,
            _table,
            many=True,
        )
        st.caption(
            "Its pictures come as a folder or a zip, before or after; they are matched by their names. A "
            "Parquet table may hold the pictures themselves, as Hugging Face's datasets do, in one part or "
            "in several."
        )
    else:
        server_folder.draw(mine)
    for sentence in st.session_state.get(_PROBLEMS, ()):
        st.error(plain(sentence), icon=":material/error:")


def _inlet(
    mine: fvl.PrivateStore,
    label: str,
    kinds: Sequence[str],
    limit_mb: int,
    take: Callable[[fvl.CatalogueDraft, list[Any], Advance], None],
    *,
    many: Any = False,
) -> None:
    """Draw an uploader that hands over what it gets and is empty again."""
    turn = st.session_state.setdefault("bring_turn", 0)
    brought = st.file_uploader(
        label,
        type=list(kinds),
        accept_multiple_files=many,
        key=f"bring_{take.__name__}_{turn}",
        max_upload_size=limit_mb,
    )
    files = brought if isinstance(brought, list) else [brought] if brought else []
    if not files:
        return
    problems = [
        f"{file.name} has {file.size / 1e6:,.0f} MB; at most {limit_mb} MB are taken."
        for file in files
        if file.size > limit_mb * MB
    ]
    bar = st.progress(0.0, text="Looking at what came …")

    def advance(done: int, total: int) -> None:
        if done % 25 == 0 or done == total:
            bar.progress(done / total, text=f"Looking at what came: {done:,} of {total:,}")

    draft = draft_of(mine) or fvl.CatalogueDraft(mine.begin(), max_bytes=_room(mine))
    try:
        take(draft, [file for file in files if file.size <= limit_mb * MB], advance)
    except fvl.FvlError as error:
        problems.append(str(error))
    _let_go(files)
    st.session_state[_PROBLEMS] = problems
    st.session_state["bring_turn"] = turn + 1
    st.rerun()


def _pictures(draft: fvl.CatalogueDraft, files: list[Any], advance: Advance) -> None:
    draft.add_pictures([(file.name, file) for file in files], on_progress=advance)


def _archive(draft: fvl.CatalogueDraft, files: list[Any], advance: Advance) -> None:
    for file in files:
        draft.add_archive(file.name, file, on_progress=advance)


def _table(draft: fvl.CatalogueDraft, files: list[Any], advance: Advance) -> None:
    for file in sorted(files, key=lambda file: str(file.name)):
        draft.add_table(file.name, file, on_progress=advance)


def _room(mine: fvl.PrivateStore) -> int:
    """Return how much this browser may still bring; what the draft holds already counts for the draft."""
    staged = mine.staged()
    in_draft = sum(path.stat().st_size for path in staged.rglob("*") if path.is_file()) if staged else 0
    return max(0, mine.MAX_BYTES - mine.n_bytes + in_draft)


def _let_go(files: Sequence[Any]) -> None:
    """Free the memory in which Streamlit would hold the files until the visitor leaves."""
    context = get_script_run_ctx()
    if context is None or not hasattr(context.uploaded_file_mgr, "remove_file"):
        return
    for file in files:
        context.uploaded_file_mgr.remove_file(session_id=context.session_id, file_id=file.file_id)
