"""What shoes seen from above share: the outline of the sole, the vaulted upper, the opening."""

from __future__ import annotations

from fvl_core.catalogues.drawing.bench import Bench, fold
from fvl_core.catalogues.drawing.outlines import Points, points, smooth
from fvl_core.catalogues.drawing.shapes import Cloth, Rgb, Shape


def last(wide: float, *, toe: float = 0.9) -> Points:
    """Return a right shoe seen from above, heel at the top and toe at the bottom."""
    return smooth(
        [
            (0.0, -0.80),
            (wide * 0.72, -0.66),
            (wide * 0.80, -0.30),
            (wide * 0.86, 0.05),
            (wide * 1.06, 0.42),
            (wide * toe, 0.70),
            (wide * 0.30, 0.86),
            (-wide * 0.35, 0.82),
            (-wide * 0.82, 0.58),
            (-wide * 0.92, 0.25),
            (-wide * 0.66, -0.15),
            (-wide * 0.74, -0.6),
        ],
        closed=True,
    )


def upper(bench: Bench, outline: Points) -> Cloth:
    """Vault the upper over the last."""
    return Cloth(outline, bench.fabric, edge=0.10, bulge=0.16, wrinkles=0.5, lift=0.3)


def opening(
    bench: Bench, top: float, bottom: float, wide: float, *, lining: Rgb | None = None
) -> list[Shape]:
    """Cut the opening for the foot, with rim and lining."""
    shape = smooth(
        [
            (0.0, top),
            (wide * 0.85, top + 0.10),
            (wide, (top + bottom) / 2),
            (wide * 0.72, bottom - 0.05),
            (0, bottom),
            (-wide * 0.72, bottom - 0.05),
            (-wide, (top + bottom) / 2),
            (-wide * 0.85, top + 0.10),
        ],
        closed=True,
    )
    colour = lining or bench.tone(0.5)
    rim = Cloth(shape, bench.plain("leather", bench.tone(0.85)), edge=0.02, wrinkles=0, lift=0.2)
    hollow = Cloth(
        shape * points([(0.86, 1)]) * points([(1, 0.94)]) + points([(0, 0.06 * (top + bottom) / 2)]),
        bench.plain("suede", colour),
        edge=0.01,
        wrinkles=0.3,
        shade=0.62,
        lift=0.3,
        folds=(fold((0, top), (0, bottom), wide * 0.8, -0.05, fade=2),),
    )
    return [rim, hollow]
