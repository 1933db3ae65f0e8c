"""The row of contenders at the top of the page: each may be changed, left out, or joined by another."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

import fvl_core as fvl
from pages._ui.compare import contenders
from pages._ui.compare.contenders import Contender
from pages._ui.writing import plain


def draw(chosen: Sequence[Contender]) -> None:
    """Draw a button per contender that opens its settings, then "Add" and "Swap"."""
    with st.container(horizontal=True, vertical_alignment="center", key="contenders", gap="small"):
        for place, contender in enumerate(chosen):
            with (
                st.container(key=f"contender_{place}", width="content"),
                st.popover(plain(contender.name), key=f"settings_{place}_{contender.entry}"),
            ):
                _settings(chosen, place)
        st.button(
            "Add another",
            icon=":material/add:",
            type="tertiary",
            disabled=len(chosen) == contenders.MOST,
            on_click=_add,
            args=(tuple(chosen),),
        )
        st.button(
            "Swap",
            icon=":material/swap_horiz:",
            type="tertiary",
            help="Put the last one first; every contender takes the colour of its new place",
            on_click=contenders.push,
            args=((chosen[-1], *chosen[:-1]),),
        )


def _settings(chosen: Sequence[Contender], place: int) -> None:
    contender = chosen[place]
    key = f"set_{place}_{contender.entry}"
    with st.form(f"form_{key}", border=False):
        st.selectbox(
            "Model", contenders.models(), index=contenders.models().index(contender.model), key=f"{key}_model"
        )
        st.selectbox(
            "Precision",
            contenders.PRECISIONS,
            index=contenders.PRECISIONS.index(contender.precision),
            key=f"{key}_precision",
            help="auto: what this machine computes fastest",
        )
        st.selectbox(
            "How picture and words meet",
            fvl.list_composers(),
            index=fvl.list_composers().index(contender.composer),
            key=f"{key}_composer",
        )
        st.text_area(
            "Templates, one per line; {} is the label or the query",
            "\n".join(contender.wording),
            key=f"{key}_wording",
            height=80,
            placeholder="empty: the model's own",
        )
        st.form_submit_button("Apply", type="primary", on_click=_apply, args=(tuple(chosen), place, key))
    if len(chosen) > contenders.LEAST:
        left = tuple(other for other in chosen if other != contender)
        st.button(
            "Leave out",
            icon=":material/close:",
            type="tertiary",
            key=f"{key}_out",
            on_click=contenders.push,
            args=(left,),
        )


def _apply(chosen: tuple[Contender, ...], place: int, key: str) -> None:
    state = st.session_state
    lines = [line.strip() for line in state[f"{key}_wording"].splitlines()]
    wording = tuple(dict.fromkeys(line for line in lines if line))
    changed = Contender(state[f"{key}_model"], state[f"{key}_precision"], state[f"{key}_composer"], wording)
    contenders.push((*chosen[:place], changed, *chosen[place + 1 :]))


def _add(chosen: tuple[Contender, ...]) -> None:
    contenders.push((*chosen, contenders.another(chosen)))
