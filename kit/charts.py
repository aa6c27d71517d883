"""Where everything stands in the picture of a percentage over time. No drawing, no words: pure geometry.

`draw_trend` places a line, the steps that must be reached, the axes and the labels, so that no
label is cut off, lies on another or hides the line. templates/components/trend.html draws it.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

Anchor = Literal["start", "middle", "end"]
XY = tuple[float, float]

# Figures of Be Vietnam Pro are 0.65 of the size wide, letters less: the estimate errs on the safe side.
_LETTER_WIDTH = 0.68
_MONTHS_BETWEEN_TICKS = (1, 2, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True)
class Point:
    """`percent` is None on a day when there was nothing to measure; the line then has a gap."""

    day: dt.date
    percent: float | None


@dataclass(frozen=True)
class Step:
    """From `since` until `until` the line should be at `percent`."""

    since: dt.date
    until: dt.date
    percent: float
    label: str


@dataclass(frozen=True)
class Ahead:
    """What is expected on a day to come, and the percentages it should lie between."""

    day: dt.date
    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: "Box") -> bool:
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )

    def is_crossed_by(self, start: XY, end: XY) -> bool:
        """Whether the straight line from `start` to `end` runs through the box (Liang and Barsky's clipping)."""
        enter, leave = 0.0, 1.0
        dx, dy = end[0] - start[0], end[1] - start[1]
        for way, room in (
            (-dx, start[0] - self.left),
            (dx, self.right - start[0]),
            (-dy, start[1] - self.top),
            (dy, self.bottom - start[1]),
        ):
            if way == 0:
                if room <= 0:
                    return False
            elif way < 0:
                enter = max(enter, room / way)
            else:
                leave = min(leave, room / way)
        return enter < leave


@dataclass(frozen=True)
class Label:
    """Text whose baseline begins, is centred or ends at (x, y), as `anchor` says."""

    text: str
    x: float
    y: float
    anchor: Anchor
    size: float

    @property
    def box(self) -> Box:
        width = len(self.text) * self.size * _LETTER_WIDTH
        left = {"start": self.x, "middle": self.x - width / 2, "end": self.x - width}[self.anchor]
        return Box(left, self.y - self.size, left + width, self.y + 0.3 * self.size)


@dataclass(frozen=True)
class Tick:
    """A mark on an axis at `at`, and its name; the name may be empty."""

    at: float
    label: Label


@dataclass(frozen=True)
class PlacedStep:
    x1: float
    x2: float
    y: float
    label: Label | None


@dataclass(frozen=True)
class Trend:
    """The picture: every number is in units of the canvas, with y downwards."""

    width: int
    height: int
    plot: Box
    grid: tuple[Tick, ...]
    ticks: tuple[Tick, ...]
    paths: tuple[str, ...]
    dots: tuple[XY, ...]
    last: XY | None
    last_label: Label | None
    steps: tuple[PlacedStep, ...]
    forecast: str = ""
    band: str = ""

    @property
    def labels(self) -> tuple[Label, ...]:
        """Every text of the picture."""
        placed = [self.last_label, *(step.label for step in self.steps)]
        ticks = (tick.label for tick in (*self.grid, *self.ticks) if tick.label.text)
        return (*ticks, *(label for label in placed if label))


def draw_trend(
    points: Sequence[Point],
    steps: Sequence[Step],
    *,
    width: int,
    height: int,
    size: float,
    now: str,
    ahead: Sequence[Ahead] = (),
) -> Trend:
    """The picture of `points` (at least one) against `steps`, on `width` × `height` with letters of `size`.

    `now` is what to write beside the last point, `ahead` what is expected from there on.
    """
    scale = _Scale.fitting(points, steps, ahead, Box(4 * size, 2 * size, width - size, height - 2.3 * size))
    coming = [(scale.x(spot.day), scale.y(spot.middle)) for spot in ahead]
    runs = [[(scale.x(day), scale.y(percent)) for day, percent in run] for run in _runs(points)]
    rungs = [(scale.x(step.since), scale.x(step.until), scale.y(step.percent)) for step in steps]
    tip = runs[-1][-1] if points[-1].percent is not None else None
    strokes = [pair for run in [*runs, coming] for pair in pairwise(run)] + [((a, y), (b, y)) for a, b, y in rungs]
    placing = _Placing(Box(scale.plot.left, 0, width, scale.plot.bottom), strokes, size)
    if tip:
        placing.taken.append(Box(tip[0] - 6, tip[1] - 6, tip[0] + 6, tip[1] + 6))
    texts = [placing.put(step.label, _beside_rung(rung, size)) for step, rung in zip(steps, rungs, strict=True)]
    return Trend(
        width=width,
        height=height,
        plot=scale.plot,
        grid=tuple(_grid(scale, size)),
        ticks=tuple(_ticks(scale, size, room=Box(0, 0, width, height))),
        paths=tuple(_path(run) for run in runs if len(run) > 1),
        dots=tuple(spot for run in runs for spot in run if spot != tip),
        last=tip,
        last_label=placing.put(now, _beside_spot(tip, size)) if tip else None,
        steps=tuple(PlacedStep(*rung, text) for rung, text in zip(rungs, texts, strict=True)),
        forecast=_path(coming) if len(coming) > 1 else "",
        band=_band(scale, ahead) if len(coming) > 1 else "",
    )


@dataclass(frozen=True)
class _Scale:
    first: dt.date
    last: dt.date
    plot: Box

    @classmethod
    def fitting(cls, points: Sequence[Point], steps: Sequence[Step], ahead: Sequence[Ahead], plot: Box) -> "_Scale":
        first = min([points[0].day, *(step.since for step in steps)])
        ends = [points[-1].day, *(step.until for step in steps), *(spot.day for spot in ahead)]
        last = max([*ends, first + dt.timedelta(days=28)])
        return cls(first, last, plot)

    def x(self, day: dt.date) -> float:
        return self.plot.left + (self.plot.right - self.plot.left) * ((day - self.first) / (self.last - self.first))

    def y(self, percent: float) -> float:
        return self.plot.bottom - (self.plot.bottom - self.plot.top) * percent / 100


class _Placing:
    """Finds room for labels, one after the other, inside `area` and off the `strokes`."""

    def __init__(self, area: Box, strokes: Sequence[tuple[XY, XY]], size: float) -> None:
        self.area = area
        self.strokes = strokes
        self.size = size
        self.taken: list[Box] = []

    def put(self, text: str, wishes: Sequence[tuple[float, float, Anchor]]) -> Label | None:
        """The first wish with room, rather off the strokes; None rather than a word cut or hidden."""
        labels = [self._inside(Label(text, x, y, anchor, self.size)) for x, y, anchor in wishes]
        free = [label for label in labels if self._is_free(label.box)]
        clear = [label for label in free if not any(label.box.is_crossed_by(*stroke) for stroke in self.strokes)]
        chosen = next(iter(clear or free), None)
        if chosen:
            self.taken.append(chosen.box)
        return chosen

    def _is_free(self, box: Box) -> bool:
        return self.area.holds(box) and not any(box.meets(other) for other in self.taken)

    def _inside(self, label: Label) -> Label:
        """The label moved sideways as far as needed."""
        box = label.box
        shift = max(0.0, self.area.left - box.left) or min(0.0, self.area.right - box.right)
        return replace(label, x=label.x + shift)


def _beside_rung(rung: tuple[float, float, float], size: float) -> list[tuple[float, float, Anchor]]:
    x1, x2, y = rung
    heights = [y + far * size for far in (-0.6, 1.4, 2.9, -2.1, 4.4, -3.6)]
    spots: list[tuple[float, Anchor]] = [(x2, "end"), (x1, "start"), ((x1 + x2) / 2, "middle")]
    return [(x, height, anchor) for height in heights for x, anchor in spots]


def _beside_spot(spot: XY, size: float) -> list[tuple[float, float, Anchor]]:
    x, y = spot
    sides: list[tuple[float, Anchor]] = [(x + size, "start"), (x - size, "end"), (x, "middle")]
    heights = [y + far * size for far in (1.9, -1.0, 0.4, 3.2, -2.4, 4.6, -3.8)]
    return [(side, height, anchor) for height in heights for side, anchor in sides]


def _grid(scale: _Scale, size: float) -> Iterator[Tick]:
    """A line at every quarter; only the ends and the half are named."""
    for percent in (0, 25, 50, 75, 100):
        y = scale.y(percent)
        text = "" if percent % 50 else f"{percent}%"
        yield Tick(y, Label(text, scale.plot.left - 0.6 * size, y + 0.35 * size, "end", size))


def _ticks(scale: _Scale, size: float, *, room: Box) -> Iterator[Tick]:
    """Months, quarters or years at the foot, as many as can be read."""
    firsts = list(_first_days(scale.first, scale.last))
    widest = 8 * size * _LETTER_WIDTH
    for months in _MONTHS_BETWEEN_TICKS:
        chosen = [day for day in firsts if (12 * day.year + day.month - 1) % months == 0]
        if len(chosen) * widest <= scale.plot.right - scale.plot.left:
            break
    for day in chosen:
        text = str(day.year) if months >= 12 else f"{day.month}/{day.year}"
        label = Label(text, scale.x(day), scale.plot.bottom + 1.8 * size, "middle", size)
        if room.holds(label.box):
            yield Tick(scale.x(day), label)


def _first_days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """The first day of each month from `first` to `last`."""
    month = 12 * first.year + first.month - 1 + (first.day > 1)
    while (day := dt.date(month // 12, month % 12 + 1, 1)) <= last:
        yield day
        month += 1


def _runs(points: Sequence[Point]) -> list[list[tuple[dt.date, float]]]:
    """The points in unbroken runs: a day without a percentage breaks the line."""
    runs: list[list[tuple[dt.date, float]]] = [[]]
    for point in points:
        if point.percent is not None:
            runs[-1].append((point.day, point.percent))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _path(run: Sequence[XY]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in run)


def _band(scale: _Scale, ahead: Sequence[Ahead]) -> str:
    """The area between the two lines: along the upper one and back along the lower."""
    there = [(scale.x(spot.day), scale.y(spot.high)) for spot in ahead]
    back = [(scale.x(spot.day), scale.y(spot.low)) for spot in reversed(ahead)]
    return _path([*there, *back]) + "Z"
