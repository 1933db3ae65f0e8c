"""Cut belts and socks."""

from __future__ import annotations

import numpy as np

from fvl_core.catalogues.drawing.bench import BRASS, METAL, Bench, fold
from fvl_core.catalogues.drawing.outlines import join, points, ribbon, smooth
from fvl_core.catalogues.drawing.pairs import place
from fvl_core.catalogues.drawing.shapes import Cloth, Plan, Seam, Shape


def belt(bench: Bench) -> Plan:
    """Coil a belt: a ring of leather, its end through a metal buckle."""
    broad = bench.uniform(0.13, 0.19)
    squash = bench.uniform(0.62, 0.85)
    shapes: list[Shape] = []
    for size, low, high, shade in ((0.76, 0.9, 2.0, 0.8), (1.0, 0.52, 2.5, 1.0)):
        t = np.linspace(low * np.pi, high * np.pi, 60)
        ring = np.stack([0.84 * size * np.cos(t), squash * size * np.sin(t)], 1).astype(np.float32)
        shapes.append(
            Cloth(
                ribbon(ring, broad), bench.fabric, edge=0.03, bulge=0.04, wrinkles=0.2, shade=shade, lift=0.5
            )
        )
        shapes += [
            Seam(ribbon(ring, broad * share)[: len(ring)], 0.008, 0.4, bench.stitch, 0.028)
            for share in (0.68, -0.68)
        ]
    t = np.linspace(2.3 * np.pi, 2.5 * np.pi, 10)
    bend = np.stack([0.84 * np.cos(t), squash * np.sin(t)], 1)
    end = join(
        bend,
        smooth([(0.0, squash), (-0.2, squash + 0.012), (-0.42, squash + 0.03), (-0.62, squash + 0.07)])[1:],
    )
    shapes.append(
        Cloth(
            ribbon(end, (broad, broad, broad, broad, broad * 0.95, broad * 0.4)),
            bench.fabric,
            edge=0.03,
            bulge=0.04,
            wrinkles=0.2,
            lift=0.6,
        )
    )
    shapes += _buckle(bench, (0.05, squash), broad)
    for k in range(4):
        x = -0.20 - 0.08 * k
        shapes.append(
            Seam(
                points([(x - 0.008, squash + 0.014 + 0.009 * k), (x + 0.008, squash + 0.014 + 0.009 * k)]),
                0.018,
                0.75,
            )
        )
    return Plan(tuple(shapes), fill=0.84)


def _buckle(bench: Bench, centre: tuple[float, float], broad: float) -> list[Shape]:
    x, y = centre
    w, h = broad * 0.75, broad * 0.82
    metal = BRASS if bench.chance(0.45) else METAL
    frame = points([(x - w, y - h), (x + w, y - h), (x + w, y + h), (x - w, y + h)])
    hole = points(
        [
            (x - w * 0.66, y - h * 0.72),
            (x + w * 0.66, y - h * 0.72),
            (x + w * 0.66, y + h * 0.72),
            (x - w * 0.66, y + h * 0.72),
        ]
    )
    keeper = Cloth(
        points(
            [
                (x + w * 1.9, y - h * 0.8),
                (x + w * 2.5, y - h * 0.8),
                (x + w * 2.5, y + h * 0.8),
                (x + w * 1.9, y + h * 0.8),
            ]
        ),
        bench.plain("", bench.tone(0.85)),
        edge=0.02,
        wrinkles=0,
        lift=0.5,
    )
    return [
        keeper,
        Cloth(frame, bench.plain("metal", metal), edge=0.03, wrinkles=0, lift=0.6, holes=(hole,)),
        Seam(points([(x + w * 0.9, y), (x - w * 0.95, y)]), 0.03, 1.0, metal),
    ]


def socks(bench: Bench) -> Plan:
    """Cut a pair of socks, one beside the other, toes to the same side."""
    high = bench.garment.length == "knee-high"
    top = -1.45 if high else -0.62
    calf = 0.215 if high else 0.185
    leg = join(
        smooth([(-calf, top), (0, top - 0.012), (calf, top)]),
        smooth(
            [
                (calf, top),
                (calf * (1.02 if high else 0.95), top * 0.6),
                (0.165, -0.18),
                (0.30, 0.06),
                (0.60, 0.14),
                (0.86, 0.24),
                (0.88, 0.40),
                (0.72, 0.47),
            ]
        )[1:],
        smooth(
            [
                (0.72, 0.47),
                (0.35, 0.46),
                (0.02, 0.42),
                (-0.16, 0.25),
                (-0.165, -0.1),
                (-calf * (1.02 if high else 0.95), top * 0.6),
                (-calf, top),
            ]
        )[1:],
    )
    garment = bench.garment
    trim = bench.plain(
        "knit",
        bench.second
        if garment.pattern == "colour block" or (garment.second and bench.chance(0.5))
        else bench.tone(0.92),
    )
    toe = smooth(
        [(0.66, 0.165), (0.80, 0.19), (0.905, 0.29), (0.88, 0.41), (0.70, 0.475), (0.62, 0.32)], closed=True
    )
    heel = smooth(
        [(-0.17, 0.08), (-0.02, 0.16), (0.09, 0.34), (0.03, 0.435), (-0.10, 0.37), (-0.17, 0.25)], closed=True
    )
    cuff = join(
        smooth([(-calf * 1.03, top), (0, top - 0.014), (calf * 1.03, top)]),
        smooth([(calf * 1.0, top + 0.15), (0, top + 0.14), (-calf * 1.0, top + 0.15)]),
    )
    folds = tuple(fold((-0.1, y), (0.24, y + 0.1), 0.03, 0.014, bend=0.03) for y in (-0.02, 0.08, 0.16))
    one: list[Shape] = [
        Cloth(leg, bench.fabric, edge=0.06, bulge=0.06, wrinkles=0.9, folds=folds, lift=0.6),
        Cloth(toe, trim, edge=0.05, bulge=0.03, wrinkles=0.4, lift=0.12),
        Cloth(heel, trim, edge=0.05, bulge=0.03, wrinkles=0.4, lift=0.12),
    ]
    one.append(
        Cloth(
            cuff,
            bench.plain("rib", trim.colour if garment.second else bench.colour),
            edge=0.025,
            wrinkles=0.4,
            lift=0.25,
        )
    )
    other = place(
        one, dx=bench.uniform(0.45, 0.6), dy=bench.uniform(-0.22, -0.08), angle=bench.uniform(-0.10, 0.12)
    )
    return Plan(tuple(place([*other, *one], mirror=bench.chance(0.5))), fill=0.84)
