"""The queries behind a figure of composed retrieval, the worst first; a press asks one again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

import fvl_core as fvl
from pages._ui import address, exports, gallery, places, thumbnails
from pages._ui.composed.known import KINDS
from pages._ui.engines import COMPOSER
from pages._ui.mistakes import ranks_source
from pages._ui.pile import FIRST
from pages._ui.writing import plain

_GO = "asked_from_errors"


def show(catalogue: fvl.Catalogue) -> None:
    """Draw where the ranks come from, how many there are of which, and the queries of the chosen ones.

    Raises:
        FvlError: when the catalogue cannot be measured.
    """
    if going := st.session_state.pop(_GO, None):
        st.switch_page(places.SEARCH, query_params=going)
    found = ranks_source.draw(catalogue)
    if found is None:
        return
    st.markdown(said(found))
    names = _names(catalogue)
    here = {name: [q for q in queries if q.reference in names] for name, queries in found.bins().items()}
    n_here = sum(map(len, here.values()))
    if n_here < len(found.queries):
        st.caption(
            f"{len(found.queries) - n_here:,} of these queries are about pictures that "
            f"{plain(catalogue.name)} does not have. Choose their catalogue in the sidebar to see them."
        )
    if not n_here:
        return
    chosen = _choose(here)
    st.header(f"Rank {chosen}", anchor=False)
    _queries(catalogue, found, here[chosen], names)


def said(found: fvl.QueryRanks) -> str:
    """Say what was measured.

    Example:
        >>> from fvl_core import AskedQuery, QueryRanks
        >>> query = AskedQuery(id="0", reference="a", modifier="in red", kind="one", target="b", rank=3)
        >>> facts = {"model": "m", "composer": "sum", "catalogue": "demo", "protocol": "", "date": ""}
        >>> said(QueryRanks(**facts, text_weight=None, queries=(query,)))
        '**1 query** of demo, by m, put together by sum.'
    """
    n = len(found.queries)
    share = f" with {found.text_weight:.0%} for the words" if found.text_weight is not None else ""
    protocol = f" :small[{plain(found.protocol)}]" if found.protocol else ""
    return (
        f"**{n:,} quer{'y' if n == 1 else 'ies'}** of {plain(found.catalogue)}, by {plain(found.model)}, "
        f"put together by {plain(found.composer)}{share}.{protocol}"
    )


def link(found: fvl.QueryRanks, query: fvl.AskedQuery, item_id: str) -> dict[str, str]:
    """Return the Search page's parameters for one query.

    Example:
        >>> query = fvl.AskedQuery(id="0", reference="B1", modifier="in red", kind="", target="b", rank=3)
        >>> facts = {"model": "m", "catalogue": "demo", "protocol": "", "date": ""}
        >>> found = fvl.QueryRanks(**facts, composer="slerp", text_weight=0.6, queries=(query,))
        >>> link(found, query, "images/B1.png")
        {'item': 'images/B1.png', 'q': 'in red', 'composer': 'slerp', 'w': '0.6'}
    """
    composer = "" if found.composer == COMPOSER else found.composer
    share = "" if found.text_weight in (None, 0.5) else f"{found.text_weight:g}"
    told = {"item": item_id, "q": query.modifier.strip(), "composer": composer, "w": share}
    return {name: value for name, value in told.items() if value}


def table_of(found: fvl.QueryRanks) -> exports.Columns:
    """Return every query with its rank, as columns."""
    queries = found.queries
    return {
        "query": [query.id for query in queries],
        "reference": [query.reference for query in queries],
        "words": [query.modifier for query in queries],
        "kind": [query.kind for query in queries],
        "target": [query.target for query in queries],
        "rank": [query.rank for query in queries],
        "rank in subset": [query.rank_in_subset for query in queries],
    }


@st.cache_resource(show_spinner=False, max_entries=8)
def _by_name(name: str, fingerprint: str, _catalogue: fvl.Catalogue) -> dict[str, str]:
    del name, fingerprint  # they name the catalogue to the cache
    return fvl.items_by_name(_catalogue)


def _names(catalogue: fvl.Catalogue) -> dict[str, str]:
    return _by_name(catalogue.name, catalogue.fingerprint, catalogue)


def _choose(bins: Mapping[str, Sequence[fvl.AskedQuery]]) -> str:
    """Draw how many queries have which rank, and return what is chosen: the worst by default."""
    filled = [name for name, queries in bins.items() if queries]
    wanted = address.text("bin")
    address.follow("rank_bin", wanted if wanted in filled else filled[-1])
    return str(
        st.pills(
            "Rank of the best right answer, and how many queries have it",
            filled,
            format_func=lambda name: f"{name}: {len(bins[name]):,}",
            key="rank_bin",
            required=True,
            on_change=lambda: address.push(bin=st.session_state.rank_bin, n=""),
        )
    )


def _queries(
    catalogue: fvl.Catalogue,
    found: fvl.QueryRanks,
    queries: Sequence[fvl.AskedQuery],
    names: Mapping[str, str],
) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(
            f"**{len(queries):,}**, the worst first. A press asks it again on the Search page.",
            width="content",
        )
        exports.buttons(lambda: table_of(found), "ranks", holds="Every query of these figures with its rank")
    wanted = address.text("n")
    shown = queries[: int(wanted) if wanted.isdecimal() and int(wanted) > 0 else FIRST]
    items = [catalogue.item(names[query.reference]) for query in shown]
    gallery.show(
        [
            gallery.Tile(
                id=str(place),
                src=small.src,
                aspect=small.aspect,
                alt=f"rank {query.rank}: {item.title or item.id}, {query.modifier}",
                title=query.modifier,
                left=f"rank {query.rank:,}",
                right=_kind(query),
            )
            for place, (query, item, small) in enumerate(
                zip(shown, items, thumbnails.of_all(items), strict=True)
            )
        ],
        key="ranked_queries",
        label=f"{len(shown)} queries, the worst first",
        on_pick=lambda place, _: _go(found, shown[int(place)], names),
        size="medium",
    )
    if len(shown) < len(queries):
        st.button(
            f"Show more of {len(queries):,}",
            key="ranked_more",
            on_click=address.push,
            kwargs={"n": str(len(shown) + FIRST)},
        )


def _kind(query: fvl.AskedQuery) -> str:
    if query.rank_in_subset is not None:
        return f"{query.rank_in_subset} in its image set"
    return KINDS.get(query.kind, query.kind)


def _go(found: fvl.QueryRanks, query: fvl.AskedQuery, names: Mapping[str, str]) -> None:
    """Leave for the Search page with this query, under the model that was measured if it is here."""
    if any(card.name == found.model and fvl.model_state(card.name).on_disk for card in fvl.list_models()):
        st.session_state["model"] = found.model
    st.session_state["w"] = 0.5 if found.text_weight is None else found.text_weight
    st.session_state[_GO] = link(found, query, names[query.reference])
