"""The road of a target so far: which days to look at, the steps of the plan, and the picture."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from coverage.counting import DayShare, history
from coverage.models import Target
from coverage.months import month_end, month_ends
from coverage.prospect import Prospect, look_ahead
from kit.charts import Ahead, Point, Step, Trend, draw_trend
from kit.templatetags.words import percent
from workforce.models import Agency

# The picture stays readable, and its one query quick, with a year of months; longer spans take longer strides.
STRIDES = 12


@dataclass(frozen=True)
class Road:
    """The figures of the days and their picture, once for wide screens and once for telephones."""

    points: list[DayShare]
    pictures: list[tuple[str, Trend]]
    title: str
    description: str
    prospect: Prospect | None


def road_to(target: Target, *, day: dt.date, agency: Agency | None) -> Road | None:
    """How `target` came to where it is on `day`, and where it is going; None when nobody ever belonged.

    Two queries. Raises CannotCount.
    """
    shown, recent = days_until(day, since=target.issued), _recent(day, since=target.issued)
    later = [target.deadline] if target.deadline and target.deadline > day else []
    days = sorted({*shown, *recent, *later})
    found = dict(zip(days, history(target, days=days, agency=agency), strict=True))
    points = [found[on] for on in shown]
    if not any(point.population for point in points):
        return None
    steps = steps_of(rungs_beside(target), since=points[0].day)
    prospect = look_ahead(target, found[day], recent=[found[on] for on in recent], then=[found[on] for on in later])
    return Road(
        points=points,
        pictures=_pictures(points, steps, prospect),
        title=_("Percentage achieved, %(code)s") % {"code": target.code},
        description=" ".join([describe(points, steps), *(prospect.sentences if prospect else [])]),
        prospect=prospect,
    )


def _pictures(points: Sequence[DayShare], steps: Sequence[Step], prospect: Prospect | None) -> list[tuple[str, Trend]]:
    marks = [Point(p.day, None if p.percent is None else float(p.percent)) for p in points]
    ahead = [Ahead(spot.day, spot.low, spot.middle, spot.high) for spot in (prospect.points if prospect else ())]
    now = _last_words(points[-1])
    return [
        (size, draw_trend(marks, steps, width=width, height=height, size=13, now=now, ahead=ahead))
        for size, width, height in (("wide", 720, 290), ("narrow", 320, 300))
    ]


def _recent(day: dt.date, *, since: dt.date) -> list[dt.date]:
    """The last ends of months that the pace is taken from, none before `since`."""
    return [end for end in month_ends(day, settings.FORECAST_MONTHS + 1) if end >= since]


def days_until(day: dt.date, *, since: dt.date) -> list[dt.date]:
    """The plan's first day, ends of months, and `day`: at most STRIDES + 1 days, evenly apart.

    A plan younger than a month is shown over the year before.
    """
    if (day - since).days < 31:
        since = day - dt.timedelta(days=365)
    months = 12 * (day.year - since.year) + day.month - since.month
    stride = -(-months // STRIDES)
    ends = [month_end(day, back) for back in range(stride, months, stride)]
    return [since, *(end for end in reversed(ends) if since < end < day), day]


def rungs_beside(target: Target) -> list[Target]:
    """`target` and those of the same plan that ask the same of the same people earlier, by deadline."""
    if target.deadline is None:
        return []
    return list(
        Target.objects.filter(
            document=target.document,
            training=target.training,
            population=target.population,
            numerator=target.numerator,
            percent__isnull=False,
            deadline__lte=target.deadline,
        ).order_by("deadline", "percent")
    )


def steps_of(rungs: Sequence[Target], *, since: dt.date) -> list[Step]:
    """One step for each deadline, beginning where the one before ends."""
    steps: list[Step] = []
    for rung in rungs:
        if rung.percent is None or rung.deadline is None or rung.deadline <= since:
            continue
        label = f"{percent(rung.percent / 100)} · {_short(rung.deadline)}"
        steps.append(Step(since, rung.deadline, rung.percent, label))
        since = rung.deadline
    return steps


def _last_words(point: DayShare) -> str:
    share = percent(point.fraction)
    if point.day == timezone.localdate():
        return _("%(share)s today") % {"share": share}
    return _("%(share)s on %(day)s") % {"share": share, "day": _short(point.day)}


def describe(points: Sequence[DayShare], steps: Sequence[Step]) -> str:
    """The picture for those who do not see it; the figures of each day stand in a table below it."""
    first, last = points[0], points[-1]
    words = _("From %(first)s on %(begin)s to %(last)s on %(end)s.") % {
        "first": percent(first.fraction),
        "begin": _short(first.day),
        "last": percent(last.fraction),
        "end": _short(last.day),
    }
    return " ".join([words, *(_("Target: %(step)s.") % {"step": step.label} for step in steps)])


def _short(day: dt.date) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT")
