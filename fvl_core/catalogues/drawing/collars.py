"""Collars and what else goes round a neck: shirt collars, bands, stand collars, hoods, lapels."""

from __future__ import annotations

from fvl_core.catalogues.drawing.bench import Bench, fold, mirrored
from fvl_core.catalogues.drawing.outlines import join, points, ribbon, smooth, symmetric
from fvl_core.catalogues.drawing.shapes import Cloth, Fabric, Seam, Shape
from fvl_core.catalogues.drawing.torso import Torso


def collar(
    bench: Bench, neck: float, *, fabric: Fabric | None = None, spread: float = 0.18, drop: float = 0.20
) -> tuple[Cloth, ...]:
    """Fold a shirt collar down: the stand behind, two leaves in front."""
    material = fabric or bench.fabric
    stand = Cloth(
        symmetric(
            join(
                smooth([(0, -0.035), (neck * 0.6, -0.04), (neck * 1.05, 0.0)]),
                smooth([(neck * 0.9, 0.06), (0, 0.075)]),
            )
        ),
        material,
        edge=0.02,
        shade=0.85,
        wrinkles=0.3,
    )
    leaf = Cloth(
        join(
            smooth([(neck * 0.98, -0.03), (neck * 1.22, 0.055), (neck * 0.95 + spread * 0.55, drop * 1.08)]),
            smooth([(neck * 0.52 + spread * 0.18, drop * 1.22), (0.02, 0.155)]),
            smooth([(0.03, 0.125), (neck * 0.62, 0.05), (neck * 0.88, -0.03)]),
        ),
        material,
        angle=-0.5,
        edge=0.02,
        bulge=0.02,
        wrinkles=0.35,
        lift=0.55,
    )
    return stand, leaf, mirrored(leaf)


def band_collar(bench: Bench, neck: float, *, height: float = 0.075) -> tuple[Cloth, ...]:
    """Stand a narrow band up around the neck."""
    half = smooth([(0.015, 0.135), (neck * 0.62, 0.085), (neck * 0.98, -0.01), (neck * 0.95, -0.05)])
    band = Cloth(ribbon(half, height), bench.fabric, edge=0.02, wrinkles=0.3, lift=0.4)
    back = Cloth(
        symmetric(
            join(
                smooth([(0, -0.06), (neck * 0.6, -0.065), (neck, -0.05)]),
                smooth([(neck * 0.95, 0.02), (0, 0.05)]),
            )
        ),
        bench.inside(),
        shade=0.7,
        edge=0.02,
        wrinkles=0.3,
    )
    return back, mirrored(band), band


def stand_collar(bench: Bench, neck: float, *, height: float = 0.14) -> list[Shape]:
    """Stand a collar up around the neck, open a little at the front."""
    back = Cloth(
        symmetric(
            join(
                smooth([(0, -height * 0.75), (neck * 0.7, -height * 0.78), (neck * 0.95, -height * 0.6)]),
                smooth([(neck * 0.98, 0.02), (0, 0.06)]),
            )
        ),
        bench.fabric,
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
        bench.fabric,
        edge=0.03,
        bulge=0.05,
        wrinkles=0.5,
        lift=0.45,
    )
    return [back, mirrored(leaf), leaf]


def hood(bench: Bench, neck: float) -> list[Shape]:
    """Lay a hood out behind the neck: the opening, its lining and two front edges."""
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
        bench.fabric,
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
    edge = Cloth(ribbon(rim, 0.05), bench.fabric, edge=0.02, wrinkles=0.4, lift=0.4)
    return [shell, lining, mirrored(edge), edge, Seam(points([(0, top), (0, top * 0.66)]), 0.008, 0.25)]


def lapels(bench: Bench, torso: Torso, *, wide: float = 0.17) -> list[Shape]:
    """Turn back a notched collar down to the first button."""
    n, d = torso.neck, torso.depth
    back = Cloth(
        join(
            smooth([(-n * 1.08, 0.02), (-n * 0.7, -0.05), (0, -0.065), (n * 0.7, -0.05), (n * 1.08, 0.02)]),
            smooth([(n * 0.8, 0.10), (0, 0.055), (-n * 0.8, 0.10)]),
        ),
        bench.fabric,
        edge=0.02,
        shade=0.92,
        wrinkles=0.3,
    )
    collar_leaf = Cloth(
        join(
            smooth([(n * 0.85, -0.035), (n * 1.16, 0.03), (n * 1.12 + wide * 0.75, 0.25)]),
            [(n * 0.80 + wide * 0.35, 0.29)],
            smooth([(n * 0.80, 0.20), (n * 0.86, 0.08), (n * 0.85, -0.035)]),
        ),
        bench.fabric,
        angle=-0.4,
        edge=0.015,
        wrinkles=0.3,
        lift=0.5,
    )
    leaf = Cloth(
        join(
            smooth([(n * 0.86, 0.10), (n * 0.80 + wide * 0.35, 0.285)]),
            [(n * 0.95 + wide * 0.95, 0.255)],
            smooth([(n * 0.95 + wide * 0.95, 0.255), (n * 0.6 + wide * 0.75, d * 0.62), (0.012, d + 0.015)]),
            smooth([(0.012, d + 0.015), (n * 0.5, d * 0.55), (n * 0.86, 0.10)]),
        ),
        bench.fabric,
        angle=-0.35,
        edge=0.02,
        bulge=0.02,
        wrinkles=0.4,
        lift=0.5,
    )
    return [back, mirrored(leaf), leaf, mirrored(collar_leaf), collar_leaf]
