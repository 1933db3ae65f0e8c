"""Cut blouses: soft cloth, gathers, ruffles and bows."""

from __future__ import annotations

from dataclasses import replace

from fvl_core.catalogues.drawing.bench import Bench, fold, mirrored
from fvl_core.catalogues.drawing.outlines import join, points, ribbon, smooth
from fvl_core.catalogues.drawing.shapes import Cloth, Plan, Shape
from fvl_core.catalogues.drawing.shirts import placket
from fvl_core.catalogues.drawing.sleeves import SLEEVE_LENGTH, cuffs, pair_of, sleeve
from fvl_core.catalogues.drawing.torso import Torso, armholes, body, hem_lines, inside_neck, torso_of


def blouse(bench: Bench) -> Plan:
    """Cut a blouse: soft cloth, gathered sleeves, a ruffle, a bow or a plain V."""
    garment = bench.garment
    torso = replace(
        torso_of(bench, length=1.28, depth=0.34 if garment.neckline == "v-neck" else 0.16), curve=0.05
    )
    torso = replace(torso, pointed=garment.neckline == "v-neck")
    right = sleeve(bench, torso, length=SLEEVE_LENGTH[garment.sleeve] * 0.96, cuff=0.175)
    shapes: list[Shape] = [
        *pair_of(right),
        *cuffs(bench, right, depth=0.06, fabric=bench.fabric, tuck=0.62),
    ]
    shapes += inside_neck(bench, torso)
    front = body(bench, torso)
    gathers = tuple(
        fold((x, 0.2), (x * 1.15, bench.uniform(0.6, 1.0)), 0.022, 0.012, fade=1)
        for x in (-0.26, -0.2, -0.13, 0.13, 0.2, 0.26)
    )
    shapes += [replace(front, folds=front.folds + gathers), *armholes(torso), *hem_lines(torso)]
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
