"""Where the right answers of a known question stand: framed on the page, and told wherever they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

import fvl_core as fvl
from pages._ui import asked, gallery
from pages._ui.writing import plain


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
    if not known.targets:
        st.info(absent(known), icon=":material/star:")
        return list(drawn)
    query = question.query(share)
    ranks = engine.ranks_of(query, known.targets, without=question.without)
    told = sentence(known, ranks, {hit.item_id for hit in hits}, hits.n_candidates)
    found = fvl.standings(engine, query, known, reference_id=question.without[0])
    published = fvl.as_published(engine.composer, known.captions, question.words)
    st.success(f"{told}{by_rules(found, as_published=published)}", icon=":material/star:")
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


def sentence(known: fvl.KnownAnswers, ranks: Mapping[str, int], shown: set[str], total: int) -> str:
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
    off = ", beyond this page" if beyond == count == 1 else off
    return (
        f"This question has {answers}: {best}{rest}{more} of {total:,}{off}. :small[{plain(known.protocol)}]"
    )


def by_rules(found: Sequence[fvl.Standing], *, as_published: bool) -> str:
    r"""Say where the best answer stands among a benchmark's own candidates, "" where there are none.

    Example:
        >>> by_rules([fvl.Standing(name="CIRR val", rank=2, n=40, n_missing=3)], as_published=True)
        '  \nBy the rules of the benchmark: CIRR val, rank **2** of 40 (3 more are not in this catalogue).'
    """
    if not found:
        return ""
    placed = [
        f"{plain(each.name)}, rank **{each.rank:,}** of {each.n:,}"
        + (f" ({each.n_missing:,} more are not in this catalogue)" if each.n_missing else "")
        for each in found
    ]
    other = "" if as_published else " The benchmark asks it in other words under this composer."
    return f"  \nBy the rules of the benchmark: {'; '.join(placed)}.{other}"


def absent(known: fvl.KnownAnswers) -> str:
    """Say that a question's answers are known, but their pictures are not here."""
    names = ", ".join(plain(name) for name in known.missing)
    return (
        f"This is a question of {plain(known.kind)}; the picture of its right answer, {names}, is not here."
    )
