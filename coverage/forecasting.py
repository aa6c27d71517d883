"""Where a percentage will be if things go on as they do, and how sure that is. Pure arithmetic, no words.

The pace is what was gained in each of the last months, in points of percentage. Their mean and not
their median is the centre, for people learn in classes: many months bring nothing and one brings
thirty people. If months are alike and independent, what h of them will bring lies around h × mean,
and misses it by s·√(h + h²/n) times Student's t with n - 1 degrees of freedom: the first term is the
luck of the months to come, the second what n months cannot tell about the pace (the prediction
interval of a sum; Hahn and Meeker, *Statistical Intervals*, ch. 4). Four times in five the figure
should end inside.

The percentage, not the number of people, is carried on: who joins and who leaves is part of the pace.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from math import ceil, sqrt
from statistics import fmean, stdev

# Student's t that one value in ten exceeds, by degrees of freedom; from 12 on the normal one is near enough.
_T = (3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372, 1.363)
_NORMAL = 1.356
DAYS_PER_MONTH = 365.2425 / 12
# Nobody plans further ahead than this; a day beyond it is "not within sight".
SIGHT_MONTHS = 240


class Outlook(Enum):
    """How the interval at the deadline lies to the percentage that is asked."""

    SURE = "sure"
    LIKELY = "likely"
    UNLIKELY = "unlikely"
    MISSED = "missed"


@dataclass(frozen=True, kw_only=True)
class Pace:
    """What a month brought, in points of percentage: the mean of `months` of them and their spread."""

    mean: float
    spread: float
    months: int

    def gain(self, ahead: float) -> float:
        """What `ahead` months should bring."""
        return self.mean * ahead

    def doubt(self, ahead: float) -> float:
        """How far that may be wrong to either side, four times in five."""
        t = _T[self.months - 2] if self.months - 2 < len(_T) else _NORMAL
        return t * self.spread * sqrt(ahead + ahead * ahead / self.months)


@dataclass(frozen=True, kw_only=True)
class Expected:
    """The percentage expected on a day, and the two it should lie between, all from 0 to 100."""

    day: dt.date
    low: float
    middle: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Reached:
    """When the percentage is reached if the pace holds, is better, is worse; None: not within sight."""

    middle: dt.date | None
    earliest: dt.date | None
    latest: dt.date | None


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """The road ahead from `points[0]`, today, to the deadline; `outlook` is of that last day."""

    pace: Pace
    points: tuple[Expected, ...]
    reached: Reached
    outlook: Outlook

    @property
    def at_the_end(self) -> Expected:
        return self.points[-1]


def pace_of(percents: Sequence[float | None], *, least: int) -> Pace | None:
    """The pace of a series of month-ends, oldest first; None with fewer than `least` months, at least two.

    A month-end without a percentage cuts off what lies before it. Harmless twice.
    """
    run: list[float] = []
    for percent in percents:
        run = [] if percent is None else [*run, percent]
    gained = [later - earlier for earlier, later in pairwise(run)]
    if len(gained) < max(2, least):
        return None
    return Pace(mean=fmean(gained), spread=stdev(gained), months=len(gained))


def forecast(pace: Pace, *, now: float, day: dt.date, until: dt.date, required: float, strides: int = 12) -> Forecast:
    """From the percentage `now` at the end of `day` to the later day `until`, in at most `strides` steps."""
    span = (until - day).days
    days = [day + dt.timedelta(days=round(span * step / strides)) for step in range(strides + 1)]
    points = tuple(expected(pace, now=now, day=day, on=on) for on in dict.fromkeys(days))
    return Forecast(
        pace=pace,
        points=points,
        reached=_reached(pace, now=now, day=day, required=required),
        outlook=outlook_of(points[-1], required),
    )


def expected(pace: Pace, *, now: float, day: dt.date, on: dt.date) -> Expected:
    """The percentage at the end of `on`, which is not before `day`."""
    ahead = (on - day).days / DAYS_PER_MONTH
    middle, doubt = now + pace.gain(ahead), pace.doubt(ahead)
    return Expected(day=on, low=_clamp(middle - doubt), middle=_clamp(middle), high=_clamp(middle + doubt))


def outlook_of(end: Expected, required: float) -> Outlook:
    if end.low >= required:
        return Outlook.SURE
    if end.middle >= required:
        return Outlook.LIKELY
    return Outlook.UNLIKELY if end.high >= required else Outlook.MISSED


def needed_each_month(needed: int, *, day: dt.date, until: dt.date) -> int:
    """How many of `needed` people must achieve in each month that is left, rounded up; a part of a month is one.

    Raises ValueError when no day is left.
    """
    if until <= day:
        raise ValueError("no day is left")
    return ceil(needed / ceil((until - day).days / DAYS_PER_MONTH))


def _reached(pace: Pace, *, now: float, day: dt.date, required: float) -> Reached:
    """The first whole month at which each of the three lines is at `required`."""
    found: dict[str, dt.date] = {}
    for month in range(SIGHT_MONTHS + 1):
        on = day + dt.timedelta(days=round(month * DAYS_PER_MONTH))
        at = expected(pace, now=now, day=day, on=on)
        for name, percent in (("earliest", at.high), ("middle", at.middle), ("latest", at.low)):
            if percent >= required:
                found.setdefault(name, on)
    return Reached(middle=found.get("middle"), earliest=found.get("earliest"), latest=found.get("latest"))


def _clamp(percent: float) -> float:
    return min(100.0, max(0.0, percent))
