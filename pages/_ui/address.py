"""What the address bar says. Pages read it on every run; callbacks write it, one history entry per act.

The address is the state: Back, Forward, reload and a link from a colleague all arrive alike. What changes
while a finger is still moving (the weight slider) is bound to its widget and replaces the entry instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import streamlit as st
from streamlit.runtime.state import QueryParamsProxy

import fvl_core as fvl
from pages._ui import pushes

T = TypeVar("T")

Filters = Mapping[str, tuple[str, ...]]
"""Chosen values per attribute; an attribute without any is absent."""


def text(name: str) -> str:
    """Return a parameter, "" when the address has none."""
    return str(_here().get(name, "")).strip()


def many(name: str) -> tuple[str, ...]:
    """Return all values of a repeated parameter, without blanks and doubles."""
    return tuple(dict.fromkeys(value for value in _here().get_all(name) if value.strip()))


def without(*names: str) -> dict[str, list[str]]:
    """Return the whole address but for some parameters."""
    here = _here()
    return {name: here.get_all(name) for name in here if name not in names}


def push(**changes: str | Sequence[str] | None) -> None:
    """Change parameters as one step that Back undoes; "", None or an empty list removes a parameter.

    Empty lists leave no trace in the address and cost no entry of their own, as deleting would.
    """
    wanted = {name: _as_list(value) for name, value in changes.items()}
    changed = {name: values for name, values in wanted.items() if values != list(many(name))}
    if changed:
        pushes.note(_parameters(), changed)
        st.query_params.update(changed)


def follow(key: str, value: T) -> T:
    """Let a widget show what the address says, without touching what is being typed; return it.

    Give the widget this value as its first one too: a browser that gets to know it from a later run, in which
    nothing is set, should not begin with another.
    """
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return value


def filters(catalogue: fvl.Catalogue) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Return the filters of the address (`where=colour:red`), and those that this catalogue does not know.

    `where=colour:` stands for what has no colour.
    """
    chosen: dict[str, tuple[str, ...]] = {}
    unknown: list[str] = []
    for entry in many("where"):
        name, value = parted(entry, catalogue)
        if name in catalogue.attribute_names and (not value or value in catalogue.values(name)):
            chosen[name] = (*chosen.get(name, ()), value)
        else:
            unknown.append(entry)
    return chosen, tuple(unknown)


def parted(entry: str, catalogue: fvl.Catalogue) -> tuple[str, str]:
    """Return attribute and value of an entry; an attribute of a table may have colons in its name ("dc:hue").

    Example:
        >>> shop = fvl.Catalogue("shop", [fvl.Item("1", "a.jpg", attributes={"dc:hue": "red"})])
        >>> parted("dc:hue:red", shop), parted("size:S", shop)
        (('dc:hue', 'red'), ('size', 'S'))
    """
    known = [name for name in catalogue.attribute_names if entry.startswith(f"{name}:")]
    name = max(known, key=len, default=entry.partition(":")[0])
    return name, entry[len(name) + 1 :]


def filter_entries(chosen: Filters) -> list[str]:
    """Return filters as the address holds them."""
    return [f"{name}:{value}" for name, values in chosen.items() for value in values]


def _here() -> QueryParamsProxy:
    """Return the address, with the steps that the browser had not heard of when it asked for this run."""
    if pushes.under_way() and (missed := pushes.missed(_parameters())):
        st.query_params.update(missed)
    return st.query_params


def _parameters() -> dict[str, list[str]]:
    here = st.query_params
    return {name: values for name in here if (values := here.get_all(name))}


def _as_list(value: str | Sequence[str] | None) -> list[str]:
    return [value] if isinstance(value, str) and value else list(value or ())
