"""The anatomy that tops, dresses and outerwear share: body, neckline, hem, folds of tension."""

from __future__ import annotations

from dataclasses import dataclass

from fvl_core.catalogues.drawing.bench import Bench, fold
from fvl_core.catalogues.drawing.outlines import Points, flip, join, mirror, points, ribbon, smooth, symmetric
from fvl_core.catalogues.drawing.shapes import PLAIN, Cloth, Fabric, Fold, Overlay, Seam

_FIT = {"slim": 0.9, "fitted": 0.9, "loose": 1.14, "wide-leg": 1.0}
NECK_DEPTH = {
    "crew neck": 0.13,
    "v-neck": 0.40,
    "scoop neck": 0.30,
    "boat neck": 0.075,
    "thin straps": 0.33,
    "lapel": 0.72,
}


@dataclass(frozen=True)
class Torso:
    """Measures of an upper body in garment units, and the point names that pieces hang from."""

    neck: float
    depth: float
    shoulder: tuple[float, float]
    armpit: tuple[float, float]
    waist: tuple[float, float]
    hem: tuple[float, float]
    curve: float = 0.025
    pointed: bool = False

    def neckline(self) -> Points:
        """Return the right half of the front neckline, from the middle to the neck point."""
        if self.pointed:
            return smooth(
                [
                    (0, self.depth),
                    (self.neck * 0.52, self.depth * 0.50),
                    (self.neck * 0.93, self.depth * 0.10),
                    (self.neck, 0),
                ]
            )
        return smooth(
            [
                (0, self.depth),
                (self.neck * 0.55, self.depth * 0.86),
                (self.neck * 0.92, self.depth * 0.42),
                (self.neck, 0),
            ]
        )

    def side(self) -> Points:
        """Return the right side from shoulder to hem."""
        sx, sy = self.shoulder
        ax, ay = self.armpit
        armhole = smooth([(sx, sy), (min(sx, ax) - 0.035, (sy + ay) / 2 + 0.03), (ax, ay)])
        return join(armhole, smooth([(ax, ay), self.waist, self.hem])[1:])

    def bottom(self) -> Points:
        """Return the right half of the hem, from the side to the middle."""
        x, y = self.hem
        return smooth([(x, y), (x * 0.6, y + self.curve * 0.8), (0, y + self.curve)])

    def outline(self) -> Points:
        """Return the whole front piece."""
        return symmetric(join(self.neckline(), self.side(), self.bottom()[1:]))


def torso_of(
    bench: Bench,
    *,
    length: float,
    width: float = 0.47,
    neck: float = 0.17,
    depth: float | None = None,
    flare: float = 0.0,
) -> Torso:
    """Measure a torso for the garment's fit, sleeves and neckline."""
    garment = bench.garment
    wide = _FIT.get(garment.fit, 1.0) * width * bench.uniform(0.97, 1.03)
    bare = garment.sleeve == "sleeveless"
    neck = {"boat neck": 0.25, "scoop neck": 0.20, "thin straps": 0.24}.get(garment.neckline, neck)
    shoulder = (neck + 0.10, 0.045) if bare else (wide * 0.93, 0.125 * bench.uniform(0.9, 1.15))
    waist = wide * (0.88 if garment.fit in {"slim", "fitted"} else 0.99)
    return Torso(
        neck=neck,
        depth=NECK_DEPTH.get(garment.neckline, 0.13) if depth is None else depth,
        shoulder=shoulder,
        armpit=(wide, 0.50 if not bare else 0.47),
        waist=(waist, 0.5 + (length - 0.5) * 0.5),
        hem=(wide * (1.02 + flare), length),
        pointed=garment.neckline in {"v-neck", "lapel"},
    )


def body(bench: Bench, torso: Torso, *, overlay: Overlay = PLAIN) -> Cloth:
    """Cut the front piece with its folds."""
    return Cloth(
        torso.outline(),
        bench.fabric,
        folds=tension(bench, torso),
        bulge=0.05,
        edge=0.05,
        lift=0.35,
        overlay=overlay,
    )


def tension(bench: Bench, torso: Torso) -> tuple[Fold, ...]:
    """Lay the folds of a flat garment: from the armpits, across the waist, up from the hem."""
    folds = []
    ax, ay = torso.armpit
    bottom = torso.hem[1]
    for side in (-1, 1):
        for _ in range(int(bench.rng.integers(1, 4))):
            reach = bench.uniform(0.15, 0.4)
            tilt = bench.uniform(-0.12, 0.42)
            start = (side * ax * 0.97, ay + bench.uniform(-0.04, 0.10))
            folds.append(
                fold(
                    start,
                    (start[0] - side * reach, start[1] + tilt),
                    bench.uniform(0.018, 0.035),
                    bench.uniform(0.006, 0.013),
                    bend=bench.uniform(-0.04, 0.04),
                    fade=1,
                )
            )
    for _ in range(int(bench.rng.integers(2, 5))):
        x, y = bench.uniform(-0.8, 0.8) * ax, bench.uniform(ay + 0.1, bottom - 0.1)
        reach = bench.uniform(0.15, 0.45)
        lean = bench.uniform(-1.0, 1.0)
        folds.append(
            fold(
                (x - reach / 2, y - lean * reach * 0.5),
                (x + reach / 2, y + lean * reach * 0.5),
                bench.uniform(0.025, 0.05),
                bench.uniform(-0.010, 0.010),
                bend=bench.uniform(-0.05, 0.05),
            )
        )
    for _ in range(int(bench.rng.integers(2, 5))):
        x = bench.uniform(-0.85, 0.85) * ax
        folds.append(
            fold(
                (x, bottom),
                (x + bench.uniform(-0.08, 0.08), bottom - bench.uniform(0.2, 0.55)),
                bench.uniform(0.025, 0.05),
                bench.uniform(0.005, 0.012),
                fade=1,
            )
        )
    return tuple(folds)


def inside_neck(
    bench: Bench, torso: Torso, *, rise: float = 0.02, label: bool = True, fabric: Fabric | None = None
) -> tuple[Cloth | Seam, ...]:
    """Show the inner back of the garment in the neck opening, with a label."""
    right = join(
        smooth([(0, 0.045 - rise), (torso.neck * 0.6, 0.03 - rise), (torso.neck, -0.004)]),
        [(torso.neck, 0.0), (torso.neck * 0.98, torso.depth * 0.6)],
        [(0, torso.depth + 0.06)],
    )
    piece = Cloth(symmetric(right), fabric or bench.inside(), shade=0.60, wrinkles=0.5, edge=0.02)
    if not label:
        return (piece,)
    tag = Cloth(
        points([(-0.045, 0.055), (0.045, 0.055), (0.045, 0.095), (-0.045, 0.095)]),
        bench.plain("satin", (0.9, 0.89, 0.86) if bench.chance(0.6) else (0.12, 0.12, 0.13)),
        edge=0.004,
        wrinkles=0,
        shade=0.8,
    )
    return piece, tag


def neck_band(
    bench: Bench, torso: Torso, *, width: float = 0.05, fabric: Fabric | None = None, back: bool = False
) -> Cloth:
    """Sew a band along the front (or back) neckline."""
    half = smooth([(0, 0.045), (torso.neck * 0.6, 0.032), (torso.neck, -0.004)]) if back else torso.neckline()
    line = join(flip(half)[::-1], half[1:])
    return Cloth(
        ribbon(line, width),
        fabric or bench.plain("rib"),
        edge=0.018,
        wrinkles=0.2,
        lift=0.25,
        shade=0.72 if back else 1.0,
    )


def hem_lines(torso: Torso, *, rise: float = 0.045) -> tuple[Seam, ...]:
    """Stitch the hem, twice as machines do."""
    half = torso.bottom()
    line = join(half, mirror(half)[1:]) - points([(0, rise)])
    line = line * points([(0.985, 1)])
    return (Seam(line, 0.007, 0.16), Seam(line + points([(0, 0.016)]), 0.005, 0.10))


def armholes(torso: Torso, *, strength: float = 0.12) -> tuple[Seam, Seam]:
    """Mark the seams where the sleeves are set in."""
    sx, sy = torso.shoulder
    ax, ay = torso.armpit
    line = smooth([(sx, sy), (min(sx, ax) - 0.035, (sy + ay) / 2 + 0.03), (ax, ay)])
    return Seam(line, 0.009, strength), Seam(flip(line), 0.009, strength)
