"""Build outlines out of splines, in garment units (x to the right, y down, about two units across)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Points = NDArray[np.float32]
Pairs = ArrayLike


def points(pairs: Pairs) -> Points:
    """Turn pairs of numbers into an (n, 2) array."""
    return np.asarray(pairs, np.float32).reshape(-1, 2)


def path(text: str) -> Points:
    """Read an outline that is written as text, as SVG writes them.

    Example:
        >>> path("0 1.5, -.25 0").tolist()
        [[0.0, 1.5], [-0.25, 0.0]]
    """
    return points([tuple(map(float, pair.split())) for pair in text.split(",")])


def smooth(pairs: Pairs, *, closed: bool = False, steps: int = 9) -> Points:
    """Draw a Catmull-Rom curve through the points.

    Example:
        >>> smooth([(0, 0), (1, 1), (2, 0)], steps=4).shape
        (9, 2)
    """
    through = points(pairs)
    if len(through) < 3:
        return through
    ends = through[[-1]], through[[0, 1]]
    padded = (
        np.concatenate([ends[0], through, ends[1]])
        if closed
        else np.concatenate([2 * through[:1] - through[1:2], through, 2 * through[-1:] - through[-2:-1]])
    )
    before, start, stop, after = (padded[i : len(padded) - 3 + i, None] for i in range(4))
    t = np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[None, :, None]
    curve = 0.5 * (
        2 * start
        + (stop - before) * t
        + (2 * before - 5 * start + 4 * stop - after) * t**2
        + (3 * start - before - 3 * stop + after) * t**3
    )
    flat = curve.reshape(-1, 2)
    return flat if closed else np.concatenate([flat, through[-1:]])


def join(*segments: Pairs) -> Points:
    """Put curves end to end into one outline."""
    return np.concatenate([points(segment) for segment in segments])


def mirror(pairs: Pairs) -> Points:
    """Reflect a curve in the vertical axis and run it backwards, so that it continues its original."""
    return points(pairs)[::-1] * points([(-1, 1)])


def flip(pairs: Pairs) -> Points:
    """Reflect a curve in the vertical axis and keep its direction."""
    return points(pairs) * points([(-1, 1)])


def symmetric(pairs: Pairs) -> Points:
    """Close a right half, given from top to bottom, into a whole outline."""
    return join(pairs, mirror(pairs))


def ellipse(
    centre: tuple[float, float], rx: float, ry: float, *, angle: float = 0.0, steps: int = 40
) -> Points:
    """Return an ellipse; ``angle`` in radians turns it clockwise on the screen."""
    t = np.linspace(0, 2 * np.pi, steps, endpoint=False)
    return turn(np.stack([rx * np.cos(t), ry * np.sin(t)], 1), angle) + points([centre])


def turn(pairs: Pairs, angle: float) -> Points:
    """Turn points about the origin; positive angles go clockwise on the screen."""
    cos, sin = np.cos(angle), np.sin(angle)
    return (points(pairs) @ np.array([[cos, sin], [-sin, cos]], np.float32)).astype(np.float32)


def ribbon(path: Pairs, widths: Sequence[float] | float) -> Points:
    """Give a curve a width that may change along it, as a strap, a scarf or a leg has.

    Args:
        path: The centre line.
        widths: One full width, or several spread evenly along the line.
    """
    line = points(path)
    tangent = np.gradient(line, axis=0)
    normal = np.stack([-tangent[:, 1], tangent[:, 0]], 1) / (
        np.linalg.norm(tangent, axis=1, keepdims=True) + 1e-6
    )
    given = np.atleast_1d(np.asarray(widths, np.float32))
    along = np.linspace(0, 1, len(line))
    half = 0.5 * np.interp(along, np.linspace(0, 1, len(given)), given)[:, None]
    return join(line + normal * half, (line - normal * half)[::-1])


def between(first: Pairs, second: Pairs, share: float) -> Points:
    """Return the curve that lies a share of the way from one curve to another of as many points."""
    return (1 - share) * points(first) + share * points(second)
