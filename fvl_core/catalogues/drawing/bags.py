"""Cut tote bags, backpacks and handbags."""

from __future__ import annotations

from fvl_core.catalogues.drawing.bench import BRASS, METAL, Bench, fold, mirrored, stitched, zipper
from fvl_core.catalogues.drawing.outlines import (
    Points,
    ellipse,
    join,
    path,
    points,
    ribbon,
    smooth,
    symmetric,
)
from fvl_core.catalogues.drawing.prints import graphic
from fvl_core.catalogues.drawing.shapes import Button, Cloth, Overlay, Plan, Rgb, Seam, Shape

_BODY = symmetric(smooth(path("0 -.72, .34 -.69, .56 -.46, .61 0, .62 .55, .53 .77, 0 .81")))
_POCKET = symmetric(smooth(path("0 .12, .38 .13, .47 .2, .475 .58, .4 .71, 0 .73")))
_SIDE = smooth(path(".54 .12, .71 .16, .73 .58, .54 .7"), closed=True)
_STRAP = smooth(path(".24 -.62, .7 -.5, .82 0, .66 .62"))
_HANDLE = smooth(path("-.13 -.68, -.11 -.86, .11 -.86, .13 -.68"))
_ARCH = smooth(path("-.49 .06, -.47 -.3, -.3 -.55, 0 -.6, .3 -.55, .47 -.3, .49 .06"))
_LABEL = path("-.09 -.3, .09 -.3, .09 -.19, -.09 -.19")


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
    front = bench.plain("", bench.second) if bench.garment.pattern == "colour block" else bench.fabric
    pocket = Cloth(_POCKET, front, edge=0.07, bulge=0.10, wrinkles=0.9, lift=0.55)
    shapes = _straps(bench)
    shapes.append(Cloth(_BODY, bench.fabric, edge=0.14, bulge=0.20, wrinkles=1.1))
    metal = BRASS if bench.chance(0.3) else METAL
    shapes += [*zipper(_ARCH, bench.colour, metal=metal, width=0.035), pocket]
    shapes += [
        *zipper(smooth([(-0.40, 0.235), (0, 0.225), (0.40, 0.235)]), bench.colour, metal=metal, width=0.03),
        Seam(points([(0.36, 0.24), (0.37, 0.33)]), 0.016, 1.0, metal),
    ]
    if bench.chance(0.6):
        leather = bench.plain("leather", (0.42, 0.27, 0.16) if bench.chance(0.5) else bench.tone(0.6))
        shapes.append(Cloth(_LABEL, leather, edge=0.01, wrinkles=0, lift=0.3))
    return Plan(tuple(shapes), fill=0.82)


def _straps(bench: Bench) -> list[Shape]:
    """Return what stands out behind a backpack: shoulder straps, handle, side pockets."""
    dark = bench.plain("", bench.tone(0.8))
    side = Cloth(_SIDE, bench.plain("", bench.tone(0.9)), edge=0.05, bulge=0.08)
    strap = Cloth(ribbon(_STRAP, (0.13, 0.15, 0.07)), dark, edge=0.04, bulge=0.04)
    handle = Cloth(ribbon(_HANDLE, 0.06), dark, edge=0.02, wrinkles=0.2)
    return [strap, mirrored(strap), handle, side, mirrored(side)]


def handbag(bench: Bench) -> Plan:
    """Cut a handbag: a stiff body, a flap with a clasp or a zip, one handle."""
    wide, tall = bench.uniform(0.62, 0.76), bench.uniform(0.60, 0.78)
    high = bench.uniform(0.36, 0.62)
    grip = ribbon(_arched(wide * 0.5, wide * 0.46, wide * 0.2, 0.05, high), 0.06)
    metal = BRASS if bench.chance(0.65) else METAL
    shapes: list[Shape] = [
        Cloth(grip, bench.plain("", bench.tone(0.9)), edge=0.03, bulge=0.03, wrinkles=0),
        Cloth(_trapezium(wide, tall), bench.fabric, edge=0.09, bulge=0.12, wrinkles=0.5),
    ]
    if bench.garment.closure == "buckle":
        shapes += _flap(bench, wide, tall * bench.uniform(0.48, 0.62), metal)
    else:
        shapes += _zipped(bench, wide, tall, metal)
    for x in (-wide * 0.5, wide * 0.5):
        ring, hole = ellipse((x, 0.06), 0.045, 0.055), ellipse((x, 0.06), 0.024, 0.034)
        shapes += [
            Cloth(ring, bench.plain("metal", metal), edge=0.02, wrinkles=0, lift=0.4, holes=(hole,)),
            Button((x, 0.13), 0.016, metal),
        ]
    return Plan(tuple(shapes), fill=0.80)


def _arched(foot: float, knee: float, top: float, base: float, high: float) -> Points:
    """Return the centre line of a handle that rises, bends and comes down again."""
    half = [(-foot, base), (-knee, -high * 0.6), (-top, -high)]
    return smooth([*half, *((-x, y) for x, y in reversed(half))])


def _trapezium(wide: float, tall: float) -> Points:
    """Return the outline of a handbag's body."""
    return symmetric(
        join(
            smooth([(0, -0.02), (wide * 0.7, -0.015), (wide * 0.86, 0.02)]),
            smooth([(wide * 0.86, 0.02), (wide * 0.95, tall * 0.5), (wide * 1.0, tall * 0.93)])[1:],
            smooth([(wide * 0.93, tall), (wide * 0.5, tall + 0.015), (0, tall + 0.015)]),
        )
    )


def _flap(bench: Bench, wide: float, drop: float, metal: Rgb) -> list[Shape]:
    """Close a handbag with a stitched flap and a clasp."""
    rim = [(wide * 0.90, 0.05), (wide * 0.86, drop * 0.72), (wide * 0.62, drop * 0.95), (0, drop)]
    flap = symmetric(join(smooth([(0, -0.035), (wide * 0.7, -0.03), (wide * 0.88, 0.015)]), smooth(rim)))
    clasp = points([(-0.07, drop - 0.05), (0.07, drop - 0.05), (0.07, drop + 0.06), (-0.07, drop + 0.06)])
    return [
        Cloth(flap, bench.fabric, edge=0.06, bulge=0.08, wrinkles=0.4, lift=0.6),
        Seam(flap * points([(0.95, 0.95)]), 0.006, 0.6, bench.stitch, 0.02),
        Cloth(clasp, bench.plain("metal", metal), edge=0.02, wrinkles=0, lift=0.5),
        Seam(points([(0, drop - 0.03), (0, drop + 0.04)]), 0.012, 0.5),
    ]


def _zipped(bench: Bench, wide: float, tall: float, metal: Rgb) -> list[Shape]:
    """Close a handbag with a zip along its top."""
    line = [(-wide * 0.8, 0.06), (0, 0.045), (wide * 0.8, 0.06)]
    fold_line = points([(-wide * 0.93, tall * 0.42), (0, tall * 0.45), (wide * 0.93, tall * 0.42)])
    return [
        *zipper(line, bench.colour, metal=metal, width=0.04),
        Seam(fold_line, 0.010, 0.25),
        Seam(points([(wide * 0.72, 0.06), (wide * 0.74, 0.22)]), 0.03, 1.0, bench.tone(0.8)),
    ]
