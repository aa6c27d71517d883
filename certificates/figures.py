"""Shapes that papers are drawn with: a petal of star anise, and the fine interlaced lines of banknotes.

Points and Bézier curves, no colours: the blank paints them with ReportLab, the stamp writes them out.
"""

import math
from collections.abc import Callable
from functools import lru_cache

# A move is two numbers, a curve six.
Path = tuple[tuple[float, ...], ...]

# One petal of the star, pointing up from the origin, 40 points long; its seed sits at (0, SEED).
PETAL: Path = ((0, 7), (6, 14, 7, 27, 0, 40), (-7, 27, -6, 14, 0, 7))
SEED, SEED_RADIUS = 24.0, 3.1


def circle(x: float, y: float, radius: float) -> Path:
    k = radius * 0.5523
    return (
        (x + radius, y),
        (x + radius, y + k, x + k, y + radius, x, y + radius),
        (x - k, y + radius, x - radius, y + k, x - radius, y),
        (x - radius, y - k, x - k, y - radius, x, y - radius),
        (x + k, y - radius, x + radius, y - k, x + radius, y),
    )


@lru_cache(maxsize=64)
def ring_sector(radius: float, swing: float) -> Path:
    """One eighth of the closed curve r = radius + swing · cos 8θ."""

    def point(angle: float) -> tuple[float, float]:
        r = radius + swing * math.cos(8 * angle)
        return r * math.cos(angle), r * math.sin(angle)

    def slope(angle: float) -> tuple[float, float]:
        r, dr = radius + swing * math.cos(8 * angle), -8 * swing * math.sin(8 * angle)
        return dr * math.cos(angle) - r * math.sin(angle), dr * math.sin(angle) + r * math.cos(angle)

    return _curve(point, slope, 0, math.tau / 8, pieces=6)


@lru_cache(maxsize=64)
def wave(length: float, height: float, shift: float, *, ripple: float = 0.0) -> Path:
    """One wave of `length` along x, begun at `shift` (radians); `ripple`: a finer one of thrice its pace, on top."""

    def point(x: float) -> tuple[float, float]:
        at = math.tau * x / length + shift
        return x, height * (math.sin(at) + ripple * math.sin(3 * at))

    def slope(x: float) -> tuple[float, float]:
        at = math.tau * x / length + shift
        return 1.0, height * math.tau / length * (math.cos(at) + 3 * ripple * math.cos(3 * at))

    return _curve(point, slope, 0, length, pieces=8)


def _curve(
    point: Callable[[float], tuple[float, float]],
    slope: Callable[[float], tuple[float, float]],
    start: float,
    end: float,
    *,
    pieces: int,
) -> Path:
    """Bézier curves through `point` from `start` to `end` (Hermite: they share its slope at each joint)."""
    step = (end - start) / pieces
    third = step / 3
    path: list[tuple[float, ...]] = [point(start)]
    for piece in range(pieces):
        here, there = start + piece * step, start + (piece + 1) * step
        (x0, y0), (x1, y1) = point(here), point(there)
        (u0, v0), (u1, v1) = slope(here), slope(there)
        path.append((x0 + u0 * third, y0 + v0 * third, x1 - u1 * third, y1 - v1 * third, x1, y1))
    return tuple(path)
