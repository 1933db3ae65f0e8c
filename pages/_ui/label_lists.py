"""Lists of labels with one level or two: as the address holds them, as a person types them, from a file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import streamlit as st

import fvl_core as fvl
from pages._ui import address, notices
from pages._ui.writing import plain

MAX_LABELS = 100
SIGN = " > "
"""Stands between a group and its label."""
_PROBLEM = "label_problem"
_CUT = "labels_cut"


def entries_of(labels: Sequence[str], parents: Mapping[str, str]) -> list[str]:
    """Return labels as the address holds them, each after its group where it has one beside itself.

    Example:
        >>> entries_of(["boots", "shirt"], {"boots": "boots", "shirt": "tops"})
        ['boots', 'tops > shirt']
    """
    groups = [parents.get(label, label) for label in labels]
    return [
        label if group == label else f"{group}{SIGN}{label}"
        for label, group in zip(labels, groups, strict=True)
    ]


def read(
    entries: Sequence[str], literal: Collection[tuple[str, ...]], lost: list[str]
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the labels of the address and their groups; `lost` gains what cannot stand.

    `literal` are lists of a catalogue: what looks like a group in one of those is part of the name.

    Example:
        >>> read(["tops > shirt", "boots"], (), [])
        (('shirt', 'boots'), {'shirt': 'tops'})
        >>> read(["tops > shirt"], [("tops > shirt",)], [])
        (('tops > shirt',), {})
    """
    if tuple(entries) in literal:
        return tuple(entries), {}
    found: dict[str, str] = {}
    for entry in entries:
        group, _, label = (part.strip() for part in entry.rpartition(SIGN))
        if found.setdefault(label, group) != group:
            lost.append(f"“{label}” stands in two groups; it stays in “{found[label] or label}”.")
    if len(found) > MAX_LABELS:
        lost.append(f"{len(found)} labels came; the first {MAX_LABELS} are used.")
    kept = dict(list(found.items())[:MAX_LABELS])
    return tuple(kept), {label: group for label, group in kept.items() if group}


def as_text(labels: Sequence[str], parents: Mapping[str, str]) -> str:
    r"""Return labels as a person types them: one line per group where there are two levels.

    Example:
        >>> as_text(["shirt", "boots", "tee"], {"shirt": "tops", "tee": "tops"})
        'tops > shirt, tee\nboots'
    """
    if not parents:
        return ", ".join(labels)
    lines: dict[str, list[str]] = {}
    for label in labels:
        lines.setdefault(parents.get(label, ""), []).append(label)
    return "\n".join(
        f"{group}{SIGN}{', '.join(own)}" if group else ", ".join(own) for group, own in lines.items()
    )


def typed(words: str, labels: Sequence[str], parents: Mapping[str, str]) -> list[str] | None:
    """Return typed labels as the address holds them; None when they cannot stand and have to be mended.

    Words that still say `labels` are not read again: a catalogue's names may hold commas and signs.
    """
    if words == as_text(labels, parents):
        _forget()
        return entries_of(labels, parents)
    try:
        found = fvl.parse_label_set(words) if words.strip() else None
    except fvl.FvlError as error:
        st.session_state[_PROBLEM] = (address.many("labels"), words, str(error))
        return None
    _forget()
    return entries_of(found.labels, found.parents) if found else []


def push(labels: Sequence[str], parents: Mapping[str, str], *, name: str = "The list") -> None:
    """Put labels into the address; of too many the first, and a notice says so by the `name` of the list."""
    _forget()
    address.push(labels=entries_of(labels[:MAX_LABELS], parents))
    if len(labels) > MAX_LABELS:
        told = f"{name} holds {len(labels):,} labels; the first {MAX_LABELS} are used."
        notices.keep(_CUT, told)


def _forget() -> None:
    st.session_state.pop(_PROBLEM, None)
    notices.drop(_CUT)


def being_mended() -> str | None:
    """Return typed words that could not stand, while the address is the one they were typed over."""
    before, words, _ = st.session_state.get(_PROBLEM, (None, "", ""))
    return words if before == address.many("labels") else None


def tell_problem() -> None:
    """Say why the typed labels cannot stand."""
    if being_mended() is not None:
        st.error(plain(st.session_state[_PROBLEM][2]), icon=":material/error:")
