"""Cut shoes seen from the side: trainers, high heels, boots."""

from __future__ import annotations

import numpy as np

from fvl_core.catalogues.drawing.bench import METAL, Bench, fold
from fvl_core.catalogues.drawing.outlines import ellipse, join, points, ribbon, smooth
from fvl_core.catalogues.drawing.pairs import SOLES, lace_ink, pair_from_side
from fvl_core.catalogues.drawing.shapes import Button, Cloth, Plan, Seam, Shape


def trainer_side(bench: Bench) -> Plan:
    """Cut trainers seen from the side: sole, toe, heel, a mark."""
    top = smooth(
        [
            (0.03, -0.66),
            (0.12, -0.70),
            (0.28, -0.58),
            (0.42, -0.60),
            (0.50, -0.72),
            (0.60, -0.72),
            (0.84, -0.52),
            (1.10, -0.38),
            (1.38, -0.32),
            (1.56, -0.20),
            (1.60, -0.10),
        ]
    )
    outline = join(top, [(1.58, -0.06), (0.02, -0.08)], smooth([(0.0, -0.15), (-0.02, -0.4), (0.03, -0.66)]))
    ink = SOLES[0 if bench.chance(0.7) else int(bench.rng.integers(4))]
    sole = smooth(
        [
            (-0.055, -0.13),
            (0.4, -0.145),
            (0.9, -0.11),
            (1.3, -0.12),
            (1.62, -0.16),
            (1.685, -0.09),
            (1.62, 0.005),
            (1.45, 0.045),
            (1.1, 0.05),
            (0.5, 0.05),
            (0.0, 0.045),
            (-0.065, 0.0),
        ],
        closed=True,
    )
    second = bench.second if bench.garment.second else bench.tone(0.8)
    shoe: list[Shape] = [
        Cloth(
            ellipse((0.30, -0.60), 0.23, 0.075, angle=0.08),
            bench.plain("suede", bench.tone(0.45)),
            edge=0.02,
            shade=0.6,
        )
    ]
    shoe.append(Cloth(outline, bench.fabric, edge=0.10, bulge=0.14, wrinkles=0.6))
    toe = join(
        smooth([(1.14, -0.37), (1.38, -0.32), (1.57, -0.19), (1.61, -0.09)]),
        [(1.02, -0.09)],
        smooth([(1.02, -0.09), (1.03, -0.24), (1.14, -0.37)]),
    )
    heel = join(
        smooth([(0.03, -0.66), (0.15, -0.66), (0.20, -0.35), (0.42, -0.10)]),
        [(0.0, -0.10)],
        smooth([(-0.01, -0.3), (0.03, -0.66)]),
    )
    trim = (
        bench.plain("suede", second)
        if bench.garment.pattern == "colour block" or bench.chance(0.5)
        else bench.plain()
    )
    shoe += [
        Cloth(toe, trim, edge=0.06, bulge=0.06, wrinkles=0.3, lift=0.25),
        Cloth(heel, trim, edge=0.05, bulge=0.05, wrinkles=0.3, lift=0.25),
    ]
    if bench.garment.pattern == "colour block" or bench.chance(0.55):
        mark = (
            smooth([(0.42, -0.14), (0.62, -0.22), (0.88, -0.42)])
            if bench.chance(0.5)
            else smooth([(0.36, -0.34), (0.62, -0.20), (0.98, -0.36)])
        )
        shoe.append(
            Cloth(
                ribbon(mark, (0.03, 0.09, 0.03)),
                bench.plain(
                    "leather",
                    second
                    if bench.garment.second
                    else (0.94, 0.94, 0.93)
                    if sum(bench.colour) < 2.4
                    else (0.2, 0.2, 0.22),
                ),
                edge=0.015,
                wrinkles=0,
                lift=0.25,
            )
        )
    lace = lace_ink(bench)
    for t in np.linspace(0.05, 0.95, 6):
        x, y = 0.55 + 0.50 * t, -0.70 + 0.29 * t
        line = smooth([(x + 0.035, y - 0.035), (x - 0.02, y + 0.05), (x - 0.085, y + 0.10)])
        shoe += [
            Seam(line + points([(0.012, 0.01)]), 0.03, 0.35),
            Seam(line, 0.030, 1.0, lace),
            Button((x - 0.085, y + 0.10), 0.013, METAL),
        ]
    shoe += [
        Cloth(sole, bench.plain("rubber", ink), edge=0.04, bulge=0.03, wrinkles=0, lift=0.35),
        Seam(smooth([(-0.05, -0.04), (0.8, -0.03), (1.64, -0.05)]), 0.012, 0.25),
    ]
    return pair_from_side(bench, shoe)


def high_heels(bench: Bench) -> Plan:
    """Cut high heels, from the side."""
    heel = bench.uniform(0.5, 0.66)
    upper = join(
        smooth(
            [
                (0.02, -heel - 0.34),
                (0.12, -heel - 0.36),
                (0.30, -heel - 0.17),
                (0.62, -0.36),
                (0.92, -0.20),
                (1.14, -0.24),
                (1.36, -0.13),
                (1.52, -0.02),
            ]
        ),
        smooth(
            [
                (1.50, 0.01),
                (1.20, 0.02),
                (0.95, 0.0),
                (0.62, -0.16),
                (0.30, -heel * 0.82),
                (0.14, -heel * 0.88),
                (0.0, -heel - 0.02),
                (0.02, -heel - 0.34),
            ]
        )[1:],
    )
    post = join(
        smooth([(0.0, -heel - 0.04), (0.03, -heel * 0.5), (0.07, 0.02)]),
        [(0.115, 0.02)],
        smooth([(0.115, 0.02), (0.125, -heel * 0.5), (0.17, -heel * 0.75), (0.30, -heel * 0.86)]),
    )
    lining = join(
        smooth([(0.10, -heel - 0.35), (0.30, -heel - 0.22), (0.62, -0.42), (0.98, -0.27), (1.14, -0.24)]),
        smooth([(0.92, -0.19), (0.62, -0.34), (0.30, -heel - 0.13), (0.12, -heel - 0.3)]),
    )
    sole = ribbon(
        smooth([(0.30, -heel * 0.80), (0.62, -0.14), (0.95, 0.015), (1.25, 0.03), (1.50, 0.015)]), 0.03
    )
    shoe: list[Shape] = [
        Cloth(
            post,
            bench.plain() if bench.chance(0.7) else bench.plain("rubber", (0.12, 0.1, 0.1)),
            edge=0.03,
            bulge=0.04,
            wrinkles=0,
        ),
        Cloth(lining, bench.plain("leather", (0.78, 0.64, 0.50)), edge=0.01, wrinkles=0, shade=0.75),
    ]
    shoe += [
        Cloth(upper, bench.fabric, edge=0.08, bulge=0.12, wrinkles=0.3),
        Cloth(sole, bench.plain("rubber", (0.16, 0.11, 0.09)), edge=0.01, wrinkles=0),
    ]
    return pair_from_side(bench, shoe, apart=(0.28, -0.16))


def boots(bench: Bench) -> Plan:
    """Cut boots, ankle or knee-high, from the side."""
    high = bench.garment.length == "knee-high"
    top = -1.95 if high else -1.02
    wide = 0.14 if high else 0.06
    shaft = smooth([(0.02 - wide * 0.4, top + 0.02), (0.3, top - 0.01), (0.60 + wide * 0.6, top + 0.02)])
    front = smooth(
        [
            (0.60 + wide * 0.6, top + 0.02),
            (0.58 + wide * 0.3, (top - 0.6) / 2),
            (0.62, -0.62),
            (0.86, -0.42),
            (1.16, -0.34),
            (1.38, -0.22),
            (1.42, -0.08),
        ]
    )
    back = smooth(
        [
            (0.04, -0.10),
            (0.01, -0.35),
            (0.06, -0.62),
            (0.02 - wide * 0.3, (top - 0.6) / 2),
            (0.02 - wide * 0.4, top + 0.02),
        ]
    )
    creases = tuple(
        fold((0.06, y), (0.6, y + bench.uniform(-0.06, 0.06)), 0.03, bench.uniform(0.01, 0.02), bend=0.03)
        for y in (-0.66, -0.56, *(np.linspace(top + 0.3, -0.8, 3) if high else ()))
    )
    heel = 0.06 if bench.chance(0.5) else 0.16
    block = points([(0.02, -0.10), (0.42, -0.10), (0.38, heel), (0.05, heel)])
    sole = join(
        smooth([(0.02, -0.11), (0.5, -0.09), (1.0, -0.08), (1.43, -0.10)]),
        smooth([(1.46, -0.03), (1.2, heel * 0.3), (0.8, heel * 0.3 - 0.01), (0.4, -0.03), (0.02, -0.03)]),
    )
    dark = bench.plain("rubber", (0.13, 0.11, 0.10) if bench.chance(0.7) else (0.45, 0.31, 0.2))
    shoe: list[Shape] = [
        Cloth(
            ellipse((0.31 + wide * 0.1, top + 0.02), 0.29 + wide * 0.5, 0.055),
            bench.plain("suede", bench.tone(0.5)),
            shade=0.6,
            edge=0.02,
        )
    ]
    shoe += [
        Cloth(
            join(
                shaft * points([(1, 1)]) + points([(0, 0.035)]),
                front[1:],
                [(1.40, -0.06), (0.05, -0.06)],
                back,
            ),
            bench.fabric,
            edge=0.12,
            bulge=0.18,
            wrinkles=0.8,
            folds=creases,
        )
    ]
    shoe.append(Seam(smooth([(0.62, -0.64), (0.46, -0.48), (0.62, -0.26), (0.72, -0.08)]), 0.010, 0.25))
    if bench.garment.closure == "laces":
        ink = lace_ink(bench)
        for y in np.arange(-0.60, top + 0.1, -0.12):
            line = smooth([(0.63, float(y) - 0.01), (0.52, float(y) + 0.02), (0.43, float(y) + 0.0)])
            shoe += [
                Seam(line + points([(0, 0.014)]), 0.03, 0.35),
                Seam(line, 0.028, 1.0, ink),
                Button((0.43, float(y)), 0.014, METAL),
            ]
    else:
        shoe.append(Seam(smooth([(0.34, -0.30), (0.33, -0.7), (0.33, top + 0.08)]), 0.016, 0.9, METAL, 0.014))
    shoe += [Cloth(block, dark, edge=0.02, wrinkles=0), Cloth(sole, dark, edge=0.02, wrinkles=0, lift=0.3)]
    return pair_from_side(bench, shoe, apart=(0.42, -0.14))
