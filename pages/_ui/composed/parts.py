"""Further ingredients of a query: words and pictures, liked or disliked, as the address holds them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import fvl_core as fvl
from pages._ui import address, pictures

MOST = 8
"""More ingredients than this no link carries."""
LIKED, DISLIKED = 0.5, -0.3
"""What a part weighs when it comes in; the visitor may change it."""
KINDS = ("words", "item", "picture")


@dataclass(frozen=True)
class Part:
    """Hold one ingredient beside the main words and the reference; a negative weight pushes away.

    Example:
        >>> Part(-0.3, "words", "stripes").entry
        '-0.3 words:stripes'
    """

    weight: float
    kind: str
    value: str
    picture: pictures.Picture | None = None

    @property
    def entry(self) -> str:
        """Return it as the address holds it."""
        return f"{self.weight:g} {self.kind}:{self.value}"

    @property
    def ingredient(self) -> fvl.Ingredient:
        """Return it as the query takes it."""
        if self.picture is not None:
            return fvl.Ingredient(image=self.picture.source, weight=self.weight)
        return fvl.Ingredient(text=self.value, weight=self.weight)

    @property
    def name(self) -> str:
        """Return what people call it."""
        return self.picture.name if self.picture else f"“{self.value}”"


def read(catalogue: fvl.Catalogue, lost: list[str]) -> tuple[Part, ...]:
    """Return the parts of the address; `lost` gains what it names and nobody has."""
    found = [part for entry in address.many("part") if (part := _parse(entry, catalogue, lost))]
    if len(found) > MOST:
        lost.append(f"The link has {len(found)} further ingredients; the first {MOST} are used.")
    return tuple(found[:MOST])


def changed(entry: str, act: str, value: float) -> str:
    """Return an entry of the address after its part was removed (""), turned over, or weighed.

    A new weight keeps the sign: a part that is disliked stays so.

    Example:
        >>> changed("-0.3 words:stripes", "turn", 0.0), changed("-0.3 words:stripes", "weigh", 0.8)
        ('0.3 words:stripes', '-0.8 words:stripes')
    """
    split = _split(entry)
    if split is None or act == "remove":
        return ""
    weight, kind, held = split
    if act == "turn":
        return Part(-weight, kind, held).entry
    size = min(1.0, abs(value))
    return Part(-size if entry.startswith("-") else size, kind, held).entry


def told(entry: str) -> str:
    """Say an entry of the address in words.

    Example:
        >>> told("-0.3 words:stripes"), told("0.5 item:g1")
        ('less “stripes”', 'more g1')
    """
    weight, kind, value = _split(entry) or (0.0, "", "")
    name = {"words": f"“{value}”", "picture": "a picture"}.get(kind, value)
    return f"{'less' if weight < 0 else 'more'} {name}" if kind else ""


def add(weight: float, kind: str, value: str) -> None:
    """Add one part to those of the address; one of the same name is replaced."""
    name = f"{kind}:{value}"
    others = [entry for entry in address.many("part") if entry.partition(" ")[2] != name]
    address.push(part=[*others, Part(weight, kind, value).entry][-MOST:], open="")


def _parse(entry: str, catalogue: fvl.Catalogue, lost: list[str]) -> Part | None:
    split = _split(entry)
    if split is None:
        lost.append(f"“{entry}” is no ingredient of a query and is left out.")
        return None
    weight, kind, value = split
    if kind == "words":
        return Part(weight, kind, value)
    picture = pictures.named(catalogue, kind, value, lost)
    return Part(weight, kind, value, picture) if picture else None


def _split(entry: str) -> tuple[float, str, str] | None:
    head, _, rest = entry.partition(" ")
    kind, _, value = rest.partition(":")
    try:
        weight = float(head)
    except ValueError:
        return None
    if not math.isfinite(weight) or kind not in KINDS or not value.strip():
        return None
    return max(-1.0, min(1.0, weight)), kind, value.strip()
