"""The answer to “which is better?”, in one sentence for everybody, and in figures for those who doubt it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

import fvl_core as fvl
from pages._ui.writing import plain


def show(verdicts: Sequence[fvl.Verdict], achieved: Callable[[str, str], str], *, things: str) -> None:
    """Draw a sentence per pair, then the figures; `achieved(name, "62")` says what 62 in 100 things mean."""
    with st.container(key="verdict"):
        for verdict in verdicts:
            st.markdown(plainly(verdict, achieved, things=things))
    with st.expander("The figures behind it", icon=":material/functions:"):
        for verdict in verdicts:
            st.markdown(f"- {plain(verdict.sentence)}")
        _table(verdicts)
        st.caption(_method(verdicts))


def plainly(verdict: fvl.Verdict, achieved: Callable[[str, str], str], *, things: str) -> str:
    """Say a verdict without a technical word."""
    alike = verdict.difference and round(100 * verdict.value_a) == round(100 * verdict.value_b)
    digits = 1 if alike else 0
    a = achieved(verdict.a, f"{100 * verdict.value_a:.{digits}f}")
    b = achieved(verdict.b, f"{100 * verdict.value_b:.{digits}f}")
    if verdict.better is not None:
        return f"{a}, {b}. **Prefer {plain(verdict.better)}**: chance does not explain the difference."
    if verdict.difference == 0:
        return f"{a}, {b}. **No difference** on these {verdict.n:,} {things}."
    told = f"{a}, {b}. **No clear difference**: on {verdict.n:,} {things} it could be luck."
    if verdict.more_needed is None:
        return told
    return f"{told} About {_two_digits(verdict.more_needed)} more would settle it, if it stays so."


def _table(verdicts: Sequence[fvl.Verdict]) -> None:
    st.dataframe(
        {
            "A": [v.a for v in verdicts],
            "B": [v.b for v in verdicts],
            "A − B, points": [100 * v.difference for v in verdicts],
            "Interval": [f"{100 * v.low:+.1f} to {100 * v.high:+.1f}" for v in verdicts],
            "Level": [f"{100 * (1 - v.alpha):.3g} %" for v in verdicts],
            "p (Holm)": [v.p_holm for v in verdicts],
            "Only A right": [v.mcnemar.only_a for v in verdicts],
            "Only B right": [v.mcnemar.only_b for v in verdicts],
            "McNemar p (Holm)": [v.mcnemar_p_holm for v in verdicts],
            "n": [v.n for v in verdicts],
        },
        column_config={
            "A − B, points": st.column_config.NumberColumn(format="%+.1f"),
            "p (Holm)": st.column_config.NumberColumn(format="%.4f"),
            "McNemar p (Holm)": st.column_config.NumberColumn(format="%.4f"),
        },
        hide_index=True,
        key="verdict_table",
    )


def _method(verdicts: Sequence[fvl.Verdict]) -> str:
    pairs = verdicts[0].n_comparisons
    several = f" All {pairs} pairs are judged together by Holm's method." if pairs > 1 else ""
    return (
        "What decides is whether the paired bootstrap interval of the difference leaves out 0; the exact "
        f"test of McNemar stands beside it.{several} Two separate intervals say nothing about it."
    )


def _two_digits(n: int) -> str:
    return f"{round(n, -max(0, len(str(n)) - 2)):,}"
