"""Cut jackets, coats and blazers."""

from __future__ import annotations

from dataclasses import replace

from fvl_core.catalogues.drawing.bench import BRASS, METAL, Bench, stitched, zipper
from fvl_core.catalogues.drawing.collars import collar, hood, lapels, stand_collar
from fvl_core.catalogues.drawing.knits import hem_band
from fvl_core.catalogues.drawing.outlines import points, smooth
from fvl_core.catalogues.drawing.shapes import Cloth, Plan, Seam, Shape
from fvl_core.catalogues.drawing.shirts import patch_pocket
from fvl_core.catalogues.drawing.sleeves import cuffs, pair_of, sleeve
from fvl_core.catalogues.drawing.tailoring import (
    button_rows,
    flap_pocket,
    front_edge,
    hanger_arms,
    sleeve_buttons,
    tied_belt,
    welt_pocket,
)
from fvl_core.catalogues.drawing.tops import LENGTHS, front_overlay
from fvl_core.catalogues.drawing.torso import Torso, armholes, body, hem_lines, inside_neck, torso_of


def jacket(bench: Bench) -> Plan:
    """Cut a jacket of leather, suede, denim or nylon."""
    garment = bench.garment
    torso = torso_of(bench, length=LENGTHS[garment.length] * 0.97, width=0.51, depth=0.14)
    right = sleeve(bench, torso, length=1.08, cuff=0.135)
    rib = garment.fabric == "nylon"
    trim = bench.plain("rib", bench.tone(0.8)) if rib else bench.fabric
    shapes: list[Shape] = [
        *pair_of(right),
        *cuffs(bench, right, depth=0.09, fabric=trim, tuck=0.82 if rib else 0.95),
    ]
    shapes += inside_neck(bench, torso)
    shapes += [
        body(bench, torso, overlay=front_overlay(bench)),
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
        shapes += [*front_edge(torso), *button_rows(bench, (0.03,), 0.22, bottom - 0.05, 6, radius=0.022)]
        if garment.fabric != "denim":
            shapes += flap_pocket(bench, 0.27, torso.hem[1] - 0.30)
    shapes += _neck(bench, torso)
    return Plan(
        tuple(shapes),
        hook=(0, -0.03) if garment.neckline != "hood" else (0, -0.36),
        shoulders=hanger_arms(bench, torso),
    )


def _neck(bench: Bench, torso: Torso) -> list[Shape]:
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
    shapes: list[Shape] = [*pair_of(right), *sleeve_buttons(bench, right)]
    shapes += inside_neck(bench, torso, fabric=bench.plain("satin", bench.tone(0.7)))
    shapes += [
        body(bench, torso),
        *armholes(torso, strength=0.2),
        *hem_lines(torso),
        *front_edge(torso, at=0.0),
    ]
    shapes += flap_pocket(bench, 0.31, 1.18) if bench.chance(0.6) else welt_pocket(0.30, 1.02)
    double = garment.neckline == "lapel" and bench.chance(0.5)
    first = depth + 0.06 if garment.neckline == "lapel" else 0.28
    if garment.closure == "belt":
        shapes += tied_belt(bench, torso, 0.98)
    shapes += button_rows(
        bench,
        (-0.11, 0.13) if double else (0.035,),
        first,
        1.28 if garment.closure == "buttons" else 0.82,
        3 if double else 4,
        radius=0.03,
    )
    shapes += lapels(bench, torso, wide=0.2) if garment.neckline == "lapel" else _neck(bench, torso)
    return Plan(
        tuple(shapes),
        hook=(0, -0.03) if garment.neckline != "hood" else (0, -0.36),
        shoulders=hanger_arms(bench, torso),
        fill=0.9,
    )


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
    shapes: list[Shape] = [*pair_of(right), *sleeve_buttons(bench, right)]
    shapes += inside_neck(bench, torso, fabric=bench.plain("satin", bench.tone(0.75)))
    double = bench.chance(0.3)
    shapes += [body(bench, torso), *armholes(torso, strength=0.2), *front_edge(torso)]
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
    shapes += button_rows(
        bench,
        (-0.10, 0.12) if double else (0.02,),
        torso.depth + 0.05,
        torso.depth + (0.40 if double else 0.22),
        3 if double else int(bench.rng.integers(1, 3)),
        radius=0.027,
    )
    shapes += lapels(bench, torso)
    return Plan(tuple(shapes), hook=(0, -0.04), shoulders=torso.shoulder)
