"""The part of a picture that matters: a box in percent, drawn by mouse or typed, held in the address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

import fvl_core as fvl
from pages._ui import address, pictures, thumbnails
from pages._ui.composed import crop_box

SMALLEST = 5
"""A part is at least this wide and high, in percent of the picture."""
EDGE = 460


@dataclass(frozen=True)
class Box:
    """Hold the edges in percent of the picture's width and height, from its upper left corner.

    Example:
        >>> Box(0, 45, 100, 90).entry
        '0,45,100,90'
    """

    left: int
    top: int
    right: int
    bottom: int

    @property
    def entry(self) -> str:
        """Return it as the address holds it, "" for the whole picture."""
        edges = (self.left, self.top, self.right, self.bottom)
        return "" if edges == (0, 0, 100, 100) else ",".join(map(str, edges))

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Return left, top, right, bottom in pixels; at least one pixel is left."""
        left, top = int(self.left * width / 100), int(self.top * height / 100)
        right, bottom = round(self.right * width / 100), round(self.bottom * height / 100)
        return left, top, max(right, left + 1), max(bottom, top + 1)


WHOLE = Box(0, 0, 100, 100)
PRESETS = {
    "Whole picture": WHOLE,
    "Top": Box(0, 0, 100, 55),
    "Bottom": Box(0, 45, 100, 92),
    "Shoes": Box(0, 78, 100, 100),
}
_EDGES = {"left": "Left", "top": "Top edge", "right": "Right", "bottom": "Bottom edge"}


def parse(written: str) -> Box | None:
    """Read a box; None for what is none.

    Example:
        >>> parse("0,45,100,90"), parse("90,0,10,100")
        (Box(left=0, top=45, right=100, bottom=90), None)
    """
    numbers = written.split(",")
    if len(numbers) != 4 or not all(number.strip().isdecimal() for number in numbers):
        return None
    box = Box(*map(int, numbers))
    is_wide = box.right - box.left >= SMALLEST and box.bottom - box.top >= SMALLEST
    return box if is_wide and max(box.right, box.bottom) <= 100 else None


def read(picture: pictures.Picture | None, lost: list[str]) -> pictures.Picture | None:
    """Return the picture, cut as the address says; `lost` gains a box that cannot be."""
    written = address.text("crop")
    if picture is None or not written:
        return picture
    box = parse(written)
    if box is None:
        lost.append(f"“{written}” is no part of a picture; the whole picture is used.")
        return picture
    return cut(picture, box)


def cut(picture: pictures.Picture, box: Box) -> pictures.Picture:
    """Return the part of a picture within the box."""
    image = fvl.open_image(picture.source, name=picture.name)
    part = image.crop(box.pixels(*image.size))
    return replace(
        picture,
        note=f"{picture.note}, cropped to {part.width} × {part.height}",
        preview=thumbnails.Thumbnail(thumbnails.data_url(part), part.width / part.height),
        source=part,
        content=f"{picture.content}#{box.entry}",
    )


def popover(whole: pictures.Picture) -> None:
    """Draw the button that opens the box, the presets and the four numbers."""
    box = parse(address.text("crop")) or WHOLE
    with st.popover("Crop", icon=":material/crop:", key="crop_popover", on_change="rerun") as opened:
        if not opened.open:
            return
        image = fvl.open_image(whole.source, name=whole.name)
        crop_box.show(
            thumbnails.data_url(image, edge=EDGE),
            (box.left, box.top, box.right, box.bottom),
            aspect=image.width / image.height,
            alt=f"{whole.name}, with the part that counts",
            on_box=lambda *edges: push(Box(*edges)),
        )
        with st.container(horizontal=True, gap="small"):
            for name, preset in PRESETS.items():
                st.button(
                    name,
                    key=f"crop_{preset.entry or 'whole'}",
                    type="primary" if preset == box else "secondary",
                    on_click=push,
                    args=(preset,),
                )
        for column, (edge, said) in zip(st.columns(4, gap="small"), _EDGES.items(), strict=True):
            key = f"crop_{edge}"
            value = address.follow(key, getattr(box, edge))
            column.number_input(
                f"{said}, %", 0, 100, value, step=1, key=key, on_change=partial(_typed, box, edge)
            )


def push(box: Box) -> None:
    """Put a box into the address, as far as it is one."""
    if parse(box.entry) or box == WHOLE:
        address.push(crop=box.entry)


def _typed(box: Box, edge: str) -> None:
    push(replace(box, **{edge: int(st.session_state[f"crop_{edge}"])}))
