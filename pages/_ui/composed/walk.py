"""Going from turn to turn: the address holds the present question and all earlier ones."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from pages._ui import address, asked, keyboard
from pages._ui.composed.trail import MOST, Trail, Turn

OF_A_QUESTION = ("q", "item", "picture", "part", "crop", "composer")
"""What of the address makes a question; the share of the words, `w`, belongs to a slider."""
EQUAL = "0.5"

Params = Mapping[str, tuple[str, ...]]


def read() -> Trail:
    """Return the trail of the address; a turn that follows none of the earlier ones begins anew."""
    turns: list[Turn] = []
    for entry in address.many("turn")[:MOST]:
        before, _, question = entry.partition("~")
        turns.append(Turn(_place(before, len(turns)), question))
    return Trail(tuple(turns), _place(address.text("after"), len(turns)))


def present() -> str:
    """Return the question of the address as a turn holds it."""
    params: dict[str, tuple[str, ...]] = {name: address.many(name) for name in OF_A_QUESTION}
    share = f"{asked.share_of_words():g}"
    is_pair = params["q"] and (params["item"] or params["picture"])
    params["w"] = (share,) if is_pair and share != EQUAL else ()
    return urlencode({name: values for name, values in params.items() if values}, doseq=True)


def go_on(**question: str) -> None:
    """Keep the present question as a turn and ask the next; only composer and share of the words stay."""
    stays = {"composer": address.text("composer"), "w": f"{asked.share_of_words():g}"}
    _show(read().extended(present()), {k: (v,) for k, v in {**stays, **question}.items() if v})


def return_to(place: int) -> None:
    """Go back to a turn; what follows from it stays, and another way may fork off."""
    trail = read()
    _show(trail.returned(place, present()), trail.turns[place].params)


def undo() -> None:
    """Take the last step back."""
    trail = read()
    if trail.after is not None:
        undone = trail.undone()
        _show(undone, trail.turns[trail.after].params)
        if undone.after is None:  # nothing is left to undo, and its button goes
            keyboard.give("words")


def forget() -> None:
    """Leave all turns and the present question behind."""
    _show(Trail(), {})
    keyboard.give("words")


def _show(trail: Trail, question: Params) -> None:
    st.session_state["w"] = asked.share_in(question.get("w", (EQUAL,))[0])
    told = {name: question.get(name, ()) for name in OF_A_QUESTION}
    after = "" if trail.after is None else str(trail.after)
    address.push(turn=[turn.entry for turn in trail.turns], after=after, open="", **told)


def _place(written: str, before: int) -> int | None:
    return int(written) if written.isdecimal() and int(written) < before else None
