"""From a bar of ranks to the searches behind it, and from a search to what came before its target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

import fvl_core as fvl
from pages._ui import address, gallery, jobs, matrix, thumbnails
from pages._ui.compare import charts
from pages._ui.compare.contenders import Contender
from pages._ui.writing import plain

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

MOST_QUERIES = 200


def show(
    catalogue: fvl.Catalogue,
    found: fvl.RetrievalComparison,
    contenders: Mapping[str, Contender],
    waiting: DeltaGenerator,
) -> None:
    """Draw the bars, the searches of the chosen bar, and what beat the chosen target."""
    st.header("Where the targets stand", anchor=False)
    st.caption("Press a bar to see its searches.")
    st.plotly_chart(
        charts.ranks(found),
        key="ranks",
        on_select=_bar_pressed,
        selection_mode="points",
        config={"displayModeBar": False},
        alt=_told(found),
    )
    name, chosen = _bin(found)
    ids = found.histogram[name].get(chosen, ())
    if not ids:
        st.caption(f"No target stands at rank {chosen} by {plain(name)}.")
        return
    matrix.chip(f"rank {chosen} by {name}", key="bin_chip", parameter="bin")
    _queries(found, ids)
    if (target := address.text("target")) in found.item_ids:
        _what_beat(catalogue, found, contenders[name], target, waiting)


def _bar_pressed() -> None:
    points = st.session_state["ranks"]["selection"]["points"]
    address.push(bin="|".join(points[0]["customdata"][:2]) if points else "", target="")


def _bin(found: fvl.RetrievalComparison) -> tuple[str, str]:
    """Return the bar of the address; without one, the middling ranks of the first contender."""
    name, _, chosen = address.text("bin").rpartition("|")
    if name in found.names and chosen in found.histogram[name]:
        return name, chosen
    bins = found.histogram[found.names[0]]
    filled = (label for label in ("11–50", "6–10", "2–5") if bins.get(label))
    return found.names[0], next(filled, next(iter(bins)))


def _queries(found: fvl.RetrievalComparison, ids: tuple[str, ...]) -> None:
    place = {item_id: n for n, item_id in enumerate(found.item_ids)}
    shown = ids[:MOST_QUERIES]

    def pressed() -> None:
        rows = st.session_state["bin_queries"]["selection"]["rows"]
        address.push(target=shown[rows[0]] if rows else "")

    rest = f", the {MOST_QUERIES} worst are listed" if len(ids) > MOST_QUERIES else ""
    st.markdown(f"**{len(ids):,}** searches{rest}. Choose one to see what came before its target.")
    st.dataframe(
        {
            "Search": [found.queries[place[item_id]] for item_id in shown],
            **{f"Rank by {n}": [int(found.ranks[n][place[i]]) for i in shown] for n in found.names},
        },
        hide_index=True,
        height=min(320, 40 + 35 * len(shown)),
        key="bin_queries",
        on_select=pressed,
        selection_mode="single-row",
    )


def _what_beat(
    catalogue: fvl.Catalogue,
    found: fvl.RetrievalComparison,
    contender: Contender,
    target: str,
    waiting: DeltaGenerator,
) -> None:
    query = found.queries[found.item_ids.index(target)]

    def work(job: jobs.Job) -> fvl.Beaten:
        with fvl.model_shelf().borrow(contender.model, precision=contender.precision) as model:
            job.begin(f"{contender.name} searches for “{query}”")
            return fvl.what_beat(catalogue, model, target, query, k=11, on_progress=job.tell)

    key = ("beat", catalogue.name, catalogue.fingerprint, contender.model, contender.precision, target, query)
    beaten: fvl.Beaten | None = jobs.result(key, work, waiting)
    if beaten is None:
        return
    st.markdown(
        f"“{plain(query)}” by **{plain(contender.name)}**: the target stands at rank "
        f"**{beaten.target.rank}** of {beaten.n_candidates:,}; it is framed, and before it stand"
    )
    hits = (*beaten.rivals, beaten.target)
    items = [catalogue.item(hit.item_id) for hit in hits]
    tiles = [
        gallery.Tile(
            id=item.id,
            src=small.src,
            aspect=small.aspect,
            alt=f"{'target, ' if hit is beaten.target else ''}rank {hit.rank}, {item.title or item.id}, "
            f"cosine {hit.score:.2f}",
            title=item.title or item.id,
            left=f"{hit.rank}, the target" if hit is beaten.target else str(hit.rank),
            right=f"{hit.score:.3f}",
            pressed=hit is beaten.target,
        )
        for item, hit, small in zip(items, hits, thumbnails.of_all(items), strict=True)
    ]
    gallery.show(
        tiles,
        key="beaten",
        label="What came before the target",
        on_pick=lambda item_id, _: address.push(open=item_id),
        size="medium",
    )


def _told(found: fvl.RetrievalComparison) -> str:
    parts = [
        f"{name}: " + ", ".join(f"{len(ids)} at {label}" for label, ids in bins.items())
        for name, bins in found.histogram.items()
    ]
    return "Targets per rank. " + "; ".join(parts)
