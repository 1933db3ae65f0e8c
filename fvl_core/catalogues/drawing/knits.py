"""Cut jumpers, cardigans, sweatshirts and hoodies: ribbed ends, roll necks, hoods, pouches."""

from __future__ import annotations

from dataclasses import replace

from fvl_core.catalogues.drawing.bench import Bench, fold, mirrored, zipper
from fvl_core.catalogues.drawing.outlines import join, points, ribbon, smooth, symmetric
from fvl_core.catalogues.drawing.shapes import Button, Cloth, Fabric, Plan, Seam, Shape
from fvl_core.catalogues.drawing.tops import LENGTHS, front_options
from fvl_core.catalogues.drawing.torso import (
    Torso,
    armholes,
    body,
    cuffs,
    inside_neck,
    neck_band,
    pair_of,
    sleeve,
    torso_of,
)


def _block(bench: Bench) -> dict[str, object]:
    return front_options(bench, top=0.66)


def _rib(bench: Bench) -> Fabric:
    return bench.plain("rib")


def hem_band(bench: Bench, torso: Torso, *, depth: float = 0.11, fabric: Fabric | None = None) -> Cloth:
    """Finish a body with a ribbed band that pulls it in."""
    x, y = torso.hem
    right = join(
        smooth([(0, y - 0.02 + torso.curve), (x * 0.6, y - 0.02 + torso.curve * 0.8), (x * 1.005, y - 0.03)]),
        smooth([(x * 0.985, y + depth * 0.5), (x * 0.95, y + depth)]),
        smooth([(x * 0.95, y + depth), (x * 0.55, y + depth + torso.curve), (0, y + depth + torso.curve)]),
    )
    return Cloth(symmetric(right), fabric or _rib(bench), edge=0.035, bulge=0.03, wrinkles=0.5, lift=0.3)


def _base(bench: Bench, torso: Torso, *, rib: Fabric | None = None) -> list[Shape]:
    right = sleeve(bench, torso, length=1.08, cuff=0.125)
    return [*pair_of(bench, right), *cuffs(bench, right, depth=0.10, fabric=rib or _rib(bench), tuck=0.82)]


def jumper(bench: Bench) -> Plan:
    """Cut a jumper with ribbed hem, cuffs and neck."""
    garment = bench.garment
    depth = {"v-neck": 0.36, "crew neck": 0.14}.get(garment.neckline, 0.11)
    torso = torso_of(bench, length=LENGTHS[garment.length] - 0.08, width=0.49, depth=depth)
    shapes = _base(bench, torso)
    shapes += inside_neck(bench, torso, rise=0.03)
    shapes += [
        neck_band(bench, torso, width=0.07, back=True),
        body(bench, torso, **_block(bench)),
        *armholes(torso),
        hem_band(bench, torso),
    ]
    if garment.neckline == "roll neck":
        shapes += _roll_neck(bench, torso)
    else:
        shapes.append(neck_band(bench, torso, width=0.075))
    return Plan(
        tuple(shapes), hook=(0, -0.02 if garment.neckline != "roll neck" else -0.18), shoulders=torso.shoulder
    )


def _roll_neck(bench: Bench, torso: Torso) -> list[Shape]:
    n = torso.neck * 0.98
    tube = symmetric(
        join(
            smooth([(0, -0.20), (n * 0.8, -0.205), (n * 0.93, -0.18)]),
            smooth([(n * 0.95, -0.08), (n * 1.02, 0.03)]),
            smooth([(n * 0.9, 0.09), (0, 0.135)]),
        )
    )
    fold_over = symmetric(
        join(
            smooth([(0, -0.205), (n * 0.8, -0.21), (n * 0.96, -0.18)]),
            smooth([(n * 1.02, -0.09), (n * 1.02, -0.03)]),
            smooth([(n * 0.8, 0.01), (0, 0.035)]),
        )
    )
    return [
        Cloth(tube, _rib(bench), edge=0.03, bulge=0.03, wrinkles=0.5),
        Cloth(fold_over, _rib(bench), edge=0.035, bulge=0.05, wrinkles=0.6, lift=0.55),
    ]


def cardigan(bench: Bench) -> Plan:
    """Cut a cardigan: an open V, a buttoned band, ribbed ends, sometimes pockets."""
    garment = bench.garment
    depth = 0.52 if garment.neckline == "v-neck" else 0.15
    torso = torso_of(bench, length=LENGTHS[garment.length] - 0.08, width=0.49, depth=depth)
    shapes = _base(bench, torso)
    shapes += inside_neck(bench, torso, rise=0.03)
    shapes += [body(bench, torso, **_block(bench)), *armholes(torso), hem_band(bench, torso)]
    bottom = torso.hem[1] + 0.11
    band = _rib(bench)
    edge = join(torso.neckline()[::-1], [(0.0, bottom)]) + points([(0.012, 0)])
    right, left = (
        Cloth(ribbon(edge, 0.07), band, edge=0.018, wrinkles=0.3, lift=0.4),
        mirrored(Cloth(ribbon(edge, 0.07), band, edge=0.018, wrinkles=0.3, lift=0.4)),
    )
    shapes += [left, right]
    ink = bench.buttons()
    gap = (bottom - torso.depth - 0.12) / 5
    shapes += [Button((0.012, torso.depth + 0.06 + gap * k), 0.021, ink) for k in range(6)]
    if bench.chance(0.5):
        shapes += [
            Cloth(
                points(
                    [
                        (s * 0.13, bottom - 0.42),
                        (s * 0.34, bottom - 0.42),
                        (s * 0.34, bottom - 0.37),
                        (s * 0.13, bottom - 0.37),
                    ]
                ),
                band,
                edge=0.012,
                wrinkles=0.2,
                lift=0.4,
            )
            for s in (-1, 1)
        ]
    return Plan(tuple(shapes), hook=(0, -0.01), shoulders=torso.shoulder)


def sweatshirt(bench: Bench) -> Plan:
    """Cut a sweatshirt: round neck with a V insert, or a short zip with a stand collar."""
    torso = torso_of(bench, length=1.30, width=0.50, depth=0.14)
    shapes = _base(bench, torso)
    shapes += inside_neck(bench, torso)
    shapes += [
        neck_band(bench, torso, width=0.06, back=True),
        body(bench, torso, **_block(bench)),
        *armholes(torso),
        hem_band(bench, torso),
    ]
    if bench.garment.neckline == "half-zip":
        shapes += [*zipper([(0, 0.1), (0, 0.56)], bench.colour), *stand_collar(bench, torso.neck)]
        shapes += zipper([(0, -0.02), (0, 0.2)], bench.colour)
    else:
        shapes.append(neck_band(bench, torso, width=0.065))
        d = torso.depth
        shapes += [Seam(points([(-0.06, d + 0.03), (0, d + 0.12), (0.06, d + 0.03)]), 0.008, 0.25)]
    return Plan(tuple(shapes), hook=(0, -0.02), shoulders=torso.shoulder)


def stand_collar(
    bench: Bench, neck: float, *, height: float = 0.14, fabric: Fabric | None = None
) -> list[Shape]:
    """Stand a collar up around the neck, open a little at the front."""
    material = fabric or bench.fabric
    back = Cloth(
        symmetric(
            join(
                smooth([(0, -height * 0.75), (neck * 0.7, -height * 0.78), (neck * 0.95, -height * 0.6)]),
                smooth([(neck * 0.98, 0.02), (0, 0.06)]),
            )
        ),
        material,
        shade=0.68,
        edge=0.03,
        wrinkles=0.4,
    )
    leaf = Cloth(
        join(
            smooth([(neck * 0.94, -height * 0.66), (neck * 1.06, -height * 0.2), (neck * 1.05, 0.03)]),
            smooth([(neck * 0.7, 0.11), (0.008, 0.165)]),
            smooth([(0.02, 0.03), (neck * 0.4, -height * 0.18), (neck * 0.94, -height * 0.66)]),
        ),
        material,
        edge=0.03,
        bulge=0.05,
        wrinkles=0.5,
        lift=0.45,
    )
    return [back, mirrored(leaf), leaf]


def hood(bench: Bench, neck: float, *, fabric: Fabric | None = None) -> list[Shape]:
    """Lay a hood out behind the neck: the opening, its lining and two front edges."""
    material = fabric or bench.fabric
    w = neck * bench.uniform(1.55, 1.75)
    top = -0.40 * bench.uniform(0.92, 1.1)
    outer = symmetric(
        join(
            smooth(
                [
                    (0, top),
                    (w * 0.62, top * 0.94),
                    (w * 1.02, top * 0.45),
                    (w * 0.98, 0.0),
                    (neck * 1.12, 0.10),
                ]
            ),
            [(0, 0.2)],
        )
    )
    shell = Cloth(
        outer,
        material,
        edge=0.06,
        bulge=0.10,
        wrinkles=1.2,
        folds=(fold((-w, -0.1), (-0.1, -0.02), 0.03, 0.012), fold((w, -0.08), (0.12, 0.0), 0.03, 0.012)),
    )
    opening = symmetric(
        join(
            smooth(
                [
                    (0, top * 0.62),
                    (w * 0.45, top * 0.55),
                    (w * 0.62, top * 0.2),
                    (w * 0.40, 0.08),
                    (0.0, 0.19),
                ]
            )
        )
    )
    lining = Cloth(opening, bench.inside(), shade=0.55, edge=0.03, wrinkles=1.0)
    rim = smooth(
        [(0, top * 0.64), (w * 0.46, top * 0.56), (w * 0.66, top * 0.18), (w * 0.44, 0.09), (0.01, 0.21)]
    )
    edge = Cloth(ribbon(rim, 0.05), material, edge=0.02, wrinkles=0.4, lift=0.4)
    return [shell, lining, mirrored(edge), edge, Seam(points([(0, top), (0, top * 0.66)]), 0.008, 0.25)]


def hoodie(bench: Bench) -> Plan:
    """Cut a hoodie: hood, cords, pouch, ribbed ends, sometimes a full zip."""
    garment = bench.garment
    torso = torso_of(bench, length=LENGTHS[garment.length] - 0.06, width=0.51, depth=0.17)
    shapes = _base(bench, torso)
    options = _block(bench)
    zipped = garment.closure == "zip"
    if zipped:
        options.pop("decal", None)
    shapes += [body(bench, torso, **options), *armholes(torso), hem_band(bench, torso)]
    y = torso.hem[1]
    x = torso.hem[0]
    half = join(
        [(0.0 if not zipped else 0.02, y - 0.40), (x * 0.38, y - 0.40)],
        smooth([(x * 0.38, y - 0.40), (x * 0.56, y - 0.25), (x * 0.66, y - 0.14)]),
        [(x * 0.66, y - 0.005), (0.0 if not zipped else 0.02, y)],
    )
    pouch = Cloth(
        half, bench.fabric, edge=0.02, bulge=0.03, lift=0.45, wrinkles=0.8, block=options.get("block")
    )  # type: ignore[arg-type]
    if zipped:
        shapes += [mirrored(pouch), pouch, *zipper([(0, 0.19), (0, y + 0.12)], bench.colour)]
    else:
        shapes += [replace(pouch, outline=symmetric(half))]
    if garment.pattern == "graphic print" and zipped:
        chest = front_options(bench, top=0.5, size=0.2)["decal"]
        shapes.append(
            Cloth(
                points([(0.08, 0.36), (0.36, 0.36), (0.36, 0.62), (0.08, 0.62)]),
                bench.fabric,
                edge=0.001,
                wrinkles=0,
                lift=0,
                decal=replace(chest, centre=(0.22, 0.48), width=0.24),
            )
        )  # type: ignore[type-var]
    shapes += hood(bench, torso.neck)
    cord = (0.94, 0.93, 0.91) if bench.chance(0.6) and sum(bench.colour) < 2.3 else bench.tone(0.55)
    for side in (-1, 1):
        end = bench.uniform(0.42, 0.6)
        line = smooth([(side * 0.075, 0.18), (side * 0.085, 0.32), (side * bench.uniform(0.06, 0.11), end)])
        shapes += [
            Seam(line + points([(0.008, 0.008)]), 0.018, 0.35),
            Seam(line, 0.014, 1.0, cord),
            Button((side * 0.075, 0.185), 0.013, (0.7, 0.7, 0.72)),
        ]
    return Plan(tuple(shapes), hook=(0, -0.36), shoulders=(0.0, 0.0), fill=0.88)
