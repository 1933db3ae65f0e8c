"""The hits of one query as a gallery, named by the model that ranked them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import streamlit as st

import fvl_core as fvl
from pages._ui import asked, exports, gallery, thumbnails
from pages._ui.composed import views
from pages._ui.writing import plain


def tiles(catalogue: fvl.Catalogue, hits: fvl.Hits, saved: Collection[str] = ()) -> list[gallery.Tile]:
    """Return a tile per hit; those with a `saved` id are marked as set aside."""
    items = [catalogue.item(hit.item_id) for hit in hits]
    return [
        gallery.Tile(
            id=item.id,
            src=small.src,
            aspect=small.aspect,
            alt=f"rank {hit.rank}, {item.title or item.id}, cosine {hit.score:.2f}",
            title=item.title or item.id,
            left=str(hit.rank),
            right=f"cosine {hit.score:.3f}",
            saved=item.id in saved,
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


def head(engine: fvl.SearchEngine, hits: fvl.Hits, question: asked.Asked, share: float) -> views.Shown:
    """Draw the heading, what shall be shown, and the export; return what shall be shown."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="results_head"
    ):
        st.markdown(heading(engine, hits, composed=question.composed), width="content")
        with st.container(horizontal=True, width="content", gap="small", vertical_alignment="center"):
            shown = views.popover(question)
            if len(hits):
                exports.buttons(
                    lambda: table_of(engine, hits, question.told(share)),
                    "hits",
                    holds="Rank, id, title and score of every hit, with the query and the model that ranked",
                )
    return shown


def show(drawn: Sequence[gallery.Tile], *, on_pick: Callable[[str, str], None]) -> None:
    """Draw the gallery."""
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
        actions=(
            gallery.MORE_LIKE_THIS,
            gallery.USE_AS_REFERENCE,
            gallery.LESS_LIKE_THIS,
            gallery.SAVE,
        ),
    )


def table_of(engine: fvl.SearchEngine, hits: fvl.Hits, told: str) -> exports.Columns:
    """Return the hits as columns, with the query and the model that ranked them."""
    n = len(hits)
    return {
        "rank": [hit.rank for hit in hits],
        "id": [hit.item_id for hit in hits],
        "title": [engine.catalogue.item(hit.item_id).title for hit in hits],
        "score": [float(hit.score) for hit in hits],
        "query": [told] * n,
        "model": [engine.model.name] * n,
        "revision": [engine.model.card.revision or ""] * n,
        "space": [hits.space] * n,
        "composer": [hits.composer] * n,
        "catalogue": [engine.catalogue.name] * n,
    }
