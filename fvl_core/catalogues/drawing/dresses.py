"""Cut dresses and jumpsuits: a bodice, a waist, a skirt or legs."""

from __future__ import annotations

from dataclasses import replace

from fvl_core.catalogues.drawing.bench import Bench, mirrored
from fvl_core.catalogues.drawing.collars import collar
from fvl_core.catalogues.drawing.legs import Legs, leg_folds
from fvl_core.catalogues.drawing.outlines import join, points, ribbon, smooth, symmetric
from fvl_core.catalogues.drawing.shapes import PLAIN, Cloth, Overlay, Plan, Seam, Shape
from fvl_core.catalogues.drawing.shirts import placket
from fvl_core.catalogues.drawing.skirts import skirt_panel
from fvl_core.catalogues.drawing.sleeves import SLEEVE_LENGTH, cuffs, pair_of, sleeve
from fvl_core.catalogues.drawing.tailoring import tied_belt
from fvl_core.catalogues.drawing.tops import camisole_straps, camisole_top, neck_trim
from fvl_core.catalogues.drawing.torso import Torso, armholes, body, inside_neck, neck_band, torso_of

_LENGTHS = {"mini": 0.72, "knee-length": 1.0, "midi": 1.32, "maxi": 1.7}
_WAIST_Y = 0.80


def _bodice(bench: Bench, waist: float) -> Torso:
    torso = torso_of(
        bench,
        length=_WAIST_Y + 0.02,
        width=0.43,
        depth=0.14 if bench.garment.neckline == "shirt collar" else None,
    )
    return replace(
        torso, hem=(waist, _WAIST_Y + 0.02), waist=((torso.armpit[0] + waist) / 2 - 0.01, 0.64), curve=0.015
    )


def _upper(bench: Bench, torso: Torso, waist: float) -> tuple[list[Shape], list[Shape]]:
    """Return the shapes below and those above the skirt's waist seam."""
    garment = bench.garment
    if garment.neckline == "thin straps":
        half = camisole_top(bench)
        outline = symmetric(
            join(
                half, smooth([half[-1], (0.375, 0.62), (waist, _WAIST_Y + 0.02)])[1:], [(0, _WAIST_Y + 0.03)]
            )
        )
        return [*camisole_straps(bench), Cloth(outline, bench.fabric, edge=0.04, bulge=0.06)], [
            *neck_trim(bench, half)
        ]
    low: list[Shape] = []
    if garment.sleeve != "sleeveless":
        long = garment.sleeve in {"long", "three-quarter"}
        right = sleeve(bench, torso, length=SLEEVE_LENGTH[garment.sleeve] * 0.95, cuff=0.12 if long else 0.17)
        low += pair_of(right)
        if long:
            low += cuffs(bench, right, depth=0.06, fabric=bench.fabric, tuck=0.85)
    low += [*inside_neck(bench, torso), body(bench, torso)]
    if garment.sleeve != "sleeveless":
        low += armholes(torso)
    else:
        edge = Cloth(ribbon(torso.side()[:12], 0.02), bench.plain(), edge=0.01, wrinkles=0, lift=0.15)
        low += [edge, mirrored(edge)]
    if garment.neckline == "shirt collar":
        return low, [*collar(bench, torso.neck)]
    return low, [neck_band(bench, torso, width=0.028, fabric=bench.plain())]


def dress(bench: Bench) -> Plan:
    """Cut a dress from mini to maxi."""
    garment = bench.garment
    waist = {"fitted": 0.315, "a-line": 0.325, "loose": 0.40}[garment.fit]
    torso = _bodice(bench, waist)
    low, high = _upper(bench, torso, waist)
    length = _LENGTHS[garment.length] * bench.uniform(0.96, 1.04)
    blocked = garment.pattern == "colour block"
    overlay = Overlay(block=(bench.uniform(0.9, 1.0), bench.second)) if blocked else PLAIN
    panel = skirt_panel(bench, top=_WAIST_Y, waist=waist, length=length, shape=garment.fit, overlay=overlay)
    seam = smooth([(-waist, _WAIST_Y + 0.005), (0, _WAIST_Y + 0.015), (waist, _WAIST_Y + 0.005)])
    shapes = [*low, replace(panel, lift=0.25), Seam(seam, 0.012, 0.25)]
    if garment.closure == "buttons" or garment.neckline == "shirt collar":
        start = (
            0.13
            if garment.neckline == "shirt collar"
            else (0.34 if garment.neckline == "thin straps" else torso.depth)
        )
        shapes += placket(
            bench,
            top=start,
            bottom=_WAIST_Y + length - 0.02 if garment.closure == "buttons" else _WAIST_Y,
            width=0.032,
        )
    if bench.chance(0.3) and garment.fit != "loose":
        sash = Cloth(
            ribbon(seam, 0.07),
            bench.plain("satin", bench.tone(0.7)) if bench.chance(0.4) else bench.fabric,
            edge=0.02,
            wrinkles=0.6,
            lift=0.4,
        )
        shapes.append(sash)
    return Plan(
        (*shapes, *high),
        hook=(0, 0.0),
        shoulders=(min(torso.shoulder[0], 0.38), torso.shoulder[1] + 0.02),
        fill=0.9,
    )


def jumpsuit(bench: Bench) -> Plan:
    """Cut a jumpsuit: a bodice on trousers or shorts, with a tied belt."""
    garment = bench.garment
    torso = _bodice(bench, 0.35)
    low, high = _upper(bench, torso, 0.35)
    hem = 0.30 if garment.fit == "wide-leg" else 0.19
    length = 0.78 if garment.length == "short" else 1.95
    if garment.length == "short":
        hem = 0.24
    legs = Legs(
        waist=0.345, hip=0.46, crotch=0.62, hem=hem, length=length, stride=0.02 + 0.05 * bench.uniform(0, 1)
    )
    shift = points([(0, _WAIST_Y - 0.01)])
    folds = tuple(
        replace(f, start=(f.start[0], f.start[1] + _WAIST_Y), stop=(f.stop[0], f.stop[1] + _WAIST_Y))
        for f in leg_folds(bench, legs)
    )
    right = Cloth(legs.right() + shift, bench.fabric, edge=0.05, bulge=0.06, folds=folds)
    shapes: list[Shape] = [*low, mirrored(right), right]
    if garment.neckline == "shirt collar":
        shapes += placket(bench, top=0.13, bottom=_WAIST_Y)
    waist = replace(torso, waist=(0.35, _WAIST_Y))
    shapes += [*tied_belt(bench, waist, _WAIST_Y + 0.01, width=0.085), *high]
    return Plan(
        tuple(shapes),
        hook=(0, 0.0),
        shoulders=(min(torso.shoulder[0], 0.38), torso.shoulder[1] + 0.02),
        fill=0.9,
    )
