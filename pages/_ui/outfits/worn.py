"""What is worn: garments of the catalogue, in the address, each of which can be taken off again."""

from __future__ import annotations

import random

import streamlit as st

import fvl_core as fvl
from pages._ui import address, gallery, held, places

MOST = 12
MOST_NAMED = 3000
"""In a longer list nobody finds a garment by its name; Search does."""
TAKE_OFF = gallery.Action("remove", "Take off", gallery.REMOVE.icon)


def read(catalogue: fvl.Catalogue, lost: list[str]) -> tuple[str, ...]:
    """Return the ids of what is worn; `lost` gains what this catalogue does not have."""
    named = address.many("worn")
    known = tuple(item_id for item_id in named if catalogue.has(item_id))
    if len(known) < len(named):
        lost.append(f"{len(named) - len(known)} of the worn garments are not in “{catalogue.name}”.")
    if len(known) > MOST:
        lost.append(f"An outfit has {MOST} garments at most; the others are left out.")
    return known[:MOST]


def put_on(item_id: str) -> None:
    """Wear one garment more."""
    address.push(worn=tuple(dict.fromkeys((*address.many("worn"), item_id))), open="")


def draw(catalogue: fvl.Catalogue, ids: tuple[str, ...]) -> None:
    """Draw what is worn, and the ways to wear more."""
    if ids:
        held.show(
            (catalogue.item(item_id) for item_id in ids),
            where="worn",
            key="worn",
            label="What is worn",
            action=TAKE_OFF,
            on_pick=_picked,
        )
    else:
        st.markdown("**Nothing is worn yet.** Begin with a garment:")
    if len(ids) >= MOST:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if len(catalogue) <= MOST_NAMED:
            _by_name(catalogue, ids)
        st.button("One by lot", icon=":material/casino:", on_click=_by_lot, args=(catalogue, ids))
        st.page_link(places.SEARCH, label="Find one in Search", icon=":material/search:")


def _by_name(catalogue: fvl.Catalogue, ids: tuple[str, ...]) -> None:
    titles = {item.id: f"{item.title} ({item.id})" if item.title else item.id for item in catalogue}
    st.selectbox(
        "Wear also" if ids else "Wear",
        [item_id for item_id in titles if item_id not in ids],
        index=None,
        format_func=titles.__getitem__,
        placeholder="A garment of this catalogue",
        key=f"wear_{len(ids)}",
        on_change=_chosen,
        args=(f"wear_{len(ids)}",),
        width=420,
    )


def _chosen(key: str) -> None:
    if st.session_state[key]:
        put_on(st.session_state[key])


def _by_lot(catalogue: fvl.Catalogue, ids: tuple[str, ...]) -> None:
    put_on(random.choice([item_id for item_id in catalogue.ids if item_id not in ids] or catalogue.ids))


def _picked(item_id: str, action: str) -> None:
    if action == "remove":
        address.push(worn=tuple(other for other in address.many("worn") if other != item_id), open="")
    else:
        address.push(open=item_id)
