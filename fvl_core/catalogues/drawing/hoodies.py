"""Cut hoodies: a hood, cords, a pouch, sometimes a zip."""

from __future__ import annotations

from dataclasses import replace

from fvl_core.catalogues.drawing.bench import Bench, mirrored, zipper
from fvl_core.catalogues.drawing.collars import hood
from fvl_core.catalogues.drawing.knits import hem_band, knit_overlay, knitted_sleeves
from fvl_core.catalogues.drawing.outlines import join, points, smooth, symmetric
from fvl_core.catalogues.drawing.shapes import Button, Cloth, Overlay, Plan, Seam
from fvl_core.catalogues.drawing.tops import LENGTHS, front_overlay
from fvl_core.catalogues.drawing.torso import armholes, body, torso_of


def hoodie(bench: Bench) -> Plan:
    """Cut a hoodie: hood, cords, pouch, ribbed ends, sometimes a full zip."""
    garment = bench.garment
    torso = torso_of(bench, length=LENGTHS[garment.length] - 0.06, width=0.51, depth=0.17)
    shapes = knitted_sleeves(bench, torso)
    overlay = knit_overlay(bench)
    zipped = garment.closure == "zip"
    if zipped:
        overlay = Overlay(block=overlay.block)
    shapes += [body(bench, torso, overlay=overlay), *armholes(torso), hem_band(bench, torso)]
    y = torso.hem[1]
    x = torso.hem[0]
    half = join(
        [(0.0 if not zipped else 0.02, y - 0.40), (x * 0.38, y - 0.40)],
        smooth([(x * 0.38, y - 0.40), (x * 0.56, y - 0.25), (x * 0.66, y - 0.14)]),
        [(x * 0.66, y - 0.005), (0.0 if not zipped else 0.02, y)],
    )
    lower = Overlay(block=overlay.block)
    pouch = Cloth(half, bench.fabric, edge=0.02, bulge=0.03, lift=0.45, wrinkles=0.8, overlay=lower)

    if zipped:
        shapes += [mirrored(pouch), pouch, *zipper([(0, 0.19), (0, y + 0.12)], bench.colour)]
    else:
        shapes += [replace(pouch, outline=symmetric(half))]
    if garment.pattern == "graphic print" and zipped:
        shapes.append(_chest_print(bench))
    shapes += hood(bench, torso.neck)
    cord = (0.94, 0.93, 0.91) if bench.chance(0.6) and sum(bench.colour) < 2.3 else bench.tone(0.55)
    for side in (-1, 1):
        end = bench.uniform(0.42, 0.6)
        line = smooth([(side * 0.075, 0.18), (side * 0.085, 0.32), (side * bench.uniform(0.06, 0.11), end)])
        shapes += [
            Seam(line + points([(0.008, 0.008)]), 0.018, 0.35),
            Seam(line, 0.014, 1.0, cord),
            Button((side * 0.075, 0.185), 0.013, (0.7, 0.7, 0.72)),
        ]
    shoulders = (0.0, 0.0)  # the hood hides the hanger's arms
    return Plan(tuple(shapes), hook=(0, -0.36), shoulders=shoulders, fill=0.88)


def _chest_print(bench: Bench) -> Cloth:
    """Print a small motif on one side of the chest, clear of the zip."""
    decal = front_overlay(bench, top=0.5, size=0.2).decal
    patch = points([(0.08, 0.36), (0.36, 0.36), (0.36, 0.62), (0.08, 0.62)])
    small = None if decal is None else replace(decal, centre=(0.22, 0.48), width=0.24)
    return Cloth(patch, bench.fabric, edge=0.001, wrinkles=0, lift=0, overlay=Overlay(small))
