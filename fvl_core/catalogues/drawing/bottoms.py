"""Cut trousers, jeans, joggers, leggings, shorts and skirts."""

from __future__ import annotations

from dataclasses import dataclass

from fvl_core.catalogues.drawing.bench import BRASS, Bench, fold, mirrored, stitched
from fvl_core.catalogues.drawing.outlines import Points, join, points, smooth, symmetric
from fvl_core.catalogues.drawing.shapes import Button, Cloth, Fabric, Fold, Plan, Seam, Shape

_REACH = {"full-length": 2.15, "cropped": 1.62, "knee-length": 1.12, "short": 0.78}
_HEM = {"slim": (0.15, 0.20), "regular": (0.20, 0.24), "loose": (0.24, 0.28), "wide-leg": (0.33, 0.32)}


@dataclass(frozen=True)
class Legs:
    """Measures of trousers in garment units; the waist lies at y = 0."""

    waist: float
    hip: float
    crotch: float
    hem: float
    length: float
    stride: float

    def right(self) -> Points:
        """Return the right leg with its half of the seat."""
        inner, outer = self.stride, self.stride + 2 * self.hem
        crotch = self.crotch
        knee_y = crotch + (self.length - crotch) * 0.48
        if self.length > 1.3:
            down = [
                (max(self.hip * 0.99, outer * 0.6), crotch),
                (0.55 * outer + 0.45 * self.hip, min(knee_y, self.length - 0.05)),
            ]
        else:
            down = [((self.hip + outer) / 2, (0.36 + self.length) / 2)]
        side = smooth([(self.waist, 0), (self.hip, 0.36), *down, (outer, self.length)])
        inside = smooth(
            [
                (inner, self.length),
                (max(0.02, inner * 0.6), knee_y),
                (0.012, crotch + 0.02),
                (-0.012, crotch - 0.1),
            ]
        )
        return join(
            side,
            smooth([(outer, self.length), ((inner + outer) / 2, self.length + 0.018), (inner, self.length)])[
                1:-1
            ],
            inside,
            [(-0.012, 0.0)],
        )


def _legs(bench: Bench) -> Legs:
    garment = bench.garment
    length = _REACH[garment.length or "full-length"] * bench.uniform(0.97, 1.03)
    hem, hip = _HEM.get(garment.fit, (0.2, 0.24))
    if length < 1.3:
        hip += 0.035
        hem = hip * 0.875 * {"slim": 0.98, "regular": 1.05, "loose": 1.16}.get(garment.fit, 1.0)
    if garment.category == "joggers":
        hem = 0.165
    if garment.category == "leggings":
        hem, hip = 0.105, 0.19
    wide = hip * 1.75
    return Legs(
        waist=wide * 0.82,
        hip=wide,
        crotch=0.66,
        hem=hem,
        length=length,
        stride=bench.uniform(0.015, 0.10 if length > 1.3 else 0.04),
    )


def leg_folds(bench: Bench, legs: Legs) -> tuple[Fold, ...]:
    """Lay folds from the crotch, across the leg and down from the waist."""
    folds = [
        fold(
            (0.02, legs.crotch - 0.03),
            (bench.uniform(0.2, 0.34), legs.crotch + bench.uniform(-0.2, 0.14)),
            0.026,
            0.010,
            fade=1,
        )
        for _ in range(3)
    ]
    middle = legs.stride + legs.hem
    for _ in range(int(3 + 3 * (legs.length > 1.3))):
        y = bench.uniform(legs.crotch + 0.05, max(legs.crotch + 0.05, legs.length - 0.05))
        reach = legs.hem * bench.uniform(0.6, 1.0)
        tilt = bench.uniform(-0.10, 0.10)
        folds.append(
            fold(
                (middle - reach, y - tilt),
                (middle + reach, y + tilt),
                bench.uniform(0.02, 0.034),
                bench.uniform(-0.006, 0.010),
                bend=bench.uniform(-0.04, 0.04),
            )
        )
    for _ in range(2):
        x = bench.uniform(0.08, legs.hip * 0.9)
        folds.append(
            fold((x, 0.06), (x + bench.uniform(-0.06, 0.06), bench.uniform(0.25, 0.45)), 0.024, 0.006, fade=1)
        )
    return tuple(folds)


def _pair(bench: Bench, legs: Legs, *, fabric: Fabric | None = None, **options: object) -> list[Shape]:
    right = Cloth(
        legs.right(),
        fabric or bench.fabric,
        angle=-0.03,
        edge=0.05,
        bulge=0.07,
        folds=leg_folds(bench, legs),
        **options,
    )  # type: ignore[arg-type]
    left = mirrored(
        Cloth(
            legs.right(),
            fabric or bench.fabric,
            angle=-0.03,
            edge=0.05,
            bulge=0.07,
            folds=leg_folds(bench, legs),
            **options,
        )
    )  # type: ignore[arg-type]
    return [left, right]


def _waistband(
    bench: Bench, legs: Legs, *, depth: float = 0.085, fabric: Fabric | None = None
) -> list[Shape]:
    w = legs.waist
    back = Cloth(
        symmetric(
            join(smooth([(0, -0.035), (w * 0.7, -0.025), (w * 0.99, 0.0)]), [(w * 0.95, 0.05), (0, 0.06)])
        ),
        fabric or bench.inside(),
        shade=0.6,
        wrinkles=0.2,
        edge=0.015,
    )
    band = Cloth(
        symmetric(
            join(
                smooth([(0, 0.028), (w * 0.6, 0.018), (w * 1.0, -0.008)]),
                [(w * 1.03, depth)],
                smooth([(w * 1.0, depth), (w * 0.6, depth + 0.022), (0, depth + 0.03)]),
            )
        ),
        fabric or bench.fabric,
        edge=0.02,
        wrinkles=0.3,
        lift=0.3,
    )
    return [back, band]


def _fly(bench: Bench, *, thread: bool) -> list[Shape]:
    line = smooth([(0.075, 0.12), (0.075, 0.36), (0.05, 0.47), (0.0, 0.52)])
    first: Shape = stitched(line, bench) if thread else Seam(line, 0.007, 0.22)
    ink = BRASS if thread else bench.buttons()
    return [Seam(points([(0, 0.10), (0, 0.63)]), 0.009, 0.30), first, Button((0.0, 0.068), 0.02, ink)]


def _loops(bench: Bench, legs: Legs) -> list[Shape]:
    loops: list[Shape] = []
    for x in (-0.72, -0.36, 0.36, 0.72):
        c = x * legs.waist
        loops.append(
            Cloth(
                points([(c - 0.015, -0.006), (c + 0.015, -0.006), (c + 0.015, 0.115), (c - 0.015, 0.115)]),
                bench.plain(),
                edge=0.008,
                wrinkles=0,
                lift=0.3,
            )
        )
    return loops


def _slant_pockets(legs: Legs) -> list[Shape]:
    line = smooth([(legs.waist * 0.62, 0.10), (legs.waist * 0.86, 0.26), (legs.hip * 0.985, 0.38)])
    return [Seam(line, 0.011, 0.32), Seam(line * points([(-1, 1)]), 0.011, 0.32)]


def trousers(bench: Bench) -> Plan:
    """Cut trousers with a fly, belt loops, slanted pockets and often a crease."""
    legs = _legs(bench)
    shapes = _pair(bench, legs)
    middle = legs.stride + legs.hem
    if bench.garment.fabric == "wool" or bench.chance(0.35):
        crease = smooth(
            [(legs.waist * 0.5, 0.2), (legs.hip * 0.55, legs.crotch), (middle, legs.length - 0.01)]
        )
        shapes += [
            Seam(crease, 0.012, -0.35),
            Seam(crease * points([(-1, 1)]), 0.012, -0.35),
            Seam(crease + points([(0.016, 0)]), 0.012, 0.12),
            Seam((crease + points([(0.016, 0)])) * points([(-1, 1)]), 0.012, 0.12),
        ]
    shapes += [
        *_slant_pockets(legs),
        *_hems(legs),
        *_fly(bench, thread=False),
        *_waistband(bench, legs),
        *_loops(bench, legs),
        Button((0.0, 0.068), 0.02, bench.buttons()),
    ]
    return Plan(tuple(shapes))


def _hems(legs: Legs, *, rise: float = 0.05) -> list[Shape]:
    line = points(
        [(legs.stride + 0.005, legs.length - rise), (legs.stride + 2 * legs.hem - 0.008, legs.length - rise)]
    )
    return [Seam(line, 0.008, 0.22), Seam(line * points([(-1, 1)]), 0.008, 0.22)]


def jeans(bench: Bench) -> Plan:
    """Cut jeans: scoop pockets, orange thread, rivets, a coin pocket."""
    legs = _legs(bench)
    shapes = _pair(bench, legs)
    thread = (0.82, 0.55, 0.25) if bench.garment.colour in {"blue", "navy", "light blue"} else bench.stitch
    for side in (1, -1):
        flip = points([(side, 1)])
        scoop = (
            smooth(
                [
                    (legs.waist * 0.42, 0.10),
                    (legs.waist * 0.52, 0.22),
                    (legs.waist * 0.78, 0.29),
                    (legs.hip * 0.97, 0.30),
                ]
            )
            * flip
        )
        seam = (
            smooth(
                [
                    (legs.stride + 2 * legs.hem - 0.03, legs.length - 0.02),
                    (legs.hip * 0.94, legs.crotch),
                    (legs.hip * 0.95, 0.34),
                ]
            )
            * flip
        )
        hem = (
            points(
                [
                    (legs.stride + 0.005, legs.length - 0.05),
                    (legs.stride + 2 * legs.hem - 0.008, legs.length - 0.05),
                ]
            )
            * flip
        )
        shapes += [
            Seam(scoop, 0.012, 0.35),
            Seam(scoop + points([(0, 0.022)]), 0.007, 0.75, thread, 0.018),
            Seam(seam, 0.007, 0.18),
            Seam(hem, 0.008, 0.8, thread, 0.018),
        ]
        shapes += [
            Button((side * legs.waist * 0.43, 0.125), 0.011, BRASS),
            Button((side * legs.hip * 0.93, 0.30), 0.011, BRASS),
        ]
    shapes += [
        Seam(points([(0, 0.10), (0, 0.63)]), 0.009, 0.35),
        Seam(smooth([(0.075, 0.12), (0.075, 0.36), (0.05, 0.47), (0.0, 0.52)]), 0.007, 0.75, thread, 0.018),
    ]
    shapes += _waistband(bench, legs)
    shapes += [
        Seam(points([(-legs.waist, 0.088), (0, 0.115), (legs.waist, 0.088)]), 0.006, 0.7, thread, 0.018),
        *_loops(bench, legs),
        Button((0, 0.072), 0.022, BRASS),
    ]
    return Plan(tuple(shapes))


def joggers(bench: Bench) -> Plan:
    """Cut joggers: gathered waist, drawstring, ribbed cuffs."""
    legs = _legs(bench)
    shapes = _pair(bench, legs, **_block(bench))
    middle, cuff = legs.stride + legs.hem, 0.12
    rib = bench.plain("rib", bench.second if bench.garment.pattern == "colour block" else bench.tone(0.9))
    end = Cloth(
        join(
            smooth(
                [
                    (middle + legs.hem * 0.95, legs.length - 0.02),
                    (middle + cuff, legs.length + 0.05),
                    (middle + cuff * 0.95, legs.length + 0.12),
                ]
            ),
            [(middle - cuff * 0.95, legs.length + 0.12)],
            smooth([(middle - cuff, legs.length + 0.05), (middle - legs.hem * 0.95, legs.length - 0.02)]),
        ),
        rib,
        edge=0.03,
        wrinkles=0.4,
        folds=_gathers(bench, middle - cuff, middle + cuff, legs.length - 0.02, 0.1),
        lift=0.3,
    )
    shapes += [end, mirrored(end), *_slant_pockets(legs), *_elastic(bench, legs), *_strings(bench)]
    if bench.chance(0.35) and not bench.garment.second:
        stripe = smooth(
            [
                (legs.hip * 0.93, 0.3),
                (legs.hip * 0.92, legs.crotch),
                (middle + legs.hem * 0.86, legs.length - 0.02),
            ]
        )
        ink = (0.93, 0.93, 0.92) if sum(bench.colour) < 1.5 else (0.12, 0.12, 0.14)
        shapes += [Seam(line, 0.03, 0.95, ink) for line in (stripe, stripe * points([(-1, 1)]))]
    return Plan(tuple(shapes))


def _block(bench: Bench) -> dict[str, object]:
    return (
        {
            "block": (
                bench.uniform(1.2, 1.5) if bench.garment.length == "full-length" else bench.uniform(0.9, 1.1),
                bench.second,
            )
        }
        if bench.garment.pattern == "colour block"
        else {}
    )


def _gathers(
    bench: Bench, left: float, right: float, top: float, depth: float, *, count: int = 9
) -> tuple[Fold, ...]:
    places = [left + (right - left) * (k + bench.uniform(0.2, 0.8)) / count for k in range(count)]
    return tuple(
        fold((x, top), (x + bench.uniform(-0.02, 0.02), top + depth), 0.014, 0.008, fade=1) for x in places
    )


def _elastic(bench: Bench, legs: Legs) -> list[Shape]:
    back, band = _waistband(bench, legs, depth=0.105)
    assert isinstance(band, Cloth)
    gathered = Cloth(
        band.outline,
        bench.plain("rib"),
        edge=0.025,
        wrinkles=0.4,
        folds=_gathers(bench, -legs.waist, legs.waist, 0.01, 0.12, count=20),
        lift=0.3,
    )
    return [back, gathered, Seam(points([(-legs.waist, 0.05), (0, 0.075), (legs.waist, 0.05)]), 0.006, 0.18)]


def _strings(bench: Bench) -> list[Shape]:
    ink = (0.93, 0.92, 0.9) if bench.chance(0.5) and sum(bench.colour) < 2.2 else bench.tone(0.55)
    sway = bench.uniform(-0.03, 0.03)
    shapes: list[Shape] = []
    for side in (-1, 1):
        line = smooth(
            [
                (side * 0.03, 0.08),
                (side * 0.05 + sway, 0.2),
                (side * (0.035 + bench.uniform(0, 0.04)) + sway, bench.uniform(0.32, 0.42)),
            ]
        )
        shapes += [
            Seam(line + points([(0.008, 0.01)]), 0.02, 0.35),
            Seam(line, 0.016, 1.0, ink),
            Button((side * 0.03, 0.08), 0.012, ink, 0.2),
        ]
    return shapes


def leggings(bench: Bench) -> Plan:
    """Cut leggings: narrow legs, a smooth broad waistband."""
    legs = _legs(bench)
    shapes = _pair(bench, legs, **_block(bench))
    shapes += [
        *_hems(legs, rise=0.03),
        Seam(points([(0, 0.1), (0, 0.64)]), 0.007, 0.2),
        *_waistband(
            bench,
            legs,
            depth=0.12,
            fabric=bench.plain("jersey") if bench.garment.pattern == "colour block" else None,
        ),
    ]
    return Plan(tuple(shapes))


def shorts(bench: Bench) -> Plan:
    """Cut shorts: with fly and loops, or with a drawstring."""
    legs = _legs(bench)
    shapes = _pair(bench, legs)
    shapes += [*_slant_pockets(legs), *_hems(legs, rise=0.06)]
    if bench.garment.closure == "drawstring":
        shapes += [Seam(points([(0, 0.1), (0, 0.64)]), 0.008, 0.25), *_elastic(bench, legs), *_strings(bench)]
    else:
        shapes += [
            *_fly(bench, thread=bench.garment.fabric == "denim"),
            *_waistband(bench, legs),
            *_loops(bench, legs),
            Button((0, 0.07), 0.022, BRASS),
        ]
    return Plan(tuple(shapes))


SKIRT_LENGTHS = {"mini": 0.78, "knee-length": 1.12, "midi": 1.5, "maxi": 1.95}


def skirt_panel(
    bench: Bench,
    *,
    top: float,
    waist: float,
    length: float,
    shape: str,
    fabric: Fabric | None = None,
    **options: object,
) -> Cloth:
    """Cut the front of a skirt from the waist at ``top`` down over ``length``."""
    hem = {
        "straight": waist * 1.28,
        "fitted": waist * 1.30,
        "a-line": waist * 1.28 + 0.27 * length,
        "loose": waist * 1.3 + 0.20 * length,
        "pleated": waist * 1.3 + 0.33 * length,
    }.get(shape, waist * 1.5)
    hip = waist * (1.27 if shape in {"straight", "fitted"} else 1.28)
    sag = 0.03 + 0.07 * (hem - waist)
    right = join(
        smooth([(0, top + 0.012), (waist * 0.6, top + 0.008), (waist, top)]),
        smooth(
            [
                (waist, top),
                (max(hip * 0.96, waist + (hem - waist) * 0.28), top + 0.30),
                (hem, top + length - sag),
            ]
        )[1:],
        smooth([(hem, top + length - sag), (hem * 0.6, top + length - sag * 0.15), (0, top + length)])[1:],
    )
    return Cloth(
        symmetric(right),
        fabric or bench.fabric,
        edge=0.045,
        bulge=0.04,
        folds=_drapes(bench, waist, hem, top, length, shape),
        **options,
    )  # type: ignore[arg-type]


def _drapes(
    bench: Bench, waist: float, hem: float, top: float, length: float, shape: str
) -> tuple[Fold, ...]:
    if shape in {"straight", "fitted"}:
        count, height, width = 5, 0.008, 0.04
    elif shape == "pleated":
        count, height, width = 15, 0.017, 0.024
    else:
        count, height, width = 9, 0.019, 0.05
    folds = []
    for k in range(count):
        share = -1 + 2 * (k + (0.5 if shape == "pleated" else bench.uniform(0.1, 0.9))) / count
        start = (
            share * waist * 0.96,
            top + (0.01 if shape == "pleated" else bench.uniform(0.02, 0.35) * length),
        )
        stop = (share * hem * 0.97, top + length - 0.01)
        folds.append(
            fold(
                start,
                stop,
                width * bench.uniform(0.8, 1.2),
                height * bench.uniform(0.6, 1.25),
                bend=0 if shape == "pleated" else bench.uniform(-0.03, 0.03),
                fade=2 if shape == "pleated" else -1,
            )
        )
    return tuple(folds)


def skirt(bench: Bench) -> Plan:
    """Cut a skirt: straight, flared or pleated, with a waistband."""
    garment = bench.garment
    waist, length = 0.34, SKIRT_LENGTHS[garment.length] * bench.uniform(0.96, 1.04)
    panel = skirt_panel(bench, top=0.06, waist=waist, length=length, shape=garment.fit)
    legs = Legs(waist, waist, 0, 0, 0, 0)
    shapes: list[Shape] = [panel]
    if garment.closure == "buttons":
        shapes += [
            Seam(points([(0.04, 0.08), (0.04, length + 0.05)]), 0.007, 0.25),
            Seam(points([(-0.04, 0.08), (-0.04, length + 0.05)]), 0.007, 0.25),
        ]
        ink = bench.buttons()
        shapes += [Button((0, float(y)), 0.02, ink) for y in _even(0.2, length - 0.05, 0.17)]
    elif garment.fabric == "denim":
        line = smooth([(waist * 0.5, 0.09), (waist * 0.62, 0.22), (waist * 1.12, 0.30)])
        shapes += [
            Seam(points([(0, 0.09), (0, 0.5)]), 0.008, 0.3),
            *(Seam(v, 0.011, 0.3) for v in (line, line * points([(-1, 1)]))),
        ]
    shapes += (
        _elastic(bench, legs)
        if garment.closure == "elastic"
        else [*_waistband(bench, legs), Button((0, 0.07), 0.018, bench.buttons())]
    )
    return Plan(tuple(shapes))


def _even(start: float, stop: float, step: float) -> list[float]:
    count = max(2, round((stop - start) / step))
    return [start + (stop - start) * k / (count - 1) for k in range(count)]
