"""Cut shoes without laces, seen from above: loafers, ballet flats, sandals."""

from __future__ import annotations

from fvl_core.catalogues.drawing.bench import BRASS, METAL, Bench, fold
from fvl_core.catalogues.drawing.lasts import last, opening, upper
from fvl_core.catalogues.drawing.outlines import join, points, ribbon, smooth
from fvl_core.catalogues.drawing.pairs import pair_from_above
from fvl_core.catalogues.drawing.shapes import Button, Cloth, Plan, Seam, Shape


def loafers(bench: Bench) -> Plan:
    """Cut loafers: a raised apron seam and a strap across, often with a bit."""
    outline = last(0.285)
    shoe: list[Shape] = [
        Cloth(
            outline * points([(1.04, 1.02)]),
            bench.plain("rubber", (0.18, 0.12, 0.09)),
            edge=0.03,
            wrinkles=0,
        ),
        upper(bench, outline * points([(0.97, 0.98)])),
    ]
    shoe += opening(bench, -0.70, 0.06, 0.19, lining=(0.62, 0.47, 0.32))
    apron = smooth(
        [
            (-0.19, 0.02),
            (-0.205, 0.32),
            (-0.12, 0.55),
            (0.02, 0.61),
            (0.16, 0.54),
            (0.225, 0.32),
            (0.19, 0.02),
        ]
    )
    shoe += [
        Cloth(
            join(apron, smooth([(0.19, 0.02), (0, 0.05), (-0.19, 0.02)])),
            bench.fabric,
            edge=0.05,
            bulge=0.05,
            lift=0.3,
        ),
        Seam(apron, 0.020, 0.35),
        Seam(apron * points([(1.03, 1.02)]), 0.012, -0.4),
    ]
    strap = Cloth(
        ribbon(smooth([(-0.245, 0.13), (0, 0.18), (0.25, 0.13)]), (0.11, 0.09, 0.11)),
        bench.fabric,
        edge=0.02,
        bulge=0.03,
        wrinkles=0.2,
        lift=0.5,
    )
    shoe.append(strap)
    if bench.chance(0.5):
        shoe += [
            Seam(smooth([(-0.12, 0.165), (0, 0.185), (0.12, 0.165)]), 0.03, 1.0, BRASS),
            Button((-0.12, 0.165), 0.026, BRASS),
            Button((0.12, 0.165), 0.026, BRASS),
        ]
    else:
        shoe.append(Seam(points([(-0.06, 0.175), (0.06, 0.175)]), 0.02, 0.6))
    return pair_from_above(bench, shoe)


def ballet_flats(bench: Bench) -> Plan:
    """Cut ballet flats: a round low opening and a small bow."""
    outline = last(0.245, toe=0.80)
    shoe: list[Shape] = [
        Cloth(
            outline * points([(1.02, 1.01)]), bench.plain("rubber", bench.tone(0.45)), edge=0.02, wrinkles=0
        ),
        upper(bench, outline * points([(0.985, 0.99)])),
    ]
    shoe += opening(bench, -0.72, 0.42, 0.185, lining=(0.80, 0.68, 0.54))
    bow = smooth([(0, 0.46), (0.085, 0.41), (0.095, 0.51)], closed=True)
    shoe += [
        Cloth(b, bench.plain(), edge=0.02, bulge=0.04, wrinkles=0, lift=0.5)
        for b in (bow, bow * points([(-1, 1)]))
    ]
    shoe.append(Button((0, 0.46), 0.022, bench.tone(0.85), 0.2))
    return pair_from_above(bench, shoe)


def sandals(bench: Bench) -> Plan:
    """Cut sandals: a footbed with broad straps, with or without buckles."""
    outline = last(0.30, toe=0.95)
    bed = ((0.72, 0.56, 0.38), (0.55, 0.38, 0.24), (0.16, 0.14, 0.13))[int(bench.rng.integers(3))]
    shoe: list[Shape] = [
        Cloth(
            outline * points([(1.03, 1.015)]),
            bench.plain("rubber", (0.14, 0.12, 0.11)),
            edge=0.03,
            wrinkles=0,
        ),
        Cloth(
            outline * points([(0.97, 0.98)]),
            bench.plain("suede", bed),
            edge=0.03,
            wrinkles=0.3,
            folds=(fold((0, -0.75), (0, -0.3), 0.16, -0.03), fold((0, 0.2), (0, 0.75), 0.2, -0.03)),
        ),
    ]
    ys = (0.12, 0.42) if bench.garment.closure == "buckle" or bench.chance(0.4) else (0.28,)
    metal = BRASS if bench.chance(0.5) else METAL
    for y in ys:
        broad = 0.17 if len(ys) == 2 else 0.42
        band = Cloth(
            ribbon(smooth([(-0.325, y + 0.03), (0.0, y - 0.04), (0.35, y + 0.03)]), broad),
            bench.fabric,
            edge=0.05,
            bulge=0.14,
            wrinkles=0.4,
            lift=0.6,
        )
        shoe.append(band)
        if bench.garment.closure == "buckle":
            shoe += [
                Cloth(
                    points([(0.10, y - 0.10), (0.20, y - 0.10), (0.20, y + 0.07), (0.10, y + 0.07)]),
                    bench.plain("metal", metal),
                    edge=0.02,
                    wrinkles=0,
                    lift=0.5,
                    holes=(
                        points([(0.125, y - 0.07), (0.175, y - 0.07), (0.175, y + 0.04), (0.125, y + 0.04)]),
                    ),
                )
            ]
    if bench.garment.closure == "buckle":
        shoe.append(
            Cloth(
                ribbon(
                    smooth([(-0.23, -0.28), (-0.2, -0.62), (0.0, -0.80), (0.2, -0.62), (0.25, -0.28)]), 0.075
                ),
                bench.fabric,
                edge=0.03,
                bulge=0.05,
                lift=0.5,
            )
        )
    return pair_from_above(bench, shoe, apart=0.05)
