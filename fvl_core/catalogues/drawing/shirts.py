"""Cut shirts: plackets, cuffs, yokes, patch pockets."""

from __future__ import annotations

from dataclasses import replace

from fvl_core.catalogues.drawing.bench import Bench
from fvl_core.catalogues.drawing.collars import band_collar, collar
from fvl_core.catalogues.drawing.outlines import points, smooth
from fvl_core.catalogues.drawing.shapes import Button, Cloth, Plan, Seam, Shape
from fvl_core.catalogues.drawing.sleeves import SLEEVE_LENGTH, cuffs, pair_of, sleeve
from fvl_core.catalogues.drawing.torso import Torso, armholes, body, hem_lines, inside_neck, torso_of


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
    shapes: list[Shape] = [*pair_of(right)]
    if garment.sleeve == "long":
        shapes += cuffs(bench, right, depth=0.10, fabric=bench.fabric, tuck=0.92)
        outer, inner = right.cuff
        spot = 0.75 * inner + 0.25 * outer + points([right.axis])[0] * 0.05
        ink = bench.buttons()
        shapes += [Button((float(s * spot[0]), float(spot[1])), 0.013, ink) for s in (1, -1)]
    shapes += inside_neck(bench, torso)
    shapes += [body(bench, torso), *armholes(torso), *hem_lines(torso, rise=0.03)]
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
