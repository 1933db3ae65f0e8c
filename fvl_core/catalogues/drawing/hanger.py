"""Hang a garment up: the hanger's arms in the neck, its hook above."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from fvl_core.catalogues.drawing.bench import METAL, Bench, mirrored
from fvl_core.catalogues.drawing.fabrics import surface
from fvl_core.catalogues.drawing.outlines import join, ribbon, smooth
from fvl_core.catalogues.drawing.shapes import Cloth, Plan, Rgb

_WOOD: tuple[Rgb, ...] = ((0.70, 0.50, 0.30), (0.13, 0.12, 0.12), (0.88, 0.87, 0.85))


def hang(plan: Plan, bench: Bench) -> Plan:
    """Put a hanger behind a plan that names its hook; other plans stay as they are."""
    if plan.hook is None:
        return plan
    x, y = plan.hook
    wide, drop = plan.shoulders
    colour = _WOOD[int(bench.rng.integers(len(_WOOD)))]
    arm = smooth([(x, y - 0.06), (x + wide * 0.5, y + drop * 0.45), (x + wide * 0.92, y + drop * 1.05)])
    beam = Cloth(ribbon(arm, (0.05, 0.06, 0.05)), surface("rubber", colour), edge=0.02, wrinkles=0.0, lift=0.0)
    turn = np.linspace(-0.5 * np.pi, 0.75 * np.pi, 16)
    crook = np.stack([x + 0.06 * np.cos(turn + np.pi), y - 0.20 + 0.06 * np.sin(turn + np.pi)], 1)[::-1]
    hook = join(crook[::-1] * (1, 1), [(x, y - 0.06)])
    wire = Cloth(ribbon(smooth([(x - 0.055, y - 0.175), (x - 0.05, y - 0.235), (x, y - 0.265), (x + 0.055, y - 0.225), (x + 0.03, y - 0.165), (x, y - 0.13), (x, y - 0.05)]), 0.016), surface("metal", METAL), edge=0.008, wrinkles=0.0, lift=0.0)
    del hook
    return replace(plan, shapes=(wire, beam, mirrored(beam), *plan.shapes))
