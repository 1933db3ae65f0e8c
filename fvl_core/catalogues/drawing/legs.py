"""The anatomy that all legwear shares: legs and their folds, waistbands, flies, loops, cords, pockets."""

from __future__ import annotations

from dataclasses import dataclass

from fvl_core.catalogues.drawing.bench import BRASS, Bench, fold, mirrored, stitched
from fvl_core.catalogues.drawing.outlines import Points, join, points, smooth, symmetric
from fvl_core.catalogues.drawing.shapes import PLAIN, Button, Cloth, Fabric, Fold, Overlay, Seam, Shape

_REACH = {"full-length": 2.15, "cropped": 1.62, "knee-length": 1.12, "short": 0.78}
_HEM = {"slim": (0.15, 0.20), "regular": (0.20, 0.24), "loose": (0.24, 0.28), "wide-leg": (0.33, 0.32)}


@dataclass(frozen=True)
class Legs:
    """Measures of trousers in garment units; the waist lies at y = 0."""

    waist: float
    hip: float
    crotch: float
    hem: float
    length: float
    stride: float

    def right(self) -> Points:
        """Return the right leg with its half of the seat."""
        inner, outer = self.stride, self.stride + 2 * self.hem
        crotch = self.crotch
        knee_y = crotch + (self.length - crotch) * 0.48
        if self.length > 1.3:
            down = [
                (max(self.hip * 0.99, outer * 0.6), crotch),
                (0.55 * outer + 0.45 * self.hip, min(knee_y, self.length - 0.05)),
            ]
        else:
            down = [((self.hip + outer) / 2, (0.36 + self.length) / 2)]
        side = smooth([(self.waist, 0), (self.hip, 0.36), *down, (outer, self.length)])
        inside = smooth(
            [
                (inner, self.length),
                (max(0.02, inner * 0.6), knee_y),
                (0.012, crotch + 0.02),
                (-0.012, crotch - 0.1),
            ]
        )
        return join(
            side,
            smooth([(outer, self.length), ((inner + outer) / 2, self.length + 0.018), (inner, self.length)])[
                1:-1
            ],
            inside,
            [(-0.012, 0.0)],
        )


def legs_of(bench: Bench) -> Legs:
    """Measure the legs for the garment's length and fit."""
    garment = bench.garment
    length = _REACH[garment.length or "full-length"] * bench.uniform(0.97, 1.03)
    hem, hip = _HEM.get(garment.fit, (0.2, 0.24))
    if length < 1.3:
        hip += 0.035
        hem = hip * 0.875 * {"slim": 0.98, "regular": 1.05, "loose": 1.16}.get(garment.fit, 1.0)
    if garment.category == "joggers":
        hem = 0.165
    if garment.category == "leggings":
        hem, hip = 0.105, 0.19
    wide = hip * 1.75
    return Legs(
        waist=wide * 0.82,
        hip=wide,
        crotch=0.66,
        hem=hem,
        length=length,
        stride=bench.uniform(0.015, 0.10 if length > 1.3 else 0.04),
    )


def leg_folds(bench: Bench, legs: Legs) -> tuple[Fold, ...]:
    """Lay folds from the crotch, across the leg and down from the waist."""
    folds = [
        fold(
            (0.02, legs.crotch - 0.03),
            (bench.uniform(0.2, 0.34), legs.crotch + bench.uniform(-0.2, 0.14)),
            0.026,
            0.010,
            fade=1,
        )
        for _ in range(3)
    ]
    middle = legs.stride + legs.hem
    for _ in range(int(3 + 3 * (legs.length > 1.3))):
        y = bench.uniform(legs.crotch + 0.05, max(legs.crotch + 0.05, legs.length - 0.05))
        reach = legs.hem * bench.uniform(0.6, 1.0)
        tilt = bench.uniform(-0.10, 0.10)
        folds.append(
            fold(
                (middle - reach, y - tilt),
                (middle + reach, y + tilt),
                bench.uniform(0.02, 0.034),
                bench.uniform(-0.006, 0.010),
                bend=bench.uniform(-0.04, 0.04),
            )
        )
    for _ in range(2):
        x = bench.uniform(0.08, legs.hip * 0.9)
        folds.append(
            fold((x, 0.06), (x + bench.uniform(-0.06, 0.06), bench.uniform(0.25, 0.45)), 0.024, 0.006, fade=1)
        )
    return tuple(folds)


def leg_pair(bench: Bench, legs: Legs, *, overlay: Overlay = PLAIN) -> list[Shape]:
    """Cut both legs; each lies in folds of its own."""
    right, left = (
        Cloth(
            legs.right(),
            bench.fabric,
            angle=-0.03,
            edge=0.05,
            bulge=0.07,
            folds=leg_folds(bench, legs),
            overlay=overlay,
        )
        for _ in range(2)
    )
    return [mirrored(left), right]


def waistband(bench: Bench, legs: Legs, *, depth: float = 0.085, fabric: Fabric | None = None) -> list[Shape]:
    """Return the inner back of the waist and the band in front."""
    w = legs.waist
    back = Cloth(
        symmetric(
            join(smooth([(0, -0.035), (w * 0.7, -0.025), (w * 0.99, 0.0)]), [(w * 0.95, 0.05), (0, 0.06)])
        ),
        fabric or bench.inside(),
        shade=0.6,
        wrinkles=0.2,
        edge=0.015,
    )
    band = Cloth(
        symmetric(
            join(
                smooth([(0, 0.028), (w * 0.6, 0.018), (w * 1.0, -0.008)]),
                [(w * 1.03, depth)],
                smooth([(w * 1.0, depth), (w * 0.6, depth + 0.022), (0, depth + 0.03)]),
            )
        ),
        fabric or bench.fabric,
        edge=0.02,
        wrinkles=0.3,
        lift=0.3,
    )
    return [back, band]


def fly(bench: Bench, *, thread: bool) -> list[Shape]:
    """Close the front with a fly and a button."""
    line = smooth([(0.075, 0.12), (0.075, 0.36), (0.05, 0.47), (0.0, 0.52)])
    first: Shape = stitched(line, bench) if thread else Seam(line, 0.007, 0.22)
    ink = BRASS if thread else bench.buttons()
    return [Seam(points([(0, 0.10), (0, 0.63)]), 0.009, 0.30), first, Button((0.0, 0.068), 0.02, ink)]


def belt_loops(bench: Bench, legs: Legs) -> list[Shape]:
    """Sew on the loops for a belt."""
    loops: list[Shape] = []
    for x in (-0.72, -0.36, 0.36, 0.72):
        c = x * legs.waist
        loops.append(
            Cloth(
                points([(c - 0.015, -0.006), (c + 0.015, -0.006), (c + 0.015, 0.115), (c - 0.015, 0.115)]),
                bench.plain(),
                edge=0.008,
                wrinkles=0,
                lift=0.3,
            )
        )
    return loops


def slant_pockets(legs: Legs) -> list[Shape]:
    """Cut slanting pockets on both sides."""
    line = smooth([(legs.waist * 0.62, 0.10), (legs.waist * 0.86, 0.26), (legs.hip * 0.985, 0.38)])
    return [Seam(line, 0.011, 0.32), Seam(line * points([(-1, 1)]), 0.011, 0.32)]


def leg_hems(legs: Legs, *, rise: float = 0.05) -> list[Shape]:
    """Stitch the hems of both legs."""
    line = points(
        [(legs.stride + 0.005, legs.length - rise), (legs.stride + 2 * legs.hem - 0.008, legs.length - rise)]
    )
    return [Seam(line, 0.008, 0.22), Seam(line * points([(-1, 1)]), 0.008, 0.22)]


def leg_overlay(bench: Bench) -> Overlay:
    """Return where the lower part of a leg changes colour, if the pattern says so."""
    if bench.garment.pattern != "colour block":
        return PLAIN
    low, high = (1.2, 1.5) if bench.garment.length == "full-length" else (0.9, 1.1)
    return Overlay(block=(bench.uniform(low, high), bench.second))


def gathers(
    bench: Bench, left: float, right: float, top: float, depth: float, *, count: int = 9
) -> tuple[Fold, ...]:
    """Gather cloth between two points."""
    places = [left + (right - left) * (k + bench.uniform(0.2, 0.8)) / count for k in range(count)]
    return tuple(
        fold((x, top), (x + bench.uniform(-0.02, 0.02), top + depth), 0.014, 0.008, fade=1) for x in places
    )


def elastic_waist(bench: Bench, legs: Legs) -> list[Shape]:
    """Draw the waist in with elastic."""
    back, band = waistband(bench, legs, depth=0.105)
    assert isinstance(band, Cloth)
    gathered = Cloth(
        band.outline,
        bench.plain("rib"),
        edge=0.025,
        wrinkles=0.4,
        folds=gathers(bench, -legs.waist, legs.waist, 0.01, 0.12, count=20),
        lift=0.3,
    )
    return [back, gathered, Seam(points([(-legs.waist, 0.05), (0, 0.075), (legs.waist, 0.05)]), 0.006, 0.18)]


def drawstring(bench: Bench) -> list[Shape]:
    """Hang the two ends of a cord from the waist."""
    ink = (0.93, 0.92, 0.9) if bench.chance(0.5) and sum(bench.colour) < 2.2 else bench.tone(0.55)
    sway = bench.uniform(-0.03, 0.03)
    shapes: list[Shape] = []
    for side in (-1, 1):
        line = smooth(
            [
                (side * 0.03, 0.08),
                (side * 0.05 + sway, 0.2),
                (side * (0.035 + bench.uniform(0, 0.04)) + sway, bench.uniform(0.32, 0.42)),
            ]
        )
        shapes += [
            Seam(line + points([(0.008, 0.01)]), 0.02, 0.35),
            Seam(line, 0.016, 1.0, ink),
            Button((side * 0.03, 0.08), 0.012, ink, 0.2),
        ]
    return shapes
