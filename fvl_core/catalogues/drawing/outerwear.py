"""Cut jackets, coats, blazers, puffer jackets and gilets: lapels, zips, quilting, belts, flaps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from fvl_core.catalogues.drawing.bench import BRASS, METAL, Bench, fold, mirrored, stitched, zipper
from fvl_core.catalogues.drawing.knits import hem_band, hood, stand_collar
from fvl_core.catalogues.drawing.outlines import Points, join, points, ribbon, smooth
from fvl_core.catalogues.drawing.shapes import Button, Cloth, Fold, Plan, Seam, Shape
from fvl_core.catalogues.drawing.shirts import patch_pocket
from fvl_core.catalogues.drawing.tops import LENGTHS, collar, front_options
from fvl_core.catalogues.drawing.torso import (
    Sleeve,
    Torso,
    armholes,
    body,
    cuffs,
    hem_lines,
    inside_neck,
    pair_of,
    sleeve,
    torso_of,
)


def lapels(bench: Bench, torso: Torso, *, wide: float = 0.17) -> list[Shape]:
    """Turn back a notched collar down to the first button."""
    n, d = torso.neck, torso.depth
    back = Cloth(
        join(
            smooth([(-n * 1.08, 0.02), (-n * 0.7, -0.05), (0, -0.065), (n * 0.7, -0.05), (n * 1.08, 0.02)]),
            smooth([(n * 0.8, 0.10), (0, 0.055), (-n * 0.8, 0.10)]),
        ),
        bench.fabric,
        edge=0.02,
        shade=0.92,
        wrinkles=0.3,
    )
    collar_leaf = Cloth(
        join(
            smooth([(n * 0.85, -0.035), (n * 1.16, 0.03), (n * 1.12 + wide * 0.75, 0.25)]),
            [(n * 0.80 + wide * 0.35, 0.29)],
            smooth([(n * 0.80, 0.20), (n * 0.86, 0.08), (n * 0.85, -0.035)]),
        ),
        bench.fabric,
        angle=-0.4,
        edge=0.015,
        wrinkles=0.3,
        lift=0.5,
    )
    leaf = Cloth(
        join(
            smooth([(n * 0.86, 0.10), (n * 0.80 + wide * 0.35, 0.285)]),
            [(n * 0.95 + wide * 0.95, 0.255)],
            smooth([(n * 0.95 + wide * 0.95, 0.255), (n * 0.6 + wide * 0.75, d * 0.62), (0.012, d + 0.015)]),
            smooth([(0.012, d + 0.015), (n * 0.5, d * 0.55), (n * 0.86, 0.10)]),
        ),
        bench.fabric,
        angle=-0.35,
        edge=0.02,
        bulge=0.02,
        wrinkles=0.4,
        lift=0.5,
    )
    return [back, mirrored(leaf), leaf, mirrored(collar_leaf), collar_leaf]


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


def _front(bench: Bench, torso: Torso, *, at: float = 0.0) -> list[Shape]:
    bottom = torso.hem[1] + torso.curve
    return [
        Seam(points([(at, torso.depth), (at, bottom - 0.005)]), 0.012, 0.42),
        Seam(points([(at - 0.012, torso.depth), (at - 0.012, bottom - 0.005)]), 0.008, -0.35),
    ]


def _buttons(
    bench: Bench, xs: tuple[float, ...], top: float, bottom: float, count: int, *, radius: float = 0.026
) -> list[Shape]:
    ink = bench.buttons()
    return [Button((x, float(y)), radius, ink) for y in np.linspace(top, bottom, count) for x in xs]


def jacket(bench: Bench) -> Plan:
    """Cut a jacket of leather, suede, denim or nylon."""
    garment = bench.garment
    torso = torso_of(bench, length=LENGTHS[garment.length] * 0.97, width=0.51, depth=0.14)
    right = sleeve(bench, torso, length=1.08, cuff=0.135)
    rib = garment.fabric == "nylon"
    trim = bench.plain("rib", bench.tone(0.8)) if rib else bench.fabric
    shapes: list[Shape] = [
        *pair_of(bench, right),
        *cuffs(bench, right, depth=0.09, fabric=trim, tuck=0.82 if rib else 0.95),
    ]
    shapes += inside_neck(bench, torso)
    shapes += [
        body(bench, torso, **front_options(bench)),
        *armholes(torso, strength=0.2),
        hem_band(bench, torso, fabric=trim, depth=0.09),
    ]
    bottom = torso.hem[1] + 0.09
    if garment.fabric == "denim":
        shapes += _denim_details(bench, torso)
    if garment.closure == "zip":
        metal = BRASS if bench.chance(0.3) else METAL
        shapes += zipper([(0, 0.13), (0, bottom)], bench.colour, metal=metal)
        if garment.fabric != "denim":
            shapes += welt_pocket(
                0.22, torso.hem[1] - 0.42, colour=metal if garment.fabric == "leather" else None
            )
            if garment.fabric == "leather" and bench.chance(0.6):
                shapes += zipper([(0.13, 0.42), (0.33, 0.47)], bench.colour, metal=metal, width=0.03)
    else:
        shapes += [*_front(bench, torso), *_buttons(bench, (0.03,), 0.22, bottom - 0.05, 6, radius=0.022)]
        if garment.fabric != "denim":
            shapes += flap_pocket(bench, 0.27, torso.hem[1] - 0.30)
    shapes += _collar(bench, torso)
    return Plan(
        tuple(shapes),
        hook=(0, -0.03) if garment.neckline != "hood" else (0, -0.36),
        shoulders=_arms(bench, torso),
    )


def _arms(bench: Bench, torso: Torso) -> tuple[float, float]:
    """Return how far a hanger's arms reach; a hood hides them."""
    return (0.0, 0.0) if bench.garment.neckline == "hood" else torso.shoulder


def _collar(bench: Bench, torso: Torso) -> list[Shape]:
    kind = bench.garment.neckline
    if kind == "hood":
        return hood(bench, torso.neck)
    return (
        stand_collar(bench, torso.neck)
        if kind == "stand collar"
        else [*collar(bench, torso.neck, spread=0.22, drop=0.24)]
    )


def _denim_details(bench: Bench, torso: Torso) -> list[Shape]:
    shapes: list[Shape] = []
    thread = (0.82, 0.55, 0.25) if bench.garment.colour in {"blue", "navy", "light blue"} else bench.stitch
    for side in (-1, 1):
        flip = points([(side, 1)])
        shapes += [
            Seam(points([(0.30, 0.50), (0.16, torso.hem[1])]) * flip, 0.010, 0.25),
            Seam(points([(0.10, 0.40), (0.07, torso.hem[1])]) * flip, 0.008, 0.75, thread, 0.02),
        ]
        shapes += patch_pocket(bench, (side * 0.235, 0.46), 0.20, flap=True)
        shapes.append(stitched(points([(0.03, 0.355), (torso.shoulder[0] - 0.03, 0.355)]) * flip, bench))
    return shapes


def coat(bench: Bench) -> Plan:
    """Cut a coat: lapels, collar or hood, buttons in one or two rows, or a belt."""
    garment = bench.garment
    length = 1.85 if garment.length == "knee-length" else 2.25
    depth = 0.62 if garment.neckline == "lapel" else 0.14
    torso = torso_of(bench, length=length, width=0.52, depth=depth, flare=0.14)
    right = sleeve(bench, torso, length=1.14, cuff=0.15, spread=bench.uniform(0.10, 0.28))
    shapes: list[Shape] = [*pair_of(bench, right), *_sleeve_buttons(bench, right)]
    shapes += inside_neck(bench, torso, fabric=bench.plain("satin", bench.tone(0.7)))
    shapes += [
        body(bench, torso),
        *armholes(torso, strength=0.2),
        *hem_lines(bench, torso),
        *_front(bench, torso, at=0.0),
    ]
    shapes += flap_pocket(bench, 0.31, 1.18) if bench.chance(0.6) else welt_pocket(0.30, 1.02)
    double = garment.neckline == "lapel" and bench.chance(0.5)
    first = depth + 0.06 if garment.neckline == "lapel" else 0.28
    if garment.closure == "belt":
        shapes += belt(bench, torso, 0.98)
    shapes += _buttons(
        bench,
        (-0.11, 0.13) if double else (0.035,),
        first,
        1.28 if garment.closure == "buttons" else 0.82,
        3 if double else 4,
        radius=0.03,
    )
    shapes += lapels(bench, torso, wide=0.2) if garment.neckline == "lapel" else _collar(bench, torso)
    return Plan(
        tuple(shapes),
        hook=(0, -0.03) if garment.neckline != "hood" else (0, -0.36),
        shoulders=_arms(bench, torso),
        fill=0.9,
    )


def belt(bench: Bench, torso: Torso, y: float, *, width: float = 0.10) -> list[Shape]:
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


def _sleeve_buttons(bench: Bench, right: Sleeve) -> list[Shape]:
    outer, inner = right.cuff
    axis = points([right.axis])[0]
    ink = bench.buttons()
    shapes: list[Shape] = []
    for k in range(3):
        spot: Points = 0.86 * outer + 0.14 * inner - axis * (0.04 + 0.045 * k)
        shapes += [Button((float(s * spot[0]), float(spot[1])), 0.013, ink) for s in (1, -1)]
    return shapes


def blazer(bench: Bench) -> Plan:
    """Cut a blazer: notched lapels, one or two rows of buttons, a breast pocket."""
    torso = replace(torso_of(bench, length=1.42, width=0.49, depth=bench.uniform(0.6, 0.74)), curve=0.05)
    right = sleeve(
        bench,
        torso,
        length=1.12,
        cuff=0.135,
        spread=bench.uniform(0.08, 0.14) if bench.hung else bench.uniform(0.12, 0.34),
    )
    shapes: list[Shape] = [*pair_of(bench, right), *_sleeve_buttons(bench, right)]
    shapes += inside_neck(bench, torso, fabric=bench.plain("satin", bench.tone(0.75)))
    double = bench.chance(0.3)
    shapes += [body(bench, torso), *armholes(torso, strength=0.2), *_front(bench, torso)]
    dart = smooth([(0.2, 0.66), (0.19, 0.9), (0.2, 1.1)])
    shapes += [Seam(dart, 0.007, 0.18), Seam(dart * points([(-1, 1)]), 0.007, 0.18)]
    shapes += flap_pocket(bench, 0.27, 1.06)
    shapes.append(
        Cloth(
            points([(0.20, 0.50), (0.36, 0.475), (0.36, 0.52), (0.20, 0.545)]),
            bench.fabric,
            edge=0.008,
            wrinkles=0.1,
            lift=0.45,
        )
    )
    shapes += _buttons(
        bench,
        (-0.10, 0.12) if double else (0.02,),
        torso.depth + 0.05,
        torso.depth + (0.40 if double else 0.22),
        3 if double else int(bench.rng.integers(1, 3)),
        radius=0.027,
    )
    shapes += lapels(bench, torso)
    return Plan(tuple(shapes), hook=(0, -0.04), shoulders=torso.shoulder)


def _baffles(top: float, bottom: float, half: float, step: float) -> tuple[tuple[Fold, ...], list[Seam]]:
    """Quilt a front in rows: valleys where the lines of stitching run."""
    rows = np.arange(top, bottom - 0.04, step)
    folds = tuple(
        fold((-half * 1.1, float(y)), (half * 1.1, float(y)), 0.034, -0.021, bend=0.02, fade=2) for y in rows
    )
    lines = [
        Seam(smooth([(-half, float(y)), (0, float(y) + 0.02), (half, float(y))]), 0.007, 0.20) for y in rows
    ]
    return folds, lines


def puffer_jacket(bench: Bench) -> Plan:
    """Cut a quilted jacket, or a gilet when it has no sleeves."""
    garment = bench.garment
    torso = torso_of(
        bench, length={"cropped": 1.0, "regular": 1.3, "long": 1.85}[garment.length], width=0.53, depth=0.14
    )
    if garment.sleeve == "sleeveless":
        torso = replace(torso, shoulder=(0.36, 0.10), armpit=(0.47, 0.52))
    step = bench.uniform(0.15, 0.21)
    shapes: list[Shape] = []
    if garment.sleeve != "sleeveless":
        shapes += _quilted_sleeves(bench, torso, step)
    shapes += inside_neck(bench, torso)
    folds, lines = _baffles(0.34, torso.hem[1], torso.hem[0], step)
    front = body(bench, torso, **front_options(bench))
    shapes += [
        replace(front, folds=folds + front.folds[:3], bulge=0.10, edge=0.08, wrinkles=1.3),
        *(replace(line, line=line.line * points([(0.97, 1)])) for line in lines),
    ]
    if garment.sleeve != "sleeveless":
        shapes += armholes(torso, strength=0.25)
    shapes.append(hem_band(bench, torso, depth=0.05, fabric=bench.plain("nylon", bench.tone(0.85))))
    shapes += zipper([(0, 0.12), (0, torso.hem[1] + 0.06)], bench.colour)
    shapes += welt_pocket(0.27, torso.hem[1] - 0.42, length=0.2)
    shapes += (
        hood(bench, torso.neck)
        if garment.neckline == "hood"
        else stand_collar(bench, torso.neck, height=0.19)
    )
    return Plan(
        tuple(shapes),
        hook=(0, -0.08) if garment.neckline != "hood" else (0, -0.36),
        shoulders=_arms(bench, torso),
    )


def _quilted_sleeves(bench: Bench, torso: Torso, step: float) -> list[Shape]:
    right = sleeve(bench, torso, length=1.08, cuff=0.15)
    outer, inner = right.cuff
    end = (outer + inner) / 2
    start = (np.array(torso.shoulder) + np.array(torso.armpit)) / 2
    way = (end - start) / np.linalg.norm(end - start)
    across = np.array([way[1], -way[0]])
    rows = [start + way * d for d in np.arange(0.12, float(np.linalg.norm(end - start)) - 0.04, step)]
    folds = tuple(fold(_pair(p - across * 0.3), _pair(p + across * 0.3), 0.032, -0.020, fade=2) for p in rows)
    cloth = replace(right.cloth, folds=folds, bulge=0.12, edge=0.07)
    return [cloth, mirrored(cloth), *cuffs(bench, right, depth=0.06, fabric=bench.plain("rib"), tuck=0.75)]


def _pair(spot: np.ndarray) -> tuple[float, float]:
    return float(spot[0]), float(spot[1])
