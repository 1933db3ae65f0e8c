"""Cut shirts and blouses: collars, plackets, cuffs, pockets, ruffles and bows."""

from __future__ import annotations

from dataclasses import replace

from fvl_core.catalogues.drawing.bench import Bench, fold, mirrored
from fvl_core.catalogues.drawing.outlines import join, points, ribbon, smooth, symmetric
from fvl_core.catalogues.drawing.shapes import Button, Cloth, Plan, Seam, Shape
from fvl_core.catalogues.drawing.tops import collar
from fvl_core.catalogues.drawing.torso import (
    SLEEVE_LENGTH,
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


def placket(
    bench: Bench, *, top: float, bottom: float, step: float = 0.155, width: float = 0.04
) -> list[Shape]:
    """Close the front with a band of buttons."""
    band = Cloth(
        points([(-width, top), (width, top), (width, bottom), (-width, bottom)]),
        bench.fabric,
        edge=0.012,
        wrinkles=0.5,
        lift=0.28,
    )
    lines = [Seam(points([(x, top), (x, bottom - 0.01)]), 0.006, 0.22) for x in (-width * 0.75, width * 0.75)]
    ink = bench.buttons()
    count = max(2, int((bottom - top - 0.1) / step))
    return [
        band,
        *lines,
        *(
            Button((0, top + 0.07 + step * k), 0.015, ink)
            for k in range(count + 1)
            if top + 0.07 + step * k < bottom - 0.04
        ),
    ]


def patch_pocket(
    bench: Bench, centre: tuple[float, float], size: float, *, flap: bool = False
) -> list[Shape]:
    """Sew a patch pocket on, with its stitches and perhaps a flap."""
    x, y = centre
    w, h = size / 2, size * 0.56
    outline = points(
        [(x - w, y - h), (x + w, y - h), (x + w, y + h * 0.75), (x, y + h), (x - w, y + h * 0.75)]
    )
    shapes: list[Shape] = [
        Cloth(outline, bench.fabric, edge=0.012, wrinkles=0.5, lift=0.35),
        Seam(points([(x - w, y - h + 0.03), (x + w, y - h + 0.03)]), 0.006, 0.25),
    ]
    if flap:
        shapes += [
            Cloth(
                points(
                    [
                        (x - w * 1.06, y - h - 0.02),
                        (x + w * 1.06, y - h - 0.02),
                        (x + w * 1.06, y - h * 0.45),
                        (x, y - h * 0.2),
                        (x - w * 1.06, y - h * 0.45),
                    ]
                ),
                bench.fabric,
                edge=0.012,
                wrinkles=0.4,
                lift=0.5,
            ),
            Button((x, y - h * 0.42), 0.015, bench.buttons()),
        ]
    return shapes


def _shirt_tail(torso: Torso) -> Torso:
    return replace(torso, curve=0.11)


def shirt(bench: Bench) -> Plan:
    """Cut a shirt: collar, buttoned placket, yoke, pocket, cuffs, rounded tail."""
    garment = bench.garment
    torso = _shirt_tail(torso_of(bench, length=1.40, depth=0.13))
    right = sleeve(
        bench, torso, length=SLEEVE_LENGTH[garment.sleeve], cuff=0.125 if garment.sleeve == "long" else 0.18
    )
    shapes: list[Shape] = [*pair_of(bench, right)]
    if garment.sleeve == "long":
        shapes += cuffs(bench, right, depth=0.10, fabric=bench.fabric, tuck=0.92)
        outer, inner = right.cuff
        spot = 0.75 * inner + 0.25 * outer + points([right.axis])[0] * 0.05
        ink = bench.buttons()
        shapes += [Button((float(s * spot[0]), float(spot[1])), 0.013, ink) for s in (1, -1)]
    shapes += inside_neck(bench, torso)
    shapes += [body(bench, torso), *armholes(torso), *hem_lines(bench, torso, rise=0.03)]
    shapes += placket(bench, top=0.12, bottom=torso.hem[1] + 0.09)
    yoke = smooth([(0.05, 0.20), (0.3, 0.215), (torso.shoulder[0] - 0.03, 0.235)])
    shapes += [Seam(yoke, 0.007, 0.16), Seam(yoke * points([(-1, 1)]), 0.007, 0.16)]
    if bench.chance(0.65):
        shapes += patch_pocket(bench, (0.22, 0.50), 0.20, flap=garment.fabric == "denim" or bench.chance(0.2))
        if garment.fabric == "denim" or bench.chance(0.25):
            shapes += patch_pocket(bench, (-0.22, 0.50), 0.20, flap=garment.fabric == "denim")
    shapes += (
        collar(bench, torso.neck) if garment.neckline == "shirt collar" else band_collar(bench, torso.neck)
    )
    shapes.append(Button((0, 0.135), 0.014, bench.buttons()))
    return Plan(tuple(shapes), hook=(0, -0.04), shoulders=torso.shoulder)


def band_collar(bench: Bench, neck: float, *, height: float = 0.075) -> tuple[Cloth, ...]:
    """Stand a narrow band up around the neck."""
    half = smooth([(0.015, 0.135), (neck * 0.62, 0.085), (neck * 0.98, -0.01), (neck * 0.95, -0.05)])
    band = Cloth(ribbon(half, height), bench.fabric, edge=0.02, wrinkles=0.3, lift=0.4)
    back = Cloth(
        symmetric(
            join(
                smooth([(0, -0.06), (neck * 0.6, -0.065), (neck, -0.05)]),
                smooth([(neck * 0.95, 0.02), (0, 0.05)]),
            )
        ),
        bench.inside(),
        shade=0.7,
        edge=0.02,
        wrinkles=0.3,
    )
    return back, mirrored(band), band


def blouse(bench: Bench) -> Plan:
    """Cut a blouse: soft cloth, gathered sleeves, a ruffle, a bow or a plain V."""
    garment = bench.garment
    torso = replace(
        torso_of(bench, length=1.28, depth=0.34 if garment.neckline == "v-neck" else 0.16), curve=0.05
    )
    torso = replace(torso, pointed=garment.neckline == "v-neck")
    right = sleeve(bench, torso, length=SLEEVE_LENGTH[garment.sleeve] * 0.96, cuff=0.175)
    shapes: list[Shape] = [
        *pair_of(bench, right),
        *cuffs(bench, right, depth=0.06, fabric=bench.fabric, tuck=0.62),
    ]
    shapes += inside_neck(bench, torso)
    front = body(bench, torso)
    gathers = tuple(
        fold((x, 0.2), (x * 1.15, bench.uniform(0.6, 1.0)), 0.022, 0.012, fade=1)
        for x in (-0.26, -0.2, -0.13, 0.13, 0.2, 0.26)
    )
    shapes += [replace(front, folds=front.folds + gathers), *armholes(torso), *hem_lines(bench, torso)]
    if garment.closure == "buttons":
        shapes += placket(bench, top=torso.depth - 0.01, bottom=torso.hem[1] + 0.04, step=0.13, width=0.028)
    if garment.neckline == "ruffled neck":
        shapes += _ruffle(bench, torso)
    elif garment.neckline == "bow neck":
        shapes += _bow(bench, torso)
    else:
        edge = Cloth(ribbon(torso.neckline(), 0.022), bench.fabric, edge=0.01, wrinkles=0, lift=0.2)
        shapes += [mirrored(edge), edge]
    return Plan(tuple(shapes), hook=(0, 0.0), shoulders=torso.shoulder)


def _ruffle(bench: Bench, torso: Torso) -> list[Shape]:
    """Gather a frill round the neck and down the front."""
    shapes: list[Shape] = []
    neck = torso.neck
    for layer in range(2):
        rim = [(0.0, torso.depth + 0.13 + 0.03 * layer)]
        reach = 0.17 - 0.06 * layer
        for k in range(9):
            t = (k + 1) / 9
            ripple = reach * (1.0 + 0.22 * (-1) ** k)
            rim.append(
                (
                    neck * (0.25 + 0.75 * t) + ripple * t * 0.75,
                    torso.depth * (1 - t) + ripple * (1 - 0.75 * t),
                )
            )
        inner = torso.neckline()[::-1] - points([(0, 0.02)])
        folds = tuple(
            fold(
                (neck * t, torso.depth * (1 - t)),
                (neck * t + reach * t, torso.depth * (1 - t) + reach),
                0.016,
                0.016,
                fade=2,
            )
            for t in (0.1, 0.3, 0.5, 0.7, 0.9)
        )
        half = Cloth(join(smooth(rim), inner), bench.fabric, edge=0.02, folds=folds, lift=0.5, wrinkles=0.5)
        shapes += [half, mirrored(half)]
    return shapes


def _bow(bench: Bench, torso: Torso) -> list[Shape]:
    """Tie a bow below the neck."""
    y = torso.depth + 0.03
    tail = Cloth(
        ribbon(smooth([(0.01, y), (0.07, y + 0.2), (0.09, y + 0.46)]), (0.04, 0.075, 0.085)),
        bench.fabric,
        edge=0.02,
        lift=0.5,
    )
    loop = Cloth(
        smooth(
            [(0.0, y), (0.11, y - 0.09), (0.23, y - 0.06), (0.24, y + 0.07), (0.12, y + 0.07)], closed=True
        ),
        bench.fabric,
        edge=0.03,
        bulge=0.05,
        folds=(
            fold((0, y), (0.16, y), 0.02, 0.016, fade=1),
            fold((0, y), (0.16, y + 0.05), 0.016, -0.01, fade=1),
        ),
        lift=0.55,
    )
    knot = Cloth(
        smooth([(-0.035, y - 0.04), (0.035, y - 0.04), (0.035, y + 0.045), (-0.035, y + 0.045)], closed=True),
        bench.fabric,
        edge=0.025,
        bulge=0.05,
        lift=0.5,
    )
    edge = Cloth(ribbon(torso.neckline(), 0.05), bench.fabric, edge=0.018, lift=0.3)
    return [mirrored(edge), edge, mirrored(tail), tail, loop, mirrored(loop), knot]
