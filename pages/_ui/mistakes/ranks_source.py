"""Where the ranks of edits come from: measured here and now, or a report that the command line wrote."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import address, kept_files, notices, sidebar
from pages._ui.engines import COMPOSER
from pages._ui.mistakes import measured_edits
from pages._ui.writing import plain

KIND = "reports"
MAX_MB = 50
_PRESSED = "edits_to_measure"
LOST = "The report that this link names is not here any more. Bring its file again."


def draw(catalogue: fvl.Catalogue) -> fvl.QueryRanks | None:
    """Draw both ways to ranks, and return those of the address; None as long as there are none.

    Raises:
        FvlError: when the catalogue cannot be measured.
    """
    above = st.container()
    here, brought = st.columns(2, gap="large")
    with here:
        edits = fvl.known_edits(catalogue)
        chosen = _controls(catalogue, edits)
    with brought:
        _inlet()
    waiting = st.empty()
    name = address.text("report")
    if not name:
        return measured_edits.ranks(catalogue, *chosen, edits, waiting) if chosen else None
    kept = _opened(name)
    if kept is None:
        with above:
            notices.lost([LOST])
        return None
    st.button(
        "Close the report", icon=":material/close:", type="tertiary", key="close_report", on_click=_close
    )
    return kept


def _controls(catalogue: fvl.Catalogue, edits: tuple[fvl.Triplet, ...]) -> tuple[str, str] | None:
    """Draw what would be measured; return model and composer once that is wanted."""
    if not edits:
        st.caption(
            "This catalogue knows no edits. A drawn one does, and a folder with FashionIQ's or CIRR's "
            "captions beside the pictures."
        )
        return None
    names, asked = fvl.list_composers(), address.text("composer")
    current = address.follow("measured_composer", asked if asked in names else COMPOSER)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        composer = st.selectbox(
            f"How picture and words meet in {len(edits):,} edits with known answers",
            names,
            index=names.index(current),
            key="measured_composer",
            on_change=_composer_chosen,
        )
        model = sidebar.chosen().model
        asked_for = (catalogue.name, model, composer)
        st.button("Measure", type="primary", key="measure", on_click=_measure, args=(asked_for,))
    pressed = asked_for in st.session_state.get(_PRESSED, ())
    wanted = pressed or measured_edits.is_known(catalogue, model, composer, edits)
    return (model, composer) if wanted else None


def _inlet() -> None:
    turn = st.session_state.setdefault("report_turn", 0)
    st.file_uploader(
        "Or open a report",
        help="What `evaluate triplets`, `evaluate fashioniq` or `evaluate cirr` wrote with `--json`",
        type=["json"],
        key=f"report_file_{turn}",
        on_change=_received,
        max_upload_size=MAX_MB,
    )
    if problem := st.session_state.get("report_problem"):
        st.error(plain(problem), icon=":material/error:")


def _received() -> None:
    turn = st.session_state.report_turn
    brought = st.session_state[f"report_file_{turn}"]
    st.session_state.report_turn = turn + 1
    st.session_state.report_problem = ""
    if brought is None:
        return
    try:
        found = fvl.QueryRanks.from_json(brought.getvalue())
    except fvl.FvlError as error:
        st.session_state.report_problem = f"{brought.name}: {error}"
        return
    address.push(report=kept_files.write(KIND, found.to_json()), bin="", n="")


@st.cache_resource(show_spinner=False, max_entries=8)
def _opened(name: str) -> fvl.QueryRanks | None:
    text = kept_files.read(KIND, name)
    try:
        return fvl.QueryRanks.from_json(text) if text is not None else None
    except fvl.FvlError:
        return None


def _measure(asked_for: tuple[str, str, str]) -> None:
    """Keep what was pressed for: a run that another one interrupts would forget it."""
    st.session_state.setdefault(_PRESSED, set()).add(asked_for)
    _close()


def _close() -> None:
    address.push(report="", bin="", n="")


def _composer_chosen() -> None:
    chosen = st.session_state.measured_composer
    address.push(composer="" if chosen == COMPOSER else chosen, report="", bin="", n="")
