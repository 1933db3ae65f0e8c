"""Correct one garment's words and labels."""

from __future__ import annotations

import hashlib

import streamlit as st

import fvl_core as fvl
from pages._ui import address, corrections, filters
from pages._ui.writing import plain

_PROBLEM = "correction_problem"


def show(shown: fvl.Catalogue, item: fvl.Item) -> None:
    """Draw the form of a garment."""
    key = _key(item)
    with st.form(f"correct_{key}", border=False):
        st.text_input("Title", item.title, key=f"title_{key}", max_chars=300)
        st.text_area("Caption", item.caption, key=f"caption_{key}", max_chars=3_000, height=80)
        left, right = st.columns(2)
        for number, name in enumerate(shown.attribute_names):
            with (left, right)[number % 2]:
                _attribute(shown, item, name, key)
        with st.expander("Another attribute"):
            called, says = st.columns(2)
            called.text_input("Name", key=f"new_name_{key}", placeholder="season", max_chars=60)
            says.text_input("Value", key=f"new_value_{key}", placeholder="winter", max_chars=300)
        if problem := st.session_state.pop(_PROBLEM, ""):
            st.error(plain(problem), icon=":material/error:")
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button("Save", type="primary", on_click=_save, args=(shown, item, key))
            st.form_submit_button("Cancel", on_click=address.push, kwargs={"edit": ""})


def _attribute(shown: fvl.Catalogue, item: fvl.Item, name: str, key: str) -> None:
    """Draw one attribute: a choice among the values that occur, or a new one; words where they are many."""
    value = item.attributes.get(name, "")
    values = list(shown.values(name))
    if len(values) > filters.MAX_VALUES:
        st.text_input(name.capitalize(), value, key=f"attribute_{name}_{key}", placeholder=filters.MISSING)
        return
    st.selectbox(
        name.capitalize(),
        values,
        index=values.index(value) if value else None,
        key=f"attribute_{name}_{key}",
        placeholder=filters.MISSING,
        accept_new_options=True,
    )


def _save(shown: fvl.Catalogue, item: fvl.Item, key: str) -> None:
    def said(field: str) -> str:
        return str(st.session_state.get(f"{field}_{key}") or "").strip()

    wanted = {name: said(f"attribute_{name}") for name in shown.attribute_names}
    if said("new_name") or said("new_value"):
        wanted[said("new_name")] = said("new_value")
    changed = {name: value for name, value in wanted.items() if value != item.attributes.get(name, "")}
    title, caption = said("title"), said("caption")
    try:
        correction = fvl.Correction(
            item.id,
            title=title if title != item.title.strip() else None,
            caption=caption if caption != item.caption.strip() else None,
            attributes=changed,
        )
        if correction != fvl.Correction(item.id):
            corrections.own(corrections.original_of(shown)).add(correction)
    except fvl.FvlError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    address.push(edit="")


def _key(item: fvl.Item) -> str:
    """Name the form by what the garment says now, so that Undo is seen in it."""
    said = "\n".join((item.id, item.title, item.caption, *map("=".join, sorted(item.attributes.items()))))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:12]
