"""Hang a garment up: the hanger's arms in the neck, its hook above."""

from __future__ import annotations

from dataclasses import replace

from fvl_core.catalogues.drawing.bench import METAL, Bench, mirrored
from fvl_core.catalogues.drawing.fabrics import surface
from fvl_core.catalogues.drawing.outlines import ribbon, smooth
from fvl_core.catalogues.drawing.shapes import Cloth, Plan, Rgb

_WOOD: tuple[Rgb, ...] = ((0.70, 0.50, 0.30), (0.13, 0.12, 0.12), (0.88, 0.87, 0.85))


def hang(plan: Plan, bench: Bench) -> Plan:
    """Put a hanger behind a plan that names its hook; other plans stay as they are."""
    if plan.hook is None:
        return plan
    x, y = plan.hook
    wide, drop = plan.shoulders
    colour = _WOOD[int(bench.rng.integers(len(_WOOD)))]
    arm = smooth(
        [(x, y - 0.045), (x + wide * 0.5, y + drop * 0.62 + 0.02), (x + wide * 0.86, y + drop * 1.15 + 0.04)]
    )
    beam = Cloth(
        ribbon(arm, (0.05, 0.06, 0.05)), surface("rubber", colour), edge=0.02, wrinkles=0.0, lift=0.0
    )
    wire = Cloth(
        ribbon(
            smooth(
                [
                    (x - 0.055, y - 0.175),
                    (x - 0.05, y - 0.235),
                    (x, y - 0.265),
                    (x + 0.055, y - 0.225),
                    (x + 0.03, y - 0.165),
                    (x, y - 0.13),
                    (x, y - 0.05),
                ]
            ),
            0.016,
        ),
        surface("metal", METAL),
        edge=0.008,
        wrinkles=0.0,
        lift=0.0,
    )
    behind = (wire, beam, mirrored(beam)) if wide else (wire,)
    return replace(plan, shapes=(*behind, *plan.shapes))
