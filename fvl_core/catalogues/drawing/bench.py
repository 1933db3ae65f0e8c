"""The workbench of one garment: its attributes, chance and materials, shared by the functions that cut it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from fvl_core.catalogues.drawing.fabrics import fabric_of, surface
from fvl_core.catalogues.drawing.outlines import Pairs, points
from fvl_core.catalogues.drawing.shapes import Cloth, Fabric, Fold, Rgb, Seam
from fvl_core.catalogues.garment import Garment, lightness, rgb

METAL: Rgb = (0.72, 0.72, 0.74)
BRASS: Rgb = (0.74, 0.60, 0.32)


@dataclass(frozen=True)
class Bench:
    """What every cutting function needs; make one with `Bench.of`."""

    garment: Garment
    rng: np.random.Generator
    fabric: Fabric
    hung: bool

    @classmethod
    def of(cls, garment: Garment, rng: np.random.Generator, *, scale: float, hung: bool) -> Bench:
        """Set up the materials of a garment; ``scale`` is pixels per garment unit."""
        return cls(garment, rng, fabric_of(garment, rng, scale=scale), hung)

    def uniform(self, low: float, high: float) -> float:
        """Draw a number."""
        return float(self.rng.uniform(low, high))

    def chance(self, share: float) -> bool:
        """Say yes in a share of cases."""
        return bool(self.rng.random() < share)

    @property
    def colour(self) -> Rgb:
        """Return the main colour."""
        return rgb(self.garment.colour_hex)

    @property
    def second(self) -> Rgb:
        """Return the pattern's other colour, or a tone of the main one."""
        return rgb(self.garment.second_hex) if self.garment.second_hex else self.tone(0.8)

    def tone(self, factor: float) -> Rgb:
        """Return the main colour, darker (below one) or lighter (above one, towards white)."""
        return shift(self.colour, factor)

    @property
    def stitch(self) -> Rgb:
        """Return a thread colour that shows a little on the cloth."""
        return self.tone(0.72) if lightness(self.garment.colour_hex) > 0.25 else self.tone(1.25)

    def plain(self, name: str = "", colour: Rgb | None = None) -> Fabric:
        """Return an unpatterned material, by default the garment's own."""
        return surface(name or self.garment.fabric, colour or self.colour)

    def inside(self) -> Fabric:
        """Return the reverse of the cloth."""
        return replace(self.fabric, colour=self.colour, gloss=0.0)

    def buttons(self) -> Rgb:
        """Return a button colour: near the cloth, white, or horn."""
        choices = (self.tone(0.6), (0.93, 0.92, 0.88), (0.22, 0.16, 0.12), self.tone(0.75))
        return choices[int(self.rng.integers(4))]


def shift(colour: Rgb, factor: float) -> Rgb:
    """Darken (factor below one) or lighten towards white (above one)."""
    if factor <= 1:
        return colour[0] * factor, colour[1] * factor, colour[2] * factor
    share = factor - 1
    return tuple(c + (1 - c) * share for c in colour)  # type: ignore[return-value]


def stitched(line: Pairs, bench: Bench) -> Seam:
    """Run a line of visible stitches."""
    return Seam(points(line), width=0.007, strength=0.8, colour=bench.stitch, dash=0.022)


def zipper(line: Pairs, colour: Rgb, *, metal: Rgb = METAL, width: float = 0.04) -> tuple[Seam, ...]:
    """Run a zip: tape, teeth and the shadow between."""
    path = points(line)
    return (
        Seam(path, width=width, strength=0.95, colour=shift(colour, 0.6)),
        Seam(path, width=width * 0.5, strength=0.9, colour=metal, dash=0.012),
        Seam(path, width=width * 0.12, strength=0.5),
    )


def mirrored(cloth: Cloth) -> Cloth:
    """Return the left twin of a right-hand piece."""
    folds = tuple(
        replace(
            fold, start=(-fold.start[0], fold.start[1]), stop=(-fold.stop[0], fold.stop[1]), bend=-fold.bend
        )
        for fold in cloth.folds
    )
    outline = cloth.outline * points([(-1, 1)])
    return replace(
        cloth, outline=outline, folds=folds, angle=-cloth.angle, origin=(-cloth.origin[0], cloth.origin[1])
    )


def fold(
    start: tuple[float, float],
    stop: tuple[float, float],
    width: float,
    height: float,
    *,
    bend: float = 0.0,
    fade: int = 0,
) -> Fold:
    """Shorten the spelling of a fold."""
    return Fold(start, stop, width, height, bend, fade)
