"""Cut puffer jackets and gilets, quilted in rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from fvl_core.catalogues.drawing.bench import Bench, fold, mirrored, zipper
from fvl_core.catalogues.drawing.collars import hood, stand_collar
from fvl_core.catalogues.drawing.knits import hem_band
from fvl_core.catalogues.drawing.outlines import points, smooth
from fvl_core.catalogues.drawing.shapes import Fold, Plan, Seam, Shape
from fvl_core.catalogues.drawing.sleeves import cuffs, sleeve
from fvl_core.catalogues.drawing.tailoring import hanger_arms, welt_pocket
from fvl_core.catalogues.drawing.tops import front_overlay
from fvl_core.catalogues.drawing.torso import Torso, armholes, body, inside_neck, torso_of


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
    front = body(bench, torso, overlay=front_overlay(bench))
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
        shoulders=hanger_arms(bench, torso),
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
