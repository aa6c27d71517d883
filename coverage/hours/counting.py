"""Minutes of training of each person in a year, asked of completions, meetings and recognised papers in one query.

A course counts once in a year, in that of its first completion there, with the minutes it had when it was completed.
A paper from elsewhere counts in the year it was issued, with what its teaching periods came to when it was recognised.
Meetings of a class count with their own periods (coverage.hours.meetings).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from accounts.models import User
from courses.models import Completion
from courses.published import edition
from coverage.hours.meetings import meetings_attended, meetings_of
from coverage.models import Recognition
from coverage.models.recognitions import held_on
from workforce.models import Agency, Employment, EmploymentQuerySet


@dataclass(frozen=True)
class Trained:
    """How long somebody trained, in minutes; a teaching period has settings.PERIOD_MINUTES."""

    minutes: int

    @property
    def hours(self) -> float:
        return self.minutes / 60

    @property
    def periods(self) -> float:
        return self.minutes / settings.PERIOD_MINUTES

    @property
    def is_enough(self) -> bool:
        return self.minutes >= least_minutes()

    @property
    def missing_periods(self) -> float:
        return max(0, least_minutes() - self.minutes) / settings.PERIOD_MINUTES


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that counts in a year."""

    on: dt.date
    title: str
    trained: Trained
    is_paper: bool = False


def least_minutes() -> int:
    """What is asked of everyone in a year."""
    return settings.PERIODS_A_YEAR * settings.PERIOD_MINUTES


def trained_in(year: int, *, agency: Agency, day: dt.date) -> EmploymentQuerySet:
    """The people of `agency` and everything below it, by name, each with the `minutes` of `year` as known on `day`.

    Of a year that is over they are those of its last day; a paper recognised afterwards counts for them still.
    """
    completions = _completions(year, day).filter(person=OuterRef("person"))
    papers = _papers(year, day).filter(person=OuterRef("person"))
    meetings = meetings_attended(year, day).filter(person=OuterRef("person"))
    return (
        Employment.objects.at(min(day, dt.date(year, 12, 31)))
        .within(agency)
        .annotate(minutes=Coalesce(_sum(completions), 0) + Coalesce(_sum(papers), 0) + Coalesce(_sum(meetings), 0))
        .select_related("person", "position", "agency")
        .order_by("person__name_key", "pk")
    )


def lacking(listed: EmploymentQuerySet) -> EmploymentQuerySet:
    """Those of `trained_in` who have not reached what is asked."""
    return listed.filter(minutes__lt=least_minutes())  # type: ignore[misc]


def items_of(person: User, year: int, *, day: dt.date) -> list[Item]:
    """What counts for `person` in `year`, the latest first. Three queries."""
    completions = _completions(year, day).filter(person=person).select_related("course")
    items = [
        Item(on=one.completed_on, title=one.course.title, trained=Trained(one.length))  # type: ignore[attr-defined]
        for one in completions
    ]
    items += [
        Item(on=one.issued_on, title=one.title, trained=Trained(one.length), is_paper=True)  # type: ignore[attr-defined]
        for one in _papers(year, day).filter(person=person)
    ]
    items += [
        Item(on=on, title=title, trained=Trained(minutes)) for on, title, minutes in meetings_of(person, year, day=day)
    ]
    return sorted(items, key=lambda item: (item.on, item.title), reverse=True)


def total_of(items: Iterable[Item]) -> Trained:
    return Trained(sum(item.trained.minutes for item in items))


def _completions(year: int, day: dt.date) -> "QuerySet[Completion]":
    """The first completion of each person and course in `year` up to `day`, with its `length` in minutes."""
    within = Q(completed_on__gte=dt.date(year, 1, 1), completed_on__lte=min(day, dt.date(year, 12, 31)))
    earlier = Completion.objects.filter(within, person=OuterRef("person"), course=OuterRef("course")).filter(
        Q(completed_on__lt=OuterRef("completed_on")) | Q(completed_on=OuterRef("completed_on"), pk__lt=OuterRef("pk"))
    )
    lengths = [When(course=course.pk, then=Value(course.minutes)) for course in _courses()]
    # Where nobody wrote it down, what the course takes today is the best that is known.
    today = Case(*lengths, default=Value(0), output_field=IntegerField())
    return Completion.objects.filter(within).filter(~Exists(earlier)).annotate(length=Coalesce("minutes", today))


def _papers(year: int, day: dt.date) -> "QuerySet[Recognition]":
    """Papers issued in `year` and recognised by `day`, with the `length` in minutes of their teaching periods."""
    found = Recognition.objects.filter(held_on(day), issued_on__year=year, periods__isnull=False)
    return found.annotate(length=Coalesce("minutes", F("periods") * settings.PERIOD_MINUTES))


def _courses() -> list[Any]:
    return list(edition().courses.values())


def _sum(facts: "QuerySet[Any]") -> Subquery:
    return Subquery(
        facts.order_by().values("person").annotate(all=Sum("length")).values("all"), output_field=IntegerField()
    )
