"""Cut tote bags, backpacks and handbags."""

from __future__ import annotations

from fvl_core.catalogues.drawing.bench import BRASS, METAL, Bench, fold, mirrored, stitched, zipper
from fvl_core.catalogues.drawing.outlines import ellipse, join, points, ribbon, smooth, symmetric
from fvl_core.catalogues.drawing.prints import graphic
from fvl_core.catalogues.drawing.shapes import Button, Cloth, Overlay, Plan, Seam, Shape


def tote_bag(bench: Bench) -> Plan:
    """Cut a tote bag: a plain sack with two long handles."""
    wide, tall = bench.uniform(0.56, 0.66), bench.uniform(1.05, 1.25)
    front = symmetric(
        join(
            smooth([(0, 0.012), (wide * 0.6, 0.008), (wide, 0)]),
            smooth([(wide, 0), (wide * 1.02, tall * 0.5), (wide * 0.97, tall)])[1:],
            smooth([(wide * 0.97, tall), (wide * 0.5, tall + 0.02), (0, tall + 0.02)])[1:],
        )
    )
    back = symmetric(
        join(smooth([(0, -0.045), (wide * 0.7, -0.035), (wide * 0.98, 0.0)]), [(wide * 0.9, 0.1), (0, 0.1)])
    )
    high = bench.uniform(0.55, 0.75)
    strap = [
        (-0.27, 0.10),
        (-0.255, -high * 0.6),
        (-0.12, -high),
        (0.12, -high),
        (0.255, -high * 0.6),
        (0.27, 0.10),
    ]
    trim = bench.plain("leather", (0.45, 0.29, 0.17)) if bench.chance(0.25) else bench.plain()
    sway = bench.uniform(-0.10, 0.10)
    rear = Cloth(
        ribbon(smooth([(x + sway * (y < 0), y - 0.05 + 0.1 * (y < -0.1)) for x, y in strap]), 0.062),
        trim,
        edge=0.02,
        wrinkles=0.3,
        shade=0.85,
    )
    front_strap = Cloth(ribbon(smooth(strap), 0.062), trim, edge=0.02, wrinkles=0.3, lift=0.5)
    decal = (
        graphic(bench.rng, bench.second, bench.colour, (0.0, tall * 0.55), wide * 1.1)
        if bench.garment.pattern == "graphic print"
        else None
    )
    folds = tuple(
        fold(
            (s * wide * 0.9, tall * 0.95),
            (s * wide * bench.uniform(0.2, 0.6), tall * bench.uniform(0.5, 0.8)),
            0.05,
            0.016,
            fade=1,
        )
        for s in (-1, 1)
    )
    shapes: list[Shape] = [
        rear,
        Cloth(back, bench.inside(), shade=0.6, edge=0.01),
        Cloth(front, bench.fabric, edge=0.05, bulge=0.06, wrinkles=1.3, folds=folds, overlay=Overlay(decal)),
    ]
    shapes += [Seam(points([(-wide, 0.075), (0, 0.085), (wide, 0.075)]), 0.007, 0.22), front_strap]
    shapes += [stitched(points([(x - 0.024, 0.02), (x + 0.024, 0.09)]), bench) for x in (-0.27, 0.27)]
    return Plan(tuple(shapes), fill=0.84)


def backpack(bench: Bench) -> Plan:
    """Cut a backpack: domed body, top handle, arched zip, front pocket, side pockets."""
    body = symmetric(
        smooth([(0, -0.72), (0.34, -0.69), (0.56, -0.46), (0.61, 0.0), (0.62, 0.55), (0.53, 0.77), (0, 0.81)])
    )
    side = Cloth(
        smooth([(0.54, 0.12), (0.71, 0.16), (0.73, 0.58), (0.54, 0.70)], closed=True),
        bench.plain("", bench.tone(0.9)),
        edge=0.05,
        bulge=0.08,
    )
    strap = Cloth(
        ribbon(smooth([(0.24, -0.62), (0.70, -0.50), (0.82, 0.0), (0.66, 0.62)]), (0.13, 0.15, 0.07)),
        bench.plain("", bench.tone(0.8)),
        edge=0.04,
        bulge=0.04,
    )
    handle = Cloth(
        ribbon(smooth([(-0.13, -0.68), (-0.11, -0.86), (0.11, -0.86), (0.13, -0.68)]), 0.06),
        bench.plain("", bench.tone(0.8)),
        edge=0.02,
        wrinkles=0.2,
    )
    pocket = symmetric(
        smooth([(0, 0.12), (0.38, 0.13), (0.47, 0.20), (0.475, 0.58), (0.40, 0.71), (0, 0.73)])
    )
    colour_block = bench.garment.pattern == "colour block"
    front = bench.plain("", bench.second) if colour_block else bench.fabric
    shapes: list[Shape] = [strap, mirrored(strap), handle, side, mirrored(side)]
    shapes.append(Cloth(body, bench.fabric, edge=0.14, bulge=0.20, wrinkles=1.1))
    arch = smooth(
        [
            (-0.49, 0.06),
            (-0.47, -0.30),
            (-0.30, -0.55),
            (0, -0.60),
            (0.30, -0.55),
            (0.47, -0.30),
            (0.49, 0.06),
        ]
    )
    metal = BRASS if bench.chance(0.3) else METAL
    shapes += [
        *zipper(arch, bench.colour, metal=metal, width=0.035),
        Cloth(pocket, front, edge=0.07, bulge=0.10, wrinkles=0.9, lift=0.55),
    ]
    shapes += [
        *zipper(smooth([(-0.40, 0.235), (0, 0.225), (0.40, 0.235)]), bench.colour, metal=metal, width=0.03),
        Seam(points([(0.36, 0.24), (0.37, 0.33)]), 0.016, 1.0, metal),
    ]
    if bench.chance(0.6):
        shapes.append(
            Cloth(
                points([(-0.09, -0.30), (0.09, -0.30), (0.09, -0.19), (-0.09, -0.19)]),
                bench.plain("leather", (0.42, 0.27, 0.16) if bench.chance(0.5) else bench.tone(0.6)),
                edge=0.01,
                wrinkles=0,
                lift=0.3,
            )
        )
    return Plan(tuple(shapes), fill=0.82)


def handbag(bench: Bench) -> Plan:
    """Cut a handbag: stiff body, flap with a clasp or a zip, one handle or a chain."""
    wide, tall = bench.uniform(0.62, 0.76), bench.uniform(0.60, 0.78)
    body = symmetric(
        join(
            smooth([(0, -0.02), (wide * 0.7, -0.015), (wide * 0.86, 0.02)]),
            smooth([(wide * 0.86, 0.02), (wide * 0.95, tall * 0.5), (wide * 1.0, tall * 0.93)])[1:],
            smooth([(wide * 0.93, tall), (wide * 0.5, tall + 0.015), (0, tall + 0.015)]),
        )
    )
    high = bench.uniform(0.36, 0.62)
    grip = ribbon(
        smooth(
            [
                (-wide * 0.5, 0.05),
                (-wide * 0.46, -high * 0.6),
                (-wide * 0.2, -high),
                (wide * 0.2, -high),
                (wide * 0.46, -high * 0.6),
                (wide * 0.5, 0.05),
            ]
        ),
        0.06,
    )
    metal = BRASS if bench.chance(0.65) else METAL
    shapes: list[Shape] = [Cloth(grip, bench.plain("", bench.tone(0.9)), edge=0.03, bulge=0.03, wrinkles=0)]
    shapes.append(Cloth(body, bench.fabric, edge=0.09, bulge=0.12, wrinkles=0.5))
    if bench.garment.closure == "buckle":
        drop = tall * bench.uniform(0.48, 0.62)
        flap = symmetric(
            join(
                smooth([(0, -0.035), (wide * 0.7, -0.03), (wide * 0.88, 0.015)]),
                smooth(
                    [(wide * 0.90, 0.05), (wide * 0.86, drop * 0.72), (wide * 0.62, drop * 0.95), (0, drop)]
                ),
            )
        )
        shapes += [
            Cloth(flap, bench.fabric, edge=0.06, bulge=0.08, wrinkles=0.4, lift=0.6),
            Seam(flap * points([(0.95, 0.95)]), 0.006, 0.6, bench.stitch, 0.02),
        ]
        shapes += [
            Cloth(
                points(
                    [(-0.07, drop - 0.05), (0.07, drop - 0.05), (0.07, drop + 0.06), (-0.07, drop + 0.06)]
                ),
                bench.plain("metal", metal),
                edge=0.02,
                wrinkles=0,
                lift=0.5,
            ),
            Seam(points([(0, drop - 0.03), (0, drop + 0.04)]), 0.012, 0.5),
        ]
    else:
        shapes += [
            *zipper(
                [(-wide * 0.8, 0.06), (0, 0.045), (wide * 0.8, 0.06)], bench.colour, metal=metal, width=0.04
            ),
            Seam(
                points([(-wide * 0.93, tall * 0.42), (0, tall * 0.45), (wide * 0.93, tall * 0.42)]),
                0.010,
                0.25,
            ),
        ]
        shapes += [Seam(points([(wide * 0.72, 0.06), (wide * 0.74, 0.22)]), 0.03, 1.0, bench.tone(0.8))]
    for s in (-1, 1):
        shapes += [
            Cloth(
                ellipse((s * wide * 0.5, 0.06), 0.045, 0.055),
                bench.plain("metal", metal),
                edge=0.02,
                wrinkles=0,
                lift=0.4,
                holes=(ellipse((s * wide * 0.5, 0.06), 0.024, 0.034),),
            ),
            Button((s * wide * 0.5, 0.13), 0.016, metal),
        ]
    return Plan(tuple(shapes), fill=0.80)
