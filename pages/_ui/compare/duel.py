"""The blind duel: two rankings without names, and one choice after the other."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Literal

import streamlit as st

import fvl_core as fvl
from pages._ui import address, gallery, starters, thumbnails
from pages._ui.compare import asking, duel_store, duel_tally
from pages._ui.compare.contenders import Contender
from pages._ui.writing import plain

SHOWN = 8
N_QUESTIONS = 20


def show(catalogue: fvl.Catalogue, chosen: Sequence[Contender]) -> None:
    """Draw one question with both rankings, the choice, and the tally when somebody wants it.

    Raises:
        FvlError: when a contender cannot answer.
    """
    pair = {contender.name: contender for contender in chosen[:2]}
    if len(chosen) > 2:
        st.caption("A duel is between two: the first two above.")
    duel = _current(*pair)
    judged = {entry.query for entry in duel.rounds}
    open_ones = (words for words in questions(catalogue) if words not in judged)
    words = address.text("duel") or next(open_ones, "")
    if not words:
        st.success("All questions are judged. Ask one of your own, or look at the tally.")
    waiting, place = st.empty(), st.container()
    if words:
        sides = [pair[name] for name in duel.sides(words)]
        queries = {contender: contender.query(words, None, 1.0, {}) for contender in sides}
        hits = asking.ranked(asking.engines_of(catalogue, sides, waiting), queries, k=SHOWN)
        with place:
            _round(catalogue, duel, words, hits)
    _own_question()
    duel_tally.show(duel)


def questions(catalogue: fvl.Catalogue) -> list[str]:
    """Return words that this catalogue can answer, always the same ones in the same order."""
    drawn = random.Random(catalogue.fingerprint).sample(range(len(catalogue)), min(200, len(catalogue)))
    words = (starters.words_for(catalogue[place]) for place in drawn)
    return list(dict.fromkeys(entry for entry in words if entry))[:N_QUESTIONS] or list(starters.FALLBACK)


def _round(catalogue: fvl.Catalogue, duel: fvl.BlindDuel, words: str, hits: Mapping[str, fvl.Hits]) -> None:
    st.markdown(f"Which of the two answers this better?  \n:small[Question {len(duel.rounds) + 1}]")
    with st.container(key="verdict"):
        st.markdown(f"“{plain(words)}”")
    for column, side, found in zip(st.columns(2, gap="large"), ("left", "right"), hits.values(), strict=True):
        with column, st.container(key=f"duel_{side}"):
            items = [catalogue.item(hit.item_id) for hit in found]
            gallery.show(
                [
                    gallery.Tile(
                        id=item.id,
                        src=small.src,
                        aspect=small.aspect,
                        alt=f"{side}, rank {rank}, {item.title or item.id}",
                        left=str(rank),
                    )
                    for rank, (item, small) in enumerate(zip(items, thumbnails.of_all(items), strict=True), 1)
                ],
                key=f"duel_{side}_hits",
                label=f"The ranking on the {side}",
                on_pick=lambda *_: None,
                size="small",
            )
            st.button(
                f"The {side} one is better",
                key=f"prefer_{side}",
                type="primary",
                width="stretch",
                on_click=_judge,
                args=(duel, words, side),
            )
    st.button("Neither is better", key="prefer_tie", on_click=_judge, args=(duel, words, "tie"))


def _own_question() -> None:
    with st.form("duel_question", border=False, clear_on_submit=True):
        field, button = st.columns([4, 1], vertical_alignment="bottom")
        field.text_input("Or ask a question of your own", key="duel_words", max_chars=200)
        button.form_submit_button(
            "Ask both",
            width="stretch",
            on_click=lambda: address.push(duel=st.session_state.duel_words.strip()),
        )


def _current(a: str, b: str) -> fvl.BlindDuel:
    kept = duel_store.read(address.text("duelid"))
    if kept is not None and {kept.a, kept.b} == {a, b}:
        return kept
    fresh: dict[tuple[str, str], fvl.BlindDuel] = st.session_state.setdefault(duel_tally.FRESH, {})
    if (a, b) not in fresh:
        fresh[a, b] = fvl.BlindDuel(a, b, seed=random.SystemRandom().randrange(2**31))
    return fresh[a, b]


def _judge(duel: fvl.BlindDuel, words: str, side: Literal["left", "right", "tie"]) -> None:
    place = address.text("duelid") if duel.rounds else ""
    address.push(duel="", duelid=duel_store.write(duel.judged(words, side), place))
