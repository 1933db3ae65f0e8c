"""Sleeves from the armhole to the cuff, with the folds of a bent arm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fvl_core.catalogues.drawing.bench import Bench, fold, mirrored
from fvl_core.catalogues.drawing.outlines import Points, join, points, smooth
from fvl_core.catalogues.drawing.shapes import Cloth, Fabric, Fold
from fvl_core.catalogues.drawing.torso import Torso

SLEEVE_LENGTH = {"short": 0.40, "three-quarter": 0.78, "long": 1.12}


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
    hidden = points([tuple(low_end - np.array((0.16, 0.02))), tuple(top - np.array((0.14, -0.03)))])
    outline = join(outer, inner, hidden)
    cloth = Cloth(
        outline,
        bench.fabric,
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
    root = top + np.array((0.0, 0.12))
    for _ in range(2 if length < 0.6 else 7):
        at = bench.uniform(0.15, 0.95)
        centre = (
            (1 - at) * root + at * end
            if length < 0.6
            else (1 - abs(2 * at - 1)) * elbow + max(0.0, 1 - 2 * at) * root + max(0.0, 2 * at - 1) * end
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


def pair_of(right: Sleeve) -> tuple[Cloth, Cloth]:
    """Return the right sleeve and its twin."""
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
