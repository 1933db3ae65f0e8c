"""Pairs of shoes and socks: place them beside or behind each other; laces."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from fvl_core.catalogues.drawing.bench import METAL, Bench
from fvl_core.catalogues.drawing.outlines import Points, points, smooth, turn
from fvl_core.catalogues.drawing.shapes import Button, Cloth, Plan, Rgb, Seam, Shape

SOLES: tuple[Rgb, ...] = ((0.93, 0.92, 0.90), (0.90, 0.86, 0.76), (0.10, 0.10, 0.11), (0.62, 0.42, 0.25))


def place(
    shapes: list[Shape], *, dx: float = 0.0, dy: float = 0.0, angle: float = 0.0, mirror: bool = False
) -> list[Shape]:
    """Move a finished shoe: mirror it, turn it, shift it."""
    flip = points([(-1 if mirror else 1, 1)])

    def moved(line: Points) -> Points:
        return turn(line * flip, angle) + points([(dx, dy)])

    def spot(at: tuple[float, float]) -> tuple[float, float]:
        x, y = moved(points([at]))[0]
        return float(x), float(y)

    result: list[Shape] = []
    for shape in shapes:
        if isinstance(shape, Cloth):
            folds = tuple(
                replace(f, start=spot(f.start), stop=spot(f.stop), bend=-f.bend if mirror else f.bend)
                for f in shape.folds
            )
            result.append(
                replace(
                    shape,
                    outline=moved(shape.outline),
                    folds=folds,
                    angle=shape.angle + angle,
                    origin=spot(shape.origin),
                    holes=tuple(moved(h) for h in shape.holes),
                )
            )
        elif isinstance(shape, Seam):
            result.append(replace(shape, line=moved(shape.line)))
        else:
            result.append(replace(shape, centre=spot(shape.centre)))
    return result


def pair_from_above(bench: Bench, shoe: list[Shape], *, apart: float = 0.0) -> Plan:
    """Lay a right shoe and its twin side by side, toes together or slightly apart."""
    splay = bench.uniform(-0.02, 0.14)
    gap = apart + bench.uniform(0.35, 0.42)
    up = np.pi if bench.chance(0.4) else 0.0
    both = [
        *place(shoe, dx=-gap, dy=bench.uniform(-0.06, 0.06), angle=splay, mirror=True),
        *place(shoe, dx=gap, angle=-splay),
    ]
    return Plan(tuple(place(both, angle=up)), fill=0.80)


def pair_from_side(bench: Bench, shoe: list[Shape], *, apart: tuple[float, float] = (0.16, -0.20)) -> Plan:
    """Stand a shoe before its twin, both seen from the side."""
    turned = bench.uniform(-0.06, 0.02)
    both = [*place(shoe, dx=apart[0], dy=apart[1], angle=turned), *shoe]
    return Plan(tuple(place(both, mirror=bench.chance(0.5))), fill=0.82)


def laces(rows: np.ndarray, half: float, ink: Rgb) -> list[Shape]:
    """Run laces across, from eyelet to eyelet."""
    shapes: list[Shape] = []
    for k, y in enumerate(rows):
        line = smooth([(-half, float(y)), (0.0, float(y) + 0.022 * (-1) ** k), (half, float(y))])
        shapes += [
            Seam(line + points([(0.004, 0.014)]), 0.036, 0.35),
            Seam(line, 0.034, 1.0, ink),
            Seam(line - points([(0, 0.008)]), 0.010, -0.5),
        ]
        shapes += [Button((s * half, float(y)), 0.014, METAL) for s in (-1, 1)]
    return shapes


def lace_ink(bench: Bench) -> Rgb:
    """Choose white laces, or laces near the shoe's colour."""
    return (0.95, 0.95, 0.93) if bench.chance(0.6) else bench.tone(0.7)
