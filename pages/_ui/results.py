"""The hits of one query as a gallery, named by the model that ranked them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import streamlit as st

import fvl_core as fvl
from pages._ui import gallery, thumbnails
from pages._ui.writing import plain


def tiles(engine: fvl.SearchEngine, hits: fvl.Hits) -> list[gallery.Tile]:
    """Return a tile per hit."""
    items = [engine.catalogue.item(hit.item_id) for hit in hits]
    return [
        gallery.Tile(
            id=item.id,
            src=small.src,
            aspect=small.aspect,
            alt=f"rank {hit.rank}, {item.title or item.id}, cosine {hit.score:.2f}",
            title=item.title or item.id,
            left=str(hit.rank),
            right=f"cosine {hit.score:.3f}",
        )
        for item, hit, small in zip(items, hits, thumbnails.of_all(items), strict=True)
    ]


def heading(engine: fvl.SearchEngine, hits: fvl.Hits, *, composed: bool) -> str:
    """Say how many of how many, and by which model the scores are."""
    found = (
        f"**{len(hits):,}** of {hits.n_candidates:,} pictures"
        if len(hits)
        else "No picture passes the filters"
    )
    how = f", put together by {hits.composer}" if composed else ""
    return f"{found} in {plain(engine.catalogue.name)}, ranked by {plain(engine.model.name)}{how}"


def show(
    engine: fvl.SearchEngine, hits: fvl.Hits, *, composed: bool, on_pick: Callable[[str, str], None]
) -> None:
    """Draw the heading and the gallery."""
    drawn = tiles(engine, hits)
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="results_head"
    ):
        st.markdown(heading(engine, hits, composed=composed), width="content")
        if drawn:
            _export(engine, hits)
    if not drawn:
        st.info(
            "No picture has all of these attributes. Remove a filter above.", icon=":material/filter_alt_off:"
        )
        return
    gallery.show(
        drawn,
        key="hits",
        label=f"{len(drawn)} results, best first",
        on_pick=on_pick,
        actions=(gallery.MORE_LIKE_THIS, gallery.USE_AS_REFERENCE),
    )


def _export(engine: fvl.SearchEngine, hits: fvl.Hits) -> None:
    st.download_button(
        "CSV",
        as_csv(engine, hits),
        file_name="hits.csv",
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        help="Rank, id, title and cosine of every hit, with the model that ranked them",
    )


def failures(engine: fvl.SearchEngine) -> None:
    """Name the pictures of the catalogue that could not be read and are therefore never found."""
    if engine.failures:
        count = len(engine.failures)
        with st.expander(
            "1 picture could not be read and is left out"
            if count == 1
            else f"{count} pictures could not be read and are left out"
        ):
            for _, sentence in engine.failures[:50]:
                st.markdown(f"- {plain(sentence)}")


def as_csv(engine: fvl.SearchEngine, hits: fvl.Hits) -> str:
    """Return the hits as a table that a spreadsheet opens."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["rank", "id", "title", "cosine", "model", "composer", "catalogue"])
    for hit in hits:
        title = engine.catalogue.item(hit.item_id).title
        writer.writerow(
            [
                hit.rank,
                hit.item_id,
                title,
                f"{hit.score:.6f}",
                engine.model.name,
                hits.composer,
                engine.catalogue.name,
            ]
        )
    return buffer.getvalue()
