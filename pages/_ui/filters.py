"""Filters on attributes: chosen in a popover, shown as chips that go one by one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

import fvl_core as fvl
from pages._ui import address
from pages._ui.writing import plain

MAX_VALUES = 60
"""Attributes with more values than this (ids, free text) make no sensible filter."""
MISSING = "missing"


def popover(catalogue: fvl.Catalogue, chosen: address.Filters) -> None:
    """Draw the choice of values, one list per attribute, which are made once it is opened."""
    with st.popover("Filters", icon=":material/tune:", key="filters", on_change="rerun") as opened:
        for name in filterable(catalogue) if opened.open else ():
            key = f"filter_{name}"
            current = address.follow(key, list(chosen.get(name, ())))
            counts = catalogue.values(name)
            if (n_missing := len(catalogue) - sum(counts.values())) or "" in chosen.get(name, ()):
                counts = {**counts, "": n_missing}
            st.multiselect(
                name.capitalize(),
                list(counts),
                default=current,
                key=key,
                format_func=partial(_with_count, counts),
                on_change=_choose,
                args=(name, dict(chosen)),
                placeholder="any",
            )


def chips(chosen: address.Filters, *, also: Mapping[str, str] | None = None) -> None:
    """Draw a chip per chosen value; a press removes it, and puts what is in `also` into the address."""
    if not chosen:
        return
    also = also or {}
    with st.container(horizontal=True, gap="small"):
        for name, values in chosen.items():
            for value in values:
                words = f"{name}: {value or MISSING}"
                st.button(
                    plain(words),
                    key=f"chip_{name}_{value}",
                    icon=":material/close:",
                    icon_position="right",
                    help=f"Remove the filter {plain(words)}",
                    on_click=_remove,
                    args=(name, value, dict(chosen), also),
                )
        if sum(len(values) for values in chosen.values()) > 1:
            st.button(
                "Clear all",
                key="chips_clear",
                type="tertiary",
                on_click=address.push,
                kwargs={"where": (), **also},
            )


def filterable(catalogue: fvl.Catalogue) -> list[str]:
    """Return the attributes with few enough values to choose from."""
    return [name for name in catalogue.attribute_names if 1 < len(catalogue.values(name)) <= MAX_VALUES]


def _with_count(counts: dict[str, int], value: str) -> str:
    return f"{value or MISSING} ({counts[value]:,})"


def _choose(name: str, chosen: dict[str, tuple[str, ...]]) -> None:
    address.push(where=address.filter_entries({**chosen, name: tuple(st.session_state[f"filter_{name}"])}))


def _remove(name: str, value: str, chosen: dict[str, tuple[str, ...]], also: Mapping[str, str]) -> None:
    left = tuple(other for other in chosen[name] if other != value)
    address.push(where=address.filter_entries({**chosen, name: left}), **also)
