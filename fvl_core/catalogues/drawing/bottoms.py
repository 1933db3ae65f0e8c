"""Cut trousers, jeans, joggers, leggings and shorts."""

from __future__ import annotations

from fvl_core.catalogues.drawing.bench import BRASS, Bench, mirrored
from fvl_core.catalogues.drawing.legs import (
    belt_loops,
    drawstring,
    elastic_waist,
    fly,
    gathers,
    leg_hems,
    leg_overlay,
    leg_pair,
    legs_of,
    slant_pockets,
    waistband,
)
from fvl_core.catalogues.drawing.outlines import join, points, smooth
from fvl_core.catalogues.drawing.shapes import Button, Cloth, Plan, Seam


def trousers(bench: Bench) -> Plan:
    """Cut trousers with a fly, belt loops, slanted pockets and often a crease."""
    legs = legs_of(bench)
    shapes = leg_pair(bench, legs)
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
        *slant_pockets(legs),
        *leg_hems(legs),
        *fly(bench, thread=False),
        *waistband(bench, legs),
        *belt_loops(bench, legs),
        Button((0.0, 0.068), 0.02, bench.buttons()),
    ]
    return Plan(tuple(shapes))


def jeans(bench: Bench) -> Plan:
    """Cut jeans: scoop pockets, orange thread, rivets, a coin pocket."""
    legs = legs_of(bench)
    shapes = leg_pair(bench, legs)
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
    shapes += waistband(bench, legs)
    shapes += [
        Seam(points([(-legs.waist, 0.088), (0, 0.115), (legs.waist, 0.088)]), 0.006, 0.7, thread, 0.018),
        *belt_loops(bench, legs),
        Button((0, 0.072), 0.022, BRASS),
    ]
    return Plan(tuple(shapes))


def joggers(bench: Bench) -> Plan:
    """Cut joggers: gathered waist, drawstring, ribbed cuffs."""
    legs = legs_of(bench)
    shapes = leg_pair(bench, legs, overlay=leg_overlay(bench))
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
        folds=gathers(bench, middle - cuff, middle + cuff, legs.length - 0.02, 0.1),
        lift=0.3,
    )
    shapes += [end, mirrored(end), *slant_pockets(legs), *elastic_waist(bench, legs), *drawstring(bench)]
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


def leggings(bench: Bench) -> Plan:
    """Cut leggings: narrow legs, a smooth broad waistband."""
    legs = legs_of(bench)
    shapes = leg_pair(bench, legs, overlay=leg_overlay(bench))
    shapes += [
        *leg_hems(legs, rise=0.03),
        Seam(points([(0, 0.1), (0, 0.64)]), 0.007, 0.2),
        *waistband(
            bench,
            legs,
            depth=0.12,
            fabric=bench.plain("jersey") if bench.garment.pattern == "colour block" else None,
        ),
    ]
    return Plan(tuple(shapes))


def shorts(bench: Bench) -> Plan:
    """Cut shorts: with fly and loops, or with a drawstring."""
    legs = legs_of(bench)
    shapes = leg_pair(bench, legs)
    shapes += [*slant_pockets(legs), *leg_hems(legs, rise=0.06)]
    if bench.garment.closure == "drawstring":
        seat = Seam(points([(0, 0.1), (0, 0.64)]), 0.008, 0.25)
        shapes += [seat, *elastic_waist(bench, legs), *drawstring(bench)]
    else:
        shapes += [
            *fly(bench, thread=bench.garment.fabric == "denim"),
            *waistband(bench, legs),
            *belt_loops(bench, legs),
            Button((0, 0.07), 0.022, BRASS),
        ]
    return Plan(tuple(shapes))
