"""Cut shoes seen from the side: trainers, high heels, boots."""

from __future__ import annotations

import numpy as np

from fvl_core.catalogues.drawing.bench import METAL, Bench, fold
from fvl_core.catalogues.drawing.outlines import Points, ellipse, join, path, points, ribbon, smooth
from fvl_core.catalogues.drawing.pairs import SOLES, lace_ink, pair_from_side
from fvl_core.catalogues.drawing.shapes import Button, Cloth, Fold, Plan, Rgb, Seam, Shape

_TOP = path(
    ".03 -.66, .12 -.7, .28 -.58, .42 -.6, .5 -.72, .6 -.72, .84 -.52, 1.1 -.38, 1.38 -.32, 1.56 -.2, 1.6 -.1"
)
_BACK = path("0 -.15, -.02 -.4, .03 -.66")
_SOLE = path(
    "-.055 -.13, .4 -.145, .9 -.11, 1.3 -.12, 1.62 -.16, 1.685 -.09, "
    "1.62 .005, 1.45 .045, 1.1 .05, .5 .05, 0 .045, -.065 0"
)
_TOE = path("1.14 -.37, 1.38 -.32, 1.57 -.19, 1.61 -.09"), path("1.02 -.09, 1.03 -.24, 1.14 -.37")
_HEEL = path(".03 -.66, .15 -.66, .2 -.35, .42 -.1"), path("-.01 -.3, .03 -.66")
_MARKS = path(".42 -.14, .62 -.22, .88 -.42"), path(".36 -.34, .62 -.2, .98 -.36")


def trainer_side(bench: Bench) -> Plan:
    """Cut trainers seen from the side: sole, toe, heel, a mark."""
    outline = join(smooth(_TOP), [(1.58, -0.06), (0.02, -0.08)], smooth(_BACK))
    ink = SOLES[0 if bench.chance(0.7) else int(bench.rng.integers(4))]
    mouth = ellipse((0.30, -0.60), 0.23, 0.075, angle=0.08)
    shoe: list[Shape] = [
        Cloth(mouth, bench.plain("suede", bench.tone(0.45)), edge=0.02, shade=0.6),
        Cloth(outline, bench.fabric, edge=0.10, bulge=0.14, wrinkles=0.6),
        *_trims(bench),
        *_slanted_laces(lace_ink(bench)),
        Cloth(
            smooth(_SOLE, closed=True),
            bench.plain("rubber", ink),
            edge=0.04,
            bulge=0.03,
            wrinkles=0,
            lift=0.35,
        ),
        Seam(smooth([(-0.05, -0.04), (0.8, -0.03), (1.64, -0.05)]), 0.012, 0.25),
    ]
    return pair_from_side(bench, shoe)


def _trims(bench: Bench) -> list[Shape]:
    """Cover toe and heel, and put a mark on the side."""
    second = bench.second if bench.garment.second else bench.tone(0.8)
    blocked = bench.garment.pattern == "colour block"
    toe = join(smooth(_TOE[0]), [(1.02, -0.09)], smooth(_TOE[1]))
    heel = join(smooth(_HEEL[0]), [(0.0, -0.10)], smooth(_HEEL[1]))
    trim = bench.plain("suede", second) if blocked or bench.chance(0.5) else bench.plain()
    shapes: list[Shape] = [
        Cloth(toe, trim, edge=0.06, bulge=0.06, wrinkles=0.3, lift=0.25),
        Cloth(heel, trim, edge=0.05, bulge=0.05, wrinkles=0.3, lift=0.25),
    ]
    if blocked or bench.chance(0.55):
        mark = ribbon(smooth(_MARKS[0 if bench.chance(0.5) else 1]), (0.03, 0.09, 0.03))
        pale = (0.94, 0.94, 0.93) if sum(bench.colour) < 2.4 else (0.2, 0.2, 0.22)
        leather = bench.plain("leather", second if bench.garment.second else pale)
        shapes.append(Cloth(mark, leather, edge=0.015, wrinkles=0, lift=0.25))
    return shapes


def _slanted_laces(ink: Rgb) -> list[Shape]:
    """Lace the instep, seen from the side."""
    shapes: list[Shape] = []
    for t in np.linspace(0.05, 0.95, 6):
        x, y = 0.55 + 0.50 * t, -0.70 + 0.29 * t
        line = smooth([(x + 0.035, y - 0.035), (x - 0.02, y + 0.05), (x - 0.085, y + 0.10)])
        shapes += [
            Seam(line + points([(0.012, 0.01)]), 0.03, 0.35),
            Seam(line, 0.030, 1.0, ink),
            Button((x - 0.085, y + 0.10), 0.013, METAL),
        ]
    return shapes


def high_heels(bench: Bench) -> Plan:
    """Cut high heels, from the side."""
    heel = bench.uniform(0.5, 0.66)
    under = smooth([(0.30, -heel * 0.80), (0.62, -0.14), (0.95, 0.015), (1.25, 0.03), (1.50, 0.015)])
    material = bench.plain() if bench.chance(0.7) else bench.plain("rubber", (0.12, 0.1, 0.1))
    shoe: list[Shape] = [
        Cloth(_post(heel), material, edge=0.03, bulge=0.04, wrinkles=0),
        Cloth(_lining(heel), bench.plain("leather", (0.78, 0.64, 0.50)), edge=0.01, wrinkles=0, shade=0.75),
        Cloth(_pump(heel), bench.fabric, edge=0.08, bulge=0.12, wrinkles=0.3),
        Cloth(ribbon(under, 0.03), bench.plain("rubber", (0.16, 0.11, 0.09)), edge=0.01, wrinkles=0),
    ]
    return pair_from_side(bench, shoe, apart=(0.28, -0.16))


def _pump(heel: float) -> Points:
    """Return the outline of a pump on a heel of some height."""
    rim = [(0.02, -heel - 0.34), (0.12, -heel - 0.36), (0.30, -heel - 0.17), (0.62, -0.36)]
    vamp = path(".92 -.2, 1.14 -.24, 1.36 -.13, 1.52 -.02")
    ball = path("1.5 .01, 1.2 .02, .95 0, .62 -.16")
    arch = [(0.30, -heel * 0.82), (0.14, -heel * 0.88), (0.0, -heel - 0.02), (0.02, -heel - 0.34)]
    return join(smooth(join(rim, vamp)), smooth(join(ball, arch))[1:])


def _post(heel: float) -> Points:
    """Return the outline of a thin heel."""
    front = [(0.115, 0.02), (0.125, -heel * 0.5), (0.17, -heel * 0.75), (0.30, -heel * 0.86)]
    back = smooth([(0.0, -heel - 0.04), (0.03, -heel * 0.5), (0.07, 0.02)])
    return join(back, [(0.115, 0.02)], smooth(front))


def _lining(heel: float) -> Points:
    """Return what is seen of the inside of a pump."""
    far = [(0.10, -heel - 0.35), (0.30, -heel - 0.22), (0.62, -0.42), (0.98, -0.27), (1.14, -0.24)]
    near = [(0.92, -0.19), (0.62, -0.34), (0.30, -heel - 0.13), (0.12, -heel - 0.3)]
    return join(smooth(far), smooth(near))


def boots(bench: Bench) -> Plan:
    """Cut boots, ankle or knee-high, from the side."""
    high = bench.garment.length == "knee-high"
    top, wide = (-1.95, 0.14) if high else (-1.02, 0.06)
    creases = _ankle_creases(bench, top, high=high)
    heel = 0.06 if bench.chance(0.5) else 0.16
    dark = bench.plain("rubber", (0.13, 0.11, 0.10) if bench.chance(0.7) else (0.45, 0.31, 0.2))
    mouth = ellipse((0.31 + wide * 0.1, top + 0.02), 0.29 + wide * 0.5, 0.055)
    shoe: list[Shape] = [
        Cloth(mouth, bench.plain("suede", bench.tone(0.5)), shade=0.6, edge=0.02),
        Cloth(_boot(top, wide), bench.fabric, edge=0.12, bulge=0.18, wrinkles=0.8, folds=creases),
        Seam(smooth([(0.62, -0.64), (0.46, -0.48), (0.62, -0.26), (0.72, -0.08)]), 0.010, 0.25),
        *_fastening(bench, top),
        *(Cloth(piece, dark, edge=0.02, wrinkles=0, lift=lift) for piece, lift in _boot_sole(heel)),
    ]
    return pair_from_side(bench, shoe, apart=(0.42, -0.14))


def _ankle_creases(bench: Bench, top: float, *, high: bool) -> tuple[Fold, ...]:
    heights = (-0.66, -0.56, *(np.linspace(top + 0.3, -0.8, 3) if high else ()))
    return tuple(
        fold((0.06, y), (0.6, y + bench.uniform(-0.06, 0.06)), 0.03, bench.uniform(0.01, 0.02), bend=0.03)
        for y in heights
    )


def _boot(top: float, wide: float) -> Points:
    """Return the outline of a boot whose shaft ends at ``top``."""
    rim = [(0.02 - wide * 0.4, top + 0.02), (0.3, top - 0.01), (0.60 + wide * 0.6, top + 0.02)]
    shin = [(0.60 + wide * 0.6, top + 0.02), (0.58 + wide * 0.3, (top - 0.6) / 2)]
    calf = [(0.02 - wide * 0.3, (top - 0.6) / 2), (0.02 - wide * 0.4, top + 0.02)]
    front = smooth(join(shin, path(".62 -.62, .86 -.42, 1.16 -.34, 1.38 -.22, 1.42 -.08")))
    back = smooth(join(path(".04 -.1, .01 -.35, .06 -.62"), calf))
    return join(smooth(rim) + points([(0, 0.035)]), front[1:], [(1.40, -0.06), (0.05, -0.06)], back)


def _boot_sole(heel: float) -> tuple[tuple[Points, float], tuple[Points, float]]:
    """Return the outlines of heel and sole, each with the shadow it throws."""
    block = points([(0.02, -0.10), (0.42, -0.10), (0.38, heel), (0.05, heel)])
    under = [(1.46, -0.03), (1.2, heel * 0.3), (0.8, heel * 0.3 - 0.01), (0.4, -0.03), (0.02, -0.03)]
    return (block, 0.5), (join(smooth(path(".02 -.11, .5 -.09, 1 -.08, 1.43 -.1")), smooth(under)), 0.3)


def _fastening(bench: Bench, top: float) -> list[Shape]:
    """Close a boot with laces or a zip."""
    if bench.garment.closure != "laces":
        return [Seam(smooth([(0.34, -0.30), (0.33, -0.7), (0.33, top + 0.08)]), 0.016, 0.9, METAL, 0.014)]
    ink = lace_ink(bench)
    shapes: list[Shape] = []
    for y in np.arange(-0.60, top + 0.1, -0.12):
        line = smooth([(0.63, float(y) - 0.01), (0.52, float(y) + 0.02), (0.43, float(y) + 0.0)])
        shapes += [
            Seam(line + points([(0, 0.014)]), 0.03, 0.35),
            Seam(line, 0.028, 1.0, ink),
            Button((0.43, float(y)), 0.014, METAL),
        ]
    return shapes
