"""What a badge shows, as plain figures on a square of 400: drawn as SVG by one painter, as PNG by another."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from certificates.fitting import CannotFit, Fitted, fit
from certificates.words import Words
from kit.pdf import BOLD, REGULAR

SIDE = 400
MIDDLE = SIDE / 2
# The colours of papers (certificates/ornament.py).
PAPER, INDIGO, DEEP, ANISE, GOLD = "#fffdf8", "#27346b", "#1a2450", "#9a3d1c", "#d9a441"
ROSETTE, EMPTY_PETAL, EMPTY_SEED, SOFT = "#f3e4cf", "#b8ac97", "#e2dacb", "#545c6e"

Point = tuple[float, float]


@dataclass(frozen=True)
class Area:
    """A closed figure, filled, with an edge or both."""

    points: tuple[Point, ...]
    fill: str = ""
    edge: str = ""
    width: float = 0


@dataclass(frozen=True)
class Disc:
    x: float
    y: float
    radius: float
    fill: str


@dataclass(frozen=True)
class Label:
    """One line of text around `x`, standing on `y`."""

    text: str
    x: float
    y: float
    size: float
    face: str
    colour: str


Mark = Area | Disc | Label


@dataclass(frozen=True)
class Face:
    """What a badge says: nothing of the person. `level` of 8; 0: no level of eight is stated."""

    course: str
    issuer: str
    level: int
    level_words: str

    @classmethod
    def of(cls, words: Words) -> "Face":
        return cls(words.course, words.issuer, words.level if words.scale == 8 else 0, words.level_words)


def badge(face: Face) -> Iterator[Mark]:
    """The medal with its words, from back to front; made for 400 dots and more."""
    yield from _medal()
    yield from star(MIDDLE, 131, 78, face.level)
    if face.level_words:
        yield Label(face.level_words, MIDDLE, 231, 15, REGULAR, SOFT)
    yield from _ribbon(face.course)
    yield from lines(shortened(face.issuer, REGULAR, largest=12.5, smallest=9, width=170, most_lines=2), 325, SOFT)


def small_badge(face: Face) -> Iterator[Mark]:
    """The medal without words, which nobody could read at this size."""
    yield from _medal()
    yield from star(MIDDLE, MIDDLE, 138, face.level)


def star(x: float, y: float, reach: float, level: int) -> Iterator[Mark]:
    """The sign of eight petals, as many filled as `level`; `reach`: how long a petal is.

    All of them for 0, in another colour: no level is stated, and it must not look like the eighth.
    """
    scale, filled = reach / 40, ANISE if level else INDIGO
    for number in range(8):
        achieved = number < (level or 8)
        angle = number * math.tau / 8
        petal = tuple(_turned(point, angle, scale, x, y) for point in _petal())
        yield Area(petal, filled if achieved else PAPER, filled if achieved else EMPTY_PETAL, 1.4 * scale)
        seed = _turned((0, -24), angle, scale, x, y)
        yield Disc(*seed, 3.1 * scale, GOLD if achieved else EMPTY_SEED)
    yield Disc(x, y, 4 * scale, filled)


def rosette(x: float, y: float, radius: float, *, colour: str, width: float) -> Iterator[Mark]:
    """Fine interlaced waves, as on banknotes and on the paper itself."""
    for ring in (0.92, 0.66, 0.4):
        for turn in range(3):
            yield Area(_wave(x, y, radius * ring, radius * 0.13, 8, turn * math.tau / 24), edge=colour, width=width)


def shortened(text: str, face: str, *, largest: float, smallest: float, width: float, most_lines: int) -> Fitted:
    """`text` as it fits; where it does not even in the smallest size, its last words give way to an ellipsis."""
    words = text.split()
    for count in range(len(words), 0, -1):
        said = text if count == len(words) else " ".join(words[:count]) + " …"
        try:
            return fit(said, face, largest=largest, smallest=smallest, width=width, most_lines=most_lines)
        except CannotFit:
            continue
    return Fitted(smallest, ["…"])


def _medal() -> Iterator[Mark]:
    # The pale edge shows on a dark page only.
    yield Area(_wave(MIDDLE, MIDDLE, 189, 6, 24, 0), DEEP, PAPER, 2.5)
    yield Area(_wave(MIDDLE, MIDDLE, 180, 0, 0, 0), edge=GOLD, width=2)
    for number in range(48):
        angle = number * math.tau / 48
        yield Disc(MIDDLE + 172 * math.sin(angle), MIDDLE - 172 * math.cos(angle), 1.7, GOLD)
    yield Disc(MIDDLE, MIDDLE, 163, PAPER)
    yield from rosette(MIDDLE, MIDDLE, 146, colour=ROSETTE, width=1.1)
    yield Area(_wave(MIDDLE, MIDDLE, 156, 0, 0, 0), edge=ANISE, width=1.2)


def _ribbon(course: str) -> Iterator[Mark]:
    top, bottom, fold = 242, 304, 16
    for side in (-1, 1):
        outer, inner = MIDDLE + side * 196, MIDDLE + side * 160
        tail = (
            (inner, top + fold),
            (outer, top + fold),
            (outer - side * 13, (top + bottom) / 2 + fold),
            (outer, bottom + fold),
            (inner, bottom + fold),
        )
        yield Area(tail, ANISE)
        yield Area(((inner, bottom), (MIDDLE + side * 178, bottom), (inner, bottom + fold)), "#6f2a12")
    yield Area(((22, top), (378, top), (378, bottom), (22, bottom)), INDIGO)
    for y in (top + 4, bottom - 4):
        yield Area(((22, y), (378, y)), edge=GOLD, width=1)
    yield from lines(shortened(course, BOLD, largest=24, smallest=13, width=328, most_lines=2), 273, PAPER, BOLD)


def lines(fitted: Fitted, middle: float, colour: str, face: str = REGULAR) -> Iterator[Label]:
    """The lines of a fitted text, centred on the badge and together around the height `middle`."""
    leading = fitted.size * 1.18
    # Where the first line stands, so that all of them together are centred; capitals reach 0.7 of the size.
    first = middle - leading * (len(fitted.lines) - 1) / 2 + fitted.size * 0.35
    for number, line in enumerate(fitted.lines):
        yield Label(line, MIDDLE, first + number * leading, fitted.size, face, colour)


def _petal() -> list[Point]:
    """Pointing up from the origin, 40 long, as on the paper."""
    right = [(0, -7), (6, -14), (7, -27), (0, -40)]
    side = [_on_curve(right, step / 12) for step in range(13)]
    return [*side, *[(-x, y) for x, y in reversed(side[1:-1])]]


def _on_curve(controls: list[tuple[int, int]], t: float) -> Point:
    """A point of a cubic Bézier curve."""
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    x, y = (sum(weight * point[axis] for weight, point in zip(weights, controls, strict=True)) for axis in (0, 1))
    return x, y


def _turned(point: Point, angle: float, scale: float, x: float, y: float) -> Point:
    cos, sin = math.cos(angle), math.sin(angle)
    return x + scale * (point[0] * cos - point[1] * sin), y + scale * (point[0] * sin + point[1] * cos)


def _wave(x: float, y: float, radius: float, swing: float, waves: int, turn: float) -> tuple[Point, ...]:
    """The closed curve r = radius + swing · cos(waves · angle)."""
    steps = max(96, waves * 12)
    angles = [number * math.tau / steps for number in range(steps)]
    reach = [radius + swing * math.cos(waves * (angle - turn)) for angle in angles]
    return tuple((x + r * math.sin(a), y - r * math.cos(a)) for r, a in zip(reach, angles, strict=True))
