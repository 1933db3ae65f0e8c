"""Cut laced shoes: trainers from above or from the side, lace-up shoes."""

from __future__ import annotations

import numpy as np

from fvl_core.catalogues.drawing.bench import Bench
from fvl_core.catalogues.drawing.lasts import last, opening, upper
from fvl_core.catalogues.drawing.outlines import points, smooth
from fvl_core.catalogues.drawing.pairs import SOLES, lace_ink, laces, pair_from_above
from fvl_core.catalogues.drawing.profiles import trainer_side
from fvl_core.catalogues.drawing.shapes import Cloth, Plan, Seam, Shape


def trainers(bench: Bench) -> Plan:
    """Cut trainers, from above or from the side."""
    return trainer_side(bench) if bench.chance(0.6) else trainer_from_above(bench)


def trainer_from_above(bench: Bench) -> Plan:
    """Cut trainers seen from above: toe cap, tongue, laces."""
    outline = last(0.31)
    sole = bench.plain("rubber", SOLES[0 if bench.chance(0.75) else 2])
    toe = smooth(
        [(-0.31, 0.50), (0, 0.42), (0.31, 0.49), (0.27, 0.70), (0.08, 0.83), (-0.12, 0.82), (-0.26, 0.66)],
        closed=True,
    )
    second = bench.second if bench.garment.second else bench.tone(0.85)
    shoe: list[Shape] = [
        Cloth(outline, sole, edge=0.05, wrinkles=0),
        upper(bench, outline * points([(0.90, 0.955)])),
    ]
    shoe += [
        Cloth(
            toe * points([(0.93, 1.0)]),
            bench.plain("rubber", sole.colour) if bench.chance(0.5) else bench.plain("suede", second),
            edge=0.05,
            bulge=0.06,
            wrinkles=0,
            lift=0.2,
        )
    ]
    shoe += [
        Cloth(
            points([(-0.17, -0.18), (0.17, -0.18), (0.15, 0.42), (-0.15, 0.42)]),
            bench.plain("", bench.tone(0.88)),
            edge=0.03,
            lift=0.4,
        ),
        *opening(bench, -0.70, -0.12, 0.19),
    ]
    shoe += [
        Cloth(
            smooth([(-0.14, -0.26), (0, -0.31), (0.14, -0.26), (0.13, 0.05), (-0.13, 0.05)], closed=True),
            bench.fabric,
            edge=0.04,
            bulge=0.04,
            lift=0.4,
        )
    ]
    shoe += laces(np.linspace(-0.12, 0.36, 6), 0.125, lace_ink(bench))
    if bench.garment.pattern == "colour block" or bench.chance(0.4):
        ink = bench.second if bench.garment.second else (0.95, 0.95, 0.94)
        shoe += [
            Seam(smooth([(s * 0.165, 0.30), (s * 0.20, 0.10), (s * 0.195, -0.08)]), 0.04, 0.95, ink)
            for s in (-1, 1)
        ]
    return pair_from_above(bench, shoe)


def lace_up_shoes(bench: Bench) -> Plan:
    """Cut lace-up shoes seen from above: toe cap, wings of the vamp, laces."""
    outline = last(0.28, toe=0.82)
    shoe: list[Shape] = [
        Cloth(
            outline * points([(1.05, 1.02)]),
            bench.plain("rubber", (0.16, 0.11, 0.08)),
            edge=0.03,
            wrinkles=0,
        ),
        upper(bench, outline * points([(0.97, 0.98)])),
    ]
    shoe += [
        Seam(smooth([(-0.26, 0.46), (0.0, 0.50), (0.28, 0.48)]), 0.012, 0.35),
        Seam(smooth([(-0.26, 0.48), (0.0, 0.52), (0.28, 0.50)]), 0.006, 0.6, bench.stitch, 0.02),
    ]
    wing = smooth(
        [(-0.05, -0.22), (-0.19, -0.20), (-0.21, 0.06), (-0.14, 0.28), (-0.03, 0.32), (-0.03, 0.0)],
        closed=True,
    )
    shoe += [
        *opening(bench, -0.70, -0.16, 0.17, lining=(0.55, 0.40, 0.26)),
        Cloth(
            points([(-0.06, -0.24), (0.06, -0.24), (0.05, 0.3), (-0.05, 0.3)]),
            bench.fabric,
            edge=0.03,
            shade=0.8,
        ),
    ]
    shoe += [
        Cloth(w, bench.fabric, edge=0.03, bulge=0.03, lift=0.4) for w in (wing, wing * points([(-1, 1)]))
    ]
    shoe += laces(
        np.linspace(-0.15, 0.20, 4), 0.075, bench.tone(0.45) if bench.chance(0.7) else (0.2, 0.15, 0.1)
    )
    return pair_from_above(bench, shoe)
