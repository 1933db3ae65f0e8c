"""The pictures of one page of a catalogue, and the way to the other pages."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import address, corrections, gallery, thumbnails
from pages._ui.browsing import item as one
from pages._ui.browsing.view import DEFAULT_SIZE, REMOVED, SIZES, View, original_differs

CORRECT = gallery.Action("edit", "Correct", gallery.USE_AS_REFERENCE.icon)
REMOVE = gallery.Action("remove", "Remove", "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5M14 11v5")
PUT_BACK = gallery.Action("restore", "Put back", "M9 14l-5-5 5-5M4 9h10a6 6 0 0 1 0 12h-4")


def show(shown: fvl.Catalogue, view: View, *, labelled_by: str) -> None:
    """Draw the gallery; under each picture stands its value of one attribute, and whether it is corrected."""
    original = corrections.original_of(shown)

    def picked(item_id: str, action: str) -> None:
        if action == "remove":
            one.remove(original, item_id)
        elif action == "restore":
            one.put_back(original, item_id)
        else:
            address.push(open=item_id, edit="1" if action == "edit" else "")

    actions = (PUT_BACK,) if view.only == REMOVED else (CORRECT, REMOVE) if len(shown) > 1 else (CORRECT,)
    gallery.show(
        [_tile(original, item, small, labelled_by) for item, small in _with_thumbnails(view)],
        key="shelf",
        label=f"Page {view.page} of {view.n_pages}, {len(view.on_page)} pictures",
        on_pick=picked,
        actions=actions,
    )


def pager(view: View, *, key: str) -> None:
    """Draw the pages, when there are several."""
    if view.n_pages > 1:
        page = address.follow(key, view.page)
        st.pagination(view.n_pages, default=page, key=key, on_change=_turned, args=(key,))


def size(view: View) -> None:
    """Draw how many pictures stand on a page."""
    sizes = sorted({*SIZES, view.size})
    st.selectbox(
        "Pictures on a page",
        sizes,
        index=sizes.index(address.follow("size_choice", view.size)),
        key="size_choice",
        on_change=_sized,
        label_visibility="collapsed",
        format_func=lambda n: f"Show {n}",
        width=140,
    )


def _with_thumbnails(view: View) -> list[tuple[fvl.Item, thumbnails.Thumbnail]]:
    return list(zip(view.on_page, thumbnails.of_all(view.on_page), strict=True))


def _tile(
    original: fvl.Catalogue, item: fvl.Item, small: thumbnails.Thumbnail, labelled_by: str
) -> gallery.Tile:
    title = item.title or item.id
    label = item.attributes.get(labelled_by, "")
    mark = "corrected" if original_differs(original, item) else ""
    return gallery.Tile(
        id=item.id,
        src=small.src,
        aspect=small.aspect,
        alt=", ".join(part for part in (title, label, mark) if part),
        title=title,
        left=label,
        right=mark,
    )


def _turned(key: str) -> None:
    chosen = st.session_state[key]
    address.push(page="" if chosen == 1 else str(chosen), open="")


def _sized() -> None:
    chosen = st.session_state.size_choice
    address.push(k="" if chosen == DEFAULT_SIZE else str(chosen), page="")
