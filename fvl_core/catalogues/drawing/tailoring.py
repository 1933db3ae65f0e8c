"""Details of jackets and coats: flaps, welts, front edges, rows of buttons, tied belts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from fvl_core.catalogues.drawing.bench import Bench, mirrored
from fvl_core.catalogues.drawing.outlines import Points, points, ribbon, smooth
from fvl_core.catalogues.drawing.shapes import Button, Cloth, Seam, Shape
from fvl_core.catalogues.drawing.sleeves import Sleeve
from fvl_core.catalogues.drawing.torso import Torso


def flap_pocket(bench: Bench, x: float, y: float, *, width: float = 0.24, tilt: float = 0.03) -> list[Shape]:
    """Cut a flap over a pocket, on both sides."""
    piece = Cloth(
        points(
            [
                (x - width / 2, y + tilt),
                (x + width / 2, y - tilt),
                (x + width / 2, y + 0.075 - tilt),
                (x - width / 2, y + 0.085 + tilt),
            ]
        ),
        bench.fabric,
        edge=0.012,
        wrinkles=0.4,
        lift=0.5,
    )
    return [piece, mirrored(piece)]


def welt_pocket(
    x: float,
    y: float,
    *,
    lean: float = 0.06,
    length: float = 0.22,
    colour: tuple[float, float, float] | None = None,
) -> list[Shape]:
    """Cut slanting pocket openings on both sides."""
    line = points([(x, y), (x + lean, y + length)])
    found: list[Shape] = []
    for side in (1, -1):
        path = line * points([(side, 1)])
        found += [Seam(path, 0.022, 0.45), Seam(path, 0.012, 0.9 if colour else 0.3, colour)]
    return found


def front_edge(torso: Torso, *, at: float = 0.0) -> list[Shape]:
    """Mark the edge where the right front lies over the left."""
    bottom = torso.hem[1] + torso.curve
    return [
        Seam(points([(at, torso.depth), (at, bottom - 0.005)]), 0.012, 0.42),
        Seam(points([(at - 0.012, torso.depth), (at - 0.012, bottom - 0.005)]), 0.008, -0.35),
    ]


def button_rows(
    bench: Bench, xs: tuple[float, ...], top: float, bottom: float, count: int, *, radius: float = 0.026
) -> list[Shape]:
    """Sew on rows of buttons."""
    ink = bench.buttons()
    return [Button((x, float(y)), radius, ink) for y in np.linspace(top, bottom, count) for x in xs]


def tied_belt(bench: Bench, torso: Torso, y: float, *, width: float = 0.10) -> list[Shape]:
    """Tie a belt of the same cloth round the waist."""
    x = torso.waist[0] * 1.0
    band = Cloth(
        ribbon(smooth([(-x, y - 0.01), (0, y + 0.015), (x, y - 0.01)]), width),
        bench.fabric,
        angle=1.57,
        edge=0.025,
        bulge=0.03,
        wrinkles=0.7,
        lift=0.5,
    )
    end = Cloth(
        ribbon(smooth([(0.03, y), (0.10, y + 0.18), (0.09, y + 0.42)]), (0.06, width, width)),
        bench.fabric,
        edge=0.02,
        lift=0.5,
    )
    knot = Cloth(
        smooth([(-0.05, y - 0.05), (0.06, y - 0.05), (0.06, y + 0.07), (-0.05, y + 0.07)], closed=True),
        bench.fabric,
        edge=0.03,
        bulge=0.05,
        lift=0.5,
    )
    return [band, replace(mirrored(end), origin=(0.0, 0.0)), end, knot]


def sleeve_buttons(bench: Bench, right: Sleeve) -> list[Shape]:
    """Sew three small buttons above each cuff."""
    outer, inner = right.cuff
    axis = points([right.axis])[0]
    ink = bench.buttons()
    shapes: list[Shape] = []
    for k in range(3):
        spot: Points = 0.86 * outer + 0.14 * inner - axis * (0.04 + 0.045 * k)
        shapes += [Button((float(s * spot[0]), float(spot[1])), 0.013, ink) for s in (1, -1)]
    return shapes


def hanger_arms(bench: Bench, torso: Torso) -> tuple[float, float]:
    """Return how far a hanger's arms reach; a hood hides them."""
    return (0.0, 0.0) if bench.garment.neckline == "hood" else torso.shoulder
