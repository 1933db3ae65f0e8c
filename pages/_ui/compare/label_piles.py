"""The pictures behind a verdict: piles by who is right, and a matrix of who says what."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

import fvl_core as fvl
from pages._ui import address, matrix, pile
from pages._ui.writing import plain

PILES = ("both_right", "only_a", "only_b", "both_wrong")


def show(catalogue: fvl.Catalogue, found: fvl.LabelComparison) -> None:
    """Draw the pictures of two contenders, chosen where there are more."""
    pair = _pair(found)
    _piles(catalogue, found, pair)
    _matrix(catalogue, found, pair)


def _pair(found: fvl.LabelComparison) -> fvl.LabelPair:
    names = [f"{pair.a} and {pair.b}" for pair in found.pairs]
    if len(names) == 1:
        return found.pairs[0]
    asked = address.text("pair")
    current = address.follow("pair_choice", asked if asked in names else names[0])
    name = st.selectbox(
        "Look at",
        names,
        index=names.index(current),
        key="pair_choice",
        on_change=lambda: address.push(pair=st.session_state.pair_choice, cell="", pile="", n=""),
    )
    return found.pairs[names.index(name)]


def _piles(catalogue: fvl.Catalogue, found: fvl.LabelComparison, pair: fvl.LabelPair) -> None:
    st.header("Who is right where", anchor=False)
    ids = {name: getattr(pair, name) for name in PILES}
    titles = {
        "both_right": "Both right",
        "only_a": f"Only {pair.a}",
        "only_b": f"Only {pair.b}",
        "both_wrong": "Both wrong",
    }
    asked = address.text("pile")
    current = address.follow("pile_choice", asked if asked in PILES else "only_a")
    chosen = str(
        st.segmented_control(
            "Pile",
            PILES,
            default=current,
            format_func=lambda name: f"{plain(titles[name])}: {len(ids[name]):,}",
            key="pile_choice",
            required=True,
            label_visibility="collapsed",
            on_change=lambda: address.push(pile=st.session_state.pile_choice, n=""),
        )
    )
    if not ids[chosen]:
        st.caption("No picture is in this pile.")
        return
    order = " The most confident wrong answer comes first." if chosen != "both_right" else ""
    st.caption(f"Under each picture: what {plain(pair.a)} says, and what {plain(pair.b)} says.{order}")
    _gallery(catalogue, found, pair, ids[chosen], key="pile", label=titles[chosen])


def _matrix(catalogue: fvl.Catalogue, found: fvl.LabelComparison, pair: fvl.LabelPair) -> None:
    st.header("Who says what", anchor=False)
    st.markdown(
        f"They give the same answer to **{100 * pair.agreement:.1f} %** of {len(found.ids):,} pictures "
        f":small[(kappa {pair.kappa:.2f}, agreement beyond chance)]. Press a cell to see its pictures."
    )
    shown = matrix.Matrix(labels=pair.labels, counts=pair.counts, rows=pair.a, columns=pair.b)
    matrix.show(shown, key="agreement", on_pick=_picked)
    if cell := matrix.cell_of_address(pair.labels):
        ids = pair.cell(*cell)
        matrix.chip(f"{pair.a}: {cell[0]}, {pair.b}: {cell[1]}", key="cell_chip", parameter="cell")
        st.markdown(f"**{len(ids):,}** picture{'s' * (len(ids) != 1)}")
        _gallery(catalogue, found, pair, ids, key="cell", label=f"{cell[0]} and {cell[1]}")


def _gallery(
    catalogue: fvl.Catalogue,
    found: fvl.LabelComparison,
    pair: fvl.LabelPair,
    ids: Sequence[str],
    *,
    key: str,
    label: str,
) -> None:
    def said(item_id: str) -> tuple[str, str]:
        answers = found.answers_to(item_id)
        return answers[pair.a][0], answers[pair.b][0]

    pile.show(catalogue, ids, key=key, label=f"{label}, {len(ids)} pictures", said=said)


def _picked(row: str, column: str) -> None:
    address.push(cell=f"{row}|{column}" if row else "", n="")
