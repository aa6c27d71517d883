"""The road of an assignment: how many had done it at the end of which day, against the day by which it is due."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models import Count, Value
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from coverage.assigning.finding import Seen
from coverage.assigning.standing import Figures, figures_of, standing
from coverage.models import AssignmentVersion
from coverage.trend import STRIDES, days_until
from kit.charts import Point, Step, Trend, draw_trend
from kit.templatetags.words import percent
from workforce.models import Agency

# Until so many days after it began an assignment is shown by days or weeks, then by ends of months.
BY_MONTHS_AFTER = 120


@dataclass(frozen=True)
class Spot:
    """Where everyone stood at the end of a day."""

    day: dt.date
    figures: Figures

    @property
    def bound(self) -> int:
        """Who had to do it: those it binds but the exempt."""
        return self.figures.people - self.figures.exempt


@dataclass(frozen=True)
class Road:
    """The figures of the days and their picture, once for wide screens and once for telephones."""

    spots: list[Spot]
    pictures: list[tuple[str, Trend]]
    title: str
    description: str


def road_of(seen: Seen) -> Road | None:
    """How an assignment came to where it is at the end of `seen.day`; None on its first day, or while it binds nobody.

    Two queries: the versions, and all days in one.
    """
    days = days_of(seen.assignment.starts_on, seen.day)
    if len(days) < 2:
        return None
    versions = seen.assignment.versions.select_related("assignment__agency").order_by("number")
    spots = history(list(versions), days=days, agency=seen.agency)
    if not any(spot.bound for spot in spots):
        return None
    steps = _steps(seen.version, days[0])
    return Road(
        spots=spots,
        pictures=_pictures(spots, steps),
        title=_("How many have done it: %(what)s") % {"what": seen.what},
        description=_describe(spots, steps),
    )


def days_of(since: dt.date, day: dt.date) -> list[dt.date]:
    """The first day, `day`, and days evenly apart between: at most STRIDES + 1; none before it began."""
    span = (day - since).days
    if span > BY_MONTHS_AFTER:
        return days_until(day, since=since)
    stride = max(1, -(-span // STRIDES))
    return [since + dt.timedelta(days=number) for number in range(0, span, stride)] + ([day] if span >= 0 else [])


def history(versions: Sequence[AssignmentVersion], *, days: Sequence[dt.date], agency: Agency) -> list[Spot]:
    """How many stood where at the end of each of `days`, each by the version that held then. One query.

    `versions` are those of one assignment, by their number.
    """
    sides = [
        standing(_holding(versions, day), day=day, agency=agency)
        .order_by()
        .annotate(place=Value(place, output_field=models.IntegerField()))
        .values_list("place", "state")
        .annotate(number=Count("pk"))
        for place, day in enumerate(days)
    ]
    found: list[dict[str, int]] = [{} for _day in days]
    for place, state, number in sides[0].union(*sides[1:], all=True):
        found[place][state] = number
    return [Spot(day, figures_of(states)) for day, states in zip(days, found, strict=True)]


def _holding(versions: Sequence[AssignmentVersion], day: dt.date) -> AssignmentVersion:
    return next((one for one in reversed(versions) if one.from_on <= day), versions[0])


def _steps(version: AssignmentVersion, since: dt.date) -> list[Step]:
    """That everyone is done by the due day; nothing where each has a day of their own."""
    if version.due_on is None or version.due_on <= since:
        return []
    label = f"{percent(1)} · {formats.date_format(version.due_on, 'SHORT_DATE_FORMAT')}"
    return [Step(since, version.due_on, 100, label)]


def _pictures(spots: Sequence[Spot], steps: Sequence[Step]) -> list[tuple[str, Trend]]:
    parts = [spot.figures.fraction for spot in spots]
    marks = [Point(spot.day, None if part is None else 100 * part) for spot, part in zip(spots, parts, strict=True)]
    now = f"{percent(parts[-1])} · {_words_of(spots[-1].day)}"
    return [
        (size, draw_trend(marks, steps, width=width, height=height, size=13, now=now))
        for size, width, height in (("wide", 720, 260), ("narrow", 320, 280))
    ]


def _words_of(day: dt.date) -> str:
    return _("today") if day == timezone.localdate() else formats.date_format(day, "SHORT_DATE_FORMAT")


def _describe(spots: Sequence[Spot], steps: Sequence[Step]) -> str:
    """The picture for those who do not see it."""
    first, last = spots[0], spots[-1]
    words = _("%(done)s of %(bound)s had done it on %(begin)s, %(done_last)s of %(bound_last)s on %(end)s.") % {
        "done": first.figures.done,
        "bound": first.bound,
        "begin": formats.date_format(first.day, "SHORT_DATE_FORMAT"),
        "done_last": last.figures.done,
        "bound_last": last.bound,
        "end": formats.date_format(last.day, "SHORT_DATE_FORMAT"),
    }
    return " ".join([words, *(_("Target: %(step)s.") % {"step": step.label} for step in steps)])
