"""Classes that are open to everyone, as anybody sees them: when, where, whether there is a seat. Nobody's name."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from classes.cohorts.registering import is_full
from classes.models import Attendance, Cohort, Meeting, Membership
from courses.models import CoursePage

MOST = 100


@dataclass(frozen=True)
class OpenClass:
    """A class one may register for, with the meetings to come."""

    cohort: Cohort
    seated: int
    waiting: int
    meetings: list[Meeting]

    @property
    def free(self) -> int:
        return max(0, self.cohort.capacity - self.seated)

    @property
    def is_full(self) -> bool:
        """Not even the waiting list takes anybody."""
        return is_full(seated=self.seated, waiting=self.waiting, capacity=self.cohort.capacity)


@dataclass(frozen=True)
class Reach:
    """What is published of classes for everyone: none of it counts a person, and few are not told at all.

    `came` counts places in classes whose holder came at least once, so whoever took two classes counts twice.
    """

    classes: int
    meetings: int
    came: int


def open_classes(*, day: dt.date, course: CoursePage | None = None) -> list[OpenClass]:
    """Those that are not over on `day`, the next first; of one course where it is given. Two queries."""
    found = _classes(day)
    if course is not None:
        found = found.filter(course=course)
    return [_open_class(one) for one in found.order_by("first_on", "pk")[:MOST]]


def open_class(pk: int, *, day: dt.date) -> OpenClass:
    """One of them. Raises Http404."""
    found = _classes(day).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such class."))
    return _open_class(found)


def own_seat(cohort: Cohort, person: User) -> Membership | None:
    """The place of `person` in a class now. One query."""
    return cohort.memberships.running().filter(person=person).first()


def _classes(day: dt.date) -> "QuerySet[Cohort]":
    seat = Q(memberships__seated_at__isnull=False)
    running = Q(memberships__ended_at=None)
    to_come = Prefetch("meetings", Meeting.objects.held().filter(on__gte=day).in_order(), to_attr="to_come")
    return (
        Cohort.objects.running()
        .for_citizens()
        .filter(last_on__gte=day, course__live=True)
        .select_related("course", "agency")
        .prefetch_related(to_come)
        .annotate(
            seats_taken=Count("memberships", filter=running & seat),
            in_the_queue=Count("memberships", filter=running & ~seat),
        )
    )


def _open_class(cohort: Cohort) -> OpenClass:
    return OpenClass(cohort, cohort.seats_taken, cohort.in_the_queue, cohort.to_come)  # type: ignore[attr-defined]


def reach(*, day: dt.date) -> Reach | None:
    """How many classes for everyone met by `day`, how often, and how many came; None while they are too few to tell.

    Fewer than settings.OPEN_DATA_LEAST could be worked out. One query.
    """
    held = Attendance.objects.in_force(by=day).there()
    held = held.filter(meeting__cohort__for_everyone=True, meeting__called_off_at=None, meeting__on__lte=day)
    counted = held.aggregate(
        classes=Count("meeting__cohort", distinct=True),
        meetings=Count("meeting", distinct=True),
        came=Count("membership", distinct=True),
    )
    return Reach(**counted) if counted["came"] >= settings.OPEN_DATA_LEAST else None
