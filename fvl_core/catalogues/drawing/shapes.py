"""The words in which a garment is put together: pieces of cloth, seams, buttons, in the order of stacking."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fvl_core.catalogues.drawing.outlines import Points

Array = NDArray[np.float32]
Rgb = tuple[float, float, float]


@dataclass(frozen=True)
class Fabric:
    """How a piece of cloth looks before it is folded and lit.

    ``tile`` (n, n, 3) is the repeat of the pattern and ``grain`` (m, m) the brightness of the weave, both
    with their size in garment units; ``gloss`` adds highlights, ``softness`` scales folds and creases.
    """

    colour: Rgb
    tile: Array | None = None
    period: float = 1.0
    grain: Array | None = None
    grain_period: float = 0.1
    gloss: float = 0.0
    softness: float = 1.0


@dataclass(frozen=True)
class Fold:
    """A ridge (height above zero) or valley from start to stop; ``fade`` says where it dies away.

    fade: 0 at both ends, 1 towards the stop, -1 towards the start, 2 nowhere.
    """

    start: tuple[float, float]
    stop: tuple[float, float]
    width: float
    height: float
    bend: float = 0.0
    fade: int = 0


@dataclass(frozen=True)
class Decal:
    """A printed picture (n, m, 4) with its centre and width in garment units."""

    picture: Array
    centre: tuple[float, float]
    width: float


@dataclass(frozen=True)
class Overlay:
    """What a pattern adds to one piece: a printed picture, or a second colour below an edge."""

    decal: Decal | None = None
    block: tuple[float, Rgb] | None = None


PLAIN = Overlay()


@dataclass(frozen=True)
class Cloth:
    """One piece: outline, material, direction of its grain, and how it bulges, wrinkles and folds.

    ``edge`` is the radius over which the border rounds off, ``bulge`` the height of the middle, ``wrinkles``
    the strength of random creases, ``shade`` a darkening (inside a neck), ``lift`` the shadow it throws.
    """

    outline: Points
    fabric: Fabric
    angle: float = 0.0
    origin: tuple[float, float] = (0.0, 0.0)
    edge: float = 0.035
    bulge: float = 0.0
    wrinkles: float = 1.0
    folds: tuple[Fold, ...] = ()
    shade: float = 1.0
    lift: float = 0.5
    overlay: Overlay = PLAIN
    holes: tuple[Points, ...] = ()


@dataclass(frozen=True)
class Seam:
    """A line on the cloth: a groove (negative strength: a ridge of light), or a coloured thread or edge."""

    line: Points
    width: float = 0.008
    strength: float = 0.3
    colour: Rgb | None = None
    dash: float = 0.0


@dataclass(frozen=True)
class Button:
    """A small round button, eyelet, stud or pearl."""

    centre: tuple[float, float]
    radius: float
    colour: Rgb
    gloss: float = 0.6


Shape = Cloth | Seam | Button


@dataclass(frozen=True)
class Plan:
    """A whole garment ready to draw: its shapes from the lowest to the highest, and how it hangs.

    ``hook`` is the point where a hanger's neck comes out, ``shoulders`` the hanger's half width and drop.
    """

    shapes: tuple[Shape, ...]
    hook: tuple[float, float] | None = None
    shoulders: tuple[float, float] = (0.45, 0.2)
    fill: float = 0.90
