"""Garments that a visitor set aside: in the address while on the page, in the session while on another."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import address, exports, gallery, held, sidebar

MOST = 60
_KEPT = "shortlist"


def read(catalogue: fvl.Catalogue, lost: list[str]) -> tuple[str, ...]:
    """Return the ids of the shortlist; `lost` gains those that this catalogue does not have."""
    mine = _mine()
    ids = address.many("keep")
    if st.session_state.pop("arrived", False):  # from another page, whose address has no place for the list
        mine["back"] = ("yes",)
    if ids or not mine.get("back"):
        mine[sidebar.chosen().catalogue] = ids
    ids = mine.get(sidebar.chosen().catalogue, ())
    known = tuple(item_id for item_id in ids if catalogue.has(item_id))[:MOST]
    if len(known) < len(ids):
        lost.append(f"{len(ids) - len(known)} of the shortlist are not in “{catalogue.name}”.")
    return known


def toggle(item_id: str) -> None:
    """Set a garment aside, or put it back."""
    ids = _mine().get(sidebar.chosen().catalogue, ())
    left = tuple(other for other in ids if other != item_id)
    _keep(left if len(left) < len(ids) else (*ids, item_id)[-MOST:])


def _keep(ids: tuple[str, ...]) -> None:
    _mine().update({sidebar.chosen().catalogue: ids, "back": ()})
    address.push(keep=ids)


def _mine() -> dict[str, tuple[str, ...]]:
    mine: dict[str, tuple[str, ...]] = st.session_state.setdefault(_KEPT, {})
    return mine


def popover(catalogue: fvl.Catalogue, ids: tuple[str, ...]) -> None:
    """Draw the button that opens the shortlist, its export, and the way to empty it."""
    label = f"Shortlist ({len(ids)})" if ids else "Shortlist"
    with st.popover(label, icon=":material/bookmark:", key="shortlist"):
        if not ids:
            st.caption("Nothing is set aside yet: press the bookmark on a result. The link carries the list.")
            return
        held.show(
            (catalogue.item(item_id) for item_id in ids),
            where="on the shortlist",
            key="shortlisted",
            label="Shortlist",
            action=gallery.REMOVE,
            on_pick=_pick,
        )
        with st.container(horizontal=True, gap="small"):
            exports.buttons(lambda: table_of(catalogue, ids), "shortlist", holds="Id, title and attributes")
            st.button("Empty", type="tertiary", key="empty_shortlist", on_click=_keep, args=((),))


def table_of(catalogue: fvl.Catalogue, ids: tuple[str, ...]) -> exports.Columns:
    """Return the garments of the shortlist as columns, with every attribute that the catalogue knows."""
    items = [catalogue.item(item_id) for item_id in ids]
    return {
        "id": list(ids),
        "title": [item.title for item in items],
        **{name: [item.attributes.get(name) for item in items] for name in catalogue.attribute_names},
        "catalogue": [catalogue.name] * len(ids),
    }


def _pick(item_id: str, action: str) -> None:
    if action == "remove":
        toggle(item_id)
    else:
        address.push(open=item_id)
