"""A gallery of pictures that are buttons: real alternative text, keyboard use, small actions on each tile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from pages._ui import framed

_FOLDER = Path(__file__).parent
_GALLERY = st.components.v2.component(
    "fvl_gallery",
    html=(_FOLDER / "gallery.html").read_text(encoding="utf-8"),
    css=(_FOLDER / "gallery.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "gallery.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True, kw_only=True)
class Segment:
    """Describe one signed share of a score: `share` in [-1, 1] of the bar's half, and its colour's place."""

    share: float
    colour: int


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Describe what became of one attribute: `kind` is "applied", "missed", "kept", "lost" or "unclear"."""

    kind: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Tile:
    """Describe one picture: where it is, what it shows in words, and the writing under it.

    `aspect` is the picture's width over its height. `pressed` is None for a tile that cannot stay selected.
    `words` stand in the frame of a tile that has no picture. `framed` names why a tile has a frame, `dim`
    draws it paler, `bar` shows what its score is made of and `said` says it, `marks` tell what became of its
    attributes, `more` is the writing on a button that asks for "alike", and `saved` fills the bookmark. With
    an `href` the tile is a link to another page, so that Back leads here and a new tab can take it.
    """

    id: str
    src: str
    alt: str
    aspect: float = 1.0
    title: str = ""
    left: str = ""
    right: str = ""
    pressed: bool | None = None
    words: str = ""
    framed: str = ""
    dim: bool = False
    bar: tuple[Segment, ...] = ()
    said: str = ""
    marks: tuple[Mark, ...] = ()
    more: str = ""
    saved: bool = False
    href: str = ""


@dataclass(frozen=True)
class Action:
    """Name a small button in the corner of every tile; `icon` is an SVG path in a box of 24 by 24."""

    name: str
    label: str
    icon: str


MORE_LIKE_THIS = Action(
    "more", "More like this", "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM20 20l-4.9-4.9"
)
USE_AS_REFERENCE = Action("reference", "Use as reference", "M4 20h4L19 9l-4-4L4 16v4zM13.5 6.5l4 4")
LESS_LIKE_THIS = Action("less", "Less like this", "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 12h8")
REMOVE = Action("remove", "Remove from the shortlist", "M6 6l12 12M18 6L6 18")
SAVE = Action("save", "Save to the shortlist", "M6.5 4h11v16.5L12 16.5l-5.5 4V4z")


def show(
    tiles: Sequence[Tile],
    *,
    key: str,
    label: str,
    on_pick: Callable[[str, str], None] = lambda *_: None,
    actions: Sequence[Action] = (),
    size: Literal["small", "medium", "large"] = "large",
) -> None:
    """Draw tiles; `on_pick(id, action)` is called before the rerun, "open" meaning a press on the picture."""

    def picked() -> None:
        value = st.session_state[key].picked
        if value:
            on_pick(str(value["id"]), str(value["action"]))

    _GALLERY(
        key=key,
        data={
            "tiles": [_plain(tile) for tile in tiles],
            "actions": [{**vars(action)} for action in actions],
            "label": label,
            "frame": framed.common_aspect([tile.aspect for tile in tiles if tile.src]),
            "size": size,
        },
        on_picked_change=picked,
    )


def _plain(tile: Tile) -> dict[str, Any]:
    """Return a tile for the browser; `asdict` copies every word of it, which takes 7 ms for 24 tiles."""
    return {
        **vars(tile),
        "bar": [{**vars(each)} for each in tile.bar],
        "marks": [{**vars(each)} for each in tile.marks],
    }
