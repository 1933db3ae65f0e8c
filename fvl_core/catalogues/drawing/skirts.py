"""Cut skirts, and the skirt part of dresses: straight, flared or pleated."""

from __future__ import annotations

from fvl_core.catalogues.drawing.bench import Bench, fold
from fvl_core.catalogues.drawing.legs import Legs, elastic_waist, waistband
from fvl_core.catalogues.drawing.outlines import join, points, smooth, symmetric
from fvl_core.catalogues.drawing.shapes import PLAIN, Button, Cloth, Fold, Overlay, Plan, Seam, Shape

SKIRT_LENGTHS = {"mini": 0.78, "knee-length": 1.12, "midi": 1.5, "maxi": 1.95}


def skirt_panel(
    bench: Bench,
    *,
    top: float,
    waist: float,
    length: float,
    shape: str,
    overlay: Overlay = PLAIN,
) -> Cloth:
    """Cut the front of a skirt from the waist at ``top`` down over ``length``."""
    hem = {
        "straight": waist * 1.28,
        "fitted": waist * 1.30,
        "a-line": waist * 1.28 + 0.27 * length,
        "loose": waist * 1.3 + 0.20 * length,
        "pleated": waist * 1.3 + 0.33 * length,
    }.get(shape, waist * 1.5)
    hip = waist * (1.27 if shape in {"straight", "fitted"} else 1.28)
    sag = 0.03 + 0.07 * (hem - waist)
    right = join(
        smooth([(0, top + 0.012), (waist * 0.6, top + 0.008), (waist, top)]),
        smooth(
            [
                (waist, top),
                (max(hip * 0.96, waist + (hem - waist) * 0.28), top + 0.30),
                (hem, top + length - sag),
            ]
        )[1:],
        smooth([(hem, top + length - sag), (hem * 0.6, top + length - sag * 0.15), (0, top + length)])[1:],
    )
    return Cloth(
        symmetric(right),
        bench.fabric,
        edge=0.045,
        bulge=0.04,
        folds=_drapes(bench, waist, hem, top, length, shape),
        overlay=overlay,
    )


def _drapes(
    bench: Bench, waist: float, hem: float, top: float, length: float, shape: str
) -> tuple[Fold, ...]:
    if shape in {"straight", "fitted"}:
        count, height, width = 5, 0.008, 0.04
    elif shape == "pleated":
        count, height, width = 15, 0.017, 0.024
    else:
        count, height, width = 9, 0.019, 0.05
    folds = []
    for k in range(count):
        share = -1 + 2 * (k + (0.5 if shape == "pleated" else bench.uniform(0.1, 0.9))) / count
        start = (
            share * waist * 0.96,
            top + (0.01 if shape == "pleated" else bench.uniform(0.02, 0.35) * length),
        )
        stop = (share * hem * 0.97, top + length - 0.01)
        folds.append(
            fold(
                start,
                stop,
                width * bench.uniform(0.8, 1.2),
                height * bench.uniform(0.6, 1.25),
                bend=0 if shape == "pleated" else bench.uniform(-0.03, 0.03),
                fade=2 if shape == "pleated" else -1,
            )
        )
    return tuple(folds)


def skirt(bench: Bench) -> Plan:
    """Cut a skirt: straight, flared or pleated, with a waistband."""
    garment = bench.garment
    waist, length = 0.34, SKIRT_LENGTHS[garment.length] * bench.uniform(0.96, 1.04)
    panel = skirt_panel(bench, top=0.06, waist=waist, length=length, shape=garment.fit)
    legs = Legs(waist, waist, 0, 0, 0, 0)
    shapes: list[Shape] = [panel]
    if garment.closure == "buttons":
        shapes += [
            Seam(points([(0.04, 0.08), (0.04, length + 0.05)]), 0.007, 0.25),
            Seam(points([(-0.04, 0.08), (-0.04, length + 0.05)]), 0.007, 0.25),
        ]
        ink = bench.buttons()
        shapes += [Button((0, float(y)), 0.02, ink) for y in _even(0.2, length - 0.05, 0.17)]
    elif garment.fabric == "denim":
        line = smooth([(waist * 0.5, 0.09), (waist * 0.62, 0.22), (waist * 1.12, 0.30)])
        shapes += [
            Seam(points([(0, 0.09), (0, 0.5)]), 0.008, 0.3),
            *(Seam(v, 0.011, 0.3) for v in (line, line * points([(-1, 1)]))),
        ]
    shapes += (
        elastic_waist(bench, legs)
        if garment.closure == "elastic"
        else [*waistband(bench, legs), Button((0, 0.07), 0.018, bench.buttons())]
    )
    return Plan(tuple(shapes))


def _even(start: float, stop: float, step: float) -> list[float]:
    count = max(2, round((stop - start) / step))
    return [start + (stop - start) * k / (count - 1) for k in range(count)]
