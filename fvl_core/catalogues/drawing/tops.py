"""Cut jersey tops: t-shirts, long-sleeved tops, tank tops, polo shirts."""

from __future__ import annotations

from dataclasses import replace

from fvl_core.catalogues.drawing.bench import Bench, mirrored
from fvl_core.catalogues.drawing.collars import collar
from fvl_core.catalogues.drawing.outlines import Points, join, points, ribbon, smooth, symmetric
from fvl_core.catalogues.drawing.prints import graphic
from fvl_core.catalogues.drawing.shapes import PLAIN, Button, Cloth, Overlay, Plan, Seam, Shape
from fvl_core.catalogues.drawing.sleeves import SLEEVE_LENGTH, cuffs, pair_of, sleeve
from fvl_core.catalogues.drawing.torso import armholes, body, hem_lines, inside_neck, neck_band, torso_of

LENGTHS = {"cropped": 1.02, "regular": 1.38, "long": 1.78}


def front_overlay(bench: Bench, *, top: float = 0.62, size: float = 0.46) -> Overlay:
    """Return what a pattern adds to the front piece: a print or a block of the second colour."""
    if bench.garment.pattern == "graphic print":
        width = size * bench.uniform(0.85, 1.15)
        return Overlay(decal=graphic(bench.rng, bench.second, bench.colour, (0.0, top), width))
    if bench.garment.pattern == "colour block":
        end = LENGTHS.get(bench.garment.length, 1.38)
        return Overlay(block=(end * bench.uniform(0.60, 0.68), bench.second))
    return PLAIN


def t_shirt(bench: Bench) -> Plan:
    """Cut a t-shirt or a long-sleeved top."""
    garment = bench.garment
    torso = torso_of(bench, length=LENGTHS[garment.length] * bench.uniform(0.97, 1.03))
    long = garment.sleeve != "short"
    right = sleeve(bench, torso, length=SLEEVE_LENGTH[garment.sleeve], cuff=0.105 if long else 0.185)
    raglan = garment.pattern == "colour block" and bench.chance(0.4)
    if raglan:
        right = replace(right, cloth=replace(right.cloth, fabric=bench.plain("cotton", bench.second)))
    shapes: list[Shape] = [*pair_of(right)]
    if long and bench.chance(0.4):
        shapes += cuffs(bench, right, depth=0.06, fabric=bench.plain("rib"))
    shapes += _cuff_seams(right.cuff, right.axis)
    shapes += inside_neck(bench, torso)
    shapes.append(neck_band(bench, torso, back=True))
    shapes.append(body(bench, torso, overlay=PLAIN if raglan else front_overlay(bench)))
    shapes += armholes(torso)
    band = bench.plain(
        "rib",
        bench.second
        if raglan or (garment.pattern in {"horizontal stripes", "graphic print"} and bench.chance(0.35))
        else None,
    )
    shapes.append(
        neck_band(bench, torso, fabric=band, width=0.05 if garment.neckline != "boat neck" else 0.03)
    )
    shapes += hem_lines(torso)
    return Plan(tuple(shapes), hook=(0, 0.0), shoulders=(torso.shoulder[0], torso.shoulder[1]))


def _cuff_seams(cuff: Points, axis: tuple[float, float]) -> list[Seam]:
    line = cuff - points([axis]) * 0.035
    return [Seam(line, 0.007, 0.2), Seam(line * points([(-1, 1)]), 0.007, 0.2)]


def tank_top(bench: Bench) -> Plan:
    """Cut a top without sleeves, on broad or thin straps."""
    garment = bench.garment
    thin = garment.neckline == "thin straps"
    torso = torso_of(bench, length=LENGTHS[garment.length] * 0.97, width=0.43)
    if thin:
        return _camisole(bench, length=torso.hem[1])
    shapes: list[Shape] = [*inside_neck(bench, torso, label=not garment.neckline.startswith("scoop"))]
    shapes.append(body(bench, torso, overlay=front_overlay(bench, top=0.74, size=0.4)))
    shapes.append(neck_band(bench, torso, width=0.028))
    sx, sy = torso.shoulder
    ax, ay = torso.armpit
    edge = smooth([(sx, sy), (min(sx, ax) - 0.035, (sy + ay) / 2 + 0.03), (ax, ay)])
    trim = Cloth(ribbon(edge, 0.026), bench.plain("rib"), edge=0.012, wrinkles=0, lift=0.2)
    shapes += [trim, mirrored(trim), *hem_lines(torso)]
    return Plan(tuple(shapes), hook=(0, 0.0), shoulders=(sx, sy + 0.03))


def _camisole(bench: Bench, *, length: float) -> Plan:
    half = camisole_top(bench)
    hem = [(0.43, length), (0.2, length + 0.03), (0, length + 0.03)]
    outline = symmetric(
        join(half, smooth([half[-1], (0.385, 0.8), (0.42, length - 0.1), hem[0]])[1:], smooth(hem)[1:])
    )
    overlay = front_overlay(bench, top=0.8, size=0.36)
    front = Cloth(outline, bench.fabric, edge=0.045, bulge=0.05, overlay=overlay)
    return Plan(
        (*camisole_straps(bench), front, *neck_trim(bench, half)), hook=(0, 0.02), shoulders=(0.3, 0.06)
    )


def camisole_top(bench: Bench) -> Points:
    """Return the right half of a strapped neckline, from the middle to under the arm."""
    dip = bench.uniform(0.30, 0.36)
    front = smooth([(0, dip), (0.12, dip - 0.03), (0.235, 0.235)])
    return join(front, smooth([(0.235, 0.235), (0.30, 0.40), (0.40, 0.475)])[1:])


def camisole_straps(bench: Bench) -> tuple[Cloth, ...]:
    """Return the inner back and two thin straps."""
    back = Cloth(
        symmetric(join(smooth([(0, 0.40), (0.2, 0.42), (0.38, 0.47)]), [(0.36, 0.6), (0, 0.6)])),
        bench.inside(),
        shade=0.6,
        edge=0.02,
    )
    strap = Cloth(
        ribbon(smooth([(0.235, 0.26), (0.245, 0.10), (0.225, 0.0), (0.20, 0.06), (0.19, 0.42)]), 0.026),
        bench.plain(),
        edge=0.01,
        wrinkles=0,
    )
    return back, strap, mirrored(strap)


def neck_trim(bench: Bench, half: Points) -> tuple[Cloth, ...]:
    """Edge a strapped neckline."""
    trim = Cloth(ribbon(points(half), 0.018), bench.plain(), edge=0.008, wrinkles=0, lift=0.2)
    return trim, mirrored(trim)


def polo_shirt(bench: Bench) -> Plan:
    """Cut a polo shirt: knitted collar, short placket, ribbed sleeve ends."""
    garment = bench.garment
    torso = torso_of(bench, length=1.40, depth=0.15)
    long = garment.sleeve == "long"
    right = sleeve(bench, torso, length=SLEEVE_LENGTH[garment.sleeve], cuff=0.105 if long else 0.17)
    trim = bench.plain("rib", bench.second if bench.garment.second and bench.chance(0.5) else None)
    shapes: list[Shape] = [*pair_of(right), *cuffs(bench, right, depth=0.055, fabric=trim, tuck=0.97)]
    shapes += inside_neck(bench, torso)
    shapes.append(body(bench, torso, overlay=front_overlay(bench)))
    shapes += armholes(torso)
    shapes += hem_lines(torso)
    placket = Cloth(
        points([(-0.04, 0.12), (0.04, 0.12), (0.04, 0.50), (-0.04, 0.50)]),
        bench.fabric,
        edge=0.012,
        wrinkles=0.3,
        lift=0.3,
    )
    shapes += [
        placket,
        Seam(points([(0.032, 0.14), (0.032, 0.49), (-0.032, 0.49), (-0.032, 0.14)]), 0.006, 0.3),
    ]
    ink = bench.buttons()
    shapes += [Button((0, y), 0.015, ink) for y in (0.22, 0.32, 0.42)]
    shapes += collar(bench, torso.neck, fabric=trim)
    return Plan(tuple(shapes), hook=(0, -0.03), shoulders=torso.shoulder)
