"""The list of classes that somebody leads or looks after, with how full each is and when it meets next."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from accounts.models import User
from classes.models import Cohort, Facilitation, Meeting

NEWEST = 100


@dataclass(frozen=True)
class ClassLine:
    """A class in the list. `seated` counts those who stayed, of a class that is closed."""

    cohort: Cohort
    seated: int
    waiting: int
    next_meeting: Meeting | None
    leaders: list[str]


def lines_for(person: User, *, ended: bool, at: dt.datetime) -> list[ClassLine]:
    """Open classes, the next first, or those that ended, the newest first. Three queries, however many classes."""
    today = timezone.localdate(at)
    meetings = Prefetch("meetings", Meeting.objects.held().filter(on__gte=today).in_order(), to_attr="to_come")
    leaders = Prefetch(
        "facilitations", Facilitation.objects.running().select_related("person").order_by("pk"), to_attr="leading"
    )
    stayed = Q(memberships__ended_at=None) | Q(memberships__ending="closed")
    seat = Q(memberships__seated_at__isnull=False)
    rows = (
        Cohort.objects.visible_to(person)
        .select_related("agency", "course")
        .prefetch_related(meetings, leaders)
        .annotate(
            seated=Count("memberships", filter=stayed & seat),
            waiting=Count("memberships", filter=Q(memberships__ended_at=None) & ~seat),
        )
    )
    rows = (
        rows.exclude(state="open").order_by("-ended_at", "pk") if ended else rows.running().order_by("first_on", "pk")
    )
    return [
        ClassLine(
            row,
            row.seated,  # type: ignore[attr-defined]
            row.waiting,  # type: ignore[attr-defined]
            next(iter(row.to_come), None),  # type: ignore[attr-defined]
            [one.person.full_name for one in row.leading],  # type: ignore[attr-defined]
        )
        for row in rows[:NEWEST]
    ]
