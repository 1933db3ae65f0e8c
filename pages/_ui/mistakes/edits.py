"""The queries behind a figure of composed retrieval, the worst first; a press asks one again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

import fvl_core as fvl
from pages._ui import address, exports, gallery
from pages._ui.mistakes import query_tiles, ranks_source
from pages._ui.pile import FIRST
from pages._ui.writing import plain


def show(catalogue: fvl.Catalogue) -> None:
    """Draw where the ranks come from, how many there are of which, and the queries of the chosen ones.

    Raises:
        FvlError: when the catalogue cannot be measured.
    """
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
    _queries(catalogue, found, chosen, here[chosen], names)


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
    current = address.follow("rank_bin", wanted if wanted in filled else filled[-1])
    return str(
        st.pills(
            "Rank of the best right answer, and how many queries have it",
            filled,
            default=current,
            format_func=lambda name: f"rank {name} ({len(bins[name]):,})",
            key="rank_bin",
            required=True,
            on_change=lambda: address.push(bin=st.session_state.rank_bin, n=""),
        )
    )


def _queries(
    catalogue: fvl.Catalogue,
    found: fvl.QueryRanks,
    chosen: str,
    queries: Sequence[fvl.AskedQuery],
    names: Mapping[str, str],
) -> None:
    n = len(queries)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(
            f"**{n:,}** quer{'y' if n == 1 else 'ies'} with the best right answer at rank {chosen}, the "
            "worst first. A press asks it on the Search page.",
            width="content",
        )
        exports.buttons(lambda: table_of(found), "ranks", holds="Every query of these figures with its rank")
    wanted = address.text("n")
    shown = queries[: int(wanted) if wanted.isdecimal() and int(wanted) > 0 else FIRST]
    gallery.show(
        query_tiles.tiles(catalogue, found, [(query, names[query.reference]) for query in shown]),
        key="ranked_queries",
        label=f"{len(shown)} queries, the worst first",
        size="medium",
    )
    if len(shown) < n:
        st.button(
            f"Show more of {n:,}",
            key="ranked_more",
            on_click=address.push,
            kwargs={"n": str(len(shown) + FIRST)},
        )
