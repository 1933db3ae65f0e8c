"""Cut jumpers, cardigans and sweatshirts: ribbed ends, roll necks, button bands."""

from __future__ import annotations

from fvl_core.catalogues.drawing.bench import Bench, mirrored, zipper
from fvl_core.catalogues.drawing.collars import stand_collar
from fvl_core.catalogues.drawing.outlines import join, points, ribbon, smooth, symmetric
from fvl_core.catalogues.drawing.shapes import Button, Cloth, Fabric, Overlay, Plan, Seam, Shape
from fvl_core.catalogues.drawing.sleeves import cuffs, pair_of, sleeve
from fvl_core.catalogues.drawing.tops import LENGTHS, front_overlay
from fvl_core.catalogues.drawing.torso import Torso, armholes, body, inside_neck, neck_band, torso_of


def knit_overlay(bench: Bench) -> Overlay:
    """Return what a pattern adds to a knitted front."""
    return front_overlay(bench, top=0.66)


def _rib(bench: Bench) -> Fabric:
    return bench.plain("rib")


def hem_band(bench: Bench, torso: Torso, *, depth: float = 0.11, fabric: Fabric | None = None) -> Cloth:
    """Finish a body with a ribbed band that pulls it in."""
    x, y = torso.hem
    right = join(
        smooth([(0, y - 0.02 + torso.curve), (x * 0.6, y - 0.02 + torso.curve * 0.8), (x * 1.005, y - 0.03)]),
        smooth([(x * 0.985, y + depth * 0.5), (x * 0.95, y + depth)]),
        smooth([(x * 0.95, y + depth), (x * 0.55, y + depth + torso.curve), (0, y + depth + torso.curve)]),
    )
    return Cloth(symmetric(right), fabric or _rib(bench), edge=0.035, bulge=0.03, wrinkles=0.5, lift=0.3)


def knitted_sleeves(bench: Bench, torso: Torso) -> list[Shape]:
    """Cut sleeves with ribbed cuffs."""
    right = sleeve(bench, torso, length=1.08, cuff=0.125)
    return [*pair_of(right), *cuffs(bench, right, depth=0.10, fabric=_rib(bench), tuck=0.82)]


def jumper(bench: Bench) -> Plan:
    """Cut a jumper with ribbed hem, cuffs and neck."""
    garment = bench.garment
    depth = {"v-neck": 0.36, "crew neck": 0.14}.get(garment.neckline, 0.11)
    torso = torso_of(bench, length=LENGTHS[garment.length] - 0.08, width=0.49, depth=depth)
    shapes = knitted_sleeves(bench, torso)
    shapes += inside_neck(bench, torso, rise=0.03)
    shapes += [
        neck_band(bench, torso, width=0.07, back=True),
        body(bench, torso, overlay=knit_overlay(bench)),
        *armholes(torso),
        hem_band(bench, torso),
    ]
    if garment.neckline == "roll neck":
        shapes += _roll_neck(bench, torso)
    else:
        shapes.append(neck_band(bench, torso, width=0.075))
    return Plan(
        tuple(shapes), hook=(0, -0.02 if garment.neckline != "roll neck" else -0.18), shoulders=torso.shoulder
    )


def _roll_neck(bench: Bench, torso: Torso) -> list[Shape]:
    n = torso.neck * 0.98
    tube = symmetric(
        join(
            smooth([(0, -0.20), (n * 0.8, -0.205), (n * 0.93, -0.18)]),
            smooth([(n * 0.95, -0.08), (n * 1.02, 0.03)]),
            smooth([(n * 0.9, 0.09), (0, 0.135)]),
        )
    )
    fold_over = symmetric(
        join(
            smooth([(0, -0.205), (n * 0.8, -0.21), (n * 0.96, -0.18)]),
            smooth([(n * 1.02, -0.09), (n * 1.02, -0.03)]),
            smooth([(n * 0.8, 0.01), (0, 0.035)]),
        )
    )
    return [
        Cloth(tube, _rib(bench), edge=0.03, bulge=0.03, wrinkles=0.5),
        Cloth(fold_over, _rib(bench), edge=0.035, bulge=0.05, wrinkles=0.6, lift=0.55),
    ]


def cardigan(bench: Bench) -> Plan:
    """Cut a cardigan: an open V, a buttoned band, ribbed ends, sometimes pockets."""
    garment = bench.garment
    depth = 0.52 if garment.neckline == "v-neck" else 0.15
    torso = torso_of(bench, length=LENGTHS[garment.length] - 0.08, width=0.49, depth=depth)
    shapes = knitted_sleeves(bench, torso)
    shapes += inside_neck(bench, torso, rise=0.03)
    shapes += [body(bench, torso, overlay=knit_overlay(bench)), *armholes(torso), hem_band(bench, torso)]
    bottom = torso.hem[1] + 0.11
    band = _rib(bench)
    edge = join(torso.neckline()[::-1], [(0.0, bottom)]) + points([(0.012, 0)])
    right, left = (
        Cloth(ribbon(edge, 0.07), band, edge=0.018, wrinkles=0.3, lift=0.4),
        mirrored(Cloth(ribbon(edge, 0.07), band, edge=0.018, wrinkles=0.3, lift=0.4)),
    )
    shapes += [left, right]
    ink = bench.buttons()
    gap = (bottom - torso.depth - 0.12) / 5
    shapes += [Button((0.012, torso.depth + 0.06 + gap * k), 0.021, ink) for k in range(6)]
    if bench.chance(0.5):
        shapes += [
            Cloth(
                points(
                    [
                        (s * 0.13, bottom - 0.42),
                        (s * 0.34, bottom - 0.42),
                        (s * 0.34, bottom - 0.37),
                        (s * 0.13, bottom - 0.37),
                    ]
                ),
                band,
                edge=0.012,
                wrinkles=0.2,
                lift=0.4,
            )
            for s in (-1, 1)
        ]
    return Plan(tuple(shapes), hook=(0, -0.01), shoulders=torso.shoulder)


def sweatshirt(bench: Bench) -> Plan:
    """Cut a sweatshirt: round neck with a V insert, or a short zip with a stand collar."""
    torso = torso_of(bench, length=1.30, width=0.50, depth=0.14)
    shapes = knitted_sleeves(bench, torso)
    shapes += inside_neck(bench, torso)
    shapes += [
        neck_band(bench, torso, width=0.06, back=True),
        body(bench, torso, overlay=knit_overlay(bench)),
        *armholes(torso),
        hem_band(bench, torso),
    ]
    if bench.garment.neckline == "half-zip":
        shapes += [*zipper([(0, 0.1), (0, 0.56)], bench.colour), *stand_collar(bench, torso.neck)]
        shapes += zipper([(0, -0.02), (0, 0.2)], bench.colour)
    else:
        shapes.append(neck_band(bench, torso, width=0.065))
        d = torso.depth
        shapes += [Seam(points([(-0.06, d + 0.03), (0, d + 0.12), (0.06, d + 0.03)]), 0.008, 0.25)]
    return Plan(tuple(shapes), hook=(0, -0.02), shoulders=torso.shoulder)
