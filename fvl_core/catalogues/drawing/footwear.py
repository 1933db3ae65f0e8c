"""Cut footwear: trainers, lace-up shoes, loafers, ballet flats, sandals, high heels and boots."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from fvl_core.catalogues.drawing.bench import BRASS, METAL, Bench, fold
from fvl_core.catalogues.drawing.outlines import Points, ellipse, join, points, ribbon, smooth, turn
from fvl_core.catalogues.drawing.shapes import Button, Cloth, Fabric, Plan, Rgb, Seam, Shape

_SOLES: tuple[Rgb, ...] = ((0.93, 0.92, 0.90), (0.90, 0.86, 0.76), (0.10, 0.10, 0.11), (0.62, 0.42, 0.25))


def place(
    shapes: list[Shape], *, dx: float = 0.0, dy: float = 0.0, angle: float = 0.0, mirror: bool = False
) -> list[Shape]:
    """Move a finished shoe: mirror it, turn it, shift it."""
    flip = np.float32([-1 if mirror else 1, 1])

    def moved(line: Points) -> Points:
        return turn(line * flip, angle) + np.float32([dx, dy])

    def spot(at: tuple[float, float]) -> tuple[float, float]:
        x, y = moved(points([at]))[0]
        return float(x), float(y)

    result: list[Shape] = []
    for shape in shapes:
        if isinstance(shape, Cloth):
            folds = tuple(
                replace(f, start=spot(f.start), stop=spot(f.stop), bend=-f.bend if mirror else f.bend)
                for f in shape.folds
            )
            result.append(
                replace(
                    shape,
                    outline=moved(shape.outline),
                    folds=folds,
                    angle=shape.angle + angle,
                    origin=spot(shape.origin),
                    holes=tuple(moved(h) for h in shape.holes),
                )
            )
        elif isinstance(shape, Seam):
            result.append(replace(shape, line=moved(shape.line)))
        else:
            result.append(replace(shape, centre=spot(shape.centre)))
    return result


def pair_from_above(bench: Bench, shoe: list[Shape], *, apart: float = 0.0) -> Plan:
    """Lay a right shoe and its twin side by side, toes together or slightly apart."""
    splay = bench.uniform(-0.02, 0.14)
    gap = apart + bench.uniform(0.35, 0.42)
    up = np.pi if bench.chance(0.4) else 0.0
    both = [
        *place(shoe, dx=-gap, dy=bench.uniform(-0.06, 0.06), angle=splay, mirror=True),
        *place(shoe, dx=gap, angle=-splay),
    ]
    return Plan(tuple(place(both, angle=up)), fill=0.80)


def pair_from_side(bench: Bench, shoe: list[Shape], *, apart: tuple[float, float] = (0.16, -0.20)) -> Plan:
    """Stand a shoe before its twin, both seen from the side."""
    turned = bench.uniform(-0.06, 0.02)
    both = [*place(shoe, dx=apart[0], dy=apart[1], angle=turned), *shoe]
    return Plan(tuple(place(both, mirror=bench.chance(0.5))), fill=0.82)


def _last(wide: float, *, toe: float = 0.9) -> Points:
    """Return a right shoe seen from above, heel at the top and toe at the bottom."""
    return smooth(
        [
            (0.0, -0.80),
            (wide * 0.72, -0.66),
            (wide * 0.80, -0.30),
            (wide * 0.86, 0.05),
            (wide * 1.06, 0.42),
            (wide * toe, 0.70),
            (wide * 0.30, 0.86),
            (-wide * 0.35, 0.82),
            (-wide * 0.82, 0.58),
            (-wide * 0.92, 0.25),
            (-wide * 0.66, -0.15),
            (-wide * 0.74, -0.6),
        ],
        closed=True,
    )


def _upper(bench: Bench, outline: Points, fabric: Fabric | None = None, **options: object) -> Cloth:
    return Cloth(outline, fabric or bench.fabric, edge=0.10, bulge=0.16, wrinkles=0.5, lift=0.3, **options)  # type: ignore[arg-type]


def _opening(
    bench: Bench, top: float, bottom: float, wide: float, *, lining: Rgb | None = None
) -> list[Shape]:
    shape = smooth(
        [
            (0.0, top),
            (wide * 0.85, top + 0.10),
            (wide, (top + bottom) / 2),
            (wide * 0.72, bottom - 0.05),
            (0, bottom),
            (-wide * 0.72, bottom - 0.05),
            (-wide, (top + bottom) / 2),
            (-wide * 0.85, top + 0.10),
        ],
        closed=True,
    )
    colour = lining or bench.tone(0.5)
    rim = Cloth(shape, bench.plain("leather", bench.tone(0.85)), edge=0.02, wrinkles=0, lift=0.2)
    hollow = Cloth(
        shape * np.float32([0.86, 1]) * np.float32([1, 0.94]) + np.float32([0, 0.06 * (top + bottom) / 2]),
        bench.plain("suede", colour),
        edge=0.01,
        wrinkles=0.3,
        shade=0.62,
        lift=0.3,
        folds=(fold((0, top), (0, bottom), wide * 0.8, -0.05, fade=2),),
    )
    return [rim, hollow]


def _laces(rows: np.ndarray, half: float, ink: Rgb, *, centre: float = 0.0) -> list[Shape]:
    shapes: list[Shape] = []
    for k, y in enumerate(rows):
        line = smooth(
            [(centre - half, float(y)), (centre, float(y) + 0.022 * (-1) ** k), (centre + half, float(y))]
        )
        shapes += [
            Seam(line + points([(0.004, 0.014)]), 0.036, 0.35),
            Seam(line, 0.034, 1.0, ink),
            Seam(line - points([(0, 0.008)]), 0.010, -0.5),
        ]
        shapes += [Button((centre + s * half, float(y)), 0.014, METAL) for s in (-1, 1)]
    return shapes


def _lace_ink(bench: Bench) -> Rgb:
    return (0.95, 0.95, 0.93) if bench.chance(0.6) else bench.tone(0.7)


def trainers(bench: Bench) -> Plan:
    """Cut trainers, from above or from the side."""
    return _trainer_side(bench) if bench.chance(0.6) else _trainer_top(bench)


def _trainer_top(bench: Bench) -> Plan:
    outline = _last(0.31)
    sole = bench.plain("rubber", _SOLES[0 if bench.chance(0.75) else 2])
    toe = smooth(
        [(-0.31, 0.50), (0, 0.42), (0.31, 0.49), (0.27, 0.70), (0.08, 0.83), (-0.12, 0.82), (-0.26, 0.66)],
        closed=True,
    )
    second = bench.second if bench.garment.second else bench.tone(0.85)
    shoe: list[Shape] = [
        Cloth(outline, sole, edge=0.05, wrinkles=0),
        _upper(bench, outline * np.float32([0.90, 0.955])),
    ]
    shoe += [
        Cloth(
            toe * np.float32([0.93, 1.0]),
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
        *_opening(bench, -0.70, -0.12, 0.19),
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
    shoe += _laces(np.linspace(-0.12, 0.36, 6), 0.125, _lace_ink(bench))
    if bench.garment.pattern == "colour block" or bench.chance(0.4):
        ink = bench.second if bench.garment.second else (0.95, 0.95, 0.94)
        shoe += [
            Seam(smooth([(s * 0.165, 0.30), (s * 0.20, 0.10), (s * 0.195, -0.08)]), 0.04, 0.95, ink)
            for s in (-1, 1)
        ]
    return pair_from_above(bench, shoe)


def _trainer_side(bench: Bench) -> Plan:
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
    ink = _SOLES[0 if bench.chance(0.7) else int(bench.rng.integers(4))]
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
    lace = _lace_ink(bench)
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


def lace_up_shoes(bench: Bench) -> Plan:
    """Cut lace-up shoes seen from above: toe cap, wings of the vamp, laces."""
    outline = _last(0.28, toe=0.82)
    shoe: list[Shape] = [
        Cloth(
            outline * np.float32([1.05, 1.02]),
            bench.plain("rubber", (0.16, 0.11, 0.08)),
            edge=0.03,
            wrinkles=0,
        ),
        _upper(bench, outline * np.float32([0.97, 0.98])),
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
        *_opening(bench, -0.70, -0.16, 0.17, lining=(0.55, 0.40, 0.26)),
        Cloth(
            points([(-0.06, -0.24), (0.06, -0.24), (0.05, 0.3), (-0.05, 0.3)]),
            bench.fabric,
            edge=0.03,
            shade=0.8,
        ),
    ]
    shoe += [
        Cloth(w, bench.fabric, edge=0.03, bulge=0.03, lift=0.4) for w in (wing, wing * np.float32([-1, 1]))
    ]
    shoe += _laces(
        np.linspace(-0.15, 0.20, 4), 0.075, bench.tone(0.45) if bench.chance(0.7) else (0.2, 0.15, 0.1)
    )
    return pair_from_above(bench, shoe)


def loafers(bench: Bench) -> Plan:
    """Cut loafers: a raised apron seam and a strap across, often with a bit."""
    outline = _last(0.285)
    shoe: list[Shape] = [
        Cloth(
            outline * np.float32([1.04, 1.02]),
            bench.plain("rubber", (0.18, 0.12, 0.09)),
            edge=0.03,
            wrinkles=0,
        ),
        _upper(bench, outline * np.float32([0.97, 0.98])),
    ]
    shoe += _opening(bench, -0.70, 0.06, 0.19, lining=(0.62, 0.47, 0.32))
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
        Seam(apron * np.float32([1.03, 1.02]), 0.012, -0.4),
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
    outline = _last(0.245, toe=0.80)
    shoe: list[Shape] = [
        Cloth(
            outline * np.float32([1.02, 1.01]), bench.plain("rubber", bench.tone(0.45)), edge=0.02, wrinkles=0
        ),
        _upper(bench, outline * np.float32([0.985, 0.99])),
    ]
    shoe += _opening(bench, -0.72, 0.42, 0.185, lining=(0.80, 0.68, 0.54))
    bow = smooth([(0, 0.46), (0.085, 0.41), (0.095, 0.51)], closed=True)
    shoe += [
        Cloth(b, bench.plain(), edge=0.02, bulge=0.04, wrinkles=0, lift=0.5)
        for b in (bow, bow * np.float32([-1, 1]))
    ]
    shoe.append(Button((0, 0.46), 0.022, bench.tone(0.85), 0.2))
    return pair_from_above(bench, shoe)


def sandals(bench: Bench) -> Plan:
    """Cut sandals: a footbed with broad straps, with or without buckles."""
    outline = _last(0.30, toe=0.95)
    bed = ((0.72, 0.56, 0.38), (0.55, 0.38, 0.24), (0.16, 0.14, 0.13))[int(bench.rng.integers(3))]
    shoe: list[Shape] = [
        Cloth(
            outline * np.float32([1.03, 1.015]),
            bench.plain("rubber", (0.14, 0.12, 0.11)),
            edge=0.03,
            wrinkles=0,
        ),
        Cloth(
            outline * np.float32([0.97, 0.98]),
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
                shaft * np.float32([1, 1]) + np.float32([0, 0.035]),
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
        ink = _lace_ink(bench)
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
