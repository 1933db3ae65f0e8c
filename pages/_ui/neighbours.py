"""What lies nearest to a garment in its catalogue."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import address, gallery, notices, resources, thumbnails
from pages._ui.writing import plain

N_NEIGHBOURS = 6


def show_by(model: str, shown: fvl.Catalogue, item: fvl.Item) -> None:
    """Draw what a model finds nearest; a catalogue that it has yet to read is read beside the open dialog."""
    with notices.caught():
        engine = resources.engine(shown, model, st.empty())
        st.caption(f"By {plain(engine.model.name)}, picture to picture")
        show(engine, item)


def show(engine: fvl.SearchEngine, item: fvl.Item) -> None:
    """Draw the garments of the catalogue that are nearest to one; a press opens it."""
    if item.id not in engine.ids:
        return
    near = [
        hit
        for hit in engine.search(fvl.Query(image=item.image), k=N_NEIGHBOURS + 1)
        if hit.item_id != item.id
    ]
    items = [engine.catalogue.item(hit.item_id) for hit in near[:N_NEIGHBOURS]]
    st.markdown("**Nearest to it in this catalogue**")
    gallery.show(
        [
            gallery.Tile(
                id=other.id,
                src=small.src,
                aspect=small.aspect,
                alt=f"{other.title or other.id}, cosine {hit.score:.2f} to this garment",
                right=f"{hit.score:.3f}",
            )
            for other, hit, small in zip(items, near, thumbnails.of_all(items), strict=False)
        ],
        key="neighbours",
        label="Nearest garments",
        on_pick=lambda item_id, _: address.push(open=item_id),
        size="small",
    )
