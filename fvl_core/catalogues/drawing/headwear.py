"""Cut caps, beanies, sun hats and bucket hats."""

from __future__ import annotations

import numpy as np

from fvl_core.catalogues.drawing.bench import Bench, fold
from fvl_core.catalogues.drawing.outlines import ellipse, join, mirror, points, smooth, symmetric
from fvl_core.catalogues.drawing.prints import graphic
from fvl_core.catalogues.drawing.shapes import Button, Cloth, Overlay, Plan, Seam, Shape


def cap(bench: Bench) -> Plan:
    """Cut a cap from the front: six panels, a button, a curved peak with rows of stitches."""
    crown = symmetric(
        smooth(
            [(0, -0.66), (0.30, -0.60), (0.53, -0.38), (0.62, -0.02), (0.60, 0.26), (0.30, 0.34), (0, 0.36)]
        )
    )
    peak = symmetric(
        join(
            smooth([(0, 0.22), (0.32, 0.19), (0.60, 0.10)]),
            smooth([(0.60, 0.10), (0.72, 0.36), (0.62, 0.62), (0.32, 0.74), (0, 0.77)])[1:],
        )
    )
    garment = bench.garment
    other = (
        bench.plain("", bench.second)
        if garment.pattern == "colour block" or (garment.second and bench.chance(0.3))
        else bench.fabric
    )
    decal = (
        graphic(bench.rng, bench.second, bench.colour, (0.0, -0.12), 0.42)
        if garment.pattern == "graphic print"
        else None
    )
    dome = Cloth(crown, bench.fabric, edge=0.16, bulge=0.28, wrinkles=0.7, overlay=Overlay(decal))
    shapes: list[Shape] = [dome]
    for curve in (
        [(0, -0.65), (0.20, -0.40), (0.27, 0.0), (0.26, 0.30)],
        [(0, -0.65), (0.40, -0.36), (0.54, 0.0), (0.55, 0.27)],
    ):
        line = smooth(curve)
        shapes += [Seam(side, 0.010, 0.28) for side in (line, line * points([(-1, 1)]))]
    if garment.pattern != "graphic print":
        shapes.append(Seam(points([(0, -0.65), (0, 0.24)]), 0.010, 0.25))
    shapes += [
        Button((0, -0.645), 0.034, bench.tone(0.9), 0.2),
        *(Button((s * 0.31, -0.30), 0.014, bench.tone(0.6), 0.0) for s in (-1, 1)),
    ]
    shapes.append(
        Cloth(
            peak,
            other,
            edge=0.07,
            bulge=0.10,
            wrinkles=0.3,
            lift=0.6,
            folds=(fold((0, 0.2), (0, 0.8), 0.3, 0.05, fade=2),),
        )
    )
    for k in range(1, 5):
        row = smooth([(0, 0.22 + 0.105 * k), (0.34, 0.19 + 0.10 * k), (0.60 + 0.012 * k, 0.12 + 0.075 * k)])
        shapes.append(Seam(join(mirror(row), row), 0.006, 0.20))
    return Plan(tuple(shapes), fill=0.72)


def beanie(bench: Bench) -> Plan:
    """Cut a beanie: a ribbed turn-up, gathered top, sometimes a pompom."""
    tall = bench.uniform(0.62, 0.8)
    dome = symmetric(
        smooth([(0, -tall), (0.24, -tall * 0.95), (0.46, -tall * 0.62), (0.55, -0.1), (0.55, 0.3), (0, 0.34)])
    )
    gathers = tuple(
        fold((0, -tall * 1.02), (x, -tall * 0.2), 0.05, 0.016, fade=1)
        for x in (-0.45, -0.3, -0.15, 0.0, 0.15, 0.3, 0.45)
    )
    turn_up = symmetric(
        join(
            smooth([(0, 0.19), (0.35, 0.18), (0.57, 0.13)]),
            smooth([(0.585, 0.3), (0.56, 0.46)]),
            smooth([(0.56, 0.46), (0.3, 0.51), (0, 0.52)]),
        )
    )
    shapes: list[Shape] = []
    if bench.chance(0.4):
        ink = bench.colour if bench.chance(0.5) else (0.92, 0.9, 0.87)
        spikes = ellipse((0, -tall - 0.16), 0.21, 0.20, steps=70) + bench.rng.normal(
            0, 0.014, (70, 2)
        ).astype(np.float32)
        shapes.append(Cloth(spikes, bench.plain("wool", ink), edge=0.12, bulge=0.3, wrinkles=5.0))
    shapes.append(Cloth(dome, bench.fabric, edge=0.14, bulge=0.22, wrinkles=0.6, folds=gathers))
    shapes.append(
        Cloth(
            turn_up,
            bench.plain("rib", bench.second if bench.garment.second and bench.chance(0.3) else bench.colour),
            edge=0.05,
            bulge=0.08,
            wrinkles=0.5,
            lift=0.5,
        )
    )
    return Plan(tuple(shapes), fill=0.72)


def sun_hat(bench: Bench) -> Plan:
    """Cut a wide-brimmed hat seen from above at a slant."""
    squash = bench.uniform(0.70, 0.9)
    brim = ellipse((0, 0.12), 1.0, squash, steps=72)
    wave = 1 + 0.02 * np.sin(np.arange(72) / 72 * 2 * np.pi * 3 + bench.uniform(0, 6))
    brim = ((brim - points([(0, 0.12)])) * wave[:, None].astype(np.float32) + points([(0, 0.12)])).astype(
        np.float32
    )
    up = 0.30
    crown = symmetric(
        smooth(
            [
                (0, -0.40 - up * 0.5),
                (0.28, -0.37 - up * 0.5),
                (0.46, -0.16 - up * 0.4),
                (0.52, 0.16),
                (0.30, 0.30),
                (0, 0.34),
            ]
        )
    )
    band = symmetric(
        join(
            smooth([(0, 0.185), (0.30, 0.15), (0.505, 0.0)]),
            smooth([(0.525, 0.15), (0.31, 0.30), (0, 0.345)]),
        )
    )
    ink = ((0.12, 0.11, 0.11), (0.45, 0.28, 0.16), (0.93, 0.91, 0.87), (0.10, 0.14, 0.28))[
        int(bench.rng.integers(4))
    ]
    if float(np.abs(np.subtract(ink, bench.colour)).sum()) < 0.5:
        ink = (0.93, 0.91, 0.87) if sum(bench.colour) < 1.5 else (0.2, 0.14, 0.1)
    shapes: list[Shape] = [
        Cloth(
            brim,
            bench.fabric,
            edge=0.06,
            wrinkles=0.6,
            folds=(fold((-0.9, 0.2), (0.9, 0.2), 0.5, -0.06, fade=2),),
        )
    ]
    shapes += [
        Seam(ellipse((0, 0.12), r, squash * r, steps=60), 0.008, 0.16) for r in (0.96, 0.86, 0.76, 0.66)
    ]
    shapes += [
        Cloth(
            crown,
            bench.fabric,
            edge=0.16,
            bulge=0.30,
            wrinkles=0.4,
            lift=0.7,
            folds=(fold((-0.2, -0.40), (0.2, -0.40), 0.09, -0.035),),
        ),
        Cloth(band, bench.plain("satin", ink), edge=0.03, wrinkles=0.4, lift=0.4),
    ]
    if bench.chance(0.6):
        bow = smooth([(0.30, 0.20), (0.40, 0.08), (0.50, 0.14), (0.44, 0.26)], closed=True)
        shapes += [
            Cloth(bow, bench.plain("satin", ink), edge=0.02, bulge=0.05, lift=0.5),
            Cloth(
                smooth([(0.32, 0.22), (0.22, 0.16), (0.18, 0.27), (0.28, 0.30)], closed=True),
                bench.plain("satin", ink),
                edge=0.02,
                bulge=0.05,
                lift=0.5,
            ),
        ]
    return Plan(tuple(shapes), fill=0.82)


def bucket_hat(bench: Bench) -> Plan:
    """Cut a bucket hat from the front: a soft crown, a sloping stitched brim."""
    crown = symmetric(
        join(
            smooth([(0, -0.55), (0.28, -0.53), (0.40, -0.46)]),
            smooth([(0.40, -0.46), (0.48, -0.1), (0.52, 0.14)])[1:],
            smooth([(0.52, 0.14), (0.26, 0.24), (0, 0.27)])[1:],
        )
    )
    brim = symmetric(
        join(
            smooth([(0, 0.19), (0.27, 0.16), (0.515, 0.05)]),
            smooth([(0.515, 0.05), (0.66, 0.22), (0.78, 0.44)])[1:],
            smooth([(0.78, 0.44), (0.42, 0.60), (0, 0.65)])[1:],
        )
    )
    lid = Cloth(ellipse((0, -0.50), 0.385, 0.085), bench.fabric, edge=0.03, wrinkles=0.5, lift=0.2)
    shapes: list[Shape] = [
        Cloth(crown, bench.fabric, edge=0.10, bulge=0.20, wrinkles=1.2),
        lid,
        Seam(ellipse((0, -0.50), 0.385, 0.085), 0.010, 0.22),
    ]
    folds = tuple(
        fold((x, 0.18), (x * 1.45, 0.62), 0.09, h, fade=-1)
        for x, h in ((-0.4, 0.02), (-0.12, -0.02), (0.16, 0.02), (0.42, -0.015))
    )
    shapes.append(Cloth(brim, bench.fabric, edge=0.05, bulge=0.06, wrinkles=0.7, folds=folds, lift=0.5))
    for k in range(1, 6):
        row = smooth(
            [
                (0, 0.19 + 0.076 * k),
                (0.30 + 0.022 * k, 0.16 + 0.073 * k),
                (0.515 + 0.044 * k, 0.05 + 0.065 * k),
            ]
        )
        shapes.append(Seam(join(mirror(row), row), 0.006, 0.20))
    shapes += [Button((s * 0.33, -0.12), 0.017, (0.6, 0.6, 0.6)) for s in (-1, 1)]
    return Plan(tuple(shapes), fill=0.74)
