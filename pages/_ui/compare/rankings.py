"""The rankings of every contender: columns, what they share, and who ranks what higher."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

import fvl_core as fvl
from pages._ui import address, columns, exports, thumbnails
from pages._ui.writing import plain


def show(catalogue: fvl.Catalogue, hits: Mapping[str, fvl.Hits]) -> None:
    """Draw what the rankings share in numbers, then the rankings."""
    if not any(hits.values()):
        st.info("No picture has all of these attributes. Remove a filter.", icon=":material/filter_alt_off:")
        return
    found = fvl.compare_rankings(hits)
    sizes = {entry.n_candidates for entry in hits.values()}
    st.markdown("  \n".join(_sentence(pair) for pair in found.pairs))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(
            f"Of {' and '.join(f'{n:,}' for n in sorted(sizes))} pictures in {plain(catalogue.name)}. "
            "Cosines of two models cannot be compared, ranks can. Rest on a garment to see where it stands."
        )
        exports.buttons(
            lambda: table_of(catalogue, found), "rankings", holds="Every column, with the ranks in the others"
        )
    columns.show(
        _columns(catalogue, found), key="rankings", on_pick=lambda item_id: address.push(open=item_id)
    )


def facts_of(item_id: str, hits: Mapping[str, fvl.Hits]) -> dict[str, str]:
    """Return where a garment stands in every column, for its detail."""
    places = {
        name: next((hit for hit in found if hit.item_id == item_id), None) for name, found in hits.items()
    }
    return {
        name: f"rank {hit.rank}, cosine {hit.score:.4f}" if hit else f"not among the first {len(hits[name])}"
        for name, hit in places.items()
    }


def _sentence(pair: fvl.RankingPair) -> str:
    return (
        f"**{plain(pair.a)}** and **{plain(pair.b)}** share **{pair.n_common} of their first {pair.k}**. "
        f":small[Overlap@{pair.k} {pair.overlap:.2f}, rank-biased overlap {pair.rbo:.2f} (p = {pair.p:g})]"
    )


def _columns(catalogue: fvl.Catalogue, found: fvl.RankingComparison) -> list[columns.Column]:
    ids = list(dict.fromkeys(placed.item_id for column in found.columns.values() for placed in column))
    small = dict(zip(ids, thumbnails.of_all([catalogue.item(item_id) for item_id in ids]), strict=True))
    drawn = []
    for colour, name in enumerate(found.names):
        cells = []
        for placed in found.columns[name]:
            title = catalogue.item(placed.item_id).title or placed.item_id
            notes = _notes(found.names, name, placed)
            said = "; ".join(f"{other}: {_spoken(placed, other)}" for other in found.names if other != name)
            cells.append(
                columns.Cell(
                    id=placed.item_id,
                    src=small[placed.item_id].src,
                    aspect=small[placed.item_id].aspect,
                    alt=f"rank {placed.rank} by {name}, {title}, cosine {placed.score:.2f}; {said}",
                    rank=placed.rank,
                    title=title,
                    score=f"cosine {placed.score:.3f}",
                    notes=notes,
                )
            )
        drawn.append(columns.Column(name=name, cells=tuple(cells), colour=colour))
    return drawn


def _notes(names: Sequence[str], own: str, placed: fvl.Placed) -> tuple[columns.Note, ...]:
    others = [(colour, name) for colour, name in enumerate(names) if name != own]
    if all(placed.ranks[name] is None for _, name in others):
        return (columns.Note(kind="new", words="only here", colour=names.index(own)),)
    return tuple(_note(colour, placed.change_from(name)) for colour, name in others)


def _note(colour: int, change: int | None) -> columns.Note:
    if change is None:
        return columns.Note(kind="absent", words="not there", colour=colour)
    if change == 0:
        return columns.Note(kind="same", words="same", colour=colour)
    sign = "▲" if change > 0 else "▼"
    return columns.Note(kind="up" if change > 0 else "down", words=f"{sign}{abs(change)}", colour=colour)


def _spoken(placed: fvl.Placed, other: str) -> str:
    rank = placed.ranks[other]
    return "not there" if rank is None else f"rank {rank}"


def table_of(catalogue: fvl.Catalogue, found: fvl.RankingComparison) -> exports.Columns:
    """Return one line per garment and column, with its rank in every column; None where it is not there."""
    lines = [(name, placed) for name, column in found.columns.items() for placed in column]
    return {
        "ranked by": [name for name, _ in lines],
        "rank": [placed.rank for _, placed in lines],
        "id": [placed.item_id for _, placed in lines],
        "title": [catalogue.item(placed.item_id).title for _, placed in lines],
        "cosine": [float(placed.score) for _, placed in lines],
        **{f"rank by {name}": [placed.ranks[name] for _, placed in lines] for name in found.names},
    }
