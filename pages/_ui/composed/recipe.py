"""The recipe of the query: its parts as chips to weigh, turn and remove, and a way to add more."""

from __future__ import annotations

import streamlit as st

from pages._ui import address, asked, inlet, keyboard
from pages._ui.composed import chips, crop, parts

N_COLOURS = 6
_MORE, _LESS = "More like this", "Less like this"


def draw(question: asked.Asked, *, weighs: bool) -> None:
    """Draw a chip per part, once there is more than words: those alone stand in their field."""
    if question.picture or question.extras:
        chips.show(chips_of(question, weighs=weighs), key="recipe", on_change=_change)


def tools(question: asked.Asked) -> None:
    """Draw what changes the recipe: more parts, and the crop of the reference."""
    if not question.empty:
        _adder()
    if question.whole is not None:
        crop.popover(question.whole)


def chips_of(question: asked.Asked, *, weighs: bool) -> list[chips.Chip]:
    """Return a chip per part, the reference first, then the words, then the others.

    `weighs` tells whether the composer weighs reference against words, so that both may be weighed here.
    """
    found: list[chips.Chip] = []
    share = asked.share_of_words()
    alone = {"reference": 1.0 - share, "words": share} if question.paired and weighs else {}
    if question.picture is not None:
        found.append(
            chips.Chip(
                id="reference",
                name=question.picture.name,
                note=f"reference, {question.picture.note}",
                colour=0,
                src=question.picture.preview.src,
                alt=f"The picture of the query: {question.picture.name}",
                weight=alone.get("reference"),
            )
        )
    if question.words:
        found.append(
            chips.Chip(
                id="words",
                name=f"“{question.words}”",
                note="what should change" if question.picture else "words",
                colour=len(found),
                weight=alone.get("words"),
            )
        )
    return [*found, *(_of_part(part, len(found) + n) for n, part in enumerate(question.extras))]


def _of_part(part: parts.Part, colour: int) -> chips.Chip:
    liked = part.weight >= 0
    return chips.Chip(
        id=f"part/{part.entry}",
        name=part.name,
        note="more like this" if liked else "less like this",
        colour=colour % N_COLOURS,
        src=part.picture.preview.src if part.picture else "",
        alt=f"{'Liked' if liked else 'Disliked'}: {part.name}",
        liked=liked,
        weight=abs(part.weight),
        turns=True,
    )


def _change(chip: str, act: str, value: float) -> None:
    if act == "remove":
        keyboard.give("words")
    if chip == "reference":
        if act == "remove":
            address.push(item="", picture="", crop="", open="")
        else:
            st.session_state["w"] = round(1.0 - value, 2)
    elif chip == "words":
        if act == "remove":
            address.push(q="", open="")
        else:
            st.session_state["w"] = round(value, 2)
    else:
        entry = chip.partition("/")[2]
        held = [
            parts.changed(other, act, value) if other == entry else other for other in address.many("part")
        ]
        address.push(part=[other for other in held if other], open="")


def _adder() -> None:
    with st.popover("Add to the query", icon=":material/add:", key="add_part", on_change="rerun") as opened:
        if not opened.open:
            return
        st.caption("More ingredients, each liked or disliked; their weights can be changed in the recipe.")
        sign = st.segmented_control(
            "As", [_MORE, _LESS], default=_MORE, required=True, key="add_sign", label_visibility="collapsed"
        )
        weight = parts.LIKED if sign == _MORE else parts.DISLIKED
        with st.form("add_words", border=False, clear_on_submit=True):
            st.text_input("Words", key="add_words_field", placeholder="stripes", max_chars=200)
            st.form_submit_button("Add words", on_click=_add_words, args=(weight,))
        inlet.draw(
            "Or a picture",
            name="part_picture",
            on_upload=lambda brought: parts.add(weight, "picture", brought[0].digest),
        )


def _add_words(weight: float) -> None:
    if words := st.session_state["add_words_field"].strip():
        parts.add(weight, "words", words)
