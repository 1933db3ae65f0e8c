"""Questions whose right answers the catalogue knows: to choose one, and to see where its answers stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

import fvl_core as fvl
from pages._ui import asked, gallery, keyboard, query_bar, thumbnails
from pages._ui.writing import plain

OFFERED = 6
LOOKED_AT = 50
"""Garments that are looked at before a catalogue counts as having no known answers."""
STEP = 97
"""So that the questions of one lot are about garments far apart."""
KINDS = {
    "one": "one change",
    "two": "two changes",
    "negation": "something taken away",
    "comparison": "more or less of something",
    "category": "another kind of garment",
}


def popover(catalogue: fvl.Catalogue) -> None:
    """Draw the button that offers questions with known answers; none where the catalogue has no such."""
    if not any(fvl.known_edits(catalogue, item_id) for item_id in catalogue.ids[:LOOKED_AT]):
        return
    with st.popover("Known answers", icon=":material/fact_check:", key="known", on_change="rerun") as opened:
        if not opened.open:
            return
        st.caption(
            "Questions whose right answers this catalogue knows. Their ranks are told, targets framed."
        )
        _offer(catalogue, offered(catalogue, int(st.session_state.get("known_lot", 0))))
        st.button("Others", icon=":material/casino:", key="known_next", on_click=_next_lot)


def offered(catalogue: fvl.Catalogue, lot: int) -> list[fvl.Triplet]:
    """Return questions about garments from all over the catalogue, of different kinds as far as there are."""
    chosen: list[fvl.Triplet] = []
    kinds = list(KINDS)
    for n in range(len(catalogue)):
        held = fvl.known_edits(catalogue, catalogue.ids[(lot * OFFERED + n) * STEP % len(catalogue)])
        wanted = kinds[len(chosen) % len(kinds)]
        fitting = [triplet for triplet in held if triplet.kind == wanted] or (held if n > LOOKED_AT else ())
        chosen += fitting[:1]
        if len(chosen) == OFFERED:
            break
    return chosen


def onto(
    drawn: Sequence[gallery.Tile],
    engine: fvl.SearchEngine,
    question: asked.Asked,
    share: float,
    hits: fvl.Hits,
) -> list[gallery.Tile]:
    """Return the tiles with the right answers framed, after saying where all of them stand.

    Raises:
        FvlError: when the query cannot be asked.
    """
    known = answers(engine.catalogue, question)
    if known is None:
        return list(drawn)
    ranks = engine.ranks_of(question.query(share), known.targets, without=question.without)
    shown = {hit.item_id for hit in hits}
    st.success(sentence(known, ranks, shown, hits.n_candidates), icon=":material/star:")
    return [
        replace(tile, framed="Right answer", alt=f"right answer, {tile.alt}")
        if tile.id in known.targets
        else tile
        for tile in drawn
    ]


def answers(catalogue: fvl.Catalogue, question: asked.Asked) -> fvl.KnownAnswers | None:
    """Return the right answers, when the query is just a garment of the catalogue and words."""
    picture = question.picture
    if picture is None or picture.item is None or question.extras or not question.words:
        return None
    if picture is not question.whole:  # cropped, it is another question
        return None
    return fvl.known_answers(catalogue, picture.item.id, question.words)


def sentence(known: fvl.KnownAnswers, ranks: dict[str, int], shown: set[str], total: int) -> str:
    """Say where the right answers stand, also those that are on no page."""
    count = len(known.targets)
    placed = sorted(ranks.values())
    answers = "**1 right answer**" if count == 1 else f"**{count} right answers**"
    if not placed:
        return f"This question has {answers}; the filters leave all of them out."
    best = f"at rank **{placed[0]:,}**" if count == 1 else f"the best at rank **{placed[0]:,}**"
    rest = f", then {', '.join(f'{rank:,}' for rank in placed[1:6])}" if placed[1:] else ""
    more = f" and {len(placed) - 6} more" if len(placed) > 6 else ""
    beyond = sum(item_id not in shown for item_id in ranks)
    off = f", {beyond} of them beyond this page" if beyond else ", framed below"
    return (
        f"This question has {answers}: {best}{rest}{more} of {total:,}{off}. :small[{plain(known.protocol)}]"
    )


def _offer(catalogue: fvl.Catalogue, triplets: Sequence[fvl.Triplet]) -> None:
    items = [catalogue.item(triplet.reference) for triplet in triplets]
    gallery.show(
        [
            gallery.Tile(
                id=str(place),
                src=small.src,
                aspect=small.aspect,
                alt=f"{item.title or item.id}: {triplet.modifier}",
                title=triplet.modifier,
                left=KINDS.get(triplet.kind, triplet.kind),
            )
            for place, (triplet, item, small) in enumerate(
                zip(triplets, items, thumbnails.of_all(items), strict=True)
            )
        ],
        key="known_questions",
        label="Questions with known answers",
        size="medium",
        on_pick=lambda place, _: _ask(triplets[int(place)]),
    )


def _ask(triplet: fvl.Triplet) -> None:
    query_bar.ask(words=triplet.modifier, item=triplet.reference)
    keyboard.give("hits")  # which closes this menu, for the answers stand behind it


def _next_lot() -> None:
    st.session_state["known_lot"] = int(st.session_state.get("known_lot", 0)) + 1
