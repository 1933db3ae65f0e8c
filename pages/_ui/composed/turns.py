"""The trail of a search as pictures and words: every turn can be returned to, forked and undone."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qs

import streamlit as st

import fvl_core as fvl
from pages._ui import gallery, uploads
from pages._ui.composed import crop, parts, walk
from pages._ui.pictures import named

NOT_TRAVELLING = (
    "A picture that you brought stays with you: who opens this link sees the other parts, and a note."
)


def draw(catalogue: fvl.Catalogue) -> None:
    """Draw the turns that led here, the present one last, and what else was tried."""
    walked = walk.read()
    if not walked.turns:
        return
    present = walk.present()
    path = [(place, walked.turns[place].asked) for place in walked.path]
    others = [
        (place, turn.asked)
        for place, turn in enumerate(walked.turns)
        if place not in walked.path and (turn.after, turn.asked) != (walked.after, present)
    ]
    with st.container(key="trail"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**Turn {len(path) + 1}** of this search", width="content")
            st.button(
                "Undo",
                icon=":material/undo:",
                type="tertiary",
                key="undo_turn",
                disabled=walked.after is None,
                help="Forget the present turn and go back to the one before it",
                on_click=walk.undo,
            )
            st.button(
                "Start anew",
                icon=":material/restart_alt:",
                type="tertiary",
                key="anew",
                on_click=walk.forget,
            )
        _row(catalogue, [*path, (-1, present)], "turns", "The turns of this search, the present one last")
        if others:
            count = len(others)
            with st.expander(f"{count} other turn{'s' * (count != 1)}, on another way", key="forks"):
                _row(catalogue, others, "other_turns", "Turns on another way")


def tell_uploads(digests: Sequence[str]) -> None:
    """Say that uploads of this query or its trail do not travel, as long as there are any."""
    held = [digest for turn in walk.read().turns for digest in turn.params.get("picture", ())]
    if any(uploads.kept(digest) for digest in (*digests, *held)):
        st.caption(f":material/link_off: {NOT_TRAVELLING}")


def tile(catalogue: fvl.Catalogue, place: int, number: int, asked: str) -> gallery.Tile:
    """Return a turn as a tile: the picture that it started from, and its words."""
    params = parse_qs(asked)
    words = params.get("q", [""])[0]
    lost: list[str] = []
    picture = None
    for kind in ("picture", "item"):
        for name in params.get(kind, ())[:1]:
            picture = picture or named(catalogue, kind, name, lost)
    box = crop.parse(params.get("crop", [""])[0])
    if picture is not None and box is not None:
        picture = crop.cut(picture, box)
    further = [parts.told(entry) for entry in params.get("part", ())]
    told = ", ".join(part for part in (f"“{words}”" if words else "", *further) if part)
    seen = picture.name if picture else "a picture that did not travel" if lost else ""
    return gallery.Tile(
        id=str(place),
        src=picture.preview.src if picture else "",
        aspect=picture.preview.aspect if picture else 1.0,
        alt=f"turn {number}: {', '.join(part for part in (seen, told) if part)}",
        title=told or "more like this",
        left=f"now, turn {number}" if place < 0 else f"turn {number}",
        words=words if not lost else "your picture, not in this link",
        pressed=place < 0,
    )


def _row(catalogue: fvl.Catalogue, turns: list[tuple[int, str]], key: str, label: str) -> None:
    gallery.show(
        [tile(catalogue, place, number, asked) for number, (place, asked) in enumerate(turns, start=1)],
        key=key,
        label=label,
        size="small",
        on_pick=lambda place, _: walk.return_to(int(place)) if int(place) >= 0 else None,
    )
