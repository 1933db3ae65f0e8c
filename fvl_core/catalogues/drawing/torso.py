"""The anatomy that tops, dresses and outerwear share: body, sleeves, neckline, folds of tension."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fvl_core.catalogues.drawing.bench import Bench, fold, mirrored
from fvl_core.catalogues.drawing.outlines import Points, flip, join, mirror, points, ribbon, smooth, symmetric
from fvl_core.catalogues.drawing.shapes import Cloth, Fabric, Fold, Seam

_FIT = {"slim": 0.9, "fitted": 0.9, "loose": 1.14, "wide-leg": 1.0}
NECK_DEPTH = {
    "crew neck": 0.13,
    "v-neck": 0.40,
    "scoop neck": 0.30,
    "boat neck": 0.075,
    "thin straps": 0.33,
    "lapel": 0.72,
}
SLEEVE_LENGTH = {"short": 0.40, "three-quarter": 0.78, "long": 1.12}


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


def body(bench: Bench, torso: Torso, *, fabric: Fabric | None = None, **options: object) -> Cloth:
    """Cut the front piece with its folds."""
    return Cloth(
        torso.outline(),
        fabric or bench.fabric,
        folds=tension(bench, torso),
        bulge=0.05,
        edge=0.05,
        **{"lift": 0.35, **options},
    )  # type: ignore[arg-type]


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


@dataclass(frozen=True)
class Sleeve:
    """One cut sleeve (the right one) and where its cuff is."""

    cloth: Cloth
    cuff: Points
    axis: tuple[float, float]


def sleeve(
    bench: Bench,
    torso: Torso,
    *,
    length: float,
    cuff: float = 0.125,
    spread: float | None = None,
    fabric: Fabric | None = None,
) -> Sleeve:
    """Cut a right sleeve from the armhole to the cuff."""
    root = points([torso.shoulder, (torso.armpit[0], torso.armpit[1] + 0.005)])
    if spread is None:
        low, high = (
            ((0.30, 0.5) if bench.hung else (0.62, 0.95))
            if length < 0.6
            else ((0.06, 0.16) if bench.hung else (0.18, 0.62))
        )
        spread = bench.uniform(low, high)
    bend = 0.0 if length < 0.6 else bench.uniform(-0.16, 0.03 if bench.hung else 0.10)
    first = np.array([np.sin(spread), np.cos(spread)])
    last = np.array([np.sin(spread + bend), np.cos(spread + bend)])
    top, low_end = root[0].astype(float), root[1].astype(float)
    elbow = (top + low_end) / 2 + first * length * 0.5
    end = elbow + last * length * 0.5
    across = np.array([last[1], -last[0]])
    mid = np.array([first[1], -first[0]])
    girth = float(np.linalg.norm(top - low_end)) / 2
    middle = (girth * 0.5 + cuff * 0.5) if length < 0.6 else (girth * 0.42 + cuff * 0.58)
    outer = smooth(
        [
            tuple(top),
            tuple(top + first * length * 0.16 + mid * 0.012),
            tuple(elbow + mid * middle),
            tuple(end + across * cuff),
        ]
    )
    inner = smooth([tuple(end - across * cuff), tuple(elbow - mid * middle), tuple(low_end + first * 0.02)])
    hidden = points([tuple(low_end - (0.16, 0.02)), tuple(top - (0.14, -0.03))])
    outline = join(outer, inner, hidden)
    cloth = Cloth(
        outline,
        fabric or bench.fabric,
        angle=-float(np.arctan2(first[0], first[1])),
        origin=(float(top[0]), float(top[1])),
        edge=0.05,
        bulge=0.06,
        folds=_sleeve_folds(bench, top, elbow, end, across, middle, length),
    )
    return Sleeve(
        cloth,
        points([tuple(end + across * cuff), tuple(end - across * cuff)]),
        (float(last[0]), float(last[1])),
    )


def _sleeve_folds(
    bench: Bench,
    top: np.ndarray,
    elbow: np.ndarray,
    end: np.ndarray,
    across: np.ndarray,
    girth: float,
    length: float,
) -> tuple[Fold, ...]:
    folds = []
    for _ in range(2 if length < 0.6 else 7):
        at = bench.uniform(0.15, 0.95)
        centre = (
            (1 - at) * (top + (0, 0.12)) + at * end
            if length < 0.6
            else (1 - abs(2 * at - 1)) * elbow
            + max(0.0, 1 - 2 * at) * (top + (0, 0.12))
            + max(0.0, 2 * at - 1) * end
        )
        tilt = across * girth * bench.uniform(0.7, 1.1) + (end - top) / length * bench.uniform(-0.12, 0.12)
        shift = across * bench.uniform(-0.3, 0.3) * girth
        start, stop = centre - tilt + shift, centre + tilt + shift
        folds.append(
            fold(
                (float(start[0]), float(start[1])),
                (float(stop[0]), float(stop[1])),
                bench.uniform(0.022, 0.04),
                bench.uniform(-0.006, 0.011),
                bend=bench.uniform(-0.05, 0.05),
            )
        )
    return tuple(folds)


def pair_of(bench: Bench, right: Sleeve) -> tuple[Cloth, Cloth]:
    """Return the right sleeve and its twin."""
    del bench
    return right.cloth, mirrored(right.cloth)


def cuffs(
    bench: Bench, right: Sleeve, *, depth: float = 0.09, fabric: Fabric | None = None, tuck: float = 0.9
) -> tuple[Cloth, Cloth]:
    """Put a cuff on both sleeves."""
    outer, inner = right.cuff
    axis = np.array(right.axis, np.float32)
    middle = (outer + inner) / 2
    half = (outer - inner) / 2 * tuck
    piece = smooth([tuple(middle + half * 1.02 - axis * 0.015), tuple(middle + half + axis * depth)])
    back = smooth([tuple(middle - half + axis * depth), tuple(middle - half * 1.02 - axis * 0.015)])
    cloth = Cloth(
        join(piece, back),
        fabric or bench.fabric,
        angle=-float(np.arctan2(axis[0], axis[1])),
        edge=0.025,
        bulge=0.04,
        wrinkles=0.4,
        lift=0.35,
    )
    return cloth, mirrored(cloth)


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


def hem_lines(bench: Bench, torso: Torso, *, rise: float = 0.045) -> tuple[Seam, ...]:
    """Stitch the hem, twice as machines do."""
    half = torso.bottom()
    line = join(half, mirror(half)[1:]) - np.float32([0, rise])
    line = line * np.float32([0.985, 1])
    return (Seam(line, 0.007, 0.16), Seam(line + np.float32([0, 0.016]), 0.005, 0.10))


def armholes(torso: Torso, *, strength: float = 0.12) -> tuple[Seam, Seam]:
    """Mark the seams where the sleeves are set in."""
    sx, sy = torso.shoulder
    ax, ay = torso.armpit
    line = smooth([(sx, sy), (min(sx, ax) - 0.035, (sy + ay) / 2 + 0.03), (ax, ay)])
    return Seam(line, 0.009, strength), Seam(flip(line), 0.009, strength)
