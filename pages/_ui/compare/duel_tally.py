"""The end of a duel: who was preferred, with what certainty, and the file that takes it elsewhere."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import address
from pages._ui.compare import duel_store
from pages._ui.writing import plain

FRESH = "fresh_duels"
"""Where a session keeps duels of which nothing is judged yet."""


def show(duel: fvl.BlindDuel) -> None:
    """Draw how many rounds are judged, who was preferred once that is asked for, and save and resume."""
    st.header("The tally", anchor=False)
    n = len(duel.rounds)
    st.markdown(f"**{n}** question{'s' * (n != 1)} judged. The names stay hidden until you look.")
    if n and st.toggle("Show who was preferred", key="duel_open"):
        st.markdown(sentence(duel))
    st.caption("The address holds this duel: reload or share it and go on. The file goes to another studio.")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "Save as a file",
            duel.to_json(),
            file_name="duel.json",
            mime="application/json",
            icon=":material/download:",
            disabled=not n,
            on_click="ignore",
        )
        st.button("Start afresh", type="tertiary", disabled=not n, on_click=_start_afresh)
    turn = st.session_state.setdefault("duel_turn", 0)
    st.file_uploader(
        "Go on with a saved duel",
        type=["json"],
        key=f"duel_file_{turn}",
        on_change=_resume,
        args=((duel.a, duel.b),),
    )
    if problem := st.session_state.get("duel_problem"):
        st.error(plain(problem), icon=":material/error:")


def sentence(duel: fvl.BlindDuel) -> str:
    """Say who was preferred how often, and whether that could be luck."""
    tally = duel.tally()
    if not tally.n_a + tally.n_b:
        return "Every round was a tie: nobody is preferred."
    better, n = (duel.a, tally.n_a) if tally.n_a >= tally.n_b else (duel.b, tally.n_b)
    told = (
        f"**{plain(better)}** was preferred in {n} of {tally.n_a + tally.n_b} rounds, "
        f"with {tally.n_ties} ties. "
        f":small[Preference for {plain(duel.a)} {tally.rate:.2f}, 95 % interval {tally.low:.2f} to "
        f"{tally.high:.2f}, sign test p = {tally.p:.3f}]"
    )
    if tally.low <= 0.5 <= tally.high:
        return f"{told}  \n**No clear preference**: it could be luck."
    return told


def _start_afresh() -> None:
    st.session_state[FRESH] = {}
    address.push(duel="", duelid="")


def _resume(names: tuple[str, str]) -> None:
    turn = st.session_state.duel_turn
    brought = st.session_state[f"duel_file_{turn}"]
    st.session_state.duel_turn = turn + 1
    st.session_state.duel_problem = ""
    try:
        duel = fvl.BlindDuel.from_json(brought.getvalue().decode("utf-8", "replace"))
    except fvl.FvlError as error:
        st.session_state.duel_problem = str(error)
        return
    if {duel.a, duel.b} != set(names):
        told = f"That duel is between {duel.a} and {duel.b}. Choose these two above first."
        st.session_state.duel_problem = told
        return
    address.push(duel="", duelid=duel_store.write(duel, ""))
