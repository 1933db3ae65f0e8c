"""Cut scarves and ties."""

from __future__ import annotations

import numpy as np

from fvl_core.catalogues.drawing.bench import Bench, fold
from fvl_core.catalogues.drawing.outlines import Points, join, ribbon, smooth, symmetric
from fvl_core.catalogues.drawing.shapes import Cloth, Fold, Plan, Shape


def scarf(bench: Bench) -> Plan:
    """Lay a scarf in a loop with its two ends hanging down, fringed or plain."""
    broad = bench.uniform(0.30, 0.38)
    long = bench.uniform(1.15, 1.45)
    right = smooth(
        [(-0.30, -0.42), (0.0, -0.62), (0.32, -0.40), (0.26, 0.1), (0.20, long * 0.6), (0.24, long)]
    )
    left = smooth(
        [
            (0.30, -0.42),
            (0.0, -0.30),
            (-0.30, -0.36),
            (-0.30, 0.15),
            (-0.22, long * 0.5),
            (-0.30, long * 0.92),
        ]
    )
    shapes: list[Shape] = []
    fringe = bench.garment.fabric != "satin"
    for path, shade in ((right, 0.95), (left, 1.0)):
        folds = _lengthwise(bench, path, broad)
        if fringe:
            shapes += _fringe(bench, path, broad)
        shapes.append(
            Cloth(
                ribbon(path, (broad * 0.8, broad * 0.75, broad, broad * 1.05)),
                bench.fabric,
                edge=0.06,
                bulge=0.08,
                wrinkles=1.2,
                folds=folds,
                shade=shade,
                lift=0.6,
            )
        )
    return Plan(tuple(shapes), fill=0.9)


def _lengthwise(bench: Bench, path: Points, broad: float) -> tuple[Fold, ...]:
    folds = []
    for _ in range(4):
        aside = bench.uniform(-0.36, 0.36) * broad
        for a, b in ((0.1, 0.45), (0.45, 1.0)):
            start, stop = path[int(a * (len(path) - 1))], path[int(b * (len(path) - 1))]
            folds.append(
                fold(
                    (float(start[0]) + aside, float(start[1])),
                    (float(stop[0]) + aside, float(stop[1])),
                    0.030,
                    bench.uniform(0.008, 0.016),
                )
            )
    return tuple(folds)


def _fringe(bench: Bench, path: Points, broad: float) -> list[Shape]:
    end, way = path[-1], path[-1] - path[-4]
    way = way / np.linalg.norm(way)
    across = np.array([way[1], -way[0]])
    shapes: list[Shape] = []
    for t in np.linspace(-0.48, 0.48, 15):
        start = end + across * t * broad * 1.05
        sway = bench.uniform(-0.02, 0.02)
        strand = smooth(
            [
                tuple(start - way * 0.03),
                tuple(start + way * 0.06 + across * sway),
                tuple(start + way * bench.uniform(0.11, 0.14) + across * sway * 2),
            ]
        )
        shapes.append(
            Cloth(
                ribbon(strand, 0.018),
                bench.plain("", bench.tone(bench.uniform(0.8, 1.0))),
                edge=0.008,
                wrinkles=0,
                lift=0.1,
            )
        )
    return shapes


def tie(bench: Bench) -> Plan:
    """Cut a necktie with its knot and loop."""
    blade = symmetric(
        join(
            smooth([(0, -0.62), (0.062, -0.62)]),
            smooth([(0.062, -0.62), (0.10, 0.2), (0.165, 0.98)])[1:],
            [(0.0, 1.16)],
        )
    )
    tail = join(
        smooth([(0.02, -0.60), (0.10, 0.1), (0.15, 0.72)]),
        [(0.105, 0.80), (0.05, 0.73)],
        smooth([(0.05, 0.73), (0.0, 0.1), (-0.03, -0.6)]),
    )
    knot = symmetric(
        join([(0, -0.80)], smooth([(0.115, -0.80), (0.105, -0.72), (0.062, -0.60)]), [(0, -0.595)])
    )
    loop = smooth(
        [
            (-0.06, -0.76),
            (-0.22, -0.96),
            (-0.20, -1.16),
            (0, -1.24),
            (0.20, -1.16),
            (0.22, -0.96),
            (0.06, -0.76),
        ]
    )
    angle = bench.uniform(0.6, 0.9) if bench.garment.pattern == "horizontal stripes" else 0.0
    shapes: list[Shape] = [
        Cloth(ribbon(loop, 0.075), bench.fabric, angle=angle, edge=0.025, wrinkles=0.3),
        Cloth(tail, bench.fabric, angle=angle, edge=0.03, shade=0.82, wrinkles=0.3),
    ]
    shapes += [
        Cloth(
            blade,
            bench.fabric,
            angle=angle,
            edge=0.05,
            bulge=0.06,
            wrinkles=0.35,
            lift=0.6,
            folds=(fold((0.0, -0.6), (0.01, -0.2), 0.03, -0.02, fade=1),),
        )
    ]
    shapes.append(Cloth(knot, bench.fabric, angle=angle + 0.5, edge=0.05, bulge=0.10, wrinkles=0.3, lift=0.6))
    return Plan(tuple(shapes), fill=0.88)
